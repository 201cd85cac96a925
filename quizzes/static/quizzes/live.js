// What a page of a live round does beyond HTMX: timers, focus, a lost connection, an answer that has not arrived yet.
// What the wall does besides is in wall.js.

const live = document.querySelector(".live");
const find = (selector) => document.querySelector(selector);
const stage = () => find("#stage");
const show = (selector, isShown) => {
  const element = find(selector);
  if (element) element.hidden = !isShown;
};

// Times are the server's: the clock of this device may say anything, and be set in the middle of a round.
let offset = live.dataset.now - performance.now();
const now = () => performance.now() + offset;
const extra = "untimed" in live.dataset ? Infinity : Number(live.dataset.extra ?? 0) / 100;
const announcer = find("#announcer");

const tick = () => {
  const timer = stage()?.querySelector(".timer");
  if (!timer) return;
  const { endsAt, lasts, takesExtra, over } = timer.dataset;
  const more = takesExtra !== undefined && lasts ? lasts * extra : 0;
  const left = Math.ceil((Number(endsAt) + more - now()) / 1000);
  if (!Number.isFinite(left)) timer.textContent = "";
  else if (left > 0) timer.textContent = left >= 60 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : left;
  else timer.textContent = over ?? "";
  timer.classList.toggle("is-short", lasts !== undefined && left <= 5 && left > 0);
  timer.classList.toggle("is-over", left <= 0);
  if (!announcer || lasts === undefined) return;
  const said = left <= 10 && left > 0 ? announcer.dataset.says : "";
  if (announcer.textContent !== said) announcer.textContent = said;
};
setInterval(tick, 250);

// What was chosen or typed for a question outlives a pause.
const typed = { question: "", values: [] };
const controls = () => [...(stage()?.querySelectorAll("input:not([type=hidden]), select, textarea") ?? [])];
const remember = () => {
  if (stage()?.dataset.phase !== "answering") return;
  typed.question = stage().dataset.question;
  typed.values = controls().map((c) => [c.name, c.type === "radio" || c.type === "checkbox" ? c.value : "", c.checked, c.value]);
};
const fillIn = () => {
  if (stage()?.dataset.phase !== "answering" || typed.question !== stage().dataset.question) return;
  for (const [name, option, checked, value] of typed.values) {
    const control = controls().find((c) => c.name === name && (!option || c.value === option));
    if (!control) continue;
    if (option) control.checked = checked;
    else control.value = value;
  }
};

// Some types of question have a script that adds to their controls, as dragging to a list: see ItemType.
const startScripts = async () => {
  for (const element of document.querySelectorAll("#stage [data-script]")) {
    const { start } = await import(element.dataset.script);
    start(element);
  }
};

// An answer that did not reach the server is sent again until the server has said what became of it.
let unsent = null;
let waiting = 0;
const PATIENCE = 1500; // milliseconds
const send = async () => {
  clearTimeout(waiting);
  if (!unsent || unsent.isOnItsWay) return;
  const mine = unsent;
  mine.isOnItsWay = true;
  try {
    const reply = await fetch(mine.url, { method: "POST", body: mine.body, headers: { "HX-Request": "true" } });
    if (reply.status >= 500) throw new Error(reply.status);
    const html = await reply.text();
    if (unsent !== mine) return; // another answer was given meanwhile, and is on its way
    unsent = null;
    show("#unsent", false);
    htmx.swap(document.body, html, { swapStyle: "none", settleDelay: 0 });
  } catch {
    mine.isOnItsWay = false;
    waiting = setTimeout(send, PATIENCE);
  }
};
const keep = (event) => {
  const form = event.target.closest?.("#play");
  if (!form || event.detail.requestConfig?.path !== form.getAttribute("action")) return;
  unsent = { url: form.action, body: new URLSearchParams(new FormData(form)) };
  show("#unsent", true);
  clearTimeout(waiting);
  waiting = setTimeout(send, PATIENCE);
};
document.addEventListener("htmx:sendError", keep);
document.addEventListener("htmx:timeout", keep);
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && keep(event));

let before = stage()?.dataset.frame;

// More time: nobody loses what they are writing, nor where they are.
const takeTimes = (fresh) => {
  before = fresh.dataset.frame;
  stage().dataset.frame = before;
  const [mine, theirs] = [stage(), fresh].map((one) => one.querySelector(".timer"));
  if (mine && theirs) Object.assign(mine.dataset, theirs.dataset);
  tick();
};

// The stage that says that an answer is in: it comes back after a pause, and with more time.
const given = { question: "", html: "" };
// A page that was opened in a pause does not know whether an answer is in.
let isUnsure = Boolean(find("#play")) && stage()?.dataset.phase === "paused";

// What comes by the stream may be here already. (An event without an id has the one before it, so the frame tells.)
const isKnown = (fresh) => {
  const { frame, phase, question } = fresh.dataset;
  const shown = stage().dataset;
  if (isUnsure && ["answering", "locked"].includes(phase)) {
    isUnsure = false;
    htmx.ajax("GET", location.pathname, { swap: "none" });
    return true;
  }
  if (phase === "locked" && shown.phase === "answered" && question === shown.question) { // nothing is new to who has answered
    stage().dataset.frame = before = frame;
    return true;
  }
  if (["answering", "locked"].includes(phase) && question === given.question && ["paused", "locked"].includes(shown.phase)) {
    stage().outerHTML = given.html;
    arrived();
    return true;
  }
  if (phase === "answering" && question === shown.question && find("#play")) {
    if (["paused", "locked"].includes(shown.phase)) return false; // it opens again
    if (shown.phase === "answering") takeTimes(fresh);
    return ["answering", "answered"].includes(shown.phase);
  }
  return frame && frame === shown.frame && phase !== "lobby"; // where there are names to come
};
document.addEventListener("htmx:sseBeforeMessage", (event) => {
  const fresh = new DOMParser().parseFromString(event.detail.data, "text/html").querySelector("#stage");
  if (fresh && isKnown(fresh)) event.preventDefault();
});
document.addEventListener("htmx:sseMessage", () => {
  if (["answering", "reading"].includes(stage().dataset.phase)) show("#notice", false);
});

// The reply to an answer may come after the frame that shows what was right.
const isLate = (fresh) => {
  const { phase, question, frame } = stage().dataset;
  if (Number.parseInt(fresh.dataset.frame, 10) < Number.parseInt(frame, 10)) return true; // each begins with a revision
  return fresh.dataset.phase === "answered"
    && (question !== fresh.dataset.question || !["answering", "answered", "locked", "paused"].includes(phase));
};
let hadFocus = false;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id !== "stage") return;
  if (isLate(event.detail.fragment.querySelector("#stage"))) {
    event.preventDefault();
    return;
  }
  hadFocus = event.detail.target.contains(document.activeElement);
  if (stage().dataset.phase === "answered") Object.assign(given, { question: stage().dataset.question, html: stage().outerHTML });
  remember();
});

const isNew = () => stage().dataset.frame !== before || stage().dataset.phase === "answered";
// Not before it has settled: until then what is new has the attributes of what was there.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "stage") arrived();
});
const arrived = () => {
  stage().classList.toggle("is-new", isNew());
  const { frame, phase } = stage().dataset;
  const problem = stage().querySelector("#problem");
  tick();
  if (!problem) fillIn();
  startScripts();
  if (["ended", "removed"].includes(phase)) goOff();
  if (!isNew() && !problem) return;
  before = frame;
  // A screen reader says it once, and the keyboard goes on from here. Nobody is torn away from another place.
  if (document.activeElement === document.body || hadFocus) {
    (problem ?? stage().querySelector("#stem"))?.focus({ preventScroll: true });
    if (problem) problem.scrollIntoView({ block: "nearest" });
    else scrollTo({ top: 0, behavior: "instant" });
  }
  hadFocus = false;
};

// The stream. It breaks off now and then, and is there again at once: that is not worth a word.
let source = null;
let breaking = 0;
const BRIEF = 2500; // milliseconds
const isOff = () => !live.hasAttribute("sse-connect");
const isBroken = () => {
  if (!breaking && !isOff()) breaking = setTimeout(() => show("#connection", true), BRIEF);
};
const isBack = () => {
  clearTimeout(breaking);
  breaking = 0;
  show("#connection", false);
  send();
};
document.addEventListener("htmx:sseError", isBroken);
document.addEventListener("htmx:sseOpen", (event) => {
  source = event.detail.source;
  source.addEventListener("clock", ({ data }) => {
    offset = data - performance.now(); // which stands still while some devices sleep
  });
  isBack();
});
addEventListener("offline", isBroken);
addEventListener("online", () => source?.readyState === EventSource.OPEN && isBack());
const goOff = () => {
  live.removeAttribute("sse-connect");
  source?.close();
  clearTimeout(breaking);
  show("#connection", false);
};

// A request may wait for the one before it. What was pressed can be gone by then, and HTMX forgets what it said.
document.addEventListener("htmx:configRequest", (event) => {
  const pressed = event.detail.triggeringEvent?.submitter;
  if (pressed?.name) event.detail.parameters[pressed.name] ??= pressed.value;
});

tick();
startScripts();
