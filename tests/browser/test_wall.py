"""The wall in Chromium: what it says can be read from the last row, at every size and whether or not it may move."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .accessibility import assert_accessible
from .live_rooms import Room, assert_fills_the_wall, stage
from .waiting import bring_to_rest, wait_for_next_frame, wait_until

SIZES = [(1920, 1080), (1280, 720), (1024, 768)]
STILL, MOVING = "reduce", "no-preference"

# A little more than the last step by which wall.js comes near to the size that fits.
SCALES_AND_WHETHER_MORE_FITS = """() => {
  const hasRoom = (box) => box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;
  const scaleOf = (box) => box.style.getPropertyValue("--scale");
  const stage = document.querySelector("#stage");
  return [stage, ...stage.querySelectorAll("[data-fit], .names")].filter(scaleOf).map((box) => {
    const [scale, largest] = [scaleOf(box), Number(box.dataset.fit ?? 1.5)];
    const next = box.querySelector(":scope > [hidden]:not(.more)");
    if (next) next.hidden = false; // of names as many are shown as fit
    else box.style.setProperty("--scale", Number(scale) + 0.03);
    const moreFits = Number(scale) < largest && hasRoom(box);
    if (next) next.hidden = true;
    else box.style.setProperty("--scale", scale);
    return [Number(scale), moreFits];
  });
}"""
NOTE_WHAT_MOVES = """() => {
  window.moved = [];
  addEventListener("animationstart", (event) => window.moved.push(event.animationName));
}"""


class Walls:
    """The walls of one round: of each size one that moves, and one that keeps still and takes all sizes in turn."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.moving = {size: room.wall(*size, reduced_motion=MOVING) for size in SIZES}
        self.still = room.wall(*SIZES[0], reduced_motion=STILL)

    def assert_legible(self, phase: str) -> None:
        """Everything is on the screen and as large as fits there, whether or not it has moved."""
        self.room.all_see([self.still, *self.moving.values()], phase)
        for size, moving in self.moving.items():
            assert scales_of(moving) == scales_of(self.resized(size)), (phase, size)
        self.resized(SIZES[0])

    def resized(self, size: tuple[int, int]) -> Page:
        width, height = size
        self.still.set_viewport_size({"width": width, "height": height})
        wait_for_next_frame(self.still)
        return self.still


def scales_of(wall: Page) -> list[float]:
    """How large what is on the wall is written. What is cut off, or could be larger, is an error."""
    bring_to_rest(wall)
    assert_fills_the_wall(wall)
    scales = wall.evaluate(SCALES_AND_WHETHER_MORE_FITS)
    assert scales
    assert not any(more_fits for _scale, more_fits in scales), scales
    return [scale for scale, _more_fits in scales]


class TestSizes:
    def test_are_as_large_as_fits_in_every_stage_of_a_round(self, room: Room) -> None:
        room.enter("full lobby")
        walls = Walls(room)
        expect(walls.still.get_by_text("A long nickname 59")).to_be_visible()
        expect(walls.still.get_by_text("60 players")).to_be_visible()
        walls.assert_legible("lobby")
        seen = {"lobby"}
        for button, phase in (
            ("Start", "reading"),
            ("Let them answer now", "answering"),
            ("Pause", "paused"),
            ("Go on", "answering"),
            ("Lock", "locked"),
            ("Discuss, then vote again", "discussion"),
            ("Vote again", "answering"),
            ("Lock", "locked"),
            ("Show the answer", "reveal"),
            ("Show the standing", "standing"),
        ):
            room.move(button, phase)
            if phase not in seen:
                walls.assert_legible(phase)
                seen.add(phase)
            if phase == "reveal":
                assert_accessible(walls.still)
        room.host.get_by_text("More", exact=True).click()
        room.move("Go to the podium", "podium")
        walls.assert_legible("podium")
        room.move("End the round", "ended")
        walls.assert_legible("ended")

    @pytest.mark.parametrize("played", ["three steps", "teams"])
    def test_are_as_large_as_fits_on_a_podium(self, room: Room, played: str) -> None:
        room.enter(played)
        walls = Walls(room)
        walls.assert_legible("reveal")
        room.move("Next question", "podium")
        walls.assert_legible("podium")
        room.move("End the round", "ended")
        walls.assert_legible("ended")


class TestMotion:
    def test_is_there_only_where_it_is_welcome(self, room: Room) -> None:
        room.open("Two questions")
        still, moving = room.join("Ada"), room.join("Bo", reduced_motion=MOVING)
        room.ask(still, moving)
        animation = "getComputedStyle(document.querySelector('#stage')).animationName"
        assert (still.evaluate(animation), moving.evaluate(animation)) == ("none", "come-in")

    def test_brings_a_podium_in_once(self, room: Room) -> None:
        room.enter("two steps")
        wall = room.wall(reduced_motion=MOVING)
        wall.evaluate(NOTE_WHAT_MOVES)
        room.move("Next question", "podium")
        room.see(wall, "podium")
        wait_until(wall, lambda: wall.evaluate("moved").count("rise") == 2)
        wall.evaluate("moved.length = 0")
        frame = stage(wall).get_attribute("data-frame") or ""
        room.host.get_by_text("More", exact=True).click()
        room.host.get_by_role("button", name="Let nobody else in").click()
        expect(stage(wall)).not_to_have_attribute("data-frame", frame)
        room.move("End the round", "ended")
        room.see(wall, "ended")
        bring_to_rest(wall)
        assert wall.evaluate("moved") == []

    def test_brings_it_in_also_where_a_round_ends_early(self, room: Room) -> None:
        room.enter("one step")
        wall = room.wall(reduced_motion=MOVING)
        wall.evaluate(NOTE_WHAT_MOVES)
        room.host.get_by_text("More", exact=True).click()
        room.move("End the round", "ended")
        wait_until(wall, lambda: wall.evaluate("moved").count("rise") == 1)
