// What the modules use of a browser, in the hands of a test: its network, its clock, its timers and what it keeps.

export const equal = (found, expected) => {
  const [one, other] = [found, expected].map((value) => JSON.stringify(value));
  if (one !== other) throw new Error(`${one} is not ${other}`);
};

// What is awaited goes on.
export const settle = () => new Promise((resolve) => window.setTimeout(resolve));

// As the real one it has what it keeps as properties.
class FakeStorage {
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, text) {
    this[name] = String(text);
  }
  removeItem(name) {
    delete this[name];
  }
}

export class FakeBrowser {
  constructor({ localStorage = new FakeStorage(), sessionStorage = new FakeStorage() } = {}) {
    Object.assign(this, { localStorage, sessionStorage, sent: [], played: [] });
    this.time = 1_000_000; // milliseconds
    this.slept = 0; // of these the count of the page has not seen
    this.timers = [];
    this.Date = { now: () => this.time };
    this.performance = { now: () => this.time - this.slept };
    const { played } = this;
    this.Audio = class {
      constructor(file) {
        played.push(file);
      }
      async play() {}
    };
  }
  setTimeout(run, delay) {
    const id = (this.lastId = (this.lastId ?? 0) + 1);
    this.timers.push({ id, run, at: this.time + delay });
    return id;
  }
  clearTimeout(id) {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }
  async pass(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.time = due.at;
      this.clearTimeout(due.id);
      due.run();
      await settle();
    }
    this.time = end;
  }
  // Each request waits for what a test lets become of it.
  fetch(url, options) {
    return new Promise((resolve, reject) => {
      const request = { url, ...options, fields: Object.fromEntries(new URLSearchParams(options.body)), isOpen: true };
      const end = (act) => async (...given) => {
        request.isOpen = false;
        act(...given);
        await settle();
      };
      request.reply = end((status, said = "") => {
        const headers = new Headers({ "content-type": typeof said === "string" ? "text/html" : "application/json" });
        resolve({ status, headers, text: async () => said, json: async () => said });
      });
      request.fail = end(() => reject(new TypeError("Failed to fetch")));
      options.signal?.addEventListener("abort", end(() => reject(options.signal.reason)));
      this.sent.push(request);
    });
  }
  get last() {
    return this.sent.at(-1);
  }
  get open() {
    return this.sent.filter((request) => request.isOpen);
  }
  fill() {
    this.localStorage.setItem = () => {
      throw new DOMException("", "QuotaExceededError");
    };
  }
  forbidStorage() {
    const refuse = () => {
      throw new DOMException("", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(this, name, { get: refuse });
  }
}

// The same browser after the page has been loaded anew, or in another tab: it has what was kept, and nothing else.
export const otherTab = ({ localStorage, sessionStorage }) => new FakeBrowser({ localStorage, sessionStorage });

export const html = (text) => {
  document.body.innerHTML = text;
  return document.body.firstElementChild;
};
