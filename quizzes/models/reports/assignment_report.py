"""The report of an assignment on its questions and its class: docs/statistics.md applied to stored answers."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from quizzes import statistics
from quizzes.items.picks import listed_picks, picks_of
from quizzes.models.bank.versions import FrozenVersion, QuestionVersion, frozen_version
from quizzes.models.classes.assignments import Assignment
from quizzes.scoring import CERTAINTIES, MAX_CERTAINTY_FACTOR, Score

from .counted_answers import counted_answers, first_finished


class _Row(NamedTuple):
    attempt: int
    learner: int
    has_certainty: bool
    version: int
    question: int | None
    fraction: float | None
    max_mark: float
    certainty: int | None
    answer: str | None  # as JSON

    @property
    def max_alone(self) -> float:
        """The maximum mark without the factor for certainty."""
        return self.max_mark / MAX_CERTAINTY_FACTOR if self.has_certainty else self.max_mark


@dataclass(slots=True)
class _Column:
    """The answers to one version of a question, by attempt."""

    version: int
    question: int | None
    max_mark: float = 1.0
    fractions: dict[int, float] = field(default_factory=dict)
    answers: dict[int, str] = field(default_factory=dict)

    @property
    def slot(self) -> int:
        """The number that all versions of a question share."""
        return self.question or -self.version

    def mark(self, attempt: int) -> float | None:
        fraction = self.fractions.get(attempt)
        return None if fraction is None else fraction * self.max_mark


@dataclass(frozen=True, slots=True)
class PartReport:
    label: str
    percent: int  # an answer that was left out counts as 0


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """The report on one version of a question. `left_out` is the number of students without an answer, who count as 0.

    `is_one_of_several` is true if other versions were answered as well.
    """

    number: int
    version: QuestionVersion
    figures: statistics.ItemAnalysis
    left_out: int
    options: Sequence[statistics.OptionAnalysis]
    parts: list[PartReport]
    is_one_of_several: bool

    @property
    def frozen(self) -> FrozenVersion:
        return frozen_version(self.version.pk)

    @property
    def students(self) -> int:
        figure = self.figures.facility
        return figure.n if figure.students is None else figure.students

    @property
    def functioning(self) -> tuple[int, int] | None:
        """The number of functioning distractors and the number of distractors, or None if it cannot be told."""
        distractors = [option for option in self.options if not option.is_key]
        if (
            not distractors
            or not self.frozen.type.lists_options
            or self.students < statistics.MIN_STUDENTS_FOR_FUNCTIONING
        ):
            return None
        return sum(option.is_functioning for option in distractors), len(distractors)


@dataclass(frozen=True, slots=True)
class ConfidentlyWrong:
    """A question that students got wholly wrong with the highest certainty, and what they believe instead."""

    frozen: FrozenVersion
    names: list[str]
    believed: list[tuple[str, int]]  # their answers and the number of each, the most frequent first


@dataclass(frozen=True)
class AssignmentReport:
    figures: statistics.QuizAnalysis
    questions: list[QuestionReport]
    students: int
    fractions: list[float]  # the result of each attempt, 0–1, without the factor for certainty
    confidently_wrong: list[ConfidentlyWrong]

    @classmethod
    def of(cls, assignment: Assignment, now: dt.datetime, *, first_only: bool = True) -> AssignmentReport:
        """Return the report on what is finished and graded, without dropped questions.

        It takes five queries for any number of students, and one for each version of a question that this process has
        not read yet. It finishes attempts that have run out of time.
        """
        rows = _rows(assignment, now, first_only=first_only)
        columns = _in_order(assignment, _columns(rows))
        learners = {row.attempt: row.learner for row in rows}
        table = [[column.mark(attempt) for column in columns] for attempt in learners]
        max_marks = [column.max_mark for column in columns]
        figures = statistics.analyse(
            table,
            max_marks,
            drawn=[bool(assignment.quiz.draw)] * len(columns),
            guesses=[_guess(column.version) for column in columns],
            slots=[column.slot for column in columns],
            students=list(learners.values()),
        )
        totals = {attempt: sum(mark or 0.0 for mark in marks) for attempt, marks in zip(learners, table, strict=True)}
        versions_of = Counter(column.slot for column in columns)
        versions = QuestionVersion.objects.defer("content").in_bulk([column.version for column in columns])
        questions = [
            QuestionReport(
                number,
                versions[column.version],
                item,
                left_out=len(column.fractions) - len(column.answers),
                options=_options(column, totals, learners),
                parts=_parts(column),
                is_one_of_several=versions_of[column.slot] > 1,
            )
            for number, (column, item) in enumerate(zip(columns, figures.items, strict=True), start=1)
        ]
        students = len(set(learners.values()))
        return cls(figures, questions, students, _results(table, max_marks), _confidently_wrong(assignment, rows))

    @cached_property
    def histogram(self) -> list[tuple[int, int]]:
        """The pairs (lower bound in percent, number of attempts), in ten steps, of which the last one includes 100."""
        counted = Counter(min(int(fraction * 10 + 1e-9), 9) for fraction in self.fractions)
        return [(step * 10, counted[step]) for step in range(10)]


def _rows(assignment: Assignment, now: dt.datetime, *, first_only: bool) -> list[_Row]:
    attempts = assignment.attempts.all().settled(now).finished().first_rounds()
    values = (
        counted_answers(first_finished(attempts) if first_only else attempts)
        .annotate(as_text=Cast("answer", TextField()))
        .order_by("attempt_id", "position")
        .values_list(
            *("attempt", "attempt__learner", "attempt__has_certainty", "version", "version__question", "fraction"),
            *("max_mark", "certainty", "as_text"),
        )
    )
    return [_Row(*row) for row in values]


def _columns(rows: list[_Row]) -> list[_Column]:
    columns: dict[int, _Column] = {}
    for row in rows:
        column = columns.setdefault(row.version, _Column(row.version, row.question))
        column.max_mark = row.max_alone
        column.fractions[row.attempt] = row.fraction or 0.0
        if row.answer is not None:
            column.answers[row.attempt] = row.answer
    return list(columns.values())


def _in_order(assignment: Assignment, columns: list[_Column]) -> list[_Column]:
    """Return the columns in the order of the quiz; those that it draws, or asks no more, come last as they appear."""
    places = dict(assignment.quiz.quizquestion_set.values_list("question__versions", "position"))
    return sorted(columns, key=lambda column: places.get(column.version, len(places) + len(columns)))


def _guess(version: int) -> float | None:
    frozen = frozen_version(version)
    return frozen.type.random_guess_score(frozen.item)


def _options(
    column: _Column, totals: dict[int, float], learners: dict[int, int]
) -> Sequence[statistics.OptionAnalysis]:
    """Return the analysis of each option over all who were asked; those who left the question out chose nothing."""
    frozen = frozen_version(column.version)
    picked = {text: picks_of(frozen.type, frozen.item, json.loads(text)) for text in set(column.answers.values())}
    listed = listed_picks(frozen.type, frozen.item)
    rest = (pick for picks in picked.values() for pick in picks)
    is_key = {pick.text: pick.is_right for pick in (*listed, *sorted(rest, key=lambda pick: pick.text))}
    nothing: list[Any] = []
    return statistics.options_of(
        [{pick.text for pick in picked.get(column.answers.get(a, ""), nothing)} for a in column.fractions],
        [totals[attempt] - fraction * column.max_mark for attempt, fraction in column.fractions.items()],
        keys={text for text, is_right in is_key.items() if is_right},
        options=list(is_key),
        students=[learners[attempt] for attempt in column.fractions],
    )


def _parts(column: _Column) -> list[PartReport]:
    """Return the parts that the type reports apart, such as an answer and its evidence, over all who were asked."""
    frozen = frozen_version(column.version)
    earned: dict[str, list[float]] = defaultdict(list)
    for text, count in Counter(column.answers.values()).items():
        for part in frozen.type.parts(frozen.item, json.loads(text)):
            earned[str(part.label)] += [part.fraction] * count
    students = len(column.fractions)
    return [PartReport(label, Score(sum(fractions), students).percent) for label, fractions in earned.items()]


def _results(table: list[list[float | None]], max_marks: list[float]) -> list[float]:
    results = []
    for marks in table:
        asked = [(mark, max_mark) for mark, max_mark in zip(marks, max_marks, strict=True) if mark is not None]
        possible = sum(max_mark for _mark, max_mark in asked)
        if possible:
            results.append(sum(mark for mark, _max_mark in asked) / possible)
    return results


def _confidently_wrong(assignment: Assignment, rows: list[_Row]) -> list[ConfidentlyWrong]:
    """Return the questions with confidently wrong answers; the one with the most students comes first."""
    wrong: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.certainty == CERTAINTIES[-1] and row.fraction == 0 and row.answer is not None:
            wrong[row.version].append(row)
    names = dict(assignment.classroom.enrolments.values_list("learner", "nickname")) if wrong else {}
    questions = []
    for version, of_version in wrong.items():
        frozen = frozen_version(version)
        believed = Counter(frozen.type.summarise(frozen.item, json.loads(row.answer or "")) for row in of_version)
        nicknames = sorted({names[row.learner] for row in of_version if row.learner in names})
        questions.append(ConfidentlyWrong(frozen, nicknames, believed.most_common(3)))
    return sorted(questions, key=lambda question: -len(question.names))
