// A form that hands in waits until everything is saved. Whoever presses once more goes without.
//
// | state | event                                           | next  | the page shows                   |
// | ----- | ----------------------------------------------- | ----- | -------------------------------- |
// | free  | it is handed in and nothing waits               | free  | what comes after                 |
// | free  | it is handed in and something waits             | held  | Not handed in yet                |
// | held  | all is saved                                    | free  | what comes after                 |
// | held  | it is pressed once more, and cannot be saved    | free  | what comes after, without it     |
// | held  | it is pressed once more, while it is being sent | held  | Not handed in yet                |
// | held  | another form is sent                            | free  | what comes after that            |
// | held  | it is called off                                | free  | what it showed before            |
//
// It is called off by whoever goes on writing, by a refusal, which is to be read first, and where sending again is of
// no use: the server does not know this browser, or takes the page for too old.

export const openHandIn = () => {
  let held = null;
  return {
    // Any form that is sent takes the place of the one that was held. True where it is the same, pressed once more.
    release(form) {
      const isSame = held === form;
      held = null;
      return isSame;
    },
    // Whether this form has to wait.
    holds(form, { isWaiting, isInsistent }) {
      if ("handsIn" in form.dataset && isWaiting && !isInsistent) held = form;
      return held === form;
    },
    callOff() {
      held = null;
    },
    goOn() {
      const form = held;
      held = null;
      form?.requestSubmit();
    },
    get isHeld() {
      return held !== null;
    },
  };
};
