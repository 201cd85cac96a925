"""A whole live round in Chromium, from the lobby to the report and to practising what was missed.

A host and a wall, and three players: one with a phone and the keyboard alone, one without JavaScript, one whose network
goes away.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from .accessibility import assert_accessible
from .live_rooms import Room, assert_well_made, choose, stage
from .waiting import let_pass

NAMES = ("Ada", "Bo", "Cy")
AWAY = 20_000  # milliseconds without a network
UNSENT = "Your answer has not reached the server yet"
LOST = "The connection is lost."


class Pages(NamedTuple):
    host: Page
    wall: Page
    keyboard: Page
    plain: Page
    lost: Page


@pytest.fixture
def pages(room: Room) -> Pages:
    room.open("A whole round")
    return Pages(
        room.host,
        room.wall(),
        room.join("Ada"),
        room.join("Bo", java_script_enabled=False),
        room.join("Cy", width=1024, height=768, has_own_clock=True),
    )


class TestWholeRound:
    def test_is_played_from_the_lobby_to_practising_what_was_missed(self, room: Room, pages: Pages) -> None:
        lobby(pages)
        first_question(room, pages)
        first_answer_is_shown(room, pages)
        second_question(room, pages)
        third_question_is_skipped(room, pages)
        the_end(room, pages)
        practice(pages.lost)
        report(pages.host)
        assert room.complaints == []


def look(*pages: Page) -> None:
    """Of the names in the room a player's page holds their own alone."""
    assert_well_made(*pages)
    for player in (page for page in pages if page.locator(".who").count()):
        own = player.locator(".who").inner_text()
        html = stage(player).inner_html()
        assert not [name for name in NAMES if name != own and f">{name}<" in html]


def expect_focus_on_the_heading(*pages: Page) -> None:
    for page in pages:
        expect(page.get_by_role("heading", level=1)).to_be_focused()


def lobby(pages: Pages) -> None:
    host, wall, keyboard, *_others = pages
    expect(host.get_by_text("3 players")).to_be_visible()
    for name in NAMES:
        expect(wall.get_by_text(name, exact=True)).to_be_visible()
    look(host, wall, keyboard)


def first_question(room: Room, pages: Pages) -> None:
    host, wall, keyboard, plain, lost = pages
    host.keyboard.press("Enter")
    room.all_see(pages, "reading")
    for page in pages:
        expect(page.get_by_role("heading", name="When was the SCO established?")).to_be_visible()
        expect(page.get_by_text("2001")).to_have_count(0)
    expect_focus_on_the_heading(host, keyboard)
    look(host, wall, keyboard)

    host.keyboard.press("Enter")
    room.all_see(pages, "answering")
    lost.context.set_offline(True)
    answer_without_a_network(lost)
    look(host, wall, keyboard)
    answer_with_the_keyboard(room, keyboard)
    choose(plain, "2001")
    expect(plain.get_by_role("heading", name="Your answer is in.")).to_be_visible()
    expect(host.get_by_text("2 of 3 have answered")).to_be_visible()
    let_pass(lost, AWAY)
    expect(lost.get_by_text(UNSENT)).to_be_visible()
    expect(host.get_by_text("2 of 3 have answered")).to_be_visible()
    lost.context.set_offline(False)
    room.all_see((host, wall), "locked")  # by itself: everybody has answered
    room.all_see((keyboard, plain, lost), "answered")
    expect(lost.get_by_text(UNSENT)).to_be_hidden()
    expect(lost.get_by_text(LOST)).to_be_hidden()
    look(host, wall, keyboard)


def answer_with_the_keyboard(room: Room, page: Page) -> None:
    page.keyboard.press("Enter")
    expect(page.get_by_text("Please choose an answer.")).to_be_focused()
    look(page)
    assert "422" in room.complaints.pop()  # the browser says so of any form that is refused
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="2001")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your answer is in.")).to_be_focused()
    look(page)


def answer_without_a_network(page: Page) -> None:
    choose(page, "1998")
    expect(page.get_by_role("alert").filter(has_text=UNSENT)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text=LOST)).to_be_visible()
    expect(page.get_by_role("heading", name="Your answer is in.")).to_have_count(0)
    look(page)


def first_answer_is_shown(room: Room, pages: Pages) -> None:
    host, wall, keyboard, plain, lost = pages
    host.keyboard.press("Enter")
    room.all_see(pages, "reveal")
    expect(keyboard.get_by_role("heading", name="Right", exact=True)).to_be_focused()
    expect(plain.get_by_role("heading", name="Right", exact=True)).to_be_visible()
    expect(lost.get_by_role("heading", name="Not right", exact=True)).to_be_visible()
    expect(lost.get_by_text("Your answer: 1998")).to_be_visible()
    for page in (wall, keyboard, plain):
        expect(page.locator(".quote")).to_have_text("established in 2001")
    look(host, wall, keyboard)

    host.keyboard.press("Enter")
    room.all_see(pages, "standing")
    for name in NAMES:
        expect(wall.get_by_text(name, exact=True)).to_be_visible()
    expect_focus_on_the_heading(host, keyboard)
    look(host, wall, keyboard)


def second_question(room: Room, pages: Pages) -> None:
    """It is typed. It is paused, and locked before everybody has answered."""
    host, wall, keyboard, plain, lost = pages
    room.ask(*pages)
    keyboard.get_by_role("textbox").fill("Tianjin")
    lost.context.set_offline(True)
    lost.get_by_role("textbox").fill("Tianjin")
    lost.get_by_role("button", name="Answer").click()
    expect(lost.get_by_text(UNSENT)).to_be_visible()
    room.move("Pause", "paused")
    room.all_see((wall, keyboard), "paused")
    look(host, wall, keyboard)
    host.keyboard.press("Enter")
    room.see(keyboard, "answering")
    expect(keyboard.get_by_role("textbox")).to_have_value("Tianjin")
    keyboard.get_by_role("textbox").press("Enter")
    expect(keyboard.get_by_role("heading", name="Your answer is in.")).to_be_visible()
    room.move("Lock", "locked")
    lost.context.set_offline(False)  # who comes back to a question that is locked hears that it was too late
    room.see(lost, "locked")
    expect(lost.get_by_text("The question was locked before your answer arrived")).to_be_visible()
    expect(lost.get_by_text(UNSENT)).to_be_hidden()
    assert "409" in room.complaints.pop()
    room.see(plain, "answering")  # nobody is torn away from what they write
    plain.get_by_role("link", name="Look whether it goes on").click()
    expect(plain.get_by_role("heading", name="Locked.")).to_be_visible()

    room.reveal()
    expect(lost.get_by_role("heading", name="Not answered")).to_be_visible()
    expect(keyboard.get_by_role("heading", name="Right", exact=True)).to_be_visible()
    expect(wall.get_by_text("Right answer: Tianjin")).to_be_visible()
    look(wall, keyboard)
    host.get_by_text("More", exact=True).click()
    host.get_by_role("button", name="Answer 1 again").click()
    expect(wall.get_by_role("heading", name="When was the SCO established?")).to_be_visible()


def third_question_is_skipped(room: Room, pages: Pages) -> None:
    host, wall, keyboard, plain, lost = pages
    room.move("Next question", "reading")
    room.move("Let them answer now", "answering")
    expect(wall.get_by_text("Question 3 of 3")).to_be_visible()
    room.see(plain, "answering")
    room.move("Skip it", "podium")
    plain.get_by_role("link", name="Look whether it goes on").click()
    room.all_see((wall, keyboard, plain, lost), "podium")
    look(host, wall, keyboard)


def the_end(room: Room, pages: Pages) -> None:
    host, wall, keyboard, plain, lost = pages
    host.keyboard.press("Enter")
    room.all_see((host, wall, keyboard, lost), "ended")
    expect_focus_on_the_heading(host, keyboard)
    look(host, wall, keyboard)
    expect(host.get_by_role("link", name="Open the wall")).to_be_hidden()
    expect(plain.get_by_role("link", name="See my answers, and practise what I missed")).to_be_visible()


def practice(page: Page) -> None:
    page.get_by_role("link", name="See my answers, and practise what I missed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result")
    assert_accessible(page)
    page.get_by_role("button", name="Practise what I missed").click()
    expect(page.get_by_text("Question 1 of 2")).to_be_visible()


def report(host: Page) -> None:
    host.get_by_role("link", name="Report").click()
    expect(host.get_by_role("row").filter(has_text="Ada")).to_be_visible()
    assert_well_made(host)
    with host.expect_download() as download:
        host.get_by_role("link", name="As CSV").click()
    _headings, *rows = download.value.path().read_text("utf-8-sig").splitlines()
    marks = {row.split(",")[0]: row.split(",")[-2:] for row in rows}
    assert marks == {"Ada": ["1", "1"], "Bo": ["1", ""], "Cy": ["0", ""]}
