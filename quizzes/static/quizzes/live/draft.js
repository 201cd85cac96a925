// What a player has chosen or typed for a question, and has not given yet, outlives a pause.
//
// | state      | event                              | next       | the page shows           |
// | ---------- | ---------------------------------- | ---------- | ------------------------ |
// | nothing    | the stage of a question is left    | remembered | what comes               |
// | remembered | the same question is open again    | remembered | what was chosen or typed |
// | remembered | another question is open           | remembered | empty controls           |
// | remembered | the stage of that question is left | remembered | what comes               |
// | remembered | anything else comes                | remembered | it, as it is             |

const isBox = (control) => ["radio", "checkbox"].includes(control.type);
const controlsOf = (stage) => [...stage.querySelectorAll("input:not([type=hidden]), select, textarea")];

export const openDraft = () => {
  let question = "";
  let values = [];
  return {
    remember(stage) {
      if (stage.dataset.phase !== "answering") return;
      question = stage.dataset.question;
      values = controlsOf(stage).map((c) => [c.name, isBox(c) ? c.value : "", c.checked, c.value]);
    },
    fillIn(stage) {
      if (stage.dataset.phase !== "answering" || question !== stage.dataset.question) return;
      for (const [name, option, checked, value] of values) {
        const control = controlsOf(stage).find((c) => c.name === name && (!option || c.value === option));
        if (!control) continue;
        if (option) control.checked = checked;
        else control.value = value;
      }
    },
  };
};
