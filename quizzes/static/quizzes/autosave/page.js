// Saves each choice as it is made, and says how far that got: see attempts/saving.html. What the server has not
// acknowledged stays in this browser, and is sent once it can be reached, by any later page too.
//
// What is chosen goes this way: choices.js (typed, until there is a pause) → store.js (kept) → queue.js (sent until it
// is acknowledged) → status.js (said). handing_in.js keeps a form waiting meanwhile. Each has its states written down.

import { stopwatch } from "../clock.js";
import { fieldsOf, fillIn, openDrafts, pauseAfter } from "./choices.js";
import { openHandIn } from "./handing_in.js";
import { openQueue } from "./queue.js";
import { openStatus } from "./status.js";
import { forgetOld, openRefusal, openStore } from "./store.js";

const saving = document.querySelector("#saving");
const attempt = location.pathname.match(/attempts\/([\w-]+)/)[1];
const page = crypto.getRandomValues(new Uint32Array(2)).reduce((text, n) => text + n.toString(16).padStart(8, "0"), "");
let number = 0; // counts what this page sends, so that nothing overtakes what came after it

// The server's time, whatever this device takes for it.
const passed = stopwatch();
const now = () => Math.round(Number(saving.dataset.now) + passed());
let lastChosen = now(); // what nobody has touched is as old as the page, however late its form is sent

const store = openStore(attempt);
const refusal = openRefusal(attempt);
const status = openStatus(saving);
const handIn = openHandIn();

const queue = openQueue({
  store,
  token: () => document.querySelector("[name=csrfmiddlewaretoken]").value,
  tell: {
    saved: status.saved,
    refused(problem, { isOver }) {
      status.refused(problem);
      if (isOver) refusal.carry(problem);
      handIn.callOff(); // to be read before anything is handed in
    },
    timeLeft(seconds) {
      document.dispatchEvent(new CustomEvent("time-left", { detail: seconds }));
    },
    changed: () => show(),
    settled() {
      if (["strange", "outdated"].includes(queue.trouble)) handIn.callOff();
      if (store.isEmpty) handIn.goOn();
    },
  },
});

const drafts = openDrafts({
  note(section) {
    number += 1;
    const fields = [["page", page], ["number", number], ["at", section.dataset.at ?? ""], ...fieldsOf(section)];
    store.put(section.dataset.save, { page, number, chosen: now(), fields });
    queue.send();
    show();
  },
});

const show = () =>
  status.show({
    isTyping: drafts.isTyping,
    isWaiting: !store.isEmpty,
    trouble: queue.trouble,
    isHeld: handIn.isHeld,
  });

const noteSoon = (section, pause) => {
  status.chosen();
  handIn.callOff(); // whoever goes on writing does not hand in
  lastChosen = now();
  drafts.noteSoon(section, pause);
  show(); // from the first key on, it is not saved any more
};

// What was chosen on an earlier page and waits still is what was chosen last.
const restore = () => {
  const entries = store.read();
  for (const section of document.querySelectorAll("[data-save]")) {
    const entry = entries[section.dataset.save];
    if (entry) fillIn(section, entry.fields);
  }
};

document.addEventListener("input", (event) => {
  const section = event.target.closest("[data-save]");
  if (section) noteSoon(section, pauseAfter(event.target));
});
// Moving the parts of an order changes its selects without an event of theirs.
document.addEventListener("click", (event) => {
  const section = event.target.closest("[data-save]");
  if (section && event.target.closest(".mover")) noteSoon(section, 0);
});
document.addEventListener("htmx:afterSwap", () => {
  status.movedOn();
  lastChosen = now();
  restore();
  show();
});

// Whoever leaves in the middle of a word has written it.
addEventListener("pagehide", () => {
  drafts.noteAll();
  queue.sendAtOnce();
});
document.addEventListener("visibilitychange", () => {
  drafts.noteAll();
  if (document.visibilityState === "visible") queue.send();
});
addEventListener("online", queue.send);

// Before HTMX and the browser read the form.
addEventListener("submit", (event) => {
  const form = event.target;
  const isInsistent = handIn.release(form) && Boolean(queue.trouble);
  if (event.submitter?.name === "skip") {
    drafts.forget(form);
    store.drop(form.dataset.save);
    return;
  }
  drafts.noteAll();
  if (form.elements.chosen_at) {
    // What it brings is newer than all that was sent so far, whatever comes first.
    form.elements.page.value = page;
    form.elements.number.value = ++number;
    form.elements.chosen_at.value = lastChosen;
  }
  if (handIn.holds(form, { isWaiting: !store.isEmpty, isInsistent })) {
    event.preventDefault();
    event.stopPropagation();
    queue.send();
    show();
  }
}, { capture: true });

forgetOld(now());
restore();
status.refused(refusal.take());
if (!store.isEmpty) queue.send();
show();
