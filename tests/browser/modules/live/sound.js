import { openSound } from "/static/quizzes/live/sound.js";
import { equal, FakeBrowser, html } from "../fakes.js";

const BUTTON = `<button aria-pressed="false" data-answering="/open.wav" data-locked="/lock.wav"
  data-reveal="/reveal.wav">`;

const start = ({ isOn = false, phase = "lobby" } = {}) => {
  const browser = new FakeBrowser();
  const button = html(BUTTON);
  const sound = openSound({ button, phase, browser });
  if (isOn) button.click();
  return { button, sound, heard: browser.played };
};

export const cases = {
  "silent | a phase begins": async () => {
    const { sound, heard } = start();
    sound.arrived("answering");
    equal(heard, []);
  },
  "silent | the button is pressed": async () => {
    const { button, heard } = start({ isOn: true });
    equal([button.getAttribute("aria-pressed"), heard], ["true", ["/open.wav"]]);
  },
  "sounding | a phase begins that has a sound": async () => {
    const { sound, heard } = start({ isOn: true });
    for (const phase of ["answering", "locked", "reveal"]) sound.arrived(phase);
    equal(heard.slice(1), ["/open.wav", "/lock.wav", "/reveal.wav"]);
  },
  "sounding | a phase begins that has none": async () => {
    const { sound, heard } = start({ isOn: true });
    sound.arrived("reading");
    equal(heard.length, 1);
  },
  "sounding | the same phase comes once more": async () => {
    const { sound, heard } = start({ isOn: true, phase: "answering" });
    for (const phase of ["answering", "locked", "locked"]) sound.arrived(phase);
    equal(heard.slice(1), ["/lock.wav"]);
  },
  "sounding | the button is pressed": async () => {
    const { button, sound, heard } = start({ isOn: true });
    button.click();
    sound.arrived("answering");
    equal([button.getAttribute("aria-pressed"), heard.length], ["false", 1]);
  },
  "no sound | a phase begins": async () => openSound({ button: null, phase: "lobby" }).arrived("answering"),
};
