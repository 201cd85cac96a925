"""What every page of the browser tests has to pass.

Layout does not depend on the scheme, nor colours on the width: where both are tried, pages are looked at on a phone in
the dark and on a large screen in the light.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

# Every rule runs, on every element. Unless told otherwise axe also writes out each element that passed, and looks for
# the shortest selector of each: as much work as the rules, and nobody reads it.
VIOLATIONS_ALONE = {"reporter": "no-passes", "selectors": False}


def assert_accessible(page: Page, *, colours_only: bool = False) -> None:
    """Zero findings of axe, with all its rules or with that of colours.

    Expect something of the page that is meant first: a click may return before the page that it leads to has come, and
    the one before it would pass in its place.
    """
    violations = _findings(page, {"runOnly": ["color-contrast"]} if colours_only else {})
    assert not violations, [
        (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations
    ]


def _findings(page: Page, options: dict) -> list[dict]:
    page.wait_for_load_state()
    try:
        return _axe(page, options)
    except Error:  # The document was replaced under axe, which says nothing about the one that is there now.
        page.wait_for_load_state()
        return _axe(page, options)


def _axe(page: Page, options: dict) -> list[dict]:
    page.evaluate(AXE_SCRIPT)
    return page.evaluate("options => axe.run(options).then(found => found.violations)", VIOLATIONS_ALONE | options)
