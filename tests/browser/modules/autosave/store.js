import { forgetOld, openRefusal, openStore, storeNames } from "/static/quizzes/autosave/store.js";
import { equal, FakeBrowser, otherTab } from "../fakes.js";

const DAY = 24 * 3600 * 1000;
const entry = (number, more = {}) => ({
  page: "a", number, chosen: 1_000_000, fields: [["answer", String(number)]], ...more,
});

const start = (...puts) => {
  const browser = new FakeBrowser();
  const store = openStore("x", browser);
  for (const [url, one] of puts) store.put(url, one);
  return { browser, store };
};
const kept = (browser) => JSON.parse(browser.localStorage.getItem("scoquiz-unsaved-x") ?? "{}");

export const cases = {
  "nowhere | something is put": async () => {
    const { browser, store } = start(["/1/", entry(1)]);
    equal(store.read(), { "/1/": entry(1) });
    equal(kept(browser), store.read());
    equal(store.isEmpty, false);
  },
  "in this browser | something newer is put for its address": async () => {
    const { store } = start(["/1/", entry(1)], ["/2/", entry(2)], ["/1/", entry(3)]);
    equal(store.read(), { "/1/": entry(3), "/2/": entry(2) });
    equal([store.holds("/1/", entry(1)), store.holds("/1/", entry(3))], [false, true]);
  },
  "in this browser | another tab puts something for its address": async () => {
    const { browser, store } = start(["/1/", entry(1)]);
    openStore("x", otherTab(browser)).put("/1/", entry(1, { page: "b" }));
    equal(store.read()["/1/"].page, "b");
    equal(store.holds("/1/", entry(1)), false); // though it has the same number
  },
  "in this browser | the page is loaded anew": async () => {
    const { browser, store } = start(["/1/", entry(1)]);
    equal(openStore("x", otherTab(browser)).read(), store.read());
  },
  "in this browser | it is dropped": async () => {
    const { browser, store } = start(["/1/", entry(1)], ["/2/", entry(2)]);
    store.drop("/1/");
    equal(store.read(), { "/2/": entry(2) });
    store.drop("/2/");
    equal([store.isEmpty, Object.keys(browser.localStorage)], [true, []]);
  },
  "in this browser | thirty days pass": async () => {
    const { browser } = start(["/1/", entry(1, { chosen: 0 })], ["/2/", entry(2, { chosen: DAY })]);
    forgetOld(31 * DAY, browser);
    equal(storeNames(browser), ["scoquiz-unsaved-x"]); // one of them is not that old
    forgetOld(31 * DAY + 1, browser);
    equal(storeNames(browser), []);
  },
  "in this browser | the browser takes no more": async () => {
    const { browser, store } = start(["/1/", entry(1)]);
    browser.fill();
    store.put("/2/", entry(2));
    equal(store.read(), { "/1/": entry(1), "/2/": entry(2) });
    equal(kept(browser), { "/1/": entry(1) });
  },
  "nowhere | the browser keeps nothing": async () => {
    const { browser, store } = start();
    browser.forbidStorage();
    store.put("/1/", entry(1));
    equal(store.read(), { "/1/": entry(1) });
    equal([store.holds("/1/", entry(1)), store.isEmpty, storeNames(browser)], [true, false, []]);
    forgetOld(0, browser);
  },
  "in memory | it is dropped": async () => {
    const { browser, store } = start();
    browser.forbidStorage();
    store.put("/1/", entry(1));
    store.drop("/1/");
    equal([store.isEmpty, store.read()], [true, {}]);
  },
  "in memory | the page is loaded anew": async () => {
    const { browser, store } = start();
    browser.fill();
    store.put("/1/", entry(1));
    equal(openStore("x", otherTab(browser)).isEmpty, true);
  },
  "what cannot be read is taken for nothing": async () => {
    const { browser } = start();
    browser.localStorage.setItem("scoquiz-unsaved-x", "{");
    const store = openStore("x", browser);
    equal(store.read(), {});
    store.put("/1/", entry(1));
    equal(store.read(), { "/1/": entry(1) });
  },
  "the names are those of attempts alone": async () => {
    const { browser } = start(["/1/", entry(1)]);
    browser.localStorage.setItem("number-keys", "off");
    openStore("y", browser).put("/1/", entry(1));
    equal(storeNames(browser), ["scoquiz-unsaved-x", "scoquiz-unsaved-y"]);
  },
  "a refusal is read once, on the page that comes next": async () => {
    const { browser } = start();
    openRefusal("x", browser).carry("Too late.");
    const next = openRefusal("x", otherTab(browser));
    equal([openRefusal("y", browser).take(), next.take(), next.take()], ["", "Too late.", ""]);
  },
  "a browser that keeps nothing carries no refusal": async () => {
    const { browser } = start();
    browser.forbidStorage();
    const refusal = openRefusal("x", browser);
    refusal.carry("Too late.");
    equal(refusal.take(), "");
  },
};
