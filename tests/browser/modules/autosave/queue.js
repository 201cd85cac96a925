import { openQueue } from "/static/quizzes/autosave/queue.js";
import { openStatus } from "/static/quizzes/autosave/status.js";
import { openStore } from "/static/quizzes/autosave/store.js";
import { equal, FakeBrowser, otherTab } from "../fakes.js";

// A page with its store, its queue and what it says.
class Tab {
  constructor(browser = new FakeBrowser(), name = "a") {
    Object.assign(this, { browser, name, number: 0, times: [], refusals: [], settled: 0 });
    this.store = openStore("x", browser);
    this.element = document.createElement("p");
    const status = openStatus(this.element);
    const tell = {
      saved: status.saved,
      refused: (problem, { isOver }) => {
        this.refusals.push([problem, isOver]);
        status.refused(problem);
      },
      timeLeft: (seconds) => this.times.push(seconds),
      changed: () => {
        const { trouble } = this.queue;
        status.show({ isTyping: false, isWaiting: !this.store.isEmpty, trouble, isHeld: false });
      },
      settled: () => this.settled++,
    };
    this.changed = tell.changed;
    this.queue = openQueue({ store: this.store, token: () => "token", tell, browser });
  }
  choose(answer, url = "/1/") {
    this.number += 1;
    const fields = [["page", this.name], ["number", this.number], ["answer", answer]];
    this.store.put(url, { page: this.name, number: this.number, chosen: this.browser.time, fields });
    this.queue.send();
    this.changed();
  }
  async waits(status = 503) {
    this.choose("one");
    await this.browser.last.reply(status);
  }
  get answers() {
    return this.browser.sent.map(({ fields }) => fields.answer);
  }
  is(state, shown) {
    const waiting = this.store.isEmpty ? "resting" : "waiting";
    equal([this.browser.open.length ? "sending" : waiting, this.element.className], [state, `saving is-${shown}`]);
  }
}

const afterReply = async (status, said) => {
  const tab = new Tab();
  tab.choose("one");
  await tab.browser.last.reply(status, said);
  return tab;
};

export const cases = {
  "resting | something is chosen": async () => {
    const tab = new Tab();
    tab.choose("one");
    tab.is("sending", "saving");
    const { url, method, fields, headers, keepalive } = tab.browser.last;
    equal([url, method, headers["X-CSRFToken"], keepalive], ["/1/", "POST", "token", true]);
    equal(fields, { page: "a", number: "1", answer: "one", chosen_at: "1000000" });
  },
  "sending | 200: it is stored": async () => {
    const tab = await afterReply(200, { is_answered: true, seconds_left: 90 });
    tab.is("resting", "saved");
    equal([tab.times, tab.settled, tab.browser.timers], [[90], 1, []]);
  },
  "sending | 200, but something newer was chosen meanwhile": async () => {
    const tab = new Tab();
    tab.choose("one");
    tab.choose("two");
    equal(tab.answers, ["one"]); // one at a time
    await tab.browser.last.reply(200, {});
    tab.is("sending", "saving");
    equal(tab.answers, ["one", "two"]);
    await tab.browser.last.reply(200, {});
    tab.is("resting", "saved");
  },
  "sending | something is chosen at another address": async () => {
    const tab = new Tab();
    tab.choose("one");
    tab.choose("two", "/2/");
    await tab.browser.last.reply(200, {});
    tab.is("sending", "saving");
    await tab.browser.last.reply(200, {});
    tab.is("resting", "saved");
    equal(tab.browser.sent.map(({ url }) => url), ["/1/", "/2/"]);
  },
  "sending | 409: it came too late": async () => {
    const tab = await afterReply(409, { problem: "A newer answer stays.", seconds_left: 30 });
    tab.is("resting", "refused");
    equal([tab.refusals, tab.times], [[["A newer answer stays.", false]], [30]]);
  },
  "sending | 409: the time is over": async () => {
    const tab = await afterReply(409, { problem: "The time was over.", seconds_left: 0 });
    tab.is("resting", "refused");
    equal([tab.refusals, tab.times], [[["The time was over.", true]], [0]]);
  },
  "sending | 422: it is no answer": async () => {
    const tab = await afterReply(422, { problem: "Please choose." });
    tab.is("resting", "refused");
    equal([tab.refusals, tab.times], [[["Please choose.", false]], []]);
  },
  "sending | 400 without a word": async () => {
    const tab = await afterReply(400, "<h1>Bad Request</h1>");
    tab.is("resting", "refused");
    equal(tab.refusals, [["400", false]]);
  },
  "sending | 403: the page is too old": async () => {
    const tab = await afterReply(403, "<h1>Forbidden</h1>");
    tab.is("waiting", "outdated");
  },
  "sending | 404: nobody knows this browser": async () => {
    const tab = await afterReply(404, "");
    tab.is("waiting", "strange");
    await tab.browser.pass(1000); // they have come back with their three words
    await tab.browser.last.reply(200, {});
    tab.is("resting", "saved");
  },
  "sending | 429: too much at once": async () => {
    const tab = await afterReply(429, "");
    tab.is("waiting", "waiting");
  },
  "sending | 503: the server cannot store it": async () => {
    const tab = new Tab();
    tab.choose("one");
    tab.choose("two", "/2/");
    await tab.browser.last.reply(503);
    await tab.browser.last.reply(200, {});
    tab.is("waiting", "waiting");
    equal(Object.keys(tab.store.read()), ["/1/"]);
  },
  "sending | there is no network": async () => {
    const tab = new Tab();
    tab.choose("one");
    tab.choose("two", "/2/");
    await tab.browser.last.fail();
    tab.is("waiting", "waiting");
    equal(tab.answers, ["one"]);
  },
  "sending | nobody answers for eight seconds": async () => {
    const tab = new Tab();
    tab.choose("one");
    await tab.browser.pass(7_999);
    tab.is("sending", "saving");
    await tab.browser.pass(1);
    tab.is("waiting", "waiting");
  },
  "waiting | 1, 2, 4, 8, then each 15 seconds pass": async () => {
    const tab = new Tab();
    await tab.waits();
    for (const seconds of [1, 2, 4, 8, 15, 15]) {
      await tab.browser.pass(seconds * 1000 - 1);
      tab.is("waiting", "waiting");
      await tab.browser.pass(1);
      tab.is("sending", "waiting");
      await tab.browser.last.fail();
    }
    await tab.browser.pass(15_000);
    await tab.browser.last.reply(200, {});
    tab.is("resting", "saved");
    await tab.waits(); // it begins with a second again
    await tab.browser.pass(1000);
    tab.is("sending", "waiting");
  },
  "waiting | the network is back": async () => {
    const tab = new Tab();
    tab.choose("one");
    await tab.browser.last.fail();
    tab.queue.send(); // as the page does when it hears of it
    tab.is("sending", "waiting");
    await tab.browser.last.reply(200, {});
    tab.is("resting", "saved");
    await tab.browser.pass(60_000);
    equal(tab.answers, ["one", "one"]); // the retry that was due has nothing to send
  },
  "waiting | something newer is chosen": async () => {
    const tab = new Tab();
    await tab.waits();
    tab.choose("two");
    tab.is("sending", "waiting");
    await tab.browser.last.reply(200, {});
    tab.is("resting", "saved");
    await tab.browser.pass(60_000);
    equal(tab.answers, ["one", "two"]);
  },
  "waiting | another tab has sent it": async () => {
    const tab = new Tab();
    await tab.waits();
    const other = new Tab(otherTab(tab.browser), "b");
    other.queue.send();
    await other.browser.last.reply(200, {});
    other.is("resting", "saved");
    await tab.browser.pass(1000);
    tab.is("resting", "");
    equal(tab.answers, ["one"]);
  },
  "waiting | the page is left": async () => {
    const tab = new Tab();
    await tab.waits();
    tab.store.put("/2/", { page: "a", number: 2, chosen: 1, fields: [["answer", "x".repeat(60_000)]] });
    tab.store.put("/3/", { page: "a", number: 3, chosen: 1, fields: [["answer", "three"]] });
    tab.browser.sent.length = 0;
    tab.queue.sendAtOnce();
    // More of it a browser would not go on sending.
    equal(tab.browser.sent.map(({ url, keepalive }) => [url, keepalive]), [["/1/", true]]);
    equal(Object.keys(tab.store.read()).length, 3); // what was not acknowledged stays
  },
  "waiting | the page is loaded anew": async () => {
    const tab = new Tab();
    await tab.waits();
    const anew = new Tab(otherTab(tab.browser), "b");
    anew.queue.send();
    anew.changed();
    anew.is("sending", "saving");
    equal(anew.browser.last.fields, tab.browser.last.fields); // by the page that it was chosen on, and at that time
    await anew.browser.last.reply(200, {});
    anew.is("resting", "saved");
  },
  "a refusal of what was chosen before is not said of what was chosen after it": async () => {
    const tab = new Tab();
    tab.choose("one");
    tab.choose("two");
    await tab.browser.last.reply(422, { problem: "Please choose." });
    tab.is("sending", "saving");
    equal(tab.refusals, []);
  },
  "a reply to one tab drops nothing that another has chosen meanwhile": async () => {
    const tab = new Tab();
    tab.choose("one");
    const other = new Tab(otherTab(tab.browser), "b");
    other.choose("two");
    await tab.browser.sent[0].reply(200, {});
    equal(tab.answers, ["one", "two"]); // the first tab sends it too: the server takes it once
    await other.browser.last.reply(503);
    equal(other.store.isEmpty, false);
    await tab.browser.last.reply(200, {});
    equal(other.store.isEmpty, true);
  },
  "what is large is sent, and ends with its page": async () => {
    const tab = new Tab();
    tab.choose("x".repeat(60_000));
    equal(tab.browser.last.keepalive, false);
  },
};
