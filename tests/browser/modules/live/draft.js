import { openDraft } from "/static/quizzes/live/draft.js";
import { equal, html } from "../fakes.js";

const CONTROLS = `<input type="hidden" name="question" value="7"><input type="radio" name="answer" value="1">
  <input type="radio" name="answer" value="2"><input type="checkbox" name="more" value="a">
  <input type="text" name="text"><select name="place"><option></option><option>3</option></select>`;
const stage = (question = "7", phase = "answering") =>
  html(`<section data-phase="${phase}" data-question="${question}">${CONTROLS}</section>`);
const written = (one) =>
  [...one.querySelectorAll(":checked:not(option)")].map(({ value }) => value).concat(
    one.querySelector("[name=text]").value, one.querySelector("select").value,
  );

const start = () => {
  const draft = openDraft();
  const first = stage();
  first.querySelector("[value='2']").checked = first.querySelector("[value=a]").checked = true;
  first.querySelector("[name=text]").value = "Tianj";
  first.querySelector("select").value = "3";
  draft.remember(first);
  return draft;
};
const after = (draft, ...where) => {
  const next = stage(...where);
  draft.fillIn(next);
  return written(next);
};
const EMPTY = ["", ""];
const WRITTEN = ["2", "a", "Tianj", "3"];

export const cases = {
  "nothing | the stage of a question is left": async () => {
    equal(after(openDraft()), EMPTY);
    equal(after(start()), WRITTEN);
  },
  "remembered | the same question is open again": async () => {
    const draft = start();
    draft.remember(stage("7", "paused"));
    equal(after(draft), WRITTEN);
    equal(after(draft), WRITTEN); // as often as it is paused
  },
  "remembered | another question is open": async () => equal(after(start(), "8"), EMPTY),
  "remembered | the stage of that question is left": async () => {
    const draft = start();
    const other = stage("8");
    other.querySelector("[name=text]").value = "Bishkek";
    draft.remember(other);
    equal(after(draft, "8"), ["Bishkek", ""]);
    equal(after(draft), EMPTY);
  },
  "remembered | anything else comes": async () => equal(after(start(), "7", "paused"), EMPTY),
  "a control that is not there any more is passed over": async () => {
    const next = html("<section data-phase='answering' data-question='7'><input type='text' name='text'></section>");
    start().fillIn(next);
    equal(next.firstChild.value, "Tianj");
  },
};
