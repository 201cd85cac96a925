"""Live rounds in Chromium, one matter at a time. A whole round is in test_live_round.py."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Error, Page, Route, expect

from quizzes.items import TYPES

from .live_rooms import Room, assert_fills_the_wall, assert_well_made, choose, stage
from .screenshots import answer
from .waiting import wait_until

FIT_FOR_LIVE = [item_type for item_type in TYPES.values() if not item_type.unfit_for_live]


class TestVotes:
    def test_are_taken_twice_and_both_are_shown(self, room: Room) -> None:
        room.open("Two questions")
        wall, ada, bo = room.wall(), room.join("Ada"), room.join("Bo")
        room.ask(ada, bo)
        choose(ada, "1998")
        choose(bo, "1998")
        room.see(room.host, "locked")
        room.move("Discuss, then vote again", "discussion")
        expect(ada.get_by_text("Then you vote again, and the second vote counts.")).to_be_visible()
        room.see(wall, "discussion")
        assert_well_made(ada)
        room.move("Vote again", "answering")
        for page in (ada, bo):
            expect(page.get_by_text("only this vote counts")).to_be_visible()
            expect(page.get_by_role("radio", name="1998")).not_to_be_checked()
        choose(ada, "2001")
        choose(bo, "1998")
        room.reveal()
        right = wall.get_by_role("listitem").filter(has_text="2001")
        expect(right).to_contain_text("First vote")
        assert [part.split()[0] for part in right.locator(".count").all_inner_texts()] == ["0", "1"]
        assert_well_made(wall)
        assert_well_made(ada)
        assert room.complaints == []

    def test_with_certainty_tell_the_host_alone_who_was_confidently_wrong(self, room: Room) -> None:
        room.open("Two questions", "Ask how certain the students are")
        wall, ada = room.wall(), room.join("Ada")
        room.ask(ada)
        assert_well_made(ada)
        ada.get_by_role("radio", name="Very", exact=False).last.check()
        choose(ada, "1998")
        room.reveal()
        expect(room.host.get_by_role("heading", name="Confidently wrong")).to_be_visible()
        expect(room.host.get_by_text("Ada")).to_be_visible()
        room.see(wall, "reveal")
        expect(ada.get_by_text("-6 of 3")).to_be_visible()
        expect(wall.get_by_text("Ada")).to_have_count(0)
        assert_well_made(room.host)


class TestPlayers:
    def test_choose_their_team(self, room: Room) -> None:
        room.open("Two questions", "students choose their team", teams="2")
        ada = room.join("Ada")
        ada.get_by_role("button", name="Team 2").click()
        expect(ada.get_by_text("You are in team 2.")).to_be_visible()
        ada.get_by_role("button", name="Team 1").click()
        expect(ada.get_by_text("You are in team 1.")).to_be_visible()
        assert_well_made(ada)
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
        room.host.wait_for_url("**/players/")
        assert_well_made(room.host)
        room.host.get_by_text("Change Ada").click()
        assert_well_made(room.host)
        room.host.get_by_role("button", name="Remove", exact=True).click()
        expect(ada.get_by_role("heading", name="You are not in this round any more.")).to_be_visible()
        assert_well_made(ada)
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

    @pytest.mark.parametrize(
        ("button", "phase", "own", "back"),
        [("Pause", "paused", "paused", "Go on"), ("Lock", "locked", "answered", "15 seconds more")],
    )
    def test_keep_their_answer_over_a_pause_and_when_there_is_more_time(
        self, room: Room, button: str, phase: str, own: str, back: str
    ) -> None:
        room.open("Typed")
        ada, bo = room.join("Ada"), room.join("Bo")
        room.ask(ada, bo)
        ada.get_by_role("textbox").fill("Tianjin")
        ada.get_by_role("button", name="Answer").click()
        room.see(ada, "answered")
        room.move(button, phase)
        room.see(bo, phase)
        room.see(ada, own)
        room.move(back, "answering")
        room.see(bo, "answering")
        room.see(ada, "answered")
        expect(ada.get_by_text("Tianjin")).to_be_visible()

    def test_keep_their_answer_over_a_pause_of_what_is_locked(self, room: Room) -> None:
        room.open("Typed")
        ada, bo = room.join("Ada"), room.join("Bo")
        room.ask(ada, bo)
        ada.get_by_role("textbox").fill("Tianjin")
        ada.get_by_role("button", name="Answer").click()
        for button, phase, own in (("Lock", "locked", "answered"), ("Pause", "paused", "paused")):
            room.move(button, phase)
            room.see(bo, phase)
            room.see(ada, own)
        room.move("Go on", "locked")
        room.see(bo, "locked")
        room.see(ada, "answered")
        expect(ada.get_by_text("Tianjin")).to_be_visible()
        room.reveal()
        room.all_see([ada, bo], "reveal")

    def test_who_load_the_page_anew_in_a_pause_find_their_answer_after_it(self, room: Room) -> None:
        room.open("Typed")
        ada, bo = room.join("Ada"), room.join("Bo")
        room.ask(ada, bo)
        ada.get_by_role("textbox").fill("Tianjin")
        ada.get_by_role("button", name="Answer").click()
        room.see(ada, "answered")
        room.move("Pause", "paused")
        for page in (ada, bo):
            page.reload()
            room.see(page, "paused")
        room.move("Go on", "answering")
        room.see(ada, "answered")
        expect(ada.get_by_text("Tianjin")).to_be_visible()
        room.see(bo, "answering")
        expect(bo.get_by_role("textbox")).to_be_editable()

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
        ada.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
        minutes, seconds = map(int, stage(ada).locator(".timer").inner_text().split(":"))
        ada.clock.run_for((60 * minutes + seconds - 15) * 1000)
        expect(stage(ada).locator(".timer")).to_have_text("15")
        expect(said).to_be_empty()
        ada.clock.run_for(10_000)
        assert ada.evaluate("window.said") == ["Ten seconds left."]


class TestHost:
    def test_prepares_a_round(self, room: Room) -> None:
        page = room.prepare()
        assert_well_made(page)
        page.get_by_text("Points, teams, names and more").click()
        assert_well_made(page)

    def test_stays_where_they_are_while_others_join(self, room: Room) -> None:
        host = room.open("Two questions")
        host.get_by_role("button", name="Let nobody else in").focus()
        room.join("Ada")
        expect(host.get_by_text("1 player", exact=True)).to_be_visible()
        expect(host.get_by_role("button", name="Let nobody else in")).to_be_focused()

    def test_presses_a_button_while_the_one_before_is_still_on_its_way(self, room: Room) -> None:
        host = room.open("Two questions")
        room.join("Ada")
        room.ask()
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        host.route("**/move/", hold, times=1)
        host.reload()  # a busy browser asks past it from a page that was there before
        room.see(host, "answering")
        lock = host.get_by_role("button", name="Lock", exact=True)
        more = host.get_by_role("button", name="15 seconds more")
        frame = stage(host).get_attribute("data-frame") or ""
        with host.expect_request("**/move/"):
            more.click()
        wait_until(host, lambda: bool(held))
        reply = held[0].fetch()
        expect(stage(host)).not_to_have_attribute("data-frame", frame)  # the stream is quicker than the reply
        lock.click()
        with host.expect_request("**/move/") as second:
            held[0].fulfill(response=reply)
        assert "move=lock" in (second.value.post_data or "")
        room.see(host, "locked")


class TestTypes:
    def test_are_answered_by_a_player_and_start_their_scripts(self, room: Room) -> None:
        host = room.open("Every type")
        wall, ada = room.wall(), room.join("Ada")
        for _type in FIT_FOR_LIVE:
            room.ask(ada)
            assert_well_made(ada)
            assert_fills_the_wall(wall)
            if ada.locator(".ordering").count():
                self.order(ada)
            if ada.locator(".map").count():
                ada.locator(".map.is-started").wait_for()
                ada.locator(".region").first.dispatch_event("click")
                expect(ada.locator(".region.is-chosen")).to_have_count(1)
            answer(ada, "#stage")
            room.reveal()
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
