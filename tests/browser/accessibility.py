from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_accessible(page: Page) -> None:
    """Zero findings of axe, with all its rules."""
    violations = Axe().run(page).response["violations"]
    assert not violations, [
        (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations
    ]
