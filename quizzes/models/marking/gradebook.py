"""The gradebook of a class: each student's result of each assignment, and what a teacher wrote over it."""

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
    """The part of an attempt that the gradebook needs. `waiting` counts the answers that still have to be graded."""

    uuid: UUID
    length: int
    finished_at: dt.datetime | None
    score: Score
    waiting: int
    answered: int


@dataclass(frozen=True)  # without slots, so that it can cache what the page asks for ten times a cell
class Cell:
    """One student at one assignment. `percent` is the rounded result that counts, or None if nothing counts yet."""

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
        """Say whether the student has begun and not finished it, or may still begin; never true of a live round."""
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
    def is_settled(self) -> bool:
        """Whether there is a result, or will be without the student: nothing is begun or still to be begun."""
        return self.is_excused or self.percent is not None or bool(self.finished)

    @property
    def waiting(self) -> int:
        return sum(attempt.waiting for attempt in self.finished)

    @property
    def counting(self) -> list[Taken]:
        """The finished attempts that may count by the rule of the assignment."""
        if self.assignment.counting == Assignment.Counting.FIRST:
            return self.finished[:1]
        return self.finished[-1:] if self.assignment.counting == Assignment.Counting.LAST else self.finished

    @property
    def is_provisional(self) -> bool:
        """True if the result that counts may change when the rest is graded."""
        return not self.is_overridden and any(attempt.waiting for attempt in self.counting)

    @cached_property
    def earned(self) -> Score | None:
        """The score of the attempts, as the assignment counts them; an average of several is out of 100.

        An attempt with answers to be graded has a provisional score, which can be the best one or be averaged only if
        no attempt is graded in full.
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
        """The result that counts, 0–1 (below 0 by certainty), or None if nothing counts."""
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
    """Return one student's cells for the `given` assignments, in their order, in three queries about no other student.

    As in the gradebook of the class, this finishes attempts that have run out of time.
    """
    taken = _taken(Attempt.objects.filter(learner=enrolment.learner_id, assignment__in=given).settled(now))
    entries = {entry.assignment_id: entry for entry in enrolment.entries.filter(assignment__in=given)}
    return [
        Cell(enrolment, one, True, taken.get((enrolment.learner_id, one.pk), ()), entries.get(one.pk)) for one in given
    ]


def cell_of(enrolment: Enrolment, assignment: Assignment, now: dt.datetime) -> Cell:
    """Return the cell as in the gradebook of the class, given to the student or not, without reading other students."""
    is_given = Assignment.objects.given_to(enrolment).filter(pk=assignment.pk).exists()
    (cell,) = cells_of(enrolment, [assignment], now)
    return replace(cell, is_given=is_given)


@dataclass(frozen=True, slots=True)
class Row:
    enrolment: Enrolment
    cells: list[Cell]

    @property
    def mean(self) -> int | None:
        """The mean of the results in percent, without practice."""
        return mean_percent(self._of_mean)

    @property
    def counted(self) -> int:
        """The number of results that are part of the mean."""
        return sum(cell.fraction is not None for cell in self._of_mean)

    @property
    def given(self) -> int:
        """The number of results that could be part of the mean."""
        return sum(cell.is_given and not cell.is_excused for cell in self._of_mean)

    @property
    def _of_mean(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.assignment.is_practice]

    @property
    def waiting(self) -> int:
        return sum(cell.waiting for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Gradebook:
    """The table of students × assignments, in the order of both."""

    assignments: list[Assignment]
    rows: list[Row]

    @classmethod
    def of(cls, classroom: Classroom, now: dt.datetime) -> Gradebook:
        """Return the gradebook, in seven queries however large the class, and finish attempts that are out of time."""
        assignments = list(classroom.assignments.select_related("quiz").prefetch_related("groups__members", "students"))
        taken = _taken(Attempt.objects.in_class(classroom).settled(now))
        enrolments = list(classroom.enrolments.all())
        entries = {
            (entry.enrolment_id, entry.assignment_id): entry
            for entry in GradebookEntry.objects.filter(assignment__classroom=classroom).select_related("changed_by")
        }
        recipients = {assignment.pk: _whom(assignment) for assignment in assignments}
        rows = [
            Row(
                enrolment,
                [
                    Cell(
                        enrolment,
                        assignment,
                        is_given=_is_given(recipients[assignment.pk], enrolment),
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
        """The mean of each assignment in percent, over the students whose result counts."""
        return [mean_percent(row.cells[column] for row in self.rows) for column in range(len(self.assignments))]

    @property
    def finished_counts(self) -> list[tuple[int, int]]:
        """The number of students who have finished each assignment, and of those who were given it."""
        columns = ([row.cells[place] for row in self.rows] for place in range(len(self.assignments)))
        return [(sum(bool(c.finished) for c in cells), sum(c.is_given for c in cells)) for cells in columns]

    def sorted_by(self, key: str) -> Gradebook:
        """Sort by "mean" or the primary key of an assignment, best first and without a result last; else by name."""
        places = {str(assignment.pk): place for place, assignment in enumerate(self.assignments)}
        if key == "mean":
            return Gradebook(self.assignments, _best_first(self.rows, [row.mean for row in self.rows]))
        if key in places:
            return Gradebook(
                self.assignments, _best_first(self.rows, [r.cells[places[key]].percent for r in self.rows])
            )
        return self

    def filtered(self, what: str, now: dt.datetime) -> Gradebook:
        """Return only the students with something to grade ("waiting") or something to do ("missing"), or else all."""
        rows = self.rows
        if what == "waiting":
            rows = [row for row in rows if row.waiting]
        elif what == "missing":
            rows = [row for row in rows if _has_something_to_do(row, now)]
        return Gradebook(self.assignments, rows)

    def of_group(self, group: Group | None) -> Gradebook:
        """Return only the members of the group, or everybody if there is no group."""
        if group is None:
            return self
        members = set(group.members.values_list("pk", flat=True))
        return Gradebook(self.assignments, [row for row in self.rows if row.enrolment.pk in members])


def mean_percent(cells: Iterable[Cell]) -> int | None:
    fractions = [cell.fraction for cell in cells if cell.fraction is not None]
    return Score(fmean(fractions), 1.0).percent if fractions else None


def _taken(attempts: AttemptQuerySet) -> dict[tuple[int, int], list[Taken]]:
    """Map (learner, assignment) to its attempts, without those that practise what another one missed."""
    taken: dict[tuple[int, int], list[Taken]] = {}
    summed = attempts.first_rounds().annotate(
        earned=Coalesce(Sum("responses__mark"), 0.0),
        possible=Coalesce(Sum("responses__max_mark", filter=~ungraded("responses__")), 0.0),
        waiting=Count("responses", filter=ungraded("responses__")),
        saved=Count("responses", filter=Q(responses__answered_at__isnull=False) | Q(responses__saved_at__isnull=False)),
    )
    for row in summed.order_by("started_at", "pk").values(*_VALUES):
        attempt = Taken(
            row["uuid"],
            row["length"],
            row["finished_at"],
            Score(row["earned"], row["possible"]),
            row["waiting"],
            row["saved"],
        )
        taken.setdefault((row["learner_id"], row["assignment_id"]), []).append(attempt)
    return taken


def _whom(assignment: Assignment) -> set[int] | None:
    """Return the primary keys of the enrolments that were given the assignment, or None for everybody."""
    groups, students = assignment.groups.all(), assignment.students.all()
    if not groups and not students:
        return None
    return {student.pk for student in students} | {member.pk for group in groups for member in group.members.all()}


def _is_given(recipients: set[int] | None, enrolment: Enrolment) -> bool:
    return recipients is None or enrolment.pk in recipients


def _best_first(rows: list[Row], percents: list[int | None]) -> list[Row]:
    ranked = sorted(zip(rows, percents, strict=True), key=lambda pair: (pair[1] is None, -(pair[1] or 0)))
    return [row for row, _percent in ranked]


def _has_something_to_do(row: Row, now: dt.datetime) -> bool:
    return any(cell.is_given and cell.is_to_do(now) for cell in row.cells)
