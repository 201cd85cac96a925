"""The statistics of a quiz: its results, how reliable they are, and each of its items."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from statistics import fmean, median

from .figures import MIN_STUDENTS_FOR_CORRELATION, Figure, Table, figure_of
from .items import Column, ItemAnalysis
from .moments import cov, feldt, is_zero, mean_interval, shape


@dataclass(frozen=True, slots=True)
class QuizAnalysis:
    """The statistics of a quiz.

    mean, median, sd and standard_error are percentages of what a student could earn; error_ratio and alpha are
    percentages, too.
    """

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
    slots: Sequence[Hashable] = (),
    students: Sequence[Hashable] = (),
) -> QuizAnalysis:
    """Return the analysis of a quiz from a table of marks.

    drawn: which items are drawn at random.
    guesses: the random guess score of each item, 0–1; None where it has none.
    slots: the question of which each item is a version. Versions of one question are one item of the quiz, of which
    everybody was given one: reliability, weights and the quiz as a whole go by slots.
    students: the student of each row, where somebody has several.
    """
    k = len(max_marks)
    drawn, guesses, slots = drawn or [False] * k, guesses or [None] * k, slots or range(k)
    students = students or range(len(table))
    totals = [sum(mark for mark in marks if mark is not None) for marks in table]
    places: dict[Hashable, list[int]] = {}
    for place, slot in enumerate(slots):
        places.setdefault(slot, []).append(place)
    merged = [[_first(marks[place] for place in of_slot) for of_slot in places.values()] for marks in table]
    complete = [place for place, marks in enumerate(merged) if None not in marks]
    people = len({students[place] for place in complete})
    alpha, *without = _alphas([merged[place] for place in complete], [totals[place] for place in complete], len(places))
    weights = _weights([Column.of(merged, totals, students, place) for place in range(len(places))])
    by_slot = dict(zip(places, zip(weights, without, strict=True), strict=True))
    items = []
    for place, (max_mark, guess, slot) in enumerate(zip(max_marks, guesses, slots, strict=True)):
        weight, alpha_if_deleted = by_slot[slot]
        items.append(
            Column.of(table, totals, students, place, is_drawn=drawn[place]).analysed(
                max_mark,
                guess=None if guess is None else 100 * guess,
                weight=weight,
                alpha_if_deleted=figure_of(alpha_if_deleted, len(complete), people, MIN_STUDENTS_FOR_CORRELATION),
            )
        )
    possible = [sum(compress(max_marks, (mark is not None for mark in marks))) for marks in table]
    results = [100 * total / most if most else None for total, most in zip(totals, possible, strict=True)]
    counted = [(result, student) for result, student in zip(results, students, strict=True) if result is not None]
    return _quiz(
        [result for result, _student in counted],
        len({student for _result, student in counted}),
        items,
        alpha=figure_of(
            alpha, len(complete), people, MIN_STUDENTS_FOR_CORRELATION, feldt(alpha, len(complete), len(places))
        ),
        sd_of_complete=_sd([result for place in complete if (result := results[place]) is not None]),
        by_guessing=_by_guessing([[items[place] for place in of_slot] for of_slot in places.values()]),
    )


def _first(marks: Iterable[float | None]) -> float | None:
    return next((mark for mark in marks if mark is not None), None)


def _weights(columns: list[Column]) -> list[float | None]:
    roots = [math.sqrt(c) if c is not None and c >= 0 else None for c in (column.cov_total for column in columns)]
    all_roots = sum(root or 0.0 for root in roots)
    return [None if root is None or not all_roots else 100 * root / all_roots for root in roots]


def _quiz(
    results: list[float],
    students: int,
    items: list[ItemAnalysis],
    *,
    alpha: Figure,
    sd_of_complete: float | None,
    by_guessing: float | None,
) -> QuizAnalysis:
    figure = partial(figure_of, n=len(results), students=students)
    sd = _sd(results)
    skewness, kurtosis = shape(results)
    # Where all questions run alike, a rounding error can lift alpha above 100, its greatest value.
    ratio = None if alpha.value is None else 100 * math.sqrt(max(0.0, 1 - alpha.value / 100))
    error = None if ratio is None or sd_of_complete is None else ratio * sd_of_complete / 100
    return QuizAnalysis(
        n=len(results),
        items=items,
        mean=figure(fmean(results) if results else None, interval=mean_interval(results, sd)),
        median=figure(median(results) if results else None),
        sd=figure(sd),
        skewness=figure(skewness, least=MIN_STUDENTS_FOR_CORRELATION),
        kurtosis=figure(kurtosis, least=MIN_STUDENTS_FOR_CORRELATION),
        alpha=alpha,
        error_ratio=replace(alpha, value=ratio, interval=None),
        standard_error=replace(alpha, value=error, interval=None),
        by_guessing=by_guessing,
    )


def _sd(values: list[float]) -> float | None:
    variance = cov(values, values)
    return None if variance is None else math.sqrt(variance)


def _by_guessing(slots: list[list[ItemAnalysis]]) -> float | None:
    """Return what guessing earns, in percent. Versions of a question count as often as each was asked."""
    earned = possible = 0.0
    for versions in slots:
        times_asked = sum(item.n for item in versions)
        for item in versions:
            if item.guess is None:
                return None
            share = item.max_mark * item.n / times_asked if times_asked else 0.0
            earned, possible = earned + item.guess * share, possible + share
    return earned / possible if possible else None


def _alphas(table: Table, totals: list[float], k: int) -> list[float | None]:
    """Return Cronbach's alpha in percent for all k items, then for all but each of them. The table has no gaps."""
    columns = [[float(marks[place] or 0.0) for marks in table] for place in range(k)]
    variances = [cov(x, x) for x in columns]
    if any(variance is None for variance in variances):
        return [None] * (k + 1)
    known = [variance or 0.0 for variance in variances]
    alphas = [_alpha(sum(known), totals, k)]
    for x, variance in zip(columns, known, strict=True):
        rest = [total - mark for mark, total in zip(x, totals, strict=True)]
        alphas.append(_alpha(sum(known) - variance, rest, k - 1))
    return alphas


def _alpha(sum_of_variances: float, totals: list[float], k: int) -> float | None:
    variance = cov(totals, totals)
    if k < 2 or variance is None or is_zero(variance):
        return None
    return 100 * k / (k - 1) * (1 - sum_of_variances / variance)
