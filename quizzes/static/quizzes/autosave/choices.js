// What is chosen in a section of the page: read, filled in again, and noted as soon as there is a pause in it.
//
// | state   | event                                  | next    | the page shows                            |
// | ------- | -------------------------------------- | ------- | ----------------------------------------- |
// | quiet   | an option is chosen                    | typing  | saving; it is noted at once               |
// | quiet   | a key is pressed in a text             | typing  | saving                                    |
// | typing  | a key is pressed before the pause ends | typing  | saving; the pause begins anew             |
// | typing  | 600 ms pass                            | quiet   | it is noted                               |
// | typing  | the page is left, hidden or sent       | quiet   | it is noted at once                       |
// | typing  | the question is skipped                | quiet   | nothing is noted                          |

const TYPING_PAUSE_MS = 600;

const controlsOf = (section) =>
  [...section.querySelectorAll("input, select, textarea")].filter(
    (control) => control.type !== "hidden" && control.name.startsWith(section.dataset.at ?? ""),
  );
const isBox = (control) => ["radio", "checkbox"].includes(control.type);

export const fieldsOf = (section) =>
  controlsOf(section)
    .filter((control) => !isBox(control) || control.checked)
    .map((control) => [control.name, control.value]);

export const fillIn = (section, fields) => {
  for (const control of controlsOf(section)) {
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (isBox(control)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
};

export const pauseAfter = (control) => (control.matches("textarea, [type=text]") ? TYPING_PAUSE_MS : 0);

// `note` is called with each section whose choice is to be saved.
export const openDrafts = ({ note, browser = window }) => {
  const timers = new Map(); // of what is being typed, by section

  const forget = (section) => {
    browser.clearTimeout(timers.get(section));
    timers.delete(section);
  };
  const noteNow = (section) => {
    forget(section);
    note(section);
  };
  return {
    forget,
    noteSoon(section, pause) {
      browser.clearTimeout(timers.get(section));
      timers.set(section, browser.setTimeout(() => noteNow(section), pause));
    },
    noteAll() {
      [...timers.keys()].forEach(noteNow);
    },
    get isTyping() {
      return timers.size > 0;
    },
  };
};
