import { openHandIn } from "/static/quizzes/autosave/handing_in.js";
import { equal, html } from "../fakes.js";

const start = () => {
  const body = html(
    "<div><form id='in' data-hands-in></form><form id='other'></form><form id='too' data-hands-in></form></div>",
  );
  const [form, other, another] = body.children;
  const sent = [];
  for (const one of body.children) one.requestSubmit = () => sent.push(one.id);
  const handIn = openHandIn();
  // As the page does, and whether the form has to wait.
  const press = (one, { isWaiting = true, trouble = "" } = {}) => {
    const isInsistent = handIn.release(one) && Boolean(trouble);
    return handIn.holds(one, { isWaiting, isInsistent });
  };
  return { form, other, another, sent, handIn, press };
};

export const cases = {
  "free | it is handed in and nothing waits": async () => {
    const { form, handIn, press } = start();
    equal([press(form, { isWaiting: false }), handIn.isHeld], [false, false]);
  },
  "free | it is handed in and something waits": async () => {
    const { form, sent, handIn, press } = start();
    equal([press(form), handIn.isHeld, sent], [true, true, []]);
  },
  "held | all is saved": async () => {
    const { form, sent, handIn, press } = start();
    press(form);
    handIn.goOn();
    handIn.goOn();
    equal([handIn.isHeld, sent], [false, ["in"]]);
  },
  "held | it is pressed once more, and cannot be saved": async () => {
    const { form, handIn, press } = start();
    press(form);
    equal([press(form, { trouble: "waiting" }), handIn.isHeld], [false, false]);
  },
  "held | it is pressed once more, while it is being sent": async () => {
    const { form, handIn, press } = start();
    press(form);
    equal([press(form), handIn.isHeld], [true, true]);
  },
  "held | another form is sent": async () => {
    const { form, other, another, sent, handIn, press } = start();
    press(form);
    equal([press(other, { trouble: "waiting" }), handIn.isHeld], [false, false]); // it carries what it saves itself
    handIn.goOn();
    equal(sent, []);
    press(form);
    equal(press(another, { trouble: "waiting" }), true); // on this one nobody has insisted
    handIn.goOn();
    equal(sent, ["too"]);
  },
  "held | it is called off": async () => {
    const { form, sent, handIn, press } = start();
    press(form);
    handIn.callOff();
    handIn.goOn();
    equal([handIn.isHeld, sent], [false, []]);
    equal(press(form, { trouble: "waiting" }), true); // whoever presses then has not insisted yet
  },
};
