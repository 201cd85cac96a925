"""Live rounds in Chromium, against the real server: a whole one from the lobby to the report, then single matters."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from quizzes.items import TYPES
from tests.running import RunningServer, running

from .accessibility import assert_accessible
from .live_rooms import PATIENCE, Room, fill_database, stage
from .screenshots import answer

FIT_FOR_LIVE = [item_type for item_type in TYPES.values() if not item_type.unfit_for_live]
NAMES = ("Ada", "Bo", "Cy")
UNSENT = "Your answer has not reached the server yet"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, str]]:
    """The server, and the address of the wall of a full lobby."""
    data = tmp_path_factory.mktemp("live")
    with running(data) as server:
        yield server, fill_database(data)


@pytest.fixture
def full_lobby(served: tuple[RunningServer, str]) -> str:
    return served[1]


@pytest.fixture
def room(browser: Browser, served: tuple[RunningServer, str]) -> Iterator[Room]:
    expect.set_options(timeout=PATIENCE)
    room = Room(browser, f"http://127.0.0.1:{served[0].port}")
    yield room
    room.close()
    expect.set_options(timeout=5_000)


def assert_fits(page: Page) -> None:
    """Also on the narrowest phone nothing is wider than the screen."""
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert size
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


def focused(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_focused()


class TestWholeRound:
    def test_is_played_from_the_lobby_to_practising_what_was_missed(self, room: Room) -> None:
        host = room.open("A whole round")
        wall = room.wall()
        keyboard, plain, lost = (
            room.join("Ada"),
            room.join("Bo", java_script_enabled=False),
            room.join("Cy", width=1024, height=768),
        )
        expect(host.get_by_text("3 players")).to_be_visible()
        for name in NAMES:
            expect(wall.get_by_text(name, exact=True)).to_be_visible()
        self.look(host, wall, keyboard)

        host.keyboard.press("Enter")
        for page in (host, wall, keyboard, plain, lost):
            room.see(page, "reading")
            expect(page.get_by_role("heading", name="When was the SCO established?")).to_be_visible()
            expect(page.get_by_text("2001")).to_have_count(0)
        focused(keyboard)
        focused(host)
        self.look(host, wall, keyboard)

        host.keyboard.press("Enter")
        for page in (host, wall, keyboard, plain, lost):
            room.see(page, "answering")
        self.look(host, wall, keyboard)
        keyboard.keyboard.press("Enter")
        expect(keyboard.get_by_text("Please choose an answer.")).to_be_focused()
        assert "422" in room.complaints.pop()  # the browser says so of any refused form
        keyboard.keyboard.press("2")
        expect(keyboard.get_by_role("radio", name="2001")).to_be_checked()
        keyboard.keyboard.press("Enter")
        expect(keyboard.get_by_role("heading", name="Your answer is in.")).to_be_focused()
        self.look(keyboard)

        lost.context.set_offline(True)
        since = time.monotonic()
        lost.get_by_role("radio", name="1998").check()
        lost.get_by_role("button", name="Answer").click()
        expect(lost.get_by_role("alert").filter(has_text=UNSENT)).to_have_count(1)
        expect(lost.get_by_role("status").filter(has_text="The connection is lost.")).to_be_visible()
        expect(lost.get_by_role("heading", name="Your answer is in.")).to_have_count(0)
        self.look(lost)
        plain.get_by_label("2001").check()
        plain.get_by_role("button", name="Answer").click()
        expect(plain.get_by_role("heading", name="Your answer is in.")).to_be_visible()
        expect(host.get_by_text("2 of 3 have answered")).to_be_visible()
        lost.wait_for_timeout(max(0, 20 - (time.monotonic() - since)) * 1000)  # so long the network is away
        expect(lost.get_by_text(UNSENT)).to_be_visible()
        expect(host.get_by_text("2 of 3 have answered")).to_be_visible()
        lost.context.set_offline(False)
        for page in (host, wall, keyboard, plain, lost):  # by itself: everybody has answered
            room.see(page, "locked")
        expect(lost.get_by_text(UNSENT)).to_be_hidden()
        expect(lost.get_by_text("The connection is lost.")).to_be_hidden()
        self.look(host, wall, keyboard)

        host.keyboard.press("Enter")
        for page in (host, wall, keyboard, plain, lost):
            room.see(page, "reveal")
        expect(keyboard.get_by_role("heading", name="Right", exact=True)).to_be_focused()
        expect(plain.get_by_role("heading", name="Right", exact=True)).to_be_visible()
        expect(lost.get_by_role("heading", name="Not right", exact=True)).to_be_focused()
        expect(lost.get_by_text("Your answer: 1998")).to_be_visible()
        for page in (wall, keyboard, plain):
            expect(page.locator(".quote")).to_have_text("established in 2001")
        self.look(host, wall, keyboard)

        host.keyboard.press("Enter")
        for page in (host, wall, keyboard, plain, lost):
            room.see(page, "standing")
        for name in NAMES:
            expect(wall.get_by_text(name, exact=True)).to_be_visible()
        focused(keyboard)
        self.look(host, wall, keyboard)

        host.keyboard.press("Enter")
        room.move("Let them answer now", "answering")
        for page in (wall, keyboard, plain, lost):
            room.see(page, "answering")
        keyboard.get_by_role("textbox").fill("Tianjin")
        lost.context.set_offline(True)
        lost.get_by_role("textbox").fill("Tianjin")
        lost.get_by_role("button", name="Answer").click()
        expect(lost.get_by_text(UNSENT)).to_be_visible()
        room.move("Pause", "paused")
        for page in (wall, keyboard):
            room.see(page, "paused")
        self.look(host, wall, keyboard)
        host.keyboard.press("Enter")
        room.see(keyboard, "answering")
        expect(keyboard.get_by_role("textbox")).to_have_value("Tianjin")
        keyboard.get_by_role("textbox").press("Enter")
        expect(keyboard.get_by_role("heading", name="Your answer is in.")).to_be_visible()
        room.move("Lock", "locked")
        lost.context.set_offline(False)  # who comes back to a locked question hears that it was too late
        room.see(lost, "locked")
        expect(lost.get_by_text("The question was locked before your answer arrived")).to_be_visible()
        expect(lost.get_by_text(UNSENT)).to_be_hidden()
        assert "409" in room.complaints.pop()
        room.see(plain, "answering")  # never torn away from what is being written
        plain.get_by_role("link", name="Look whether it goes on").click()
        expect(plain.get_by_role("heading", name="Locked.")).to_be_visible()
        room.move("Show the answer", "reveal")
        expect(lost.get_by_role("heading", name="Not answered")).to_be_visible()
        expect(keyboard.get_by_role("heading", name="Right", exact=True)).to_be_visible()
        expect(wall.get_by_text("Right answer: Tianjin")).to_be_visible()
        self.look(wall)
        host.get_by_text("More", exact=True).click()
        host.get_by_role("button", name="Answer 1 again").click()
        expect(wall.get_by_role("heading", name="When was the SCO established?")).to_be_visible()

        host.get_by_role("button", name="Next question").click()
        room.see(host, "reading")
        room.move("Let them answer now", "answering")
        expect(wall.get_by_text("Question 3 of 3")).to_be_visible()
        room.see(plain, "answering")
        room.move("Skip it", "podium")
        plain.get_by_role("link", name="Look whether it goes on").click()
        for page in (wall, keyboard, plain, lost):
            room.see(page, "podium")
        self.look(host, wall, keyboard)
        host.keyboard.press("Enter")
        for page in (host, wall, keyboard, lost):
            room.see(page, "ended")
        focused(keyboard)
        self.look(host, wall, keyboard)
        expect(host.get_by_role("link", name="Open the wall")).to_be_hidden()

        expect(plain.get_by_role("link", name="See my answers, and practise what I missed")).to_be_visible()
        lost.get_by_role("link", name="See my answers, and practise what I missed").click()
        expect(lost.get_by_role("heading", level=1)).to_have_text("Your result")
        assert_accessible(lost)
        lost.get_by_role("button", name="Practise what I missed").click()
        expect(lost.get_by_text("Question 1 of 2")).to_be_visible()

        host.get_by_role("link", name="Report").click()
        expect(host.get_by_role("row").filter(has_text="Ada")).to_contain_text("2")
        self.look(host)
        with host.expect_download() as download:
            host.get_by_role("link", name="As CSV").click()
        _headings, *rows = download.value.path().read_text("utf-8-sig").splitlines()
        assert sorted(row.split(",")[-2:] for row in rows) == [["0", ""], ["1", ""], ["1", "1"]]
        assert room.complaints == []

    def look(self, *pages: Page) -> None:
        for page in pages:
            assert_accessible(page)
            if "/wall/" in page.url:
                assert_fills_the_wall(page)
                continue
            assert_fits(page)
            if "/host/" not in page.url and "/report/" not in page.url:
                self.assert_alone(page)

    @staticmethod
    def assert_alone(player: Page) -> None:
        """Of the names in the room a player's page holds their own only."""
        own = player.locator(".who").inner_text()
        html = stage(player).inner_html()
        assert not [name for name in NAMES if name != own and f">{name}<" in html]


class TestVotes:
    def test_are_taken_twice_and_both_are_shown(self, room: Room) -> None:
        room.open("Two questions")
        wall, ada, bo = room.wall(), room.join("Ada"), room.join("Bo")
        room.ask(ada, bo)
        choose(ada, "1998")
        choose(bo, "1998")
        room.see(room.host, "locked")
        room.move("Discuss, then vote again", "discussion")
        expect(ada.get_by_text("Then you vote again.")).to_be_visible()
        room.see(wall, "discussion")
        assert_accessible(ada)
        room.move("Vote again", "answering")
        for page in (ada, bo):
            expect(page.get_by_text("second vote")).to_be_visible()
            expect(page.get_by_role("radio", name="1998")).not_to_be_checked()
        choose(ada, "2001")
        choose(bo, "1998")
        room.see(room.host, "locked")
        room.move("Show the answer", "reveal")
        right = wall.get_by_role("listitem").filter(has_text="2001")
        expect(right).to_contain_text("First vote")
        assert [part.split()[0] for part in right.locator(".count").all_inner_texts()] == ["0", "1"]
        assert_accessible(wall)
        assert_accessible(ada)
        assert_fits(ada)
        assert room.complaints == []

    def test_with_certainty_tell_the_host_alone_who_was_confidently_wrong(self, room: Room) -> None:
        room.open("Two questions", "Ask how certain the students are")
        wall, ada = room.wall(), room.join("Ada")
        room.ask(ada)
        assert_accessible(ada)
        assert_fits(ada)
        ada.get_by_role("radio", name="Very", exact=False).last.check()
        choose(ada, "1998")
        room.see(room.host, "locked")
        room.move("Show the answer", "reveal")
        expect(room.host.get_by_role("heading", name="Confidently wrong")).to_be_visible()
        expect(room.host.get_by_text("Ada")).to_be_visible()
        room.see(wall, "reveal")
        expect(ada.get_by_text("-6 of 3")).to_be_visible()
        expect(wall.get_by_text("Ada")).to_have_count(0)
        assert_accessible(room.host)


class TestPlayers:
    def test_choose_their_team(self, room: Room) -> None:
        room.open("Two questions", "students choose their team", teams="2")
        ada = room.join("Ada")
        ada.get_by_role("button", name="Team 2").click()
        expect(ada.get_by_text("You are in team 2.")).to_be_visible()
        ada.get_by_role("button", name="Team 1").click()
        expect(ada.get_by_text("You are in team 1.")).to_be_visible()
        assert_accessible(ada)
        plain = room.join("Bo", java_script_enabled=False)
        plain.get_by_role("button", name="Team 1").click()
        expect(plain.get_by_text("You are in team 1.")).to_be_visible()
        room.ask(ada)
        room.move("Lock", "locked")
        room.move("Show the answer", "reveal")
        room.move("Show the standing", "standing")
        expect(ada.get_by_role("listitem").filter(has_text="Team 1")).to_be_visible()

    def test_who_are_removed_are_told_so_even_after_their_answer(self, room: Room) -> None:
        room.open("Two questions")
        ada, bo = room.join("Ada"), room.join("Bo")
        room.ask(ada, bo)
        choose(ada, "2001")
        expect(ada.get_by_role("heading", name="Your answer is in.")).to_be_visible()
        room.host.get_by_role("link", name="Players").click()
        assert_accessible(room.host)
        assert_fits(room.host)
        room.host.get_by_text("Change Ada").click()
        assert_accessible(room.host)
        room.host.get_by_role("button", name="Remove", exact=True).click()
        expect(ada.get_by_role("heading", name="You are not in this round any more.")).to_be_visible()
        assert_accessible(ada)
        expect(ada.get_by_text("The connection is lost.")).to_be_hidden()
        room.see(bo, "answering")

    def test_keep_what_they_write_and_where_they_are_when_there_is_more_time(self, room: Room) -> None:
        room.open("Typed")
        ada = room.join("Ada")
        room.ask(ada)
        ada.get_by_role("textbox").press_sequentially("Tian")
        frame = stage(ada).get_attribute("data-frame")
        room.host.get_by_role("button", name="15 seconds more").click()
        expect(stage(ada)).not_to_have_attribute("data-frame", frame or "")
        expect(ada.get_by_role("textbox")).to_be_focused()
        ada.keyboard.type("jin")
        expect(ada.get_by_role("textbox")).to_have_value("Tianjin")

    def test_keep_what_they_write_without_javascript_when_the_page_looks_again(self, room: Room) -> None:
        room.open("Typed")
        plain = room.join("Bo", java_script_enabled=False)
        room.ask(plain)
        plain.get_by_role("textbox").fill("Tianj")
        refresh = plain.locator("meta[http-equiv=refresh]").get_attribute("content") or ""
        for button, phase in (("15 seconds more", "answering"), ("Pause", "paused")):
            room.move(button, phase)
            with pytest.raises(Error):  # the server sends nothing, and the browser stays where it is
                plain.goto(refresh.partition("url=")[2])
            expect(plain.get_by_role("textbox")).to_have_value("Tianj")
        room.move("Go on", "answering")
        plain.get_by_role("textbox").press_sequentially("in")
        plain.get_by_role("button", name="Answer").click()
        expect(plain.get_by_role("heading", name="Your answer is in.")).to_be_visible()

    def test_hear_once_that_the_time_is_short(self, room: Room) -> None:
        room.open("Two questions")
        ada = room.join("Ada")
        ada.clock.install()
        ada.reload()
        room.ask(ada)
        said = ada.locator("#announcer")
        ada.evaluate(
            """() => {
                window.said = [];
                const region = document.querySelector("#announcer");
                new MutationObserver(() => window.said.push(region.textContent)).observe(region, {childList: true});
            }"""
        )
        ada.clock.run_for(570_000)
        expect(said).to_be_empty()
        ada.clock.run_for(25_000)
        assert ada.evaluate("window.said") == ["Ten seconds left."]


class TestTypes:
    def test_are_answered_by_a_player_and_start_their_scripts(self, room: Room) -> None:
        host = room.open("Every type")
        wall, ada = room.wall(), room.join("Ada")
        for _type in FIT_FOR_LIVE:
            room.ask(ada)
            assert_accessible(ada)
            assert_fits(ada)
            assert_fills_the_wall(wall)
            if ada.locator(".ordering").count():
                self.order(ada)
            if ada.locator(".map").count():
                ada.locator(".region").first.dispatch_event("click")
                expect(ada.locator(".region.is-chosen")).to_have_count(1)
            answer(ada, "#stage")
            room.see(host, "locked")
            room.move("Show the answer", "reveal")
            room.see(wall, "reveal")
            room.see(ada, "reveal")
            assert_fills_the_wall(wall)
            room.move("Show the standing", "standing")
        host.keyboard.press("Enter")
        room.see(ada, "podium")
        assert [complaint for complaint in room.complaints if "422" not in complaint] == []

    @staticmethod
    def order(page: Page) -> None:
        """An order that nobody has touched is refused, and can be changed afterwards."""
        expect(page.locator(".mover").first).to_be_visible()
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_text("Please order the parts.")).to_be_focused()
        expect(page.locator(".mover").first).to_be_visible()


class TestWall:
    @pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1024, 768)], ids=str)
    def test_holds_what_is_long(self, room: Room, size: tuple[int, int], full_lobby: str) -> None:
        room.open("Long")
        wall = room.wall(*size)
        room.host.keyboard.press("Enter")
        room.see(wall, "reading")
        assert_fills_the_wall(wall)
        room.move("Let them answer now", "answering")
        room.see(wall, "answering")
        assert_fills_the_wall(wall)
        room.move("Lock", "locked")
        room.move("Show the answer", "reveal")
        room.see(wall, "reveal")
        assert_fills_the_wall(wall)
        assert_accessible(wall)
        wall.goto(full_lobby)
        expect(wall.get_by_text("A long nickname 59")).to_be_visible()
        expect(wall.get_by_text("60 players")).to_be_visible()
        assert_fills_the_wall(wall)

    def test_moves_only_where_motion_is_welcome(self, room: Room) -> None:
        room.open("Two questions")
        still, moving = room.join("Ada"), room.join("Bo", reduced_motion="no-preference")
        room.ask(still, moving)
        animation = "getComputedStyle(document.querySelector('#stage')).animationName"
        assert (still.evaluate(animation), moving.evaluate(animation)) == ("none", "come-in")


def choose(page: Page, text: str) -> None:
    page.get_by_role("radio", name=text).check()
    page.get_by_role("button", name="Answer").click()
