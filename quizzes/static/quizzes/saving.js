// Saves each choice as it is made, and says truthfully how far that got: see attempts/saving.html.
// What the server has not acknowledged stays in this browser, and is sent once it can be reached, by any later page too.

const status = document.querySelector("#saving");
const attempt = location.pathname.match(/attempts\/([\w-]+)/)[1];
const STORE = `scoquiz-unsaved-${attempt}`;
const PATIENCE = [1, 2, 4, 8, 15]; // seconds between tries
const TYPING = 600; // milliseconds without a key
const page = crypto.getRandomValues(new Uint32Array(2)).reduce((text, n) => text + n.toString(16).padStart(8, "0"), "");
let number = 0;
let tries = 0;
let isSending = false;

const unsaved = () => JSON.parse(localStorage.getItem(STORE) ?? "{}");
const keep = (entries) => {
  if (Object.keys(entries).length) localStorage.setItem(STORE, JSON.stringify(entries));
  else localStorage.removeItem(STORE);
};
const say = (state, more = "") => {
  status.textContent = `${status.dataset[state]} ${more}`.trim();
  status.className = `saving is-${state}`;
};

const send = async () => {
  if (isSending) return;
  const [[url, entry] = []] = Object.entries(unsaved());
  if (!url) return;
  isSending = true;
  try {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const reply = await fetch(url, {
      method: "POST", body: new URLSearchParams(entry.fields), headers: { "X-CSRFToken": token }, keepalive: true,
    });
    if (reply.status >= 500 || reply.status === 403 || reply.status === 429) throw new Error(reply.status);
    const left = unsaved();
    if (left[url]?.number === entry.number && left[url]?.page === entry.page) delete left[url];
    keep(left);
    tries = 0;
    if (reply.ok) say(Object.keys(left).length ? "saving" : "saved");
    else say("refused", reply.headers.get("content-type")?.includes("json") ? (await reply.json()).problem : "");
    isSending = false;
    send();
  } catch {
    isSending = false;
    say("waiting");
    setTimeout(send, PATIENCE[Math.min(tries++, PATIENCE.length - 1)] * 1000);
  }
};

const note = (section) => {
  number += 1;
  const at = section.dataset.at ?? "";
  const fields = [["page", page], ["number", number], ["at", at]];
  for (const control of section.querySelectorAll("input, select, textarea")) {
    if (!control.name.startsWith(at) || control.type === "hidden") continue;
    if (["radio", "checkbox"].includes(control.type) && !control.checked) continue;
    fields.push([control.name, control.value]);
  }
  keep({ ...unsaved(), [section.dataset.save]: { page, number, fields } });
  say("saving");
  send();
};

const timers = new WeakMap();
const soon = (section, delay) => {
  clearTimeout(timers.get(section));
  timers.set(section, setTimeout(() => note(section), delay));
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
// The form takes over what it sends itself.
document.addEventListener("submit", (event) => {
  for (const section of event.target.querySelectorAll("[data-save]")) clearTimeout(timers.get(section));
});
addEventListener("online", send);
if (Object.keys(unsaved()).length) {
  say("saving");
  send();
}
