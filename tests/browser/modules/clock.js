import { minutesAndSeconds, stopwatch } from "/static/quizzes/clock.js";
import { equal, FakeBrowser } from "./fakes.js";

const start = () => {
  const browser = new FakeBrowser();
  return { browser, passed: stopwatch(browser) };
};

export const cases = {
  "time passes": async () => {
    const { browser, passed } = start();
    await browser.pass(1500);
    equal(passed(), 1500);
  },
  "setting the clock back stops nothing": async () => {
    const { browser, passed } = start();
    browser.Date.now = () => 0;
    await browser.pass(1500);
    equal(passed(), 1500);
  },
  "a sleep in which the count stands still is counted": async () => {
    const { browser, passed } = start();
    await browser.pass(60_000);
    browser.slept = 59_000;
    equal([browser.performance.now(), passed()], [1_001_000, 60_000]);
  },
  "minutes and seconds": async () => {
    equal([0, 9, 60, 75, 600, 3601].map(minutesAndSeconds), ["0:00", "0:09", "1:00", "1:15", "10:00", "60:01"]);
  },
};
