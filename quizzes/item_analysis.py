"""Statistics of questions and quizzes from a table of marks, as Moodle defines them where it does.

Pure. A table is students × items, each cell the mark of one student at one item, None where the item was not given to
that student; what was given and left unanswered is 0. Percentages are 0–100 and correlations −1 to 1. Variances and
covariances have the divisor n − 1. A statistic without a value (nothing differs, too few students) is None, never 0.

Moodle: docs "Quiz statistics calculations", and question/classes/statistics/questions/calculator.php.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import compress
from statistics import fmean, median

from .estimates import Interval, correlation, cov, feldt, fisher, is_zero, mean_interval, shape, wilson

FEW = 5  # students, from which counts and facility say something
ENOUGH = 30  # from which discrimination and reliability do
FUNCTIONING = 5.0  # percent who choose a distractor that does its work (Haladyna & Downing 1993)
GROUP = 0.27  # of the students in the upper and in the lower group (Kelley 1939)

Table = Sequence[Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic over n students, with its 95 % interval where it has one. It says something from `least` on."""

    value: float | None
    n: int
    least: int = FEW
    interval: Interval | None = None

    @property
    def is_enough(self) -> bool:
        return self.n >= self.least


class Flag(StrEnum):
    """What a teacher should look at. The limits are conventions (STATISTICS 1.2)."""

    HARD = auto()  # facility below 30 %
    EASY = auto()  # above 90 %
    BELOW_GUESSING = auto()  # the whole interval of the facility is below the random guess score
    NEGATIVE = auto()  # discrimination below 0
    WEAK = auto()  # below 20 %
    GOOD = auto()  # at least 30 %


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """facility, sd, guess and chance_corrected are percentages of the maximum mark, upper_lower is from −100 to 100."""

    n: int
    max_mark: float
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
        found = []
        if self.facility.is_enough and self.facility.value is not None:
            found += [Flag.HARD] * (self.facility.value < 30) + [Flag.EASY] * (self.facility.value > 90)
            if self.guess is not None and self.facility.interval and self.facility.interval[1] < self.guess:
                found.append(Flag.BELOW_GUESSING)
        r = self.discrimination_index
        if r.is_enough and r.value is not None:
            weak = Flag.NEGATIVE if r.value < 0 else Flag.WEAK
            found += [weak] * (r.value < 20) + [Flag.GOOD] * (r.value >= 30)
        return found


@dataclass(frozen=True, slots=True)
class QuizAnalysis:
    """mean, median, sd, error_ratio, standard_error and alpha are percentages; of what a student could earn."""

    n: int
    items: list[ItemAnalysis]
    mean: Figure
    median: Figure
    sd: Figure
    skewness: Figure
    kurtosis: Figure
    alpha: Figure  # Moodle: coefficient of internal consistency
    error_ratio: Figure
    standard_error: Figure
    by_guessing: float | None


def analyse(
    table: Table,
    max_marks: Sequence[float],
    *,
    drawn: Sequence[bool] = (),
    guesses: Sequence[float | None] = (),
) -> QuizAnalysis:
    """drawn: which items are drawn at random; guesses: the random guess score of each item, 0–1, None where none."""
    drawn = drawn or [False] * len(max_marks)
    guesses = guesses or [None] * len(max_marks)
    totals = [sum(mark for mark in marks if mark is not None) for marks in table]
    columns = [_Column.of(table, totals, place, is_drawn=drawn[place]) for place in range(len(max_marks))]
    roots = [math.sqrt(c) if c is not None and c >= 0 else None for c in (one.cov_total for one in columns)]
    all_roots = sum(root or 0.0 for root in roots)
    complete = [(marks, total) for marks, total in zip(table, totals, strict=True) if None not in marks]
    without = _alphas(complete, len(max_marks))
    items = [
        column.analysed(
            max_mark,
            guess=None if guess is None else 100 * guess,
            weight=None if root is None or not all_roots else 100 * root / all_roots,
            alpha_if_deleted=Figure(alpha, len(complete), ENOUGH),
        )
        for column, max_mark, guess, root, alpha in zip(columns, max_marks, guesses, roots, without[1:], strict=True)
    ]
    return _quiz(table, totals, max_marks, items, Figure(without[0], len(complete), ENOUGH))


@dataclass(frozen=True, slots=True)
class _Column:
    """One item: the marks x of those who were given it, their totals T, and the rest r = T − x (T where drawn)."""

    x: list[float]
    totals: list[float]
    rest: list[float]

    @classmethod
    def of(cls, table: Table, totals: list[float], place: int, *, is_drawn: bool) -> _Column:
        given = [(marks[place], total) for marks, total in zip(table, totals, strict=True)]
        pairs = [(mark, total) for mark, total in given if mark is not None]
        x, of_whom = [mark for mark, _total in pairs], [total for _mark, total in pairs]
        return cls(x, of_whom, of_whom if is_drawn else [total - mark for mark, total in pairs])

    @property
    def cov_total(self) -> float | None:
        return cov(self.x, self.totals)

    def analysed(
        self, max_mark: float, *, guess: float | None, weight: float | None, alpha_if_deleted: Figure
    ) -> ItemAnalysis:
        n = len(self.x)
        percent = 100 / max_mark if max_mark else None
        facility = fmean(self.x) * percent if percent and n else None
        variance = cov(self.x, self.x)
        r = correlation(self.x, self.rest)
        shared, most = cov(self.x, self.rest), cov(sorted(self.x), sorted(self.rest))
        efficiency = None if shared is None or not most or is_zero(most) else 100 * shared / most
        difference = _upper_lower(self.x, self.totals)
        return ItemAnalysis(
            n=n,
            max_mark=max_mark,
            guess=guess,
            facility=Figure(facility, n, interval=wilson(facility, n)),
            sd=Figure(None if variance is None or not percent else math.sqrt(variance) * percent, n),
            discrimination_index=Figure(_times_100(r), n, ENOUGH, fisher(r, n)),
            discriminative_efficiency=Figure(efficiency, n, ENOUGH),
            effective_weight=Figure(weight, n, ENOUGH),
            point_biserial=Figure(correlation(self.x, self.totals), n, ENOUGH),
            upper_lower=Figure(None if difference is None or not percent else difference * percent, n, ENOUGH),
            alpha_if_deleted=alpha_if_deleted,
            chance_corrected=Figure(_beyond_chance(facility, guess), n),
        )


def _quiz(
    table: Table, totals: list[float], max_marks: Sequence[float], items: list[ItemAnalysis], alpha: Figure
) -> QuizAnalysis:
    possible = [sum(compress(max_marks, (mark is not None for mark in marks))) for marks in table]
    results = [100 * total / most for total, most in zip(totals, possible, strict=True) if most]
    n = len(results)
    variance = cov(results, results)
    sd = None if variance is None else math.sqrt(variance)
    skewness, kurtosis = shape(results)
    # Alpha is at most 100 but for a rest of rounding, where all questions run alike.
    ratio = None if alpha.value is None else 100 * math.sqrt(max(0.0, 1 - alpha.value / 100))
    guessed = [(item.guess, item.max_mark) for item in items]
    by_chance = sum((guess or 0.0) * max_mark for guess, max_mark in guessed)
    all_marks = sum(max_marks)
    return QuizAnalysis(
        n=n,
        items=items,
        mean=Figure(fmean(results) if results else None, n, interval=mean_interval(results, sd)),
        median=Figure(median(results) if results else None, n),
        sd=Figure(sd, n),
        skewness=Figure(skewness, n, ENOUGH),
        kurtosis=Figure(kurtosis, n, ENOUGH),
        alpha=Figure(alpha.value, alpha.n, ENOUGH, feldt(alpha.value, alpha.n, len(max_marks))),
        error_ratio=Figure(ratio, alpha.n, ENOUGH),
        standard_error=Figure(None if ratio is None or sd is None else ratio * sd / 100, alpha.n, ENOUGH),
        by_guessing=by_chance / all_marks if all_marks and all(guess is not None for guess, _m in guessed) else None,
    )


def _alphas(complete: list[tuple[Sequence[float | None], float]], k: int) -> list[float | None]:
    """Cronbach's alpha in percent of all k items, then of all but each, over the students who were given every item."""
    columns = [[float(marks[place] or 0.0) for marks, _total in complete] for place in range(k)]
    totals = [total for _marks, total in complete]
    variances = [cov(x, x) for x in columns]
    if any(variance is None for variance in variances):
        return [None] * (k + 1)
    known = [variance or 0.0 for variance in variances]
    found = [_alpha(sum(known), totals, k)]
    for x, variance in zip(columns, known, strict=True):
        rest = [total - mark for mark, total in zip(x, totals, strict=True)]
        found.append(_alpha(sum(known) - variance, rest, k - 1))
    return found


def _alpha(sum_of_variances: float, totals: list[float], k: int) -> float | None:
    variance = cov(totals, totals)
    if k < 2 or variance is None or is_zero(variance):
        return None
    return 100 * k / (k - 1) * (1 - sum_of_variances / variance)


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
        return self.share >= FUNCTIONING

    @property
    def attracts_the_better(self) -> bool:
        """A distractor like that may be a second right answer."""
        r = self.rest_correlation
        return not self.is_key and r.is_enough and r.value is not None and r.value > 0


def options_of(
    chosen: Sequence[Collection[str]], rests: Sequence[float], keys: Collection[str], options: Sequence[str]
) -> list[OptionAnalysis]:
    """chosen: what each student chose, nothing where the item was left out; rests: T − x of each of them."""
    n = len(chosen)
    found = []
    for option in options:
        took = [float(option in one) for one in chosen]
        r = Figure(correlation(took, rests), n, ENOUGH)
        count = round(sum(took))
        found.append(OptionAnalysis(option, option in keys, count, 100 * count / n if n else 0.0, r))
    return found


def _times_100(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _upper_lower(x: list[float], totals: list[float]) -> float | None:
    """Mean mark of the upper group less that of the lower; ties at the border are in the group (STATISTICS 1.2)."""
    size = math.floor(GROUP * len(x) + 0.5)
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
