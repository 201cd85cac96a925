"""What every page of the browser tests has to pass.

Layout does not depend on the scheme, nor colours on the width: where both are tried, pages are looked at on a phone in
the dark and on a large screen in the light.
"""

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page, ViewportSize

from .waiting import bring_to_rest

PHONE: ViewportSize = {"width": 320, "height": 700}
DESKTOP: ViewportSize = {"width": 1280, "height": 860}

# Every rule runs, on every element. Unless told otherwise axe also writes out each element that passed, and looks for
# the shortest selector of each: as much work as the rules, and nobody reads it.
VIOLATIONS_ALONE = {"reporter": "no-passes", "selectors": False}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


def assert_accessible(page: Page, *, colours_only: bool = False) -> None:
    """Zero findings of axe, with all its rules or with those of colours.

    Expect something of the page that is meant first: a click may return before the page that it leads to has come, and
    the one before it would pass in its place.
    """
    violations = _findings(page, COLOURS if colours_only else {})
    assert not violations, [
        (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations
    ]


def assert_well_drawn(
    page: Page, phone: ViewportSize = PHONE, desktop: ViewportSize = DESKTOP, *, in_all_colours: bool = False
) -> None:
    """Accessible, and never wider than the screen, on a large screen in the light and on a phone in the dark.

    The page is loaded once and drawn anew; the phone is what stays. `in_all_colours`: also the other way round.
    """
    for size, scheme, other in ((desktop, "light", "dark"), (phone, "dark", "light")):
        page.set_viewport_size(size)
        _draw_in(page, scheme)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (page.url, too_wide(page))
        if in_all_colours:
            _draw_in(page, other)
            assert_accessible(page, colours_only=True)
            _draw_in(page, scheme)


def assert_accessible_in_both_schemes(page: Page) -> None:
    """In the light and in the dark, at the size that the page has, as it comes from the server and drawn anew."""
    assert_accessible(page)
    _draw_in(page, "dark")
    assert_accessible(page, colours_only=True)
    _draw_in(page, "light")


def too_wide(page: Page) -> list[str]:
    """What sticks out of a page that would scroll sideways."""
    return page.evaluate("""() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const wide = [...document.querySelectorAll("body *")]
        .filter((it) => it.getBoundingClientRect().right > clientWidth && !it.closest(".scroll"));
      return wide.map((it) => it.outerHTML.slice(0, 80));
    }""")


def _draw_in(page: Page, scheme: Literal["light", "dark"]) -> None:
    """What changes its colour slowly has come to its new one before anybody looks."""
    page.emulate_media(color_scheme=scheme)
    bring_to_rest(page)


def _findings(page: Page, options: dict) -> list[dict]:
    page.wait_for_load_state()
    try:
        return _axe(page, options)
    except Error:  # The document was replaced under axe, which says nothing about the one that is there now.
        page.wait_for_load_state()
        return _axe(page, options)


def _axe(page: Page, options: dict) -> list[dict]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate("options => axe.run(options).then(found => found.violations)", VIOLATIONS_ALONE | options)
