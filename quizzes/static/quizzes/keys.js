// Keys at a question, of a round and of a live round: the number of an option chooses it, Enter goes on.

const find = (selector) => document.querySelector(`#question ${selector}, #stage ${selector}`);

// Single keys can be switched off (WCAG 2.1.4). The choice stays in this browser.
const keys = document.querySelector("#keys");
const useNumbers = keys?.querySelector("input");
if (keys && matchMedia("(any-hover: hover)").matches) {
  keys.hidden = false;
  useNumbers.checked = localStorage.getItem("number-keys") !== "off";
  useNumbers.addEventListener("change", () => {
    localStorage.setItem("number-keys", useNumbers.checked ? "on" : "off");
  });
}

const others = "a, button, summary, select, textarea, input:not([type=radio], #question [type=checkbox], #stage [type=checkbox])";
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(others)) return;
  if (event.key === "Enter") {
    const next = find("[data-enter]");
    if (next && !next.disabled) {
      event.preventDefault();
      next.click();
    }
  } else if (/^[1-9]$/.test(event.key) && useNumbers?.checked && !keys.hidden) {
    const option = find(`input[name=answer][value="${event.key}"]`);
    option?.focus();
    option?.click();
  }
});
