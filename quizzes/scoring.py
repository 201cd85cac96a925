"""The only place that turns a fraction into a mark, and in a live round into points."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Certainty-based marking works as in Moodle (question/behaviour/behaviourbase.php, question_cbm): the tables say what a
# right answer and a wrong one earn by how certain somebody is of it, from 1 to 3.
CERTAINTIES = (1, 2, 3)
IF_RIGHT = {1: 1.0, 2: 2.0, 3: 3.0}
IF_WRONG = {1: 0.0, 2: -2.0, 3: -6.0}
MAX_CERTAINTY_FACTOR = IF_RIGHT[3]
_NOTHING = 0.00000005  # a fraction up to this is wrong, as in Moodle


def mark(fraction: float | None, max_mark: float, certainty: int | None = None) -> float:
    """Return the mark of one response: fraction (0–1; None for no response) × max_mark.

    With a certainty (1–3) max_mark is what a right answer with the highest certainty earns, and the mark can be
    negative: down to −2 × max_mark. A partly right answer earns its fraction of the right one's mark.
    """
    if fraction is None or certainty is None:
        return (fraction or 0.0) * max_mark
    earned = IF_RIGHT[certainty] * fraction if fraction > _NOTHING else IF_WRONG[certainty]
    return earned * max_mark / MAX_CERTAINTY_FACTOR


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of marks. `percent` is at most 100, rounded half up to a whole number, and 0 if nothing could be earned.

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
        """Say whether `percent`, the rounded number that is shown, reaches the pass mark; None if there is none."""
        return None if pass_percent is None else self.percent >= pass_percent


def total(marks: Iterable[tuple[float | None, float]]) -> Score:
    """Return the sum of (mark, max_mark) pairs, in which the mark is None if there is no answer yet."""
    pairs = list(marks)
    return Score(sum(earned or 0.0 for earned, _max_mark in pairs), sum(max_mark for _earned, max_mark in pairs))


# The points of a live round count only if the host has switched on speed or streaks. A mark never depends on them.
MAX_POINTS = 1000
FULL_POINTS_SECONDS = 0.5  # seconds: whoever is faster has all the points, as nobody can read that fast
STREAK_BONUS, LONGEST_STREAK = 100, 5


def points(fraction: float, took: float, limit: float | None) -> int:
    """Return the points of one answer (0–1000), rounded half up.

    The formula is the one that Kahoot publishes (“How points work”): (1 − time taken / time limit / 2) × points
    possible, and all of them under half a second. `took` and `limit` are seconds by the server's clock. Without a limit
    speed says nothing, and the fraction alone counts.
    """
    possible = MAX_POINTS * fraction
    if limit is None or took < FULL_POINTS_SECONDS:
        return _half_up(possible)
    return _half_up((1 - min(took, limit) / limit / 2) * possible)


def streak_bonus(streak: int) -> int:
    """Return what the last of so many right answers in a row earns on top: 0, 100, 200, … up to 500."""
    return STREAK_BONUS * max(0, min(streak - 1, LONGEST_STREAK))


def ranks(values: Iterable[float]) -> list[int]:
    """Return the rank of each value, where the largest has rank 1 and equal ones share a rank: 1, 1, 3.

    Sums of marks that differ by less than a millionth are equal.
    """
    rounded = [round(value, 6) for value in values]
    first: dict[float, int] = {}
    for place, value in enumerate(sorted(rounded, reverse=True), start=1):
        first.setdefault(value, place)
    return [first[value] for value in rounded]


def _half_up(value: float) -> int:
    return math.floor(value + 0.5 + 1e-9)
