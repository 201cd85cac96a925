/* Names for what Select2 and Django's tables leave without one, so that a screen reader can say what it is. */

const nameOf = (select) => {
  const id = `${select.id}_name`;
  if (document.getElementById(id) === null) {
    const label = select.labels[0];
    if (label) {
      label.id = id;
    } else {
      const name = document.createElement("span");
      name.id = id;
      name.hidden = true;
      name.textContent = select.getAttribute("aria-label");
      select.after(name);
    }
  }
  return id;
};

const nameControls = () => {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const name = nameOf(select);
    const box = select.parentElement.querySelector(".select2-container");
    const value = box.querySelector(".select2-selection__rendered");
    box.querySelector("[role=combobox]")?.setAttribute("aria-labelledby", `${name} ${value.id}`);
    box.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", name);
  }
  for (const corner of document.querySelectorAll(".inline-group th:empty")) {
    corner.replaceWith(document.createElement("td"));
  }
};

if (window.django) {
  /* Behind the handlers that Django's own scripts have put there. */
  window.django.jQuery(nameControls);
  document.addEventListener("formset:added", () => setTimeout(nameControls));
}
