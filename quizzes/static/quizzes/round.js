// What a question page does beyond HTMX: the timer, a word when the network is away. Its keys are in keys.js.

import { minutesAndSeconds, stopwatch } from "./clock.js";
import { startItemScripts } from "./item_scripts.js";

const find = (selector) => document.querySelector(selector);

const timer = find("[role=timer]");
if (timer) {
  const passed = stopwatch();
  let endsAt = null;
  const secondsLeft = () => Math.ceil((endsAt - passed()) / 1000);
  const announcements = new Map([[300, timer.dataset.fiveMinutes], [60, timer.dataset.oneMinute]]);
  const grace = 4; // longer than the server's
  const slack = 5; // seconds that a reply may have been on its way
  let before;
  let ticking;
  const tick = () => {
    clearTimeout(ticking);
    const left = secondsLeft();
    timer.textContent = minutesAndSeconds(Math.max(0, left));
    timer.classList.toggle("is-short", left <= 60);
    for (const [mark, sentence] of announcements) {
      if (before > mark && left <= mark) find("#announcer").textContent = sentence;
    }
    before = left;
    if (left > -grace) ticking = setTimeout(tick, 1000);
    else goOn();
  };
  // While nobody can be reached this page stays, with what it says: the browser's own would take its place.
  const goOn = async () => {
    try {
      const reply = await fetch(timer.dataset.whenOver, { method: "HEAD", redirect: "manual" });
      if (reply.status >= 500) throw new Error(reply.status);
      location.assign(timer.dataset.whenOver);
    } catch {
      setTimeout(goOn, 3000);
    }
  };
  const begin = (seconds) => {
    endsAt = passed() + seconds * 1000;
    before = secondsLeft();
    timer.hidden = false;
    tick();
  };
  // To be heard, and to be seen for a while.
  let forgetting;
  const say = (sentence) => {
    const [heard, seen] = [find("#announcer"), find("#time-changed")];
    heard.textContent = seen.textContent = sentence;
    seen.hidden = false;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => {
      heard.textContent = "";
      seen.hidden = true;
    }, 30_000);
  };
  // A teacher may change it in the middle of a test: the server says so with whatever it answers, and when it is asked.
  const hear = (seconds) => {
    if (endsAt !== null && Math.abs(seconds - secondsLeft()) <= slack) return;
    begin(seconds);
    if (seconds > 0) say(`${timer.dataset.changed} ${timer.textContent}`); // else it was handed in elsewhere
  };
  // What was right at the last question is read for as long as one likes.
  let isFinished = false;
  const stop = () => {
    isFinished = true;
    clearTimeout(ticking);
    timer.hidden = true;
  };
  const lift = () => {
    if (endsAt === null) return;
    clearTimeout(ticking);
    endsAt = null;
    timer.hidden = true;
    say(timer.dataset.lifted);
  };
  const told = (seconds) => (seconds === null ? lift() : hear(seconds));
  const ask = async () => {
    if (isFinished || !timer.dataset.asks) return;
    try {
      const reply = await fetch(timer.dataset.asks);
      const said = reply.ok && (await reply.json());
      if (said && !isFinished) told(said.seconds_left);
    } catch {
      // The network is away: it is said where something has to be saved.
    }
  };
  setInterval(ask, 60_000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  if (timer.dataset.secondsLeft) begin(Number(timer.dataset.secondsLeft));
  document.addEventListener("time-left", (event) => told(event.detail));
  document.addEventListener("htmx:afterSwap", () => {
    const { isFinished: over, timeLeft } = find("#question")?.dataset ?? {};
    if (over !== undefined) stop();
    else if (timeLeft) hear(Number(timeLeft));
  });
}

startItemScripts();
document.addEventListener("htmx:afterSwap", startItemScripts);

const trouble = (isThere) => () => {
  find("#trouble").hidden = !isThere;
};
document.addEventListener("htmx:beforeRequest", trouble(false));
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, trouble(true));
}
