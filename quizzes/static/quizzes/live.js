// What a page of a live round does beyond HTMX: timers, focus, a lost connection, an answer that has not arrived yet.

const live = document.querySelector(".live");
const find = (selector) => document.querySelector(selector);
const stage = () => find("#stage");
const show = (selector, isShown) => {
  const element = find(selector);
  if (element) element.hidden = !isShown;
};

// Times are the server's: the clock of this device may say anything.
const offset = live.dataset.now - Date.now();
const now = () => Date.now() + offset;
const extra = "untimed" in live.dataset ? Infinity : Number(live.dataset.extra ?? 0) / 100;

const tick = () => {
  const timer = stage()?.querySelector(".timer");
  if (!timer) return;
  const { endsAt, lasts, takesExtra, over } = timer.dataset;
  const more = takesExtra !== undefined && lasts ? lasts * extra : 0;
  const left = Math.ceil((Number(endsAt) + more - now()) / 1000);
  if (!Number.isFinite(left)) timer.textContent = "";
  else if (left > 0) timer.textContent = left >= 60 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : left;
  else timer.textContent = over ?? "";
  timer.classList.toggle("is-short", left <= 5 && left > 0);
};
setInterval(tick, 250);

// What was chosen or typed for a question outlives a pause, more time, and a lost connection.
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

// An answer that did not reach the server is sent again until it has, or until the question is locked.
let unsent = null;
const PATIENCE = 1500; // milliseconds
const send = async () => {
  if (!unsent) return;
  const { url, body } = unsent;
  try {
    const reply = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (reply.status >= 500) throw new Error(reply.status);
    unsent = null;
    show("#unsent", false);
    htmx.swap(document.body, await reply.text(), { swapStyle: "none" });
  } catch {
    setTimeout(send, PATIENCE);
  }
};
const keep = (event) => {
  const form = event.target.closest?.("#play");
  if (!form || unsent || event.detail.requestConfig?.path !== form.getAttribute("action")) return;
  unsent = { url: form.action, body: new URLSearchParams(new FormData(form)), question: stage().dataset.question };
  show("#unsent", true);
  setTimeout(send, PATIENCE);
};
document.addEventListener("htmx:sendError", keep);
document.addEventListener("htmx:timeout", keep);
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && keep(event));

// A frame for the question that this player has answered says nothing new.
document.addEventListener("htmx:sseBeforeMessage", (event) => {
  const [, phase, question] = (event.detail.lastEventId ?? "").split(".");
  const shown = stage().dataset;
  if (phase === "answering" && shown.phase === "answered" && shown.question === question) event.preventDefault();
  else remember();
});
document.addEventListener("htmx:sseMessage", () => {
  if (!["answering", "reading"].includes(stage().dataset.phase)) return;
  show("#too-late", false);
  show("#notice", false);
});

let before = stage()?.dataset.frame;
const arrived = () => {
  const { frame, phase, question } = stage().dataset;
  tick();
  if (frame === before && phase !== "answered") return;
  before = frame;
  fillIn();
  startScripts();
  if (unsent && (question !== unsent.question || !["answering", "answered", "paused"].includes(phase))) {
    unsent = null;
    show("#unsent", false);
    show("#too-late", true);
  }
  // A screen reader says it once, and the keyboard goes on from here. Nobody is torn away from another place.
  if (document.activeElement === document.body || live.dataset.hadFocus) {
    (stage().querySelector("#problem") ?? stage().querySelector("#stem"))?.focus({ preventScroll: true });
    if (phase !== "answered") scrollTo({ top: 0, behavior: "instant" });
  }
  delete live.dataset.hadFocus;
  play(phase);
};
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.contains(document.activeElement)) live.dataset.hadFocus = "";
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "stage") setTimeout(arrived);
});

document.addEventListener("htmx:sseError", () => show("#connection", stage().dataset.phase !== "removed"));
document.addEventListener("htmx:sseOpen", () => {
  show("#connection", false);
  send();
});

// Keys: the number of an option chooses it, Enter goes on.
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("a, button, summary, select, textarea, input:not([type=radio], [type=checkbox])")) return;
  if (event.key === "Enter") {
    const next = find("#stage [data-enter]");
    if (next && !next.disabled) {
      event.preventDefault();
      next.click();
    }
  } else if (/^[1-9]$/.test(event.key)) {
    const option = find(`#stage input[name=answer][value="${event.key}"]`);
    option?.focus();
    option?.click();
  }
});

// Sound, on the wall alone, once somebody has pressed the button: browsers ask for that as well.
const button = find("#sound");
button?.addEventListener("click", () => {
  button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
  play("answering");
});
const play = (phase) => {
  const file = button?.getAttribute("aria-pressed") === "true" && button.dataset[phase];
  if (file) new Audio(file).play().catch(() => {});
};

tick();
startScripts();
