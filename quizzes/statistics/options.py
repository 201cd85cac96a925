"""What was chosen: how often, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from .figures import MIN_STUDENTS_FOR_CORRELATION, Figure, figure_of
from .moments import correlation, fisher

FUNCTIONING_PERCENT = 5.0  # percent who choose a distractor that does its work (Haladyna & Downing 1993)
MIN_STUDENTS_FOR_FUNCTIONING = 20  # students; with fewer, a single one is more than that


@dataclass(frozen=True, slots=True)
class OptionAnalysis:
    """share is a percentage of those who were given the item; rest_correlation is with the rest of their marks."""

    text: str
    is_key: bool
    count: int
    share: float
    rest_correlation: Figure

    @property
    def is_functioning(self) -> bool:
        """Of a distractor: whether enough students take it for right."""
        return self.share >= FUNCTIONING_PERCENT

    @property
    def attracts_the_better(self) -> bool:
        """And not by chance: a distractor like that may be a second right answer."""
        r = self.rest_correlation
        if self.is_key or not r.is_enough or r.value is None or r.value <= 0:
            return False
        return r.interval is None or r.interval[0] > 0


def options_of(
    chosen: Sequence[Collection[str]],
    rests: Sequence[float],
    keys: Collection[str],
    options: Sequence[str],
    students: Sequence[Hashable] = (),
) -> list[OptionAnalysis]:
    """chosen: what was chosen each time, nothing where the item was left out; rests: T − x of each of them.

    students: whose each of them is, where somebody has several.
    """
    n = len(chosen)
    people = len(set(students or range(n)))
    found = []
    for option in options:
        took = [float(option in one) for one in chosen]
        r = correlation(took, rests)
        between = fisher(r, n)
        figure = figure_of(r, n, people, MIN_STUDENTS_FOR_CORRELATION, between and (between[0] / 100, between[1] / 100))
        count = round(sum(took))
        found.append(OptionAnalysis(option, option in keys, count, 100 * count / n if n else 0.0, figure))
    return found
