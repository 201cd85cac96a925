import { isLate, openStage, stageOf } from "/static/quizzes/live/stage.js";
import { equal, html } from "../fakes.js";

// A stage as the server writes it. `answered` as a reply has no frame.
const written = (phase, { revision = 5, question = 7, text = phase, ends = "" } = {}) => {
  const frame = phase === "answered" ? "" : `data-frame="${revision}.${phase}.${question}"`;
  return `<section id="stage" ${frame} data-phase="${phase}" data-question="${question}">
    <h1 id="stem" tabindex="-1">${text}</h1>${ends && `<p class="timer" data-ends-at="${ends}"></p>`}</section>`;
};
const parsed = (text) => stageOf(new DOMParser().parseFromString(text, "text/html"));

class Page {
  constructor(phase, { isPlayer = true, ...how } = {}) {
    this.told = [];
    html(`<main><input id="elsewhere"><form id="${isPlayer ? "play" : "move"}">${written(phase, how)}</form></main>`);
    const hear = (name) => () => this.told.push(name);
    const tell = Object.fromEntries(["left", "arrived", "time", "unsure"].map((name) => [name, hear(name)]));
    this.stage = openStage({ tell });
  }
  // As HTMX does it.
  swaps(fresh) {
    const mayLeave = this.stage.leave(fresh);
    if (mayLeave) {
      this.shown.replaceWith(fresh);
      this.stage.arrived();
    }
    return mayLeave ? "new" : "late";
  }
  streams(phase, how) {
    this.told = [];
    const fresh = parsed(written(phase, { revision: 6, ...how }));
    return this.stage.isToBeSwapped(fresh) ? this.swaps(fresh) : "kept";
  }
  replies(phase, how) {
    this.told = [];
    return this.swaps(parsed(written(phase, how)));
  }
  get shown() {
    return stageOf(document);
  }
  is(found, expected, text, told = expected === "new" ? ["left", "arrived"] : []) {
    equal([found, this.shown.textContent.trim(), this.told], [expected, text, told]);
  }
}
const answered = (how) => {
  const page = new Page("answering", how);
  page.replies("answered");
  return page;
};
// Who had answered before a pause came.
const answeredBefore = () => {
  const page = answered();
  page.streams("paused");
  return page;
};

export const cases = {
  "lobby | the same stage": async () => {
    const page = new Page("lobby", { question: 0, text: "one player" });
    page.is(page.streams("lobby", { revision: 5, question: 0, text: "two players" }), "new", "two players");
  },
  "reading | answering": async () => {
    const page = new Page("reading");
    page.is(page.streams("answering"), "new", "answering");
  },
  "answering | the same stage": async () => {
    const page = new Page("answering", { isPlayer: false });
    page.is(page.streams("answering", { revision: 5, text: "once more" }), "kept", "answering");
  },
  "answering | more time": async () => {
    const page = new Page("answering", { ends: "1000" });
    const { shown } = page;
    page.is(page.streams("answering", { ends: "9000", text: "more" }), "kept", "answering", ["time"]);
    const { endsAt } = shown.querySelector(".timer").dataset;
    equal([page.shown === shown, shown.dataset.frame, endsAt], [true, "6.answering.7", "9000"]);
  },
  "answering | locked": async () => {
    const page = new Page("answering");
    page.is(page.streams("locked"), "new", "locked");
  },
  "answering | paused": async () => {
    const page = new Page("answering");
    page.is(page.streams("paused"), "new", "paused");
  },
  "answering, as the host | more time": async () => {
    const page = new Page("answering", { isPlayer: false });
    page.is(page.streams("answering", { text: "more" }), "new", "more");
  },
  "paused | answering": async () => {
    const page = new Page("answering");
    page.streams("paused");
    page.is(page.streams("answering", { revision: 7 }), "new", "answering");
  },
  "paused | answering, and they had answered": async () => {
    const page = answeredBefore();
    page.is(page.streams("answering", { revision: 7 }), "kept", "answered", ["arrived"]);
  },
  "paused | locked, and they had answered": async () => {
    const page = answeredBefore();
    page.is(page.streams("locked", { revision: 7 }), "kept", "answered", ["arrived"]);
  },
  "paused, as it opened | answering": async () => {
    const page = new Page("paused");
    page.is(page.streams("answering"), "kept", "paused", ["unsure"]);
    page.is(page.streams("answering"), "new", "answering"); // it asks once
  },
  "paused, as it opened | locked": async () => {
    const page = new Page("paused");
    page.is(page.streams("locked"), "kept", "paused", ["unsure"]);
  },
  "locked | answering, as there is more time": async () => {
    const page = new Page("locked");
    page.is(page.streams("answering"), "new", "answering");
  },
  "locked | answering, and they had answered": async () => {
    const page = answeredBefore();
    page.shown.dataset.phase = "locked"; // the pause was of a question that was locked meanwhile
    page.is(page.streams("answering", { revision: 7 }), "kept", "answered", ["arrived"]);
  },
  "answered | answering, as there is more time": async () => {
    const page = answered();
    page.is(page.streams("answering"), "kept", "answered");
  },
  "answered | locked": async () => {
    const page = answered();
    page.is(page.streams("locked"), "kept", "answered");
    equal(page.shown.dataset.frame, "6.locked.7");
  },
  "answered | paused": async () => {
    const page = answered();
    page.is(page.streams("paused"), "new", "paused");
  },
  "answered | reveal": async () => {
    const page = answered();
    page.is(page.streams("reveal"), "new", "reveal");
  },
  "answered | answering of the second vote": async () => {
    const page = answered();
    page.is(page.streams("answering", { question: 8 }), "new", "answering");
  },
  "reveal | the same stage": async () => {
    const page = new Page("reveal");
    page.is(page.streams("reveal", { revision: 5, text: "once more" }), "kept", "reveal");
  },
  "answering | answered": async () => {
    const page = new Page("answering");
    page.is(page.replies("answered"), "new", "answered");
  },
  "locked | answered: it was on its way": async () => {
    const page = new Page("answering");
    page.streams("locked");
    page.is(page.replies("answered"), "new", "answered");
  },
  "paused | answered: it was on its way": async () => {
    const page = new Page("answering");
    page.streams("paused");
    page.is(page.replies("answered"), "new", "answered");
  },
  "answered | answered: it was sent twice": async () => {
    const page = answered();
    page.is(page.replies("answered", { text: "once more" }), "new", "once more");
  },
  "reveal | answered: it was on its way": async () => {
    const page = new Page("answering");
    page.streams("reveal");
    page.is(page.replies("answered"), "late", "reveal");
  },
  "reading | answered, of the question before": async () => {
    const page = new Page("reading", { question: 8 });
    page.is(page.replies("answered"), "late", "reading");
  },
  "answering | answered, of the question before": async () => {
    const page = new Page("answering", { question: 8 });
    page.is(page.replies("answered"), "late", "answering");
  },
  "locked | a stage of an earlier revision": async () => {
    const page = new Page("locked");
    page.is(page.replies("answering", { revision: 4 }), "late", "locked");
    equal(isLate({ frame: "10.locked.7" }, { frame: "9.answering.7" }), false); // a number, not a text
  },
  "what is new is marked as such, and what is written anew is not": async () => {
    const page = new Page("lobby", { question: 0 });
    page.streams("lobby", { revision: 5, question: 0 });
    equal(page.shown.classList.contains("is-new"), false);
    page.streams("reading");
    equal(page.shown.classList.contains("is-new"), true);
  },
  "the keyboard goes on from what is new": async () => {
    const page = new Page("reading");
    page.streams("answering");
    equal(document.activeElement.id, "stem");
    page.streams("locked", { revision: 7 });
    equal(document.activeElement === page.shown.querySelector("#stem"), true); // though what had it is gone
  },
  "the keyboard goes on from what is new, though HTMX gives the focus to what is called the same": async () => {
    const page = new Page("answering");
    const withButton = (phase) =>
      parsed(written(phase, { revision: 6 }).replace("</section>", "<button id='go'></button></section>"));
    page.swaps(withButton("locked"));
    document.querySelector("#go").focus();
    const fresh = withButton("reveal");
    page.stage.leave(fresh);
    page.shown.replaceWith(fresh);
    document.querySelector("#go").focus(); // as HTMX does
    page.stage.arrived();
    equal(document.activeElement.id, "stem");
  },
  "nobody is torn away from another place": async () => {
    const page = new Page("reading");
    document.querySelector("#elsewhere").focus();
    page.streams("answering");
    equal(document.activeElement.id, "elsewhere");
  },
  "a problem is what the keyboard goes on from": async () => {
    const page = new Page("answering");
    const refused = written("answering").replace("<h1", "<p id='problem' tabindex='-1'>Please choose.</p><h1");
    page.swaps(parsed(refused));
    equal(document.activeElement.id, "problem");
  },
};
