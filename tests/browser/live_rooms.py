"""A room in which a live round is played: what a host, a wall and players do there, and what has to hold for each.

Run as a module it fills the database of the server in which the rooms are.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.running import ROOT, environment

from .accessibility import assert_accessible
from .waiting import PATIENCE, take_over_clock

NO_NETWORK = ("net::ERR_", "htmx:afterRequest", "htmx:sendError")  # what is said where the network is switched off
LONG = "The heads of state of the six countries that had founded the organisation met in the city of Shanghai in June "


@dataclass(frozen=True)
class Rooms:
    """A server in which rounds are prepared, each for one test: their addresses, by what there is to see in them."""

    base: str
    rounds: dict[str, str]
    host: dict[str, str]  # the cookies of a signed-in teacher


@dataclass
class Room:
    browser: Browser
    rooms: Rooms
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    host: Page = field(init=False)
    code: str = field(init=False)

    def someone(self, *, width: int = 390, height: int = 844, **options: Any) -> Page:
        """A browser with cookies of its own."""
        options = {"reduced_motion": "reduce", **options}
        context = self.browser.new_context(
            base_url=self.rooms.base, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(words in text for words in NO_NETWORK):
            self.complaints.append(text)

    def visit_as_host(self, address: str) -> Page:
        self.host = self.someone()
        self.host.context.add_cookies(
            [{"name": name, "value": value, "url": self.rooms.base} for name, value in self.rooms.host.items()]
        )
        self.host.goto(address)
        return self.host

    def prepare(self) -> Page:
        """The host's page on which a round is prepared."""
        page = self.visit_as_host("/live/new/")
        expect(page.get_by_role("heading", name="Host a live round")).to_be_visible()
        return page

    def open(self, quiz: str, *checked: str, classroom: str = "", seconds: str = "600", **selected: str) -> Page:
        """A round in its lobby. `checked`: labels of boxes that are checked too; `selected`: values by label."""
        page = self.prepare()
        page.get_by_label("Quiz").select_option(label=quiz)
        if classroom:
            page.get_by_role("combobox", name="Class").select_option(label=classroom)
        page.get_by_label("time to answer", exact=False).fill(seconds)
        page.get_by_text("Points, teams, names and more").click()
        page.get_by_label("reading time").fill("120")  # until the host ends it
        page.get_by_label("students choose their own nickname").check()
        for label in checked:
            page.get_by_label(label).check()
        for label, value in selected.items():
            page.get_by_label(label).fill(value)
        page.get_by_role("button", name="Open the lobby").click()
        page.wait_for_url("**/host/")
        self.code = page.get_by_role("heading", level=1).inner_text()
        return page

    def enter(self, prepared: str) -> Page:
        """The host's page of a round that is prepared."""
        return self.visit_as_host(f"{self.rooms.rounds[prepared]}host/")

    def wall(self, width: int = 1920, height: int = 1080, **options: Any) -> Page:
        """In a window of its own: a browser hardly draws what lies behind another page."""
        page = self.someone(width=width, height=height, storage_state=self.host.context.storage_state(), **options)
        page.goto(self.host.url.replace("/host/", "/wall/"))
        return page

    def join(self, nickname: str, *, has_own_clock: bool = False, **options: Any) -> Page:
        page = self.someone(**options)
        if has_own_clock:
            take_over_clock(page)
        page.goto(f"/join/{self.code}/")
        page.get_by_label("Nickname").fill(nickname)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="You are in.")).to_be_visible()
        return page

    def move(self, button: str, phase: str) -> None:
        self.host.get_by_role("button", name=button, exact=True).click()
        self.see(self.host, phase)

    def see(self, page: Page, phase: str) -> None:
        page.locator(f"#stage[data-phase={phase}]").wait_for()

    def all_see(self, pages: Iterable[Page], phase: str) -> None:
        for page in pages:
            self.see(page, phase)

    def ask(self, *pages: Page) -> None:
        """The next question, open to be answered."""
        self.host.locator("[data-enter]").click()
        self.move("Let them answer now", "answering")
        self.all_see(pages, "answering")

    def reveal(self) -> None:
        self.see(self.host, "locked")
        self.move("Show the answer", "reveal")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def stage(page: Page) -> Locator:
    return page.locator("#stage")


def choose(page: Page, text: str) -> None:
    page.get_by_role("radio", name=text).check()
    page.get_by_role("button", name="Answer").click()


def assert_well_made(*pages: Page) -> None:
    """Accessible, and never wider than the screen, also on the narrowest phone; on a wall, nothing is cut off."""
    for page in pages:
        assert_accessible(page)
        if "/wall/" in page.url:
            assert_fills_the_wall(page)
        else:
            assert_fits_a_phone(page)


def assert_fits_a_phone(page: Page) -> None:
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(size)


def assert_fills_the_wall(wall: Page) -> None:
    """Nothing scrolls, and nothing that is shown is cut off."""
    cut_off = wall.evaluate(
        """() => [...document.querySelectorAll(".live *")].filter((element) => {
            const box = element.getBoundingClientRect();
            const isClipped = getComputedStyle(element).overflowY !== "visible"
                && element.scrollHeight > element.clientHeight + 1;
            return box.width && !element.closest(".unseen") && (box.bottom > innerHeight + 1 || isClipped);
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert cut_off == []
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")


def fill_database(data: Path) -> dict[str, Any]:
    """In a process of its own, since this one has another database. Returns what Rooms says beside the address."""
    command = [sys.executable, "-m", "tests.browser.live_rooms"]
    env = environment(data, DJANGO_SETTINGS_MODULE="scoquiz.settings")
    found = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return dict(json.loads(found.stdout))


def _fill() -> None:
    from quizzes.items import TYPES, Item, Option  # noqa: PLC0415  # Django is set up first
    from quizzes.models import Quiz  # noqa: PLC0415
    from tests.factories import (  # noqa: PLC0415
        EnrolmentFactory,
        LivePlayerFactory,
        LiveRoundFactory,
        QuestionFactory,
        QuizFactory,
        UserFactory,
    )
    from tests.support.clients import client_signed_in  # noqa: PLC0415

    host = UserFactory(username="tess", superuser=True)
    chosen = {"params": {"shuffle": False}}  # the second of three is right
    town = Item("short_answer", "In which town does the summit take place?", (Option("Tianjin", 1.0),))
    claim = QuestionFactory(stem="According to the article, when was it established?", claim=True, **chosen)
    QuizFactory(
        title="A whole round",
        questions=[QuestionFactory(stem="When was the SCO established?", **chosen), QuestionFactory.of(town), claim],
    )
    QuizFactory(title="Two questions", questions=[QuestionFactory(**chosen), QuestionFactory(**chosen)])
    QuizFactory(title="Typed", questions=[QuestionFactory.of(town)])
    fit = [next(iter(item_type.examples())) for item_type in TYPES.values() if not item_type.unfit_for_live]
    QuizFactory(title="Every type", questions=[QuestionFactory.of(item) for item in fit])
    long = tuple(Option(f"{LONG} {place}.", float(place == 1)) for place in range(1, 7))
    QuizFactory(title="Long", questions=[QuestionFactory.of(Item("single_choice", f"{LONG * 3}?", long))])
    lobby = LiveRoundFactory(quiz=Quiz.objects.get(title="Long"), reading_seconds=120, answer_seconds=600)
    for number in range(60):
        LivePlayerFactory(
            round=lobby, enrolment=EnrolmentFactory(classroom=lobby.classroom, nickname=f"A long nickname {number}")
        )
    rounds = {"full lobby": lobby, "one step": _played("Ada"), "two steps": _played("Ada", "Bo")}
    rounds["three steps"] = _played("Ada", "Bo", "Cy")
    rounds["teams"] = _played(*(f"A long nickname {number}" for number in range(6)), team_count=2, has_speed=True)
    addresses = {name: f"/live/{live_round.uuid}/" for name, live_round in rounds.items()}
    cookies = {name: morsel.value for name, morsel in client_signed_in(host).cookies.items()}
    print(json.dumps({"rounds": addresses, "host": cookies}))


def _played(*nicknames: str, **fields: Any) -> Any:
    """A round of which the last answer is shown. Each player has answered one question less than the one before."""
    from quizzes import clock  # noqa: PLC0415  # Django is set up first
    from tests.factories import EnrolmentFactory, LivePlayerFactory  # noqa: PLC0415
    from tests.support.rooms import Room as Played  # noqa: PLC0415

    start = clock.now() - dt.timedelta(minutes=5)
    played = Played(0, start, reading_seconds=0, answer_seconds=600, **fields)
    classroom = played.live_round.classroom
    played.players = [
        LivePlayerFactory(round=played.live_round, enrolment=EnrolmentFactory(classroom=classroom, nickname=nickname))
        for nickname in nicknames
    ]
    for asked in range(3):
        played.play(*(place <= asked or None for place in range(len(nicknames))), seconds=60 * asked)
    return played.live_round


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    import django

    django.setup()
    _fill()
