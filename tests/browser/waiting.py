"""For what comes about beside the page, where `expect` does not look."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

PATIENCE = 30_000  # milliseconds that a test waits for what should come at once; this machine may be busy


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """The page, and what the test does with its requests, go on meanwhile."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < deadline, f"It has not come about within {PATIENCE} ms."
        page.wait_for_timeout(50)


COUNT_REQUESTS = """
  window.underWay = 0;
  const reallyFetch = window.fetch;
  window.fetch = (...asked) => {
    window.underWay += 1;
    return reallyFetch(...asked).finally(() => { window.underWay -= 1; });
  };
"""


def take_over_clock(page: Page) -> None:
    """Of a page that is not loaded yet: its time goes on by itself, and faster with `let_pass`."""
    page.clock.install()
    page.add_init_script(COUNT_REQUESTS)


def let_pass(page: Page, milliseconds: int, step: int = 500) -> None:
    """On the clock of the page, step by step: what a request leads to comes about before time goes on."""
    for _step in range(0, milliseconds, step):
        page.clock.run_for(step)
        wait_until(page, lambda: page.evaluate("window.underWay") == 0)


def wait_for_htmx(page: Page) -> None:
    """Until what HTMX has asked for is there."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def bring_to_rest(page: Page) -> None:
    """Let all that moves, or changes its colour, come to its end at once: what is folded away would never do so."""
    page.evaluate("""() => {
      const ends = (motion) => motion.effect.getComputedTiming().endTime < Infinity;
      document.getAnimations().filter(ends).forEach((motion) => motion.finish());
    }""")


def wait_for_next_frame(page: Page) -> None:
    """Until the page has drawn itself, and done what it does then."""
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
