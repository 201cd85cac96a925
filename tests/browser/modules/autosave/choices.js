import { fieldsOf, fillIn, openDrafts, pauseAfter } from "/static/quizzes/autosave/choices.js";
import { equal, FakeBrowser, html } from "../fakes.js";

const CONTROLS = `<section data-at="q1-">
  <input type="hidden" name="q1-answer" value="hidden"><input type="radio" name="q1-answer" value="1">
  <input type="radio" name="q1-answer" value="2"><input type="checkbox" name="q1-more" value="a">
  <input type="checkbox" name="q1-more" value="b"><select name="q1-place"><option></option><option>3</option></select>
  <textarea name="q1-text"></textarea><input type="text" name="q2-answer" value="of another question"></section>`;

const start = () => {
  const browser = new FakeBrowser();
  const noted = [];
  const drafts = openDrafts({ note: (section) => noted.push(section), browser });
  return { browser, noted, drafts };
};

export const cases = {
  "quiet | an option is chosen": async () => {
    const { browser, noted, drafts } = start();
    drafts.noteSoon("one", pauseAfter(html("<input type='radio'>")));
    equal([drafts.isTyping, noted], [true, []]);
    await browser.pass(0);
    equal([drafts.isTyping, noted], [false, ["one"]]);
  },
  "quiet | a key is pressed in a text": async () => {
    for (const control of ["<input type='text'>", "<textarea></textarea>"]) {
      const { browser, noted, drafts } = start();
      drafts.noteSoon("one", pauseAfter(html(control)));
      await browser.pass(599);
      equal([drafts.isTyping, noted], [true, []]);
    }
  },
  "typing | a key is pressed before the pause ends": async () => {
    const { browser, noted, drafts } = start();
    drafts.noteSoon("one", 600);
    drafts.noteSoon("two", 600);
    await browser.pass(599);
    drafts.noteSoon("one", 600);
    await browser.pass(599);
    equal([drafts.isTyping, noted], [true, ["two"]]); // each section has a pause of its own
  },
  "typing | 600 ms pass": async () => {
    const { browser, noted, drafts } = start();
    drafts.noteSoon("one", 600);
    await browser.pass(600);
    equal([drafts.isTyping, noted], [false, ["one"]]);
    await browser.pass(10_000);
    equal(noted, ["one"]);
  },
  "typing | the page is left, hidden or sent": async () => {
    const { browser, noted, drafts } = start();
    drafts.noteSoon("one", 600);
    drafts.noteSoon("two", 600);
    drafts.noteAll();
    equal([drafts.isTyping, noted], [false, ["one", "two"]]);
    await browser.pass(10_000);
    equal(noted, ["one", "two"]);
  },
  "typing | the question is skipped": async () => {
    const { browser, noted, drafts } = start();
    drafts.noteSoon("one", 600);
    drafts.forget("one");
    await browser.pass(10_000);
    equal([drafts.isTyping, noted], [false, []]);
  },
  "what is chosen in a section is read, and nothing beside it": async () => {
    const section = html(CONTROLS);
    section.querySelector("[value='2']").checked = section.querySelector("[value=b]").checked = true;
    section.querySelector("select").value = "3";
    section.querySelector("textarea").value = "Tianjin";
    equal(fieldsOf(section), [["q1-answer", "2"], ["q1-more", "b"], ["q1-place", "3"], ["q1-text", "Tianjin"]]);
  },
  "what was chosen is filled in again, whatever is there": async () => {
    const chosen = [["page", "a"], ["q1-answer", "2"], ["q1-more", "a"], ["q1-more", "b"], ["q1-text", "Tianjin"]];
    const section = html(CONTROLS);
    section.querySelector("[value='1']").checked = true;
    section.querySelector("select").value = "3";
    fillIn(section, chosen);
    const found = [["q1-answer", "2"], ["q1-more", "a"], ["q1-more", "b"], ["q1-place", ""], ["q1-text", "Tianjin"]];
    equal(fieldsOf(section), found);
    equal(section.querySelector("[name=q2-answer]").value, "of another question");
  },
};
