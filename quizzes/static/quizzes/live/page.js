// What a page of a live round does beyond HTMX. Each of its matters has a module, in which its states are written down:
// stream.js (the connection) brings a stage → stage.js (is it new?) → draft.js (what was written) and clock.js (the
// time). answer.js sends again what did not arrive. What the wall does besides is in wall.js.

import { startItemScripts } from "../item_scripts.js";
import { openAnswer } from "./answer.js";
import { openClock, showTime } from "./clock.js";
import { openDraft } from "./draft.js";
import { openStage, stageOf } from "./stage.js";
import { openConnection } from "./stream.js";

const TICK_MS = 250;

const root = document.querySelector(".live");
const find = (selector) => document.querySelector(selector);
const show = (selector, isShown) => {
  const element = find(selector);
  if (element) element.hidden = !isShown;
};

const clock = openClock(root.dataset.now);
const extra = "untimed" in root.dataset ? Infinity : Number(root.dataset.extra ?? 0) / 100;
const tick = () => {
  const timer = find("#stage .timer");
  if (timer) showTime(timer, find("#announcer"), { now: clock.now(), extra });
};
setInterval(tick, TICK_MS);

const answer = openAnswer({
  say: (isUnsent) => show("#unsent", isUnsent),
  swap: (html) => htmx.swap(document.body, html, { swapStyle: "none", settleDelay: 0 }),
});
const connection = openConnection({
  root,
  say: (isLost) => show("#connection", isLost),
  isBack: answer.send,
  setClock: clock.set,
});
const draft = openDraft();
const stage = openStage({
  tell: {
    left: draft.remember,
    time: tick,
    unsure: () => htmx.ajax("GET", location.pathname, { swap: "none" }),
    arrived(shown, { hasProblem }) {
      tick();
      if (!hasProblem) draft.fillIn(shown);
      startItemScripts();
      if (["ended", "removed"].includes(shown.dataset.phase)) connection.end();
    },
  },
});

// The stream, as HTMX tells of it.
document.addEventListener("htmx:sseOpen", (event) => connection.opened(event.detail.source));
document.addEventListener("htmx:sseError", connection.broken);
addEventListener("offline", connection.broken);
addEventListener("online", connection.online);
document.addEventListener("htmx:sseBeforeMessage", (event) => {
  const fresh = stageOf(new DOMParser().parseFromString(event.detail.data, "text/html"));
  if (fresh && !stage.isToBeSwapped(fresh)) event.preventDefault();
});
document.addEventListener("htmx:sseMessage", () => {
  if (["answering", "reading"].includes(stageOf(document).dataset.phase)) show("#notice", false);
});

// A stage comes, by the stream or as a reply.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id === "stage" && !stage.leave(stageOf(event.detail.fragment))) event.preventDefault();
});
// Not before it has settled: until then what is new has the attributes of what was there.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "stage") stage.arrived();
});

// An answer that fails.
const keep = (event) => {
  const form = event.target.closest?.("#play");
  if (form && event.detail.requestConfig?.path === form.getAttribute("action")) answer.keep(form);
};
document.addEventListener("htmx:sendError", keep);
document.addEventListener("htmx:timeout", keep);
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && keep(event));

// A request may wait for the one before it. What was pressed can be gone by then, and HTMX forgets what it said.
document.addEventListener("htmx:configRequest", (event) => {
  const pressed = event.detail.triggeringEvent?.submitter;
  if (pressed?.name) event.detail.parameters[pressed.name] ??= pressed.value;
});

tick();
startItemScripts();
