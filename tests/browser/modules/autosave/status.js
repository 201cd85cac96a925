import { openStatus } from "/static/quizzes/autosave/status.js";
import { equal, html } from "../fakes.js";

const RESTING = { isTyping: false, isWaiting: false, trouble: "", isHeld: false };
const TYPING = { ...RESTING, isTyping: true };
const SENDING = { ...RESTING, isWaiting: true };
const inTrouble = (trouble, isHeld = false) => ({ ...SENDING, trouble, isHeld });

const start = () => {
  const element = html(`<p data-saving="Saving …" data-saved="Saved." data-refused="Not saved:" data-waiting="Not yet."
    data-holding="Not handed in." data-strange="Come back." data-outdated="Load it anew."></p>`);
  const status = openStatus(element);
  const says = (facts, text, state) => {
    status.show(facts);
    equal([element.textContent, element.className], [text, `saving is-${state}`]);
  };
  return { element, status, says };
};

export const cases = {
  "nothing | a key is pressed": async () => {
    const { says } = start();
    says(RESTING, "", "");
    says(TYPING, "Saving …", "saving");
  },
  "saving | all is stored": async () => {
    const { status, says } = start();
    says(SENDING, "Saving …", "saving");
    status.saved();
    says(RESTING, "Saved.", "saved");
  },
  "saving | something is typed before it is stored": async () => {
    const { status, says } = start();
    status.saved();
    says(TYPING, "Saving …", "saving");
  },
  "saving | the server cannot be reached": async () => start().says(inTrouble("waiting"), "Not yet.", "waiting"),
  "saving | the server does not know this browser": async () =>
    start().says(inTrouble("strange"), "Come back.", "strange"),
  "saving | the server takes the page for too old": async () =>
    start().says(inTrouble("outdated"), "Load it anew.", "outdated"),
  "waiting | it is tried again": async () => {
    const { status, says } = start();
    status.saved(); // something before it
    status.chosen();
    says({ ...inTrouble("waiting"), isTyping: true }, "Not yet.", "waiting");
  },
  "waiting | the page is handed in": async () => start().says(inTrouble("waiting", true), "Not handed in.", "holding"),
  "holding | it is called off": async () => {
    const { says } = start();
    says(inTrouble("waiting", true), "Not handed in.", "holding");
    says(inTrouble("waiting"), "Not yet.", "waiting");
  },
  "holding | all is stored": async () => {
    const { status, says } = start();
    says(inTrouble("waiting", true), "Not handed in.", "holding");
    status.saved();
    says({ ...RESTING, trouble: "waiting" }, "Saved.", "saved");
  },
  "saving | the server refuses it": async () => {
    const { status, says } = start();
    status.refused("Too late.");
    says(RESTING, "Not saved: Too late.", "refused");
  },
  "refused | something else is stored": async () => {
    const { status, says } = start();
    status.refused("Too late.");
    status.saved();
    for (const facts of [SENDING, inTrouble("waiting"), RESTING]) says(facts, "Not saved: Too late.", "refused");
  },
  "refused | something else is chosen": async () => {
    const { status, says } = start();
    status.refused("Too late.");
    status.chosen();
    says(TYPING, "Saving …", "saving");
  },
  "saved | another question comes": async () => {
    const { status, says } = start();
    status.saved();
    status.movedOn();
    says(RESTING, "", "");
  },
  "a screen reader hears it once": async () => {
    const { element, says } = start();
    says(SENDING, "Saving …", "saving");
    const [text] = element.childNodes;
    says(TYPING, "Saving …", "saving");
    equal(element.firstChild === text, true); // what is there has not been written anew
  },
};
