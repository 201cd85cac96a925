"""The only place that turns a fraction into a mark, and in a live round into points."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Certainty-based marking as Moodle does it (question/behaviour/behaviourbase.php, question_cbm): what a right answer
# and what a wrong one earns by how certain somebody is of it, from 1 to 3.
CERTAINTIES = (1, 2, 3)
IF_RIGHT = {1: 1.0, 2: 2.0, 3: 3.0}
IF_WRONG = {1: 0.0, 2: -2.0, 3: -6.0}
MAX_CERTAINTY_FACTOR = IF_RIGHT[3]
_NOTHING = 0.00000005  # a fraction up to here is wrong, also Moodle's


def mark(fraction: float | None, max_mark: float, certainty: int | None = None) -> float:
    """The mark of one response: fraction (0–1; None for no response) × max_mark.

    With a certainty (1–3) max_mark is what the right answer earns that is most certain, and the mark can be negative:
    down to −2 × max_mark. A partly right answer earns its fraction of the right one's mark.
    """
    if fraction is None or certainty is None:
        return (fraction or 0.0) * max_mark
    earned = IF_RIGHT[certainty] * fraction if fraction > _NOTHING else IF_WRONG[certainty]
    return earned * max_mark / MAX_CERTAINTY_FACTOR


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of marks. `percent` is at most 100, rounded half up to a whole number; 0 where nothing could be earned.

    Certainty can take it below 0.
    """

    mark: float
    max_mark: float

    @property
    def fraction(self) -> float:
        return self.mark / self.max_mark if self.max_mark else 0.0

    @property
    def percent(self) -> int:
        return _half_up(self.fraction * 100)

    def passes(self, pass_percent: int | None) -> bool | None:
        """Whether `percent`, the rounded number that is shown, reaches the pass mark; None where there is none."""
        return None if pass_percent is None else self.percent >= pass_percent


def total(marks: Iterable[tuple[float | None, float]]) -> Score:
    """Sum (mark, max_mark) pairs; None where there is no answer yet."""
    pairs = list(marks)
    return Score(sum(earned or 0.0 for earned, _max_mark in pairs), sum(max_mark for _earned, max_mark in pairs))


# Points of a live round, where the host has switched on speed or streaks. A mark never depends on them.
MAX_POINTS = 1000
FULL_POINTS_SECONDS = 0.5  # seconds: whoever is faster has all the points, as nobody can read that fast
STREAK_BONUS, LONGEST_STREAK = 100, 5


def points(fraction: float, took: float, limit: float | None) -> int:
    """Points of one answer (0–1000), rounded half up, as Kahoot publishes its formula (“How points work”):
    (1 − time taken / time limit / 2) × points possible; all of them under half a second.

    took and limit: seconds, by the server's clock. Without a limit speed says nothing, and the fraction alone counts.
    """
    possible = MAX_POINTS * fraction
    if limit is None or took < FULL_POINTS_SECONDS:
        return _half_up(possible)
    return _half_up((1 - min(took, limit) / limit / 2) * possible)


def streak_bonus(streak: int) -> int:
    """What the last of so many right answers in a row earns on top: 0, 100, 200, … up to 500."""
    return STREAK_BONUS * max(0, min(streak - 1, LONGEST_STREAK))


def ranks(values: Iterable[float]) -> list[int]:
    """The rank of each value, the largest first. Equal ones share a rank, and those after them are counted on: 1, 1, 3.

    Sums of marks that differ by less than a millionth are equal.
    """
    rounded = [round(value, 6) for value in values]
    first: dict[float, int] = {}
    for place, value in enumerate(sorted(rounded, reverse=True), start=1):
        first.setdefault(value, place)
    return [first[value] for value in rounded]


def _half_up(value: float) -> int:
    return math.floor(value + 0.5 + 1e-9)
