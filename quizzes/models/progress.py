"""Who in a class has done what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .assignments import Assignment
from .attempts import Attempt
from .classes import Classroom, Enrolment


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one student got with one assignment: the newest finished round, the newest one without any, or None."""

    attempt: Attempt | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Row:
    enrolment: Enrolment
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class ClassTable:
    """Students × assignments, in the order of both."""

    assignments: list[Assignment]
    rows: list[Row]

    @classmethod
    def of(cls, classroom: Classroom, now: dt.datetime) -> ClassTable:
        """Three queries, however many students there are."""
        assignments = list(classroom.assignments.all())
        enrolments = list(classroom.enrolments.all())
        attempts = (
            Attempt.objects.filter(assignment__classroom=classroom).first_rounds().with_score().order_by("started_at")
        )
        cells: dict[tuple[int, int | None], Cell] = {}
        for attempt in attempts:
            place = (attempt.learner_id, attempt.assignment_id)
            is_done = attempt.is_over(now)
            if is_done or place not in cells or not cells[place].is_done:
                cells[place] = Cell(attempt, is_done)
        nothing = Cell(None, is_done=False)
        rows = [
            Row(enrolment, [cells.get((enrolment.learner_id, one.pk), nothing) for one in assignments])
            for enrolment in enrolments
        ]
        return cls(assignments, rows)

    @property
    def finished_counts(self) -> list[int]:
        """How many students have finished each assignment."""
        return [sum(row.cells[column].is_done for row in self.rows) for column in range(len(self.assignments))]
