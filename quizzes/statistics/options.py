"""The statistics of the options: how often each was chosen, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from .figures import MIN_STUDENTS_FOR_CORRELATION, Figure, figure_of
from .moments import correlation, fisher

FUNCTIONING_PERCENT = 5.0  # percent of students who choose a distractor that does its work (Haladyna & Downing 1993)
MIN_STUDENTS_FOR_FUNCTIONING = 20  # students; with fewer, a single one is more than 5 percent


@dataclass(frozen=True, slots=True)
class OptionAnalysis:
    """The statistics of one option.

    share is a percentage of those who were given the item; rest_correlation is with the rest of their marks.
    """

    text: str
    is_key: bool
    count: int
    share: float
    rest_correlation: Figure

    @property
    def is_functioning(self) -> bool:
        """True if enough students take the option, if it is a distractor, for right."""
        return self.share >= FUNCTIONING_PERCENT

    @property
    def attracts_the_better(self) -> bool:
        """True if the better students choose this distractor, and not by chance: it may be a second right answer."""
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
    """Return the analysis of each option.

    chosen: what was chosen each time, nothing where the item was left out.
    rests: T − x for each of these times.
    students: the student of each of these times, where somebody has several.
    """
    n = len(chosen)
    people = len(set(students or range(n)))
    analyses = []
    for option in options:
        took = [float(option in choice) for choice in chosen]
        r = correlation(took, rests)
        between = fisher(r, n)
        figure = figure_of(r, n, people, MIN_STUDENTS_FOR_CORRELATION, between and (between[0] / 100, between[1] / 100))
        count = round(sum(took))
        analyses.append(OptionAnalysis(option, option in keys, count, 100 * count / n if n else 0.0, figure))
    return analyses
