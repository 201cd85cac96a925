import { openAnswer } from "/static/quizzes/live/answer.js";
import { equal, FakeBrowser, html } from "../fakes.js";

class Player {
  constructor() {
    this.browser = new FakeBrowser();
    this.isSaid = false;
    this.swapped = [];
    const say = (isUnsent) => {
      this.isSaid = isUnsent;
    };
    this.answer = openAnswer({ say, swap: (text) => this.swapped.push(text), browser: this.browser });
  }
  fails(text = "one") {
    this.answer.keep(html(`<form action="/answer/"><input name="answer" value="${text}"></form>`));
  }
  async onItsWay() {
    this.fails();
    await this.browser.pass(1500);
    return this.browser.last;
  }
  is(state, { sent = this.browser.sent.length, swapped = [] } = {}) {
    const now = this.browser.open.length ? "on its way" : this.isSaid ? "unsent" : "none";
    equal([now, this.isSaid, this.browser.sent.length, this.swapped], [state, state !== "none", sent, swapped]);
  }
}
const answers = ({ browser }) => browser.sent.map(({ fields }) => fields.answer);

export const cases = {
  "none | an answer fails: no network, 503": async () => {
    const player = new Player();
    player.is("none");
    player.fails();
    player.is("unsent", { sent: 0 });
  },
  "unsent | 1.5 seconds pass": async () => {
    const player = new Player();
    player.fails();
    await player.browser.pass(1499);
    player.is("unsent", { sent: 0 });
    await player.browser.pass(1);
    player.is("on its way", { sent: 1 });
    const { url, method, headers, fields } = player.browser.last;
    equal([new URL(url).pathname, method, fields], ["/answer/", "POST", { answer: "one" }]);
    equal(headers, { "HX-Request": "true" });
  },
  "unsent | the connection is back": async () => {
    const player = new Player();
    player.fails();
    player.answer.send();
    player.is("on its way", { sent: 1 });
    await player.browser.pass(1500);
    player.is("on its way", { sent: 1 });
  },
  "unsent | another answer fails": async () => {
    const player = new Player();
    player.fails();
    await player.browser.pass(1000);
    player.fails("two");
    await player.browser.pass(1000);
    player.is("unsent", { sent: 0 });
    await player.browser.pass(500);
    equal(answers(player), ["two"]);
  },
  "on its way | there is no network, or 503": async () => {
    const player = new Player();
    const request = await player.onItsWay();
    await request.fail();
    player.is("unsent", { sent: 1 });
    await player.browser.pass(1500);
    await player.browser.last.reply(503, "It cannot be stored.");
    player.is("unsent", { sent: 2 });
    await player.browser.pass(1500);
    await player.browser.last.reply(200, "Your answer is in.");
    player.is("none", { sent: 3, swapped: ["Your answer is in."] });
  },
  "on its way | the connection is back": async () => {
    const player = new Player();
    await player.onItsWay();
    player.answer.send();
    player.is("on its way", { sent: 1 });
  },
  "on its way | 200: it is in": async () => {
    const player = new Player();
    const request = await player.onItsWay();
    await request.reply(200, "Your answer is in.");
    player.is("none", { sent: 1, swapped: ["Your answer is in."] });
    player.answer.send();
    await player.browser.pass(60_000);
    player.is("none", { sent: 1, swapped: ["Your answer is in."] });
  },
  "on its way | 409: it was locked before it came": async () => {
    const player = new Player();
    const request = await player.onItsWay();
    await request.reply(409, "Too late.");
    player.is("none", { swapped: ["Too late."] });
  },
  "on its way | 422: it is no answer": async () => {
    const player = new Player();
    const request = await player.onItsWay();
    await request.reply(422, "Please choose.");
    player.is("none", { swapped: ["Please choose."] });
  },
  "on its way | another answer fails, then 200 to this": async () => {
    const player = new Player();
    const request = await player.onItsWay();
    player.fails("two");
    await request.reply(200, "Your answer is in: one.");
    player.is("unsent", { sent: 1 });
    await player.browser.pass(1500);
    await player.browser.last.reply(200, "Your answer is in: two.");
    player.is("none", { sent: 2, swapped: ["Your answer is in: two."] });
    equal(answers(player), ["one", "two"]);
  },
};
