// Keeps what waits to be saved in this browser, by the address that takes it, so that any later page can send it.
//
// | kept            | event                                       | kept next       | what is read then     |
// | --------------- | ------------------------------------------- | --------------- | --------------------- |
// | nowhere         | something is put                            | in this browser | it                    |
// | in this browser | something newer is put for its address      | in this browser | the newer one         |
// | in this browser | another tab puts something for its address  | in this browser | what the other put    |
// | in this browser | the page is loaded anew                     | in this browser | the same              |
// | in this browser | it is dropped                               | nowhere         | nothing               |
// | in this browser | thirty days pass                            | nowhere         | nothing               |
// | in this browser | the browser takes no more                   | in memory       | all of it, here alone |
// | nowhere         | the browser keeps nothing                   | in memory       | what is put           |
// | in memory       | it is dropped                               | in memory       | nothing               |
// | in memory       | the page is loaded anew                     | nowhere         | nothing               |

const PREFIX = "scoquiz-unsaved-";
const RETENTION_MS = 30 * 24 * 3600 * 1000; // after which what could not be sent is forgotten

export const storeNames = (browser = window) => {
  try {
    return Object.keys(browser.localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return []; // The browser keeps nothing.
  }
};

export const openStore = (attempt, browser = window) => {
  const name = PREFIX + attempt;
  let memory = null; // where the browser keeps nothing, or no more

  const read = () => {
    if (memory) return memory;
    try {
      return JSON.parse(browser.localStorage.getItem(name) ?? "{}");
    } catch {
      return (memory = {});
    }
  };
  const write = (entries) => {
    if (!memory) {
      try {
        if (Object.keys(entries).length) browser.localStorage.setItem(name, JSON.stringify(entries));
        else browser.localStorage.removeItem(name);
        return;
      } catch {
        // It goes into memory, then.
      }
    }
    memory = entries;
  };
  return {
    read,
    put(url, entry) {
      write({ ...read(), [url]: entry });
    },
    drop(url) {
      const { [url]: _dropped, ...others } = read();
      write(others);
    },
    // Something newer may have taken its place.
    holds(url, entry) {
      const found = read()[url];
      return found?.page === entry.page && found.number === entry.number;
    },
    get isEmpty() {
      return !Object.keys(read()).length;
    },
  };
};

export const forgetOld = (now, browser = window) => {
  try {
    for (const name of storeNames(browser)) {
      const chosen = Object.values(JSON.parse(browser.localStorage.getItem(name))).map((entry) => entry.chosen ?? 0);
      if (Math.max(0, ...chosen) < now - RETENTION_MS) browser.localStorage.removeItem(name);
    }
  } catch {
    // The browser keeps nothing.
  }
};

// When the time is over the page goes on to the result, and what came too late is read there.
export const openRefusal = (attempt, browser = window) => {
  const name = `${PREFIX}${attempt}-refused`;
  return {
    carry(text) {
      try {
        browser.sessionStorage.setItem(name, text);
      } catch {
        // The browser keeps nothing.
      }
    },
    take() {
      try {
        const text = browser.sessionStorage.getItem(name) ?? "";
        browser.sessionStorage.removeItem(name);
        return text;
      } catch {
        return "";
      }
    },
  };
};
