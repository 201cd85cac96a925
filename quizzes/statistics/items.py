"""The statistics of one item: how its marks lie, and how they go with those of the rest."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import partial
from statistics import fmean

from .figures import MIN_STUDENTS_FOR_CORRELATION, Figure, Table, figure_of
from .moments import correlation, cov, fisher, is_zero, wilson

NEGLIGIBLE = 1e-9  # a correlation so small is a rounding error
GROUP_SHARE = 0.27  # of the students in the upper and in the lower group (Kelley 1939)


class Flag(StrEnum):
    """A reason for a teacher to look at an item. The limits are conventions (docs/statistics.md, section 1.2)."""

    HARD = auto()  # facility below 30 %
    EASY = auto()  # above 90 %
    BELOW_GUESSING = auto()  # the whole interval of the facility is below the random guess score
    NEGATIVE = auto()  # discrimination below 0, with its whole interval; by chance, 4 in 100 sound questions are
    WEAK = auto()  # below 20 %
    GOOD = auto()  # at least 30 %


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """The statistics of one item.

    facility, sd, guess and chance_corrected are percentages of the maximum mark; upper_lower is from −100 to 100.
    """

    n: int
    max_mark: float
    is_drawn: bool
    guess: float | None
    facility: Figure
    sd: Figure
    discrimination_index: Figure
    discriminative_efficiency: Figure
    effective_weight: Figure
    point_biserial: Figure
    upper_lower: Figure
    alpha_if_deleted: Figure
    chance_corrected: Figure

    @property
    def flags(self) -> list[Flag]:
        flags = []
        if self.facility.is_enough and self.facility.value is not None:
            flags += [Flag.HARD] * (self.facility.value < 30) + [Flag.EASY] * (self.facility.value > 90)
            if self.guess is not None and self.facility.interval and self.facility.interval[1] < self.guess:
                flags.append(Flag.BELOW_GUESSING)
        r = self.discrimination_index
        # With a drawn item the rest is the total, which the item itself is part of: then it is always high.
        if r.is_enough and r.value is not None and not self.is_drawn:
            weak = Flag.NEGATIVE if r.is_below_0 else Flag.WEAK
            flags += [weak] * (r.value < 20) + [Flag.GOOD] * (r.value >= 30)
        return flags


@dataclass(frozen=True, slots=True)
class Column:
    """The marks x of those who were given one item, their totals T, and the rest r = T − x (T where it is drawn)."""

    x: list[float]
    totals: list[float]
    rest: list[float]
    students: int
    is_drawn: bool

    @classmethod
    def of(
        cls,
        table: Table,
        totals: list[float],
        students: Sequence[Hashable],
        place: int,
        *,
        is_drawn: bool = False,
    ) -> Column:
        rows = [(marks[place], total, student) for marks, total, student in zip(table, totals, students, strict=True)]
        given = [(mark, total, student) for mark, total, student in rows if mark is not None]
        x, their_totals = [mark for mark, _total, _student in given], [total for _mark, total, _student in given]
        rest = their_totals if is_drawn else [total - mark for mark, total, _student in given]
        return cls(x, their_totals, rest, len({student for _mark, _total, student in given}), is_drawn)

    @property
    def cov_total(self) -> float | None:
        """The covariance of marks and totals, exactly 0 where they have nothing in common.

        Otherwise a rounding error would decide on its sign.
        """
        shared, r = cov(self.x, self.totals), correlation(self.x, self.totals)
        return 0.0 if shared is not None and (r is None or abs(r) < NEGLIGIBLE) else shared

    def analysed(
        self, max_mark: float, *, guess: float | None, weight: float | None, alpha_if_deleted: Figure
    ) -> ItemAnalysis:
        n = len(self.x)
        figure = partial(figure_of, n=n, students=self.students)
        percent = 100 / max_mark if max_mark else None
        facility = fmean(self.x) * percent if percent and n else None
        variance = cov(self.x, self.x)
        r = correlation(self.x, self.rest)
        shared, most = cov(self.x, self.rest), cov(sorted(self.x), sorted(self.rest))
        efficiency = None if r is None or shared is None or not most or is_zero(most) else 100 * shared / most
        difference = _upper_lower(self.x, self.totals)
        return ItemAnalysis(
            n=n,
            max_mark=max_mark,
            is_drawn=self.is_drawn,
            guess=guess,
            facility=figure(facility, interval=wilson(facility, n)),
            sd=figure(None if variance is None or not percent else math.sqrt(variance) * percent),
            discrimination_index=figure(_times_100(r), least=MIN_STUDENTS_FOR_CORRELATION, interval=fisher(r, n)),
            discriminative_efficiency=figure(efficiency, least=MIN_STUDENTS_FOR_CORRELATION),
            effective_weight=figure(weight, least=MIN_STUDENTS_FOR_CORRELATION),
            point_biserial=figure(correlation(self.x, self.totals), least=MIN_STUDENTS_FOR_CORRELATION),
            upper_lower=figure(
                None if difference is None or not percent else difference * percent, least=MIN_STUDENTS_FOR_CORRELATION
            ),
            alpha_if_deleted=alpha_if_deleted,
            chance_corrected=figure(_beyond_chance(facility, guess)),
        )


def _times_100(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _upper_lower(x: list[float], totals: list[float]) -> float | None:
    """Return the mean mark of the upper group less that of the lower; ties at the border are in the group.

    See docs/statistics.md, section 1.2.
    """
    size = math.floor(GROUP_SHARE * len(x) + 0.5)
    if not size:
        return None
    ordered = sorted(totals)
    low, high = ordered[size - 1], ordered[-size]
    upper = fmean(mark for mark, total in zip(x, totals, strict=True) if total >= high)
    return upper - fmean(mark for mark, total in zip(x, totals, strict=True) if total <= low)


def _beyond_chance(facility: float | None, guess: float | None) -> float | None:
    if facility is None or guess is None or guess >= 100:
        return None
    return 100 * (facility - guess) / (100 - guess)
