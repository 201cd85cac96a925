// What comes to the stage, and what it finds there: by the stream, or as the reply to an answer. Either may be late.
//
// | shown                  | comes by the stream                    | is     | the page shows                         |
// | ---------------------- | -------------------------------------- | ------ | -------------------------------------- |
// | lobby                  | the same stage                         | new    | the names that came to it              |
// | reading                | answering                              | new    | the controls                           |
// | answering              | the same stage                         | known  | what it showed                         |
// | answering              | more time                              | time   | the new time; what is written stays    |
// | answering              | locked                                 | new    | that it is locked                      |
// | answering              | paused                                 | new    | the pause                              |
// | answering, as the host | more time                              | new    | the new time                           |
// | paused                 | answering                              | new    | what was written before the pause      |
// | paused                 | answering, and they had answered       | given  | that their answer is in                |
// | paused                 | locked, and they had answered          | given  | that their answer is in                |
// | paused, as it opened   | answering                              | unsure | what the server says when it is asked  |
// | paused, as it opened   | locked                                 | unsure | what the server says when it is asked  |
// | locked                 | answering, as there is more time       | new    | what was written before                |
// | locked                 | answering, and they had answered       | given  | that their answer is in                |
// | answered               | answering, as there is more time       | known  | that their answer is in                |
// | answered               | locked                                 | passed | that their answer is in                |
// | answered               | paused                                 | new    | the pause                              |
// | answered               | reveal                                 | new    | what was right                         |
// | answered               | answering of the second vote           | new    | the controls                           |
// | reveal                 | the same stage                         | known  | what it showed                         |
//
// | shown                  | a reply or a stage comes               | is     | the page shows                         |
// | ---------------------- | -------------------------------------- | ------ | -------------------------------------- |
// | answering              | answered                               | new    | that their answer is in                |
// | locked                 | answered: it was on its way            | new    | that their answer is in                |
// | paused                 | answered: it was on its way            | new    | that their answer is in                |
// | answered               | answered: it was sent twice            | new    | that their answer is in                |
// | reveal                 | answered: it was on its way            | late   | what was right                         |
// | reading                | answered, of the question before       | late   | the next question                      |
// | answering              | answered, of the question before       | late   | the next question                      |
// | locked                 | a stage of an earlier revision         | late   | that it is locked                      |

export const stageOf = (page) => page.querySelector("#stage");

// What a stage from the stream is to this page. (An event without an id has the one before it, so the frame tells.)
// `shown` and `fresh` are what stages say of themselves; `given` is the question that was answered here last.
export const knownAs = (fresh, { shown, given = "", isUnsure = false, isPlayer = true }) => {
  const { frame, phase, question } = fresh;
  const isSameQuestion = question === shown.question;
  const isAsked = ["answering", "locked"].includes(phase);
  const rests = ["paused", "locked"].includes(shown.phase);
  if (isUnsure && isAsked) return "unsure";
  if (phase === "locked" && shown.phase === "answered" && isSameQuestion) return "passed";
  if (isAsked && question === given && rests) return "given";
  if (phase === "answering" && isSameQuestion && isPlayer) {
    if (shown.phase === "answering") return "time";
    return shown.phase === "answered" ? "known" : "new"; // after a pause it opens again
  }
  return frame && frame === shown.frame && phase !== "lobby" ? "known" : "new"; // to a lobby there are names to come
};

// Whether what was right is shown already, or the next question, when the reply to an answer comes.
export const isLate = (fresh, shown) => {
  if (Number.parseInt(fresh.frame, 10) < Number.parseInt(shown.frame, 10)) return true; // each begins with a revision
  return fresh.phase === "answered"
    && (fresh.question !== shown.question || !["answering", "answered", "locked", "paused"].includes(shown.phase));
};

// `tell` hears what is to be done elsewhere: left (a stage goes), arrived (another is there), time, and unsure.
export const openStage = ({ page = document, tell }) => {
  const stage = () => stageOf(page);
  let before = stage().dataset.frame;
  let hadFocus = false;
  // The stage that says that an answer is in: it comes back after a pause, and with more time.
  const given = { question: "", html: "" };
  // A page that was opened in a pause does not know whether an answer is in.
  const isPlayer = () => Boolean(page.querySelector("#play"));
  let isUnsure = isPlayer() && stage().dataset.phase === "paused";

  const take = (frame) => {
    stage().dataset.frame = before = frame;
  };
  const isNew = () => stage().dataset.frame !== before || stage().dataset.phase === "answered";

  // A screen reader says it once, and the keyboard goes on from here. Nobody is torn away from another place.
  const focus = (problem) => {
    if (document.activeElement !== document.body && !hadFocus) return;
    (problem ?? stage().querySelector("#stem"))?.focus({ preventScroll: true });
    if (problem) problem.scrollIntoView({ block: "nearest" });
    else scrollTo({ top: 0, behavior: "instant" });
  };
  const arrived = () => {
    stage().classList.toggle("is-new", isNew());
    const problem = stage().querySelector("#problem");
    tell.arrived(stage(), { hasProblem: Boolean(problem) });
    if (!isNew() && !problem) return;
    before = stage().dataset.frame;
    focus(problem);
    hadFocus = false;
  };

  const deal = {
    new: () => {},
    known: () => {},
    passed: (fresh) => take(fresh.dataset.frame),
    // Nobody loses what they are writing, nor where they are.
    time(fresh) {
      take(fresh.dataset.frame);
      const [mine, theirs] = [stage(), fresh].map((one) => one.querySelector(".timer"));
      if (mine && theirs) Object.assign(mine.dataset, theirs.dataset);
      tell.time();
    },
    given() {
      stage().outerHTML = given.html;
      arrived();
    },
    unsure() {
      isUnsure = false;
      tell.unsure();
    },
  };

  return {
    arrived,
    // Whether a stage from the stream takes the place of what is there; if not, it is dealt with here.
    isToBeSwapped(fresh) {
      const facts = { shown: stage().dataset, given: given.question, isUnsure, isPlayer: isPlayer() };
      const what = knownAs(fresh.dataset, facts);
      deal[what](fresh);
      return what === "new";
    },
    // Whether what is about to take its place still may.
    leave(fresh) {
      if (isLate(fresh.dataset, stage().dataset)) return false;
      hadFocus = stage().contains(document.activeElement);
      if (stage().dataset.phase === "answered") {
        Object.assign(given, { question: stage().dataset.question, html: stage().outerHTML });
      }
      tell.left(stage());
      return true;
    },
  };
};
