"""The gradebook of a class: what each student has of each assignment, and what a teacher wrote over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.attempts.querysets import AttemptQuerySet, ungraded
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.classrooms import Classroom
from quizzes.models.classes.enrolments import Enrolment
from quizzes.models.classes.groups import Group
from quizzes.scoring import Score

from .gradebook_entries import GradebookEntry

_VALUES = (
    *("pk", "uuid", "learner_id", "assignment_id", "length", "started_at", "finished_at"),
    *("earned", "possible", "waiting", "saved"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt, as far as the gradebook needs it. waiting: how many of its answers still have to be graded."""

    uuid: UUID
    length: int
    finished_at: dt.datetime | None
    score: Score
    waiting: int
    answered: int


@dataclass(frozen=True)  # with a place to keep what the page asks for ten times a cell
class Cell:
    """One student at one assignment. `percent` is what counts there, rounded; None where nothing does yet."""

    enrolment: Enrolment
    assignment: Assignment
    is_given: bool
    attempts: Sequence[Taken] = ()  # the first one first
    entry: GradebookEntry | None = None

    @property
    def key(self) -> str:
        return f"{self.assignment.pk}-{self.enrolment.pk}"

    @cached_property
    def finished(self) -> list[Taken]:
        return [attempt for attempt in self.attempts if attempt.finished_at]

    @property
    def open(self) -> Taken | None:
        return next((attempt for attempt in self.attempts if not attempt.finished_at), None)

    def is_to_do(self, now: dt.datetime) -> bool:
        """Begun and not handed in, or neither and still open; never what is played together."""
        if self.assignment.is_live:
            return False
        if self.is_excused or self.is_overridden or self.open or self.finished:
            return self.open is not None
        return not self.assignment.has_closed_for(self.enrolment, now)

    @property
    def is_excused(self) -> bool:
        return self.entry is not None and self.entry.is_excused

    @property
    def is_overridden(self) -> bool:
        return self.entry is not None and self.entry.percent is not None

    @property
    def waiting(self) -> int:
        return sum(attempt.waiting for attempt in self.finished)

    @property
    def counting(self) -> list[Taken]:
        """The finished attempts among which the assignment looks for what counts."""
        if self.assignment.counting == Assignment.Counting.FIRST:
            return self.finished[:1]
        return self.finished[-1:] if self.assignment.counting == Assignment.Counting.LAST else self.finished

    @property
    def is_provisional(self) -> bool:
        """Whether what counts may change when the rest is graded."""
        return not self.is_overridden and any(attempt.waiting for attempt in self.counting)

    @cached_property
    def earned(self) -> Score | None:
        """What the attempts came to, as the assignment counts them; of several averaged, out of 100.

        What waits to be graded in part has a provisional result: it can be the best one, or be averaged, only where no
        attempt is graded.
        """
        graded = [attempt for attempt in self.counting if not attempt.waiting]
        scores = [attempt.score for attempt in graded or self.counting if attempt.score.max_mark]
        if not scores:
            return None
        if self.assignment.counting == Assignment.Counting.AVERAGE:
            return Score(100 * fmean(score.fraction for score in scores), 100.0)
        return max(scores, key=lambda score: score.fraction)

    @cached_property
    def fraction(self) -> float | None:
        """What counts, 0–1 (below 0 by certainty); None where nothing does."""
        if self.is_excused or not self.is_given:
            return None
        if self.entry is not None and self.entry.percent is not None:
            return self.entry.percent / 100
        return self.earned.fraction if self.earned else None

    @property
    def score(self) -> Score | None:
        return None if self.fraction is None else Score(self.fraction, 1.0)

    @cached_property
    def percent(self) -> int | None:
        return self.score.percent if self.score else None


def cells_of(enrolment: Enrolment, given: Sequence[Assignment], now: dt.datetime) -> list[Cell]:
    """One student's cells, of what they were given and in its order: three queries, and no other student is read.

    As in the gradebook of the class, an attempt that has run out of time is finished by the look.
    """
    attempts = Attempt.objects.filter(learner=enrolment.learner_id, assignment__in=given)
    attempts.finish_overdue(now)
    taken = _taken(attempts)
    entries = {entry.assignment_id: entry for entry in enrolment.entries.filter(assignment__in=given)}
    return [
        Cell(enrolment, one, True, taken.get((enrolment.learner_id, one.pk), ()), entries.get(one.pk)) for one in given
    ]


def cell_of(enrolment: Enrolment, assignment: Assignment, now: dt.datetime) -> Cell:
    """As in the gradebook of the class, given to the student or not; no other student is read."""
    is_given = Assignment.objects.given_to(enrolment).filter(pk=assignment.pk).exists()
    (cell,) = cells_of(enrolment, [assignment], now)
    return replace(cell, is_given=is_given)


@dataclass(frozen=True, slots=True)
class Row:
    enrolment: Enrolment
    cells: list[Cell]

    @property
    def mean(self) -> int | None:
        """Without practice."""
        return mean_percent(self._of_mean)

    @property
    def counted(self) -> int:
        """Of how many results the mean is."""
        return sum(cell.fraction is not None for cell in self._of_mean)

    @property
    def given(self) -> int:
        """Of how many it could be."""
        return sum(cell.is_given and not cell.is_excused for cell in self._of_mean)

    @property
    def _of_mean(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.assignment.is_practice]

    @property
    def waiting(self) -> int:
        return sum(cell.waiting for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Students × assignments, in the order of both."""

    assignments: list[Assignment]
    rows: list[Row]

    @classmethod
    def of(cls, classroom: Classroom, now: dt.datetime) -> Gradebook:
        """Seven queries, however large the class; an attempt that has run out of time is finished by the look."""
        assignments = list(classroom.assignments.select_related("quiz").prefetch_related("groups__members", "students"))
        ours = Attempt.objects.in_class(classroom)
        ours.finish_overdue(now)
        enrolments = list(classroom.enrolments.all())
        taken = _taken(ours)
        entries = {
            (entry.enrolment_id, entry.assignment_id): entry
            for entry in GradebookEntry.objects.filter(assignment__classroom=classroom).select_related("changed_by")
        }
        given = {assignment.pk: _whom(assignment) for assignment in assignments}
        rows = [
            Row(
                enrolment,
                [
                    Cell(
                        enrolment,
                        assignment,
                        is_given=_is_given(given[assignment.pk], enrolment),
                        attempts=taken.get((enrolment.learner_id, assignment.pk), ()),
                        entry=entries.get((enrolment.pk, assignment.pk)),
                    )
                    for assignment in assignments
                ],
            )
            for enrolment in enrolments
        ]
        return cls(assignments, rows)

    @property
    def means(self) -> list[int | None]:
        """Of each assignment, over those whose result counts."""
        return [mean_percent(row.cells[column] for row in self.rows) for column in range(len(self.assignments))]

    @property
    def finished_counts(self) -> list[tuple[int, int]]:
        """Of each assignment: how many have finished it, of how many who were given it."""
        columns = ([row.cells[place] for row in self.rows] for place in range(len(self.assignments)))
        return [(sum(bool(c.finished) for c in cells), sum(c.is_given for c in cells)) for cells in columns]

    def sorted_by(self, key: str) -> Gradebook:
        """By "mean", or the primary key of an assignment: the best first, who has nothing last; else by name."""
        places = {str(assignment.pk): place for place, assignment in enumerate(self.assignments)}
        if key == "mean":
            return Gradebook(self.assignments, _best_first(self.rows, [row.mean for row in self.rows]))
        if key in places:
            return Gradebook(
                self.assignments, _best_first(self.rows, [r.cells[places[key]].percent for r in self.rows])
            )
        return self

    def filtered(self, what: str, now: dt.datetime) -> Gradebook:
        """The students with something to grade ("waiting"), with something to do ("missing"), or all."""
        rows = self.rows
        if what == "waiting":
            rows = [row for row in rows if row.waiting]
        elif what == "missing":
            rows = [row for row in rows if _has_something_to_do(row, now)]
        return Gradebook(self.assignments, rows)

    def of_group(self, group: Group | None) -> Gradebook:
        """Its members; everybody where there is none."""
        if group is None:
            return self
        members = set(group.members.values_list("pk", flat=True))
        return Gradebook(self.assignments, [row for row in self.rows if row.enrolment.pk in members])


def mean_percent(cells: Iterable[Cell]) -> int | None:
    fractions = [cell.fraction for cell in cells if cell.fraction is not None]
    return Score(fmean(fractions), 1.0).percent if fractions else None


def _taken(attempts: AttemptQuerySet) -> dict[tuple[int, int], list[Taken]]:
    """The attempts of each student at each assignment, without rounds that practise what another one missed."""
    found: dict[tuple[int, int], list[Taken]] = {}
    summed = attempts.first_rounds().annotate(
        earned=Coalesce(Sum("responses__mark"), 0.0),
        possible=Coalesce(Sum("responses__max_mark", filter=~ungraded("responses__")), 0.0),
        waiting=Count("responses", filter=ungraded("responses__")),
        saved=Count("responses", filter=Q(responses__answered_at__isnull=False) | Q(responses__saved_at__isnull=False)),
    )
    for row in summed.order_by("started_at", "pk").values(*_VALUES):
        one = Taken(
            row["uuid"],
            row["length"],
            row["finished_at"],
            Score(row["earned"], row["possible"]),
            row["waiting"],
            row["saved"],
        )
        found.setdefault((row["learner_id"], row["assignment_id"]), []).append(one)
    return found


def _whom(assignment: Assignment) -> set[int] | None:
    """Who was given it; None for everybody."""
    groups, students = assignment.groups.all(), assignment.students.all()
    if not groups and not students:
        return None
    return {one.pk for one in students} | {one.pk for group in groups for one in group.members.all()}


def _is_given(whom: set[int] | None, enrolment: Enrolment) -> bool:
    return whom is None or enrolment.pk in whom


def _best_first(rows: list[Row], percents: list[int | None]) -> list[Row]:
    ranked = sorted(zip(rows, percents, strict=True), key=lambda pair: (pair[1] is None, -(pair[1] or 0)))
    return [row for row, _percent in ranked]


def _has_something_to_do(row: Row, now: dt.datetime) -> bool:
    return any(cell.is_given and cell.is_to_do(now) for cell in row.cells)
