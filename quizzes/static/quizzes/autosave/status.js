// Says truthfully how far saving got. The sentences are the page's: see attempts/saving.html.
//
// | said      | event                                       | said next | the page shows                           |
// | --------- | ------------------------------------------- | --------- | ---------------------------------------- |
// | nothing   | a key is pressed                            | saving    | Saving …                                 |
// | saving    | all is stored                               | saved     | Saved.                                   |
// | saving    | something is typed before it is stored      | saving    | Saving …                                 |
// | saving    | the server cannot be reached                | waiting   | Not saved yet: kept in this browser      |
// | saving    | the server does not know this browser       | strange   | Not saved: come back with three words    |
// | saving    | the server takes the page for too old       | outdated  | Not saved yet: load it anew              |
// | waiting   | it is tried again                           | waiting   | Not saved yet: kept in this browser      |
// | waiting   | the page is handed in                       | holding   | Not handed in yet                        |
// | holding   | it is called off                            | waiting   | Not saved yet: kept in this browser      |
// | holding   | all is stored                               | saved     | Saved.                                   |
// | saving    | the server refuses it                       | refused   | Not saved: and why                       |
// | refused   | something else is stored                    | refused   | Not saved: and why                       |
// | refused   | something else is chosen                    | saving    | Saving …                                 |
// | saved     | another question comes                      | nothing   |                                          |

export const openStatus = (element) => {
  let hasSaved = false;
  let refusal = ""; // stays to be read until something else is chosen

  const stateOf = ({ isTyping, isWaiting, trouble, isHeld }) => {
    if (refusal) return "refused";
    if (isWaiting && trouble) return isHeld ? "holding" : trouble;
    if (isTyping || isWaiting) return "saving";
    return hasSaved ? "saved" : "";
  };
  return {
    saved() {
      hasSaved = true;
    },
    refused(text) {
      refusal = text;
    },
    chosen() {
      refusal = "";
    },
    // It was said of the question before.
    movedOn() {
      hasSaved = false;
    },
    show(facts) {
      const state = stateOf(facts);
      const text = `${element.dataset[state] ?? ""} ${state === "refused" ? refusal : ""}`.trim();
      if (element.textContent !== text) element.textContent = text;
      element.className = `saving is-${state}`;
    },
  };
};
