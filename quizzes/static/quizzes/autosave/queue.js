// Sends what waits until the server has said what became of it. Of each address the newest alone counts.
//
// | state   | event                                          | next    | the page shows                           |
// | ------- | ---------------------------------------------- | ------- | ---------------------------------------- |
// | resting | something is chosen                            | sending | saving                                   |
// | sending | 200: it is stored                              | resting | saved                                    |
// | sending | 200, but something newer was chosen meanwhile  | sending | saving                                   |
// | sending | something is chosen at another address         | sending | saving, until both are stored            |
// | sending | 409: it came too late                          | resting | refused                                  |
// | sending | 409: the time is over                          | resting | refused, on the next page too            |
// | sending | 422: it is no answer                           | resting | refused                                  |
// | sending | 400 without a word                             | resting | refused, with the number                 |
// | sending | 403: the page is too old                       | waiting | outdated                                 |
// | sending | 404: nobody knows this browser                 | waiting | strange                                  |
// | sending | 429: too much at once                          | waiting | waiting                                  |
// | sending | 503: the server cannot store it                | waiting | waiting, though the others are stored    |
// | sending | there is no network                            | waiting | waiting; the others are not tried        |
// | sending | nobody answers for eight seconds               | waiting | waiting                                  |
// | waiting | 1, 2, 4, 8, then each 15 seconds pass          | sending | what it showed                           |
// | waiting | the network is back                            | sending | what it showed                           |
// | waiting | something newer is chosen                      | sending | what it showed; the older is never sent  |
// | waiting | another tab has sent it                        | resting | nothing                                  |
// | waiting | the page is left                               | –       | nothing: all of it is sent at once       |
// | waiting | the page is loaded anew                        | sending | saving                                   |

const RETRY_SECONDS = [1, 2, 4, 8, 15];
const MAX_REPLY_MS = 8000; // until a request is given up that nobody answers
const MAX_KEEPALIVE_BYTES = 60_000; // that a browser goes on sending when its page is left

const bodyOf = (entry) => new URLSearchParams([...entry.fields, ["chosen_at", entry.chosen]]).toString();

// `tell` hears of each step: saved, refused, timeLeft, changed, and settled when nothing is on its way any more.
export const openQueue = ({ store, token, tell, browser = window }) => {
  let trouble = ""; // with what waits: waiting (for the server), strange or outdated
  let isSending = false;
  let tries = 0;
  let retry;

  // Its status, and what it says.
  const post = async (url, entry) => {
    const body = bodyOf(entry);
    const patience = new AbortController();
    const giveUp = browser.setTimeout(() => patience.abort(), MAX_REPLY_MS);
    try {
      const reply = await browser.fetch(url, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token() },
        keepalive: body.length < MAX_KEEPALIVE_BYTES,
        signal: patience.signal,
      });
      const isJson = reply.headers.get("content-type")?.includes("json");
      return [reply.status, isJson ? await reply.json() : {}];
    } finally {
      browser.clearTimeout(giveUp);
    }
  };

  // What is wrong for now, "" where the entry is dealt with.
  const deliver = async (url, entry) => {
    const [code, said] = await post(url, entry);
    if (code === 404) return "strange"; // it stays here for whoever comes back
    if (code === 403) return "outdated";
    if (code >= 500 || code === 429) return "waiting";
    if (store.holds(url, entry)) {
      store.drop(url);
      if (code === 200) tell.saved();
      else tell.refused(said.problem ?? String(code), { isOver: said.seconds_left === 0 });
    }
    if ("seconds_left" in said) tell.timeLeft(said.seconds_left);
    return "";
  };

  // One pass over all that waits, and what comes meanwhile; what fails is tried again later.
  const send = async () => {
    if (isSending) return;
    isSending = true;
    browser.clearTimeout(retry);
    const tried = new Set();
    const next = () =>
      Object.entries(store.read()).find(([url, entry]) => !tried.has(`${url} ${entry.page} ${entry.number}`));
    let failure = "";
    for (let found = next(); found; found = next()) {
      const [url, entry] = found;
      tried.add(`${url} ${entry.page} ${entry.number}`);
      try {
        failure = (await deliver(url, entry)) || failure;
      } catch {
        failure = "waiting"; // nobody is there for the others either
        break;
      }
      tell.changed();
    }
    isSending = false;
    trouble = failure;
    if (store.isEmpty) tries = 0;
    else retry = browser.setTimeout(send, RETRY_SECONDS[Math.min(tries++, RETRY_SECONDS.length - 1)] * 1000);
    tell.settled();
    tell.changed();
  };

  return {
    send,
    // A page that is left waits for no reply: all goes out at once.
    sendAtOnce() {
      let size = 0;
      for (const [url, entry] of Object.entries(store.read())) {
        size += bodyOf(entry).length;
        if (size < MAX_KEEPALIVE_BYTES) post(url, entry).catch(() => {});
      }
    },
    get trouble() {
      return trouble;
    },
  };
};
