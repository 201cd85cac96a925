import { openConnection } from "/static/quizzes/live/stream.js";
import { equal, FakeBrowser, html } from "../fakes.js";

class Source extends EventTarget {
  readyState = EventSource.OPEN;
  close() {
    this.readyState = EventSource.CLOSED;
  }
}

class Page {
  constructor() {
    this.browser = new FakeBrowser();
    this.root = html("<div sse-connect='/events'></div>");
    Object.assign(this, { isSaid: false, returns: 0, times: [] });
    this.connection = openConnection({
      root: this.root,
      say: (isLost) => (this.isSaid = isLost),
      isBack: () => this.returns++,
      setClock: (at) => this.times.push(at),
      browser: this.browser,
    });
    this.source = new Source();
    this.connection.opened(this.source);
  }
  breaks() {
    this.source.readyState = EventSource.CONNECTING;
    this.connection.broken();
  }
  async loses() {
    this.breaks();
    await this.browser.pass(2500);
  }
  opens() {
    this.source.readyState = EventSource.OPEN;
    this.connection.opened(this.source);
  }
  is(isSaid, returns) {
    equal([this.isSaid, this.returns], [isSaid, returns]);
  }
}

export const cases = {
  "open | it breaks off": async () => {
    const page = new Page();
    page.breaks();
    page.is(false, 1);
    equal(page.browser.timers.length, 1);
  },
  "open | the device is offline": async () => {
    const page = new Page();
    page.connection.broken(); // the stream may think for minutes that it is open
    await page.browser.pass(2499);
    page.is(false, 1);
  },
  "broken | it is back": async () => {
    const page = new Page();
    page.breaks();
    await page.browser.pass(2000);
    page.opens();
    await page.browser.pass(60_000);
    page.is(false, 2);
  },
  "broken | 2.5 seconds pass": async () => {
    const page = new Page();
    await page.loses();
    page.is(true, 1);
  },
  "broken | it cannot be opened, again and again": async () => {
    const page = new Page();
    for (const passed of [0, 1000, 1000]) {
      await page.browser.pass(passed);
      page.breaks();
      page.is(false, 1);
    }
    await page.browser.pass(500);
    page.is(true, 1);
    page.opens();
    for (const passed of [0, 1000]) {
      await page.browser.pass(passed);
      page.breaks();
    }
    page.opens();
    await page.browser.pass(60_000);
    page.is(false, 3); // none of the times is forgotten
  },
  "lost | it is back": async () => {
    const page = new Page();
    await page.loses();
    page.opens();
    page.is(false, 2);
    await page.loses(); // and the next time
    page.is(true, 2);
  },
  "lost | the device is online, the stream still open": async () => {
    const page = new Page();
    page.connection.broken();
    await page.browser.pass(2500);
    page.is(true, 1);
    page.connection.online();
    page.is(false, 2);
  },
  "lost | the device is online, the stream is not": async () => {
    const page = new Page();
    await page.loses();
    page.connection.online();
    page.is(true, 1);
  },
  "open | the server tells its time": async () => {
    const page = new Page();
    page.source.dispatchEvent(new MessageEvent("clock", { data: "90000" }));
    equal(page.times, ["90000"]);
  },
  "lost | the round is over, or the player removed": async () => {
    const page = new Page();
    await page.loses();
    page.connection.end();
    page.is(false, 1);
    equal([page.source.readyState, page.root.hasAttribute("sse-connect")], [EventSource.CLOSED, false]);
  },
  "off | it breaks off": async () => {
    const page = new Page();
    page.connection.end();
    await page.loses();
    page.is(false, 1);
  },
  "a page that has never been connected says so": async () => {
    const page = new Page();
    const anew = openConnection({ root: page.root, say: (isLost) => (page.isSaid = isLost), browser: page.browser });
    anew.online();
    anew.broken();
    await page.browser.pass(2500);
    page.is(true, 1);
    anew.end();
    page.is(false, 1);
  },
};
