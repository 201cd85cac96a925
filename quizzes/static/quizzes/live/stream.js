// The connection by which the stages come. It breaks off now and then, and is there again at once: that is not worth a
// word. HTMX opens it, and the browser names what came last when it comes back (Last-Event-ID): nothing comes twice.
//
// | state  | event                                       | next   | the page shows                |
// | ------ | ------------------------------------------- | ------ | ----------------------------- |
// | open   | it breaks off                               | broken | nothing                       |
// | open   | the device is offline                       | broken | nothing                       |
// | broken | it is back                                  | open   | nothing                       |
// | broken | 2.5 seconds pass                            | lost   | The connection is lost.       |
// | broken | it cannot be opened, again and again        | broken | nothing, until 2.5 s are over |
// | lost   | it is back                                  | open   | nothing; answers are sent     |
// | lost   | the device is online, the stream still open | open   | nothing; answers are sent     |
// | lost   | the device is online, the stream is not     | lost   | The connection is lost.       |
// | open   | the server tells its time                   | open   | the time that is left         |
// | lost   | the round is over, or the player removed    | off    | nothing                       |
// | off    | it breaks off                               | off    | nothing                       |

const BRIEF_MS = 2500; // for which nothing is said

// `root` is the element whose attribute makes HTMX connect.
export const openConnection = ({ root, say, isBack, setClock, browser = window }) => {
  let source = null;
  let breaking = 0;

  const back = () => {
    browser.clearTimeout(breaking);
    breaking = 0;
    say(false);
    isBack();
  };
  return {
    broken() {
      const isOff = !root.hasAttribute("sse-connect");
      if (!breaking && !isOff) breaking = browser.setTimeout(() => say(true), BRIEF_MS);
    },
    opened(opened) {
      source = opened;
      source.addEventListener("clock", ({ data }) => setClock(data));
      back();
    },
    online() {
      if (source?.readyState === EventSource.OPEN) back();
    },
    end() {
      root.removeAttribute("sse-connect");
      source?.close();
      browser.clearTimeout(breaking);
      say(false);
    },
  };
};
