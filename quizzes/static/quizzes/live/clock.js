// The time that is left, by the server's clock: this device's may say anything, and be set in the middle of a round.
//
// | what runs              | what is left             | the timer shows        | a screen reader hears |
// | ---------------------- | ------------------------ | ---------------------- | --------------------- |
// | the time to answer     | more than a minute       | 1:15                   | nothing               |
// | the time to answer     | a minute or less         | 59                     | nothing               |
// | the time to answer     | ten seconds or less      | 9                      | Ten seconds left.     |
// | the time to answer     | five seconds or less     | 5, as short            | that still, once      |
// | the time to answer     | nothing                  | what the page says     | nothing               |
// | the time to answer     | as much as one likes     | nothing                | nothing               |
// | the time to answer     | a quarter more, for some | that much more         | nothing               |
// | the time to read       | ten seconds or less      | 9                      | nothing               |
//
// The clock itself goes on by this device's count of milliseconds, which stands still while some devices sleep, and is
// set anew by the stream, whenever that is opened.

import { minutesAndSeconds } from "../clock.js";

export const openClock = (startsAt, browser = window) => {
  let offset = startsAt - browser.performance.now();
  return {
    now: () => browser.performance.now() + offset,
    set(at) {
      offset = at - browser.performance.now();
    },
  };
};

// `extra` is the part of the time that somebody has more: 0.25, or Infinity.
const secondsLeft = ({ endsAt, lasts, takesExtra }, { now, extra }) => {
  const more = takesExtra !== undefined && lasts ? lasts * extra : 0;
  return Math.ceil((Number(endsAt) + more - now) / 1000);
};

export const showTime = (timer, announcer, times) => {
  const { lasts, over } = timer.dataset;
  const left = secondsLeft(timer.dataset, times);
  if (!Number.isFinite(left)) timer.textContent = "";
  else if (left > 0) timer.textContent = left >= 60 ? minutesAndSeconds(left) : left;
  else timer.textContent = over ?? "";
  timer.classList.toggle("is-short", lasts !== undefined && left <= 5 && left > 0);
  timer.classList.toggle("is-over", left <= 0);
  if (!announcer || lasts === undefined) return;
  const said = left <= 10 && left > 0 ? announcer.dataset.says : "";
  if (announcer.textContent !== said) announcer.textContent = said;
};
