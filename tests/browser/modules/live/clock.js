import { openClock, showTime } from "/static/quizzes/live/clock.js";
import { equal, FakeBrowser, html } from "../fakes.js";

const ANSWERING = "data-ends-at='60000' data-lasts='60000' data-takes-extra";

const start = (attributes = ANSWERING) => {
  const body = html(`<div><p class="timer" ${attributes}></p><p data-says="Ten seconds left."></p></div>`);
  const [timer, announcer] = body.children;
  const at = (now, extra = 0) => {
    showTime(timer, announcer, { now, extra });
    return [timer.textContent, [...timer.classList].slice(1).join(), announcer.textContent];
  };
  return { at, timer, announcer };
};

export const cases = {
  "the time to answer | more than a minute": async () => equal(start().at(-15_000), ["1:15", "", ""]),
  "the time to answer | a minute or less": async () => {
    const { at } = start();
    equal([at(0)[0], at(1)[0], at(1000)[0]], ["1:00", "1:00", "59"]);
  },
  "the time to answer | ten seconds or less": async () => {
    const { at } = start();
    equal(at(49_999), ["11", "", ""]);
    equal(at(50_000), ["10", "", "Ten seconds left."]);
  },
  "the time to answer | five seconds or less": async () => {
    const { at, announcer } = start();
    at(50_000);
    const [text] = announcer.childNodes;
    equal(at(55_000), ["5", "is-short", "Ten seconds left."]);
    equal(announcer.firstChild === text, true); // it is not written anew, so it is heard once
  },
  "the time to answer | nothing": async () => {
    equal(start().at(60_000), ["", "is-over", ""]);
    equal(start(`${ANSWERING} data-over="Collecting …"`).at(61_000), ["Collecting …", "is-over", ""]);
  },
  "the time to answer | as much as one likes": async () => equal(start().at(61_000, Infinity), ["", "", ""]),
  "the time to answer | a quarter more, for some": async () => {
    equal(start().at(60_000, 0.25), ["15", "", ""]);
    equal(start("data-ends-at='60000' data-lasts='60000'").at(60_000, 0.25), ["", "is-over", ""]); // the host's
  },
  "the time to read | ten seconds or less": async () => {
    const { at, announcer } = start("data-ends-at='60000'");
    announcer.textContent = "What was said before.";
    equal(at(51_000), ["9", "", "What was said before."]);
    equal(at(56_000), ["4", "", "What was said before."]);
  },
  "a timer without an end shows nothing": async () => equal(start("").at(0), ["", "", ""]),
  "a page without an announcer shows the time": async () => {
    const { timer } = start();
    showTime(timer, null, { now: 0, extra: 0 });
    equal(timer.textContent, "1:00");
  },
  "the clock is the server's and is set by it, whatever this device says": async () => {
    const browser = new FakeBrowser();
    const clock = openClock("5000", browser);
    equal(clock.now(), 5000);
    await browser.pass(250);
    browser.Date.now = () => 0;
    equal(clock.now(), 5250);
    clock.set("90000"); // as it comes by the stream
    await browser.pass(250);
    equal(clock.now(), 90_250);
  },
};
