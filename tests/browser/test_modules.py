"""The modules of the pages by themselves, row by row of the tables of states at their heads.

Nothing listens here: one page is given the modules and their cases from the folders, and the cases bring the network,
the clock and the storage that they need. What the modules do together is tried by test_saving.py and test_live_*.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.support.running import ROOT

ORIGIN = "http://modules.test"
STATIC = ROOT / "quizzes" / "static"
MODULES = STATIC / "quizzes"
CASES = Path(__file__).parent / "modules"
TRIED = sorted(str(path.relative_to(CASES)) for path in CASES.glob("**/*.js") if path.name != "fakes.js")
NAME = re.compile(r'^  "(.+)": async \(\) =>', re.MULTILINE)
TABLE_ROW = re.compile(r"^// \| *([^|]+?) *\| *([^|]+?) *\|.*\|$", re.MULTILINE)


def names_in(module: str) -> list[str]:
    return NAME.findall((CASES / module).read_text())


def rows_of(module: str) -> list[str]:
    """The first two columns of each row, of all tables of a module, without their headings."""
    found = TABLE_ROW.findall((MODULES / module).read_text())
    headings = {place - 1 for place, (first, _second) in enumerate(found) if set(first) == {"-"}}
    return [f"{first} | {second}" for place, (first, second) in enumerate(found) if not {place, place - 1} & headings]


def serve(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        policy = {"Content-Security-Policy": "default-src 'self'"}
        route.fulfill(body="<!doctype html><title>Modules</title>", content_type="text/html", headers=policy)
    elif path.startswith("/static/"):
        route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type="text/javascript")
    else:
        route.fulfill(path=CASES / path.removeprefix("/cases/"), content_type="text/javascript")


@pytest.fixture(scope="module")
def empty_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.route(f"{ORIGIN}/**", serve)
    page.goto(ORIGIN)
    yield page
    context.close()


class TestTables:
    @pytest.mark.parametrize("module", TRIED)
    def test_have_a_case_for_each_row(self, module: str) -> None:
        cases = [name for name in names_in(module) if " | " in name]
        assert sorted(cases) == sorted(rows_of(module))

    def test_are_at_the_head_of_each_module_that_has_states(self) -> None:
        modules = {
            str(path.relative_to(MODULES)) for folder in ("autosave", "live") for path in MODULES.glob(f"{folder}/*.js")
        }
        entries = {"autosave/page.js", "live/page.js", "live/wall.js"}  # they join the others to a page
        assert {module for module in TRIED if rows_of(module)} == modules - entries


class TestCases:
    @pytest.mark.parametrize("module", TRIED)
    def test_are_all_found_by_their_names(self, empty_page: Page, module: str) -> None:
        names = empty_page.evaluate("async (file) => Object.keys((await import(file)).cases)", f"/cases/{module}")
        assert names == names_in(module)

    @pytest.mark.parametrize(("module", "name"), [(module, name) for module in TRIED for name in names_in(module)])
    def test_come_about(self, empty_page: Page, module: str, name: str) -> None:
        run = "async ([file, name]) => { await (await import(file)).cases[name](); }"
        empty_page.evaluate(run, [f"/cases/{module}", name])
