// What the review of an article does beyond HTMX: single keys, marking words, and what a screen reader is told.

const find = (selector) => document.querySelector(selector);

// Single keys can be switched off (WCAG 2.1.4). The choice stays in this browser.
const keys = find("#keys");
const useKeys = keys.querySelector("input");
keys.hidden = false;
useKeys.checked = localStorage.getItem("review-keys") !== "off";

const showKeys = () => {
  for (const control of document.querySelectorAll("#review [data-key]")) {
    if (useKeys.checked) control.setAttribute("aria-keyshortcuts", control.dataset.key);
    else control.removeAttribute("aria-keyshortcuts");
  }
  find("#review").classList.toggle("with-keys", useKeys.checked);
};
useKeys.addEventListener("change", () => {
  localStorage.setItem("review-keys", useKeys.checked ? "on" : "off");
  showKeys();
});

const isTyping = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select") !== null;

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) {
    find("#candidate-title").focus();
    return;
  }
  if (!useKeys.checked || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === "e") {
    const field = find("#review .candidate-form textarea, #review .candidate-form input[type=text]");
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
    return;
  }
  const control = /^[a-z]$/.test(key) ? find(`#review [data-key="${key}"]`) : null;
  if (control) {
    event.preventDefault();
    control.click();
  }
});

// Words that are marked in the text go into the form for a candidate of one's own.
document.addEventListener("pointerup", () => {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  const sentenceOf = (node) => (node?.parentElement ?? null)?.closest("[data-sentence]");
  const sentence = sentenceOf(selection.anchorNode);
  if (!words || !sentence || sentence !== sentenceOf(selection.focusNode)) return;
  find("#own-sentence").value = sentence.dataset.sentence;
  find("#own-answer").value = words;
  find("#own").open = true;
});

document.addEventListener("click", (event) => {
  const marked = event.target.closest("[data-candidate]");
  if (!marked || document.getSelection().toString()) return;
  find(`.all-candidates a[href$="/${marked.dataset.candidate}/"]`)?.click();
});

// The candidate's words come into view, without moving the page where they are in view already.
const showCurrent = () => {
  find("#review .is-current")?.scrollIntoView({ block: "nearest" });
};

const trouble = (isThere) => () => {
  find("#trouble").hidden = !isThere;
};
document.addEventListener("htmx:beforeRequest", trouble(false));
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, trouble(true));
}

// The focus moves to what changed, once the keys that follow will find their forms ready.
const focusOnChange = () => {
  (find("#review [autofocus]") ?? find("#review [data-focus]"))?.focus({ preventScroll: true });
};

document.addEventListener("htmx:afterSettle", () => {
  focusOnChange();
  find("#announcer").textContent = `${find("#review").dataset.said} ${find("#counter").textContent.trim()}`;
  showKeys();
  showCurrent();
});
showKeys();
showCurrent();
if (/\/candidate\/\d/.test(document.referrer)) focusOnChange(); // a step that came without HTMX
