// Saves each choice as it is made, and says truthfully how far that got: see attempts/saving.html.
// What the server has not acknowledged stays in this browser, and is sent once it can be reached, by any later page too.

const STORES = "scoquiz-unsaved-";
const KEPT = 30 * 24 * 3600 * 1000; // milliseconds for which what could not be sent is kept
const PATIENCE = [1, 2, 4, 8, 15]; // seconds between tries
const LONGEST = 8000; // milliseconds until a request is given up that nobody answers
const TYPING = 600; // milliseconds without a key
const MOST_KEPT_ALIVE = 60_000; // bytes that a browser goes on sending when its page is left

const status = document.querySelector("#saving");
const page = crypto.getRandomValues(new Uint32Array(2)).reduce((text, n) => text + n.toString(16).padStart(8, "0"), "");
let number = 0; // counts what this page sends, so that nothing overtakes what came after it

// The server's time, whatever this device takes for it; a sleep, in which a count may stand still, is counted too.
const [atDate, atCount] = [Date.now(), performance.now()];
const now = () =>
  Math.round(Number(status.dataset.now) + Math.max(Date.now() - atDate, performance.now() - atCount));

// What waits to be saved, by the address that takes it.
const queue = {
  store: STORES + location.pathname.match(/attempts\/([\w-]+)/)[1],
  memory: null, // where the browser keeps nothing, or no more
  read() {
    if (this.memory) return this.memory;
    try {
      return JSON.parse(localStorage.getItem(this.store) ?? "{}");
    } catch {
      return (this.memory = {});
    }
  },
  write(entries) {
    if (!this.memory) {
      try {
        if (Object.keys(entries).length) localStorage.setItem(this.store, JSON.stringify(entries));
        else localStorage.removeItem(this.store);
        return;
      } catch {
        // In memory, then.
      }
    }
    this.memory = entries;
  },
  put(url, entry) {
    this.write({ ...this.read(), [url]: entry });
  },
  drop(url) {
    const { [url]: _dropped, ...others } = this.read();
    this.write(others);
  },
  // Something newer may have taken its place.
  holds(url, entry) {
    const found = this.read()[url];
    return found?.page === entry.page && found.number === entry.number;
  },
  get isEmpty() {
    return !Object.keys(this.read()).length;
  },
};

const timers = new Map(); // of what is being typed, by section
let lastChosen = now(); // what nobody has touched is as old as the page, however late its form is sent
let held = null; // a form that hands in, until everything is saved
let refusal = ""; // stays to be read until something else is chosen
// When the time is over the page goes on to the result, and what came too late is read there.
const carried = {
  place: `${queue.store}-refused`,
  put(text) {
    try {
      sessionStorage.setItem(this.place, text);
    } catch {
      // The browser keeps nothing.
    }
  },
  take() {
    try {
      const text = sessionStorage.getItem(this.place) ?? "";
      sessionStorage.removeItem(this.place);
      return text;
    } catch {
      return "";
    }
  },
};
let trouble = ""; // with what waits: waiting (for the server), strange or outdated
let hasSaved = false;

const show = () => {
  let state = hasSaved ? "saved" : "";
  if (refusal) state = "refused";
  else if (!queue.isEmpty && trouble) state = held ? "holding" : trouble;
  else if (timers.size || !queue.isEmpty) state = "saving";
  const text = `${status.dataset[state] ?? ""} ${state === "refused" ? refusal : ""}`.trim();
  if (status.textContent !== text) status.textContent = text;
  status.className = `saving is-${state}`;
};

const bodyOf = (entry) => new URLSearchParams([...entry.fields, ["chosen_at", entry.chosen]]).toString();

// Its status, and what it says.
const post = async (url, entry) => {
  const body = bodyOf(entry);
  const patience = new AbortController();
  const giveUp = setTimeout(() => patience.abort(), LONGEST);
  try {
    const reply = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      keepalive: body.length < MOST_KEPT_ALIVE,
      signal: patience.signal,
    });
    const isJson = reply.headers.get("content-type")?.includes("json");
    return [reply.status, isJson ? await reply.json() : {}];
  } finally {
    clearTimeout(giveUp);
  }
};

// What is wrong for now, "" where the entry is dealt with.
const deliver = async (url, entry) => {
  const [code, said] = await post(url, entry);
  if (code === 404) return "strange"; // it stays here for whoever comes back
  if (code === 403) return "outdated";
  if (code >= 500 || code === 429) return "waiting";
  if (queue.holds(url, entry)) {
    queue.drop(url);
    if (code === 200) {
      hasSaved = true;
    } else {
      refusal = said.problem ?? String(code);
      if (said.seconds_left === 0) carried.put(refusal);
      held = null; // to be read before anything is handed in
    }
  }
  if ("seconds_left" in said) document.dispatchEvent(new CustomEvent("time-left", { detail: said.seconds_left }));
  return "";
};

let isSending = false;
let tries = 0;
let retry;

// One pass over all that waits, and what comes meanwhile; what fails is tried again later.
const send = async () => {
  if (isSending) return;
  isSending = true;
  clearTimeout(retry);
  const tried = new Set();
  const next = () =>
    Object.entries(queue.read()).find(([url, entry]) => !tried.has(`${url} ${entry.page} ${entry.number}`));
  let failure = "";
  for (let found = next(); found; found = next()) {
    const [url, entry] = found;
    tried.add(`${url} ${entry.page} ${entry.number}`);
    try {
      failure = (await deliver(url, entry)) || failure;
    } catch {
      failure = "waiting"; // nobody is there for the others either
      break;
    }
    show();
  }
  isSending = false;
  trouble = failure;
  if (["strange", "outdated"].includes(trouble)) held = null;
  if (queue.isEmpty) {
    tries = 0;
    handIn();
  } else {
    retry = setTimeout(send, PATIENCE[Math.min(tries++, PATIENCE.length - 1)] * 1000);
  }
  show();
};

const controlsOf = (section) =>
  [...section.querySelectorAll("input, select, textarea")].filter(
    (control) => control.type !== "hidden" && control.name.startsWith(section.dataset.at ?? ""),
  );
const isBox = (control) => ["radio", "checkbox"].includes(control.type);

const note = (section) => {
  clearTimeout(timers.get(section));
  timers.delete(section);
  number += 1;
  const fields = [["page", page], ["number", number], ["at", section.dataset.at ?? ""]];
  for (const control of controlsOf(section)) {
    if (!isBox(control) || control.checked) fields.push([control.name, control.value]);
  }
  queue.put(section.dataset.save, { page, number, chosen: now(), fields });
  send();
  show();
};
const noteAll = () => [...timers.keys()].forEach(note);

const soon = (section, delay) => {
  refusal = "";
  held = null; // whoever goes on writing does not hand in
  lastChosen = now();
  clearTimeout(timers.get(section));
  timers.set(section, setTimeout(() => note(section), delay));
  show(); // from the first key on, it is not saved any more
};

// What was chosen on an earlier page and waits still is what was chosen last.
const restore = () => {
  const entries = queue.read();
  for (const section of document.querySelectorAll("[data-save]")) {
    const entry = entries[section.dataset.save];
    if (!entry) continue;
    for (const control of controlsOf(section)) {
      const values = entry.fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (isBox(control)) control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
    }
  }
};

const handIn = () => {
  const form = held;
  held = null;
  if (form) form.requestSubmit();
};

document.addEventListener("input", (event) => {
  const section = event.target.closest("[data-save]");
  if (section) soon(section, event.target.matches("textarea, [type=text]") ? TYPING : 0);
});
// Moving the parts of an order changes its selects without an event of theirs.
document.addEventListener("click", (event) => {
  const section = event.target.closest("[data-save]");
  if (section && event.target.closest(".mover")) soon(section, 0);
});
document.addEventListener("htmx:afterSwap", () => {
  hasSaved = false; // it was said of the question before
  lastChosen = now();
  restore();
  show();
});

// Whoever leaves in the middle of a word has written it. A page that is left waits for no reply: all goes out at once.
addEventListener("pagehide", () => {
  noteAll();
  let size = 0;
  for (const [url, entry] of Object.entries(queue.read())) {
    size += bodyOf(entry).length;
    if (size < MOST_KEPT_ALIVE) post(url, entry).catch(() => {});
  }
});
document.addEventListener("visibilitychange", () => {
  noteAll();
  if (document.visibilityState === "visible") send();
});
addEventListener("online", send);

// Before HTMX and the browser read the form.
addEventListener("submit", (event) => {
  const form = event.target;
  const isInsistent = held === form && trouble;
  held = null;
  if (event.submitter?.name === "skip") {
    clearTimeout(timers.get(form));
    timers.delete(form);
    queue.drop(form.dataset.save);
    return;
  }
  noteAll();
  if (form.elements.chosen_at) {
    // What it brings is newer than all that was sent so far, whatever comes first.
    form.elements.page.value = page;
    form.elements.number.value = ++number;
    form.elements.chosen_at.value = lastChosen;
  }
  if ("handsIn" in form.dataset && !queue.isEmpty && !isInsistent) {
    event.preventDefault();
    event.stopPropagation();
    held = form;
    send();
    show();
  }
}, { capture: true });

const forgetOld = () => {
  for (const store of Object.keys(localStorage).filter((name) => name.startsWith(STORES))) {
    const chosen = Object.values(JSON.parse(localStorage.getItem(store))).map((entry) => entry.chosen ?? 0);
    if (Math.max(0, ...chosen) < now() - KEPT) localStorage.removeItem(store);
  }
};
try {
  forgetOld();
} catch {
  // The browser keeps nothing.
}
restore();
refusal = carried.take();
if (!queue.isEmpty) send();
show();
