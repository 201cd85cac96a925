"""For what comes about beside the page, where `expect` does not look."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE = 30_000  # milliseconds that a test waits for what should come at once; this machine may be busy


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """The page, and what the test does with its requests, go on meanwhile."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < deadline, f"It has not come about within {PATIENCE} ms."
        page.wait_for_timeout(50)
