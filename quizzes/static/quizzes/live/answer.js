// An answer that did not reach the server is sent again, until the server has said what became of it.
//
// | state      | event                                    | next       | the page shows                         |
// | ---------- | ---------------------------------------- | ---------- | -------------------------------------- |
// | none       | an answer fails: no network, 503         | unsent     | Your answer has not reached the server |
// | unsent     | 1.5 seconds pass                         | on its way | that still                             |
// | unsent     | the connection is back                   | on its way | that still                             |
// | unsent     | another answer fails                     | unsent     | that still; the newer one is sent      |
// | on its way | there is no network, or 503              | unsent     | that still                             |
// | on its way | the connection is back                   | on its way | that still; it is sent once            |
// | on its way | 200: it is in                            | none       | what the server says: it is in         |
// | on its way | 409: it was locked before it came        | none       | what the server says: too late         |
// | on its way | 422: it is no answer                     | none       | what the server says: please choose    |
// | on its way | another answer fails, then 200 to this   | unsent     | that still; of this one nothing        |

const RETRY_MS = 1500;

// `say` shows that an answer is unsent, or hides it; `swap` puts what the server says into the page.
export const openAnswer = ({ say, swap, browser = window }) => {
  let unsent = null;
  let waiting = 0;

  const send = async () => {
    browser.clearTimeout(waiting);
    if (!unsent || unsent.isOnItsWay) return;
    const mine = unsent;
    mine.isOnItsWay = true;
    try {
      const asFragment = { "HX-Request": "true" };
      const reply = await browser.fetch(mine.url, { method: "POST", body: mine.body, headers: asFragment });
      if (reply.status >= 500) throw new Error(reply.status);
      const html = await reply.text();
      if (unsent !== mine) return; // another answer was given meanwhile, and is on its way
      unsent = null;
      say(false);
      swap(html);
    } catch {
      mine.isOnItsWay = false;
      waiting = browser.setTimeout(send, RETRY_MS);
    }
  };
  return {
    send,
    keep(form) {
      unsent = { url: form.action, body: new URLSearchParams(new FormData(form)) };
      say(true);
      browser.clearTimeout(waiting);
      waiting = browser.setTimeout(send, RETRY_MS);
    },
  };
};
