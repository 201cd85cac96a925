// What could not be saved is kept in this browser (saving.js): it goes with whoever is forgotten here.

const STORES = "scoquiz-unsaved-";

const unsent = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(STORES));
  } catch {
    return [];
  }
};

for (const form of document.querySelectorAll("[data-forgets]")) {
  const warning = form.querySelector("[data-unsent]");
  form.addEventListener("submit", (event) => {
    if (unsent().length && warning.hidden) {
      event.preventDefault();
      warning.hidden = false;
    } else {
      unsent().forEach((name) => localStorage.removeItem(name));
    }
  });
}
