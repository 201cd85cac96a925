// Parts are moved with buttons or dragged. What is posted are still the selects, which this hides.

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

export const start = (controls) => {
  if (controls.classList.contains("is-movable")) return;
  const list = controls.querySelector("ol");
  const status = controls.querySelector("[role=status]");
  const rows = () => [...list.children];
  const select = (row) => row.querySelector("select");
  const textOf = (row) => row.querySelector("label").textContent.trim();

  const mark = () => {
    const all = rows();
    all.forEach((row, index) => {
      const [up, down] = row.querySelectorAll("button");
      // Not disabled: that would take the focus away from whoever has just reached the end.
      up.setAttribute("aria-disabled", index === 0);
      down.setAttribute("aria-disabled", index === all.length - 1);
    });
  };

  // An order that nobody has touched is no answer, so the places are written down with the first move.
  const settle = (row) => {
    const all = rows();
    all.forEach((one, index) => {
      select(one).value = index + 1;
    });
    mark();
    status.textContent = fill(controls.dataset.moved, {
      part: textOf(row), place: all.indexOf(row) + 1, all: all.length,
    });
  };

  // The neighbour is what moves, so that the row keeps the focus and the pointer.
  const swap = (row, isUp) => {
    const other = isUp ? row.previousElementSibling : row.nextElementSibling;
    if (other) row[isUp ? "after" : "before"](other);
    return Boolean(other);
  };

  const button = (row, isUp) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "mover";
    made.textContent = isUp ? "↑" : "↓";
    made.setAttribute("aria-label", fill(isUp ? controls.dataset.up : controls.dataset.down, { part: textOf(row) }));
    made.addEventListener("click", () => swap(row, isUp) && settle(row));
    return made;
  };

  const drag = (row) => {
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      row.classList.add("is-dragged");
    });
    grip.addEventListener("pointermove", (event) => {
      if (!row.classList.contains("is-dragged")) return;
      const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
      const { previousElementSibling: above, nextElementSibling: below } = row;
      if (above && event.clientY < middle(above)) swap(row, true);
      else if (below && event.clientY > middle(below)) swap(row, false);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      grip.addEventListener(end, () => {
        row.classList.remove("is-dragged");
        settle(row);
      });
    }
    return grip;
  };

  for (const row of rows()) {
    select(row).hidden = true;
    row.prepend(drag(row));
    row.append(button(row, true), button(row, false));
  }
  // What was posted and refused comes back in its order.
  list.append(...rows().sort((one, other) => select(one).value - select(other).value));
  controls.classList.add("is-movable");
  mark();
};
