// Saves each choice as it is made, and says truthfully how far that got: see attempts/saving.html.
// What the server has not acknowledged stays in this browser, and is sent once it can be reached, by any later page too.

const status = document.querySelector("#saving");
const attempt = location.pathname.match(/attempts\/([\w-]+)/)[1];
const STORE = `scoquiz-unsaved-${attempt}`;
const PATIENCE = [1, 2, 4, 8, 15]; // seconds between tries
const LONGEST = 8000; // milliseconds until a request is given up that nobody answers
const TYPING = 600; // milliseconds without a key
const MOST_KEPT_ALIVE = 60_000; // bytes that a browser goes on sending when its page is left
const page = crypto.getRandomValues(new Uint32Array(2)).reduce((text, n) => text + n.toString(16).padStart(8, "0"), "");
let number = 0; // counts what this page sends, so that nothing overtakes what came after it
let tries = 0;
let isSending = false;
let refusal = ""; // stays to be read until something else is chosen
let held = null; // a form that hands in, until everything is saved

let memory = {}; // where the browser keeps nothing
const unsaved = () => {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return memory;
  }
};
const keep = (entries) => {
  memory = entries;
  try {
    if (Object.keys(entries).length) localStorage.setItem(STORE, JSON.stringify(entries));
    else localStorage.removeItem(STORE);
  } catch {
    // In memory, then.
  }
};
const say = (state, more = "") => {
  status.textContent = `${status.dataset[state]} ${more}`.trim();
  status.className = `saving is-${state}`;
};

const post = async (url, entry) => {
  const body = new URLSearchParams([...entry.fields, ["age", Math.max(0, Date.now() - entry.at)]]);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const patience = new AbortController();
  const giveUp = setTimeout(() => patience.abort(), LONGEST);
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token },
      keepalive: body.toString().length < MOST_KEPT_ALIVE,
      signal: patience.signal,
    });
  } finally {
    clearTimeout(giveUp);
  }
};

const send = async () => {
  if (isSending) return;
  const [[url, entry] = []] = Object.entries(unsaved());
  if (!url) {
    handIn();
    return;
  }
  isSending = true;
  try {
    const reply = await post(url, entry);
    if (reply.status === 404) {
      say("strange"); // it stays here for whoever comes back
      return;
    }
    if (reply.status >= 500 || reply.status === 403 || reply.status === 429) throw new Error(reply.status);
    const said = reply.headers.get("content-type")?.includes("json") ? await reply.json() : {};
    const left = unsaved();
    if (left[url]?.number === entry.number && left[url]?.page === entry.page) delete left[url];
    keep(left);
    tries = 0;
    if (!reply.ok) {
      refusal = said.problem ?? reply.statusText;
      held = null; // to be read before anything is handed in
    }
    if ("seconds_left" in said) document.dispatchEvent(new CustomEvent("time-left", { detail: said.seconds_left }));
    if (refusal) say("refused", refusal);
    else say(Object.keys(left).length ? "saving" : "saved");
  } catch {
    say(held ? "holding" : "waiting");
    setTimeout(send, PATIENCE[Math.min(tries++, PATIENCE.length - 1)] * 1000);
    return;
  } finally {
    isSending = false;
  }
  send();
};

const note = (section) => {
  clearTimeout(timers.get(section));
  timers.delete(section);
  number += 1;
  const at = section.dataset.at ?? "";
  const fields = [["page", page], ["number", number], ["at", at]];
  for (const control of section.querySelectorAll("input, select, textarea")) {
    if (!control.name.startsWith(at) || control.type === "hidden") continue;
    if (["radio", "checkbox"].includes(control.type) && !control.checked) continue;
    fields.push([control.name, control.value]);
  }
  keep({ ...unsaved(), [section.dataset.save]: { page, number, at: Date.now(), fields } });
  say("saving");
  send();
};

const timers = new Map(); // of what is being typed, by section
const soon = (section, delay) => {
  refusal = "";
  say("saving"); // from the first key on, it is not saved any more
  clearTimeout(timers.get(section));
  timers.set(section, setTimeout(() => note(section), delay));
};
const noteAll = () => [...timers.keys()].forEach(note);

document.addEventListener("input", (event) => {
  const section = event.target.closest("[data-save]");
  if (section) soon(section, event.target.matches("textarea, [type=text]") ? TYPING : 0);
});
// Moving the parts of an order changes its selects without an event of theirs.
document.addEventListener("click", (event) => {
  const section = event.target.closest("[data-save]");
  if (section && event.target.closest(".mover")) soon(section, 0);
});
// Whoever leaves in the middle of a word has written it.
addEventListener("pagehide", noteAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") noteAll();
});

const handIn = () => {
  const form = held;
  held = null;
  form?.requestSubmit();
};

// Before HTMX and the browser read the form.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.name === "skip") {
    const { [form.dataset.save]: _dropped, ...others } = unsaved();
    clearTimeout(timers.get(form));
    timers.delete(form);
    keep(others);
    return;
  }
  noteAll();
  if (form.elements.number) {
    // What it brings is newer than all that was sent so far, whatever comes first.
    form.elements.page.value = page;
    form.elements.number.value = ++number;
  }
  const isInsistent = held === form && tries > 0;
  if ("handsIn" in form.dataset && Object.keys(unsaved()).length && !isInsistent) {
    event.preventDefault();
    event.stopPropagation();
    held = form;
    say(tries > 0 ? "holding" : "saving");
    send();
  }
}, { capture: true });

addEventListener("online", send);
if (Object.keys(unsaved()).length) {
  say("saving");
  send();
}
