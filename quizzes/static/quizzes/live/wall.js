// What the wall does beyond page.js: it writes everything as large as fits, and it can sound (see sound.js).

import { openSound } from "./sound.js";
import { stageOf } from "./stage.js";

const stage = () => stageOf(document);

// Nothing scrolls and nothing is cut off: what is long is written smaller, what is short larger.
const SMALLEST = 0.3;
const LARGEST = 1.5;
const SMALLEST_NAME = 0.75;
const hasRoom = (box) => box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;

const write = (box, smallest, largest = LARGEST) => {
  const fits = (scale) => {
    box.style.setProperty("--scale", scale);
    return hasRoom(box);
  };
  if (fits(largest)) return;
  let [small, large] = [smallest, largest];
  while (large - small > 0.02) {
    const middle = (small + large) / 2;
    if (fits(middle)) small = middle;
    else large = middle;
  }
  fits(small);
};

// Of a full lobby as many names as fit, the newest first, and how many more there are.
const writeNames = (list) => {
  const more = list.querySelector(".more");
  const shown = [...list.children].filter((name) => name !== more);
  const count = () => {
    const rest = more.dataset.all - shown.length;
    more.hidden = rest <= 0;
    more.textContent = more.dataset.says.replace("{n}", rest);
  };
  for (const name of shown) name.hidden = false;
  count();
  write(list, SMALLEST_NAME);
  while (shown.length && !hasRoom(list)) {
    shown.pop().hidden = true;
    count();
  }
};

const fit = () => {
  stage().classList.add("is-measured"); // at rest: see wall.css
  const names = stage().querySelector(".names");
  const boxes = stage().querySelectorAll("[data-fit]");
  for (const box of boxes) write(box, SMALLEST, Number(box.dataset.fit));
  if (names) writeNames(names);
  else if (!boxes.length) write(stage(), SMALLEST);
  stage().classList.remove("is-measured");
};

addEventListener("resize", fit);
document.addEventListener("load", (event) => event.target.matches?.("#stage img") && fit(), true);

// HTMX would copy it to what comes next, as an inline style, which the content security policy forbids.
document.addEventListener("htmx:oobBeforeSwap", () => {
  for (const box of document.querySelectorAll("#stage, #stage [style]")) box.removeAttribute("style");
});

const hasPodium = (phase) => ["podium", "ended"].includes(phase);
const sound = openSound({ button: document.querySelector("#sound"), phase: stage().dataset.phase });
let before = stage().dataset.phase;
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "stage") return;
  const { phase } = stage().dataset;
  // Nothing comes in that stands there already, whatever else is said of it.
  if (hasPodium(phase) && hasPodium(before)) stage().classList.remove("is-new");
  fit();
  sound.arrived(phase);
  before = phase;
});

fit();
