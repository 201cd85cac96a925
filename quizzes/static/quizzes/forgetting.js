// What could not be saved is kept in this browser: it goes with whoever is forgotten here.

import { storeNames } from "./autosave/store.js";

for (const form of document.querySelectorAll("[data-forgets]")) {
  const warning = form.querySelector("[data-unsent]");
  form.addEventListener("submit", (event) => {
    if (storeNames().length && warning.hidden) {
      event.preventDefault();
      warning.hidden = false;
    } else {
      storeNames().forEach((name) => localStorage.removeItem(name));
    }
  });
}
