"""The part of the gradebook that its student is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.bank.attempt_terms import Review
from quizzes.models.classes.enrolments import Enrolment

from .gradebook import Cell, cells_of


@dataclass(frozen=True, slots=True)
class StudentResult:
    """What a student is told about an assignment: never the teacher's note.

    An excuse is told at any time, a result as soon as the review shows marks. `percent` is the result that counts, or
    None if nothing counts or nothing may be told. `counting` says which of several attempts it comes from.
    `has_passed` goes by the result that counts.
    """

    percent: int | None = None
    is_practice: bool = False
    is_excused: bool = False
    is_overridden: bool = False
    is_provisional: bool = False
    reason: str = ""
    counting: str = ""
    has_passed: bool | None = None

    @classmethod
    def of(cls, cell: Cell, now: dt.datetime, pass_percent: int | None = None) -> StudentResult:
        reason = cell.entry.reason if cell.entry else ""
        if cell.is_excused:
            return cls(is_excused=True, reason=reason)
        if cell.score is None or cell.assignment.review_at(now) < Review.MARKS:
            return cls()
        has_choice = len(cell.finished) > 1 and not cell.is_overridden
        return cls(
            percent=cell.percent,
            is_practice=cell.assignment.is_practice,
            is_overridden=cell.is_overridden,
            is_provisional=cell.is_provisional,
            reason=reason if cell.is_overridden else "",
            counting=cell.assignment.get_counting_display() if has_choice else "",
            has_passed=None if cell.is_provisional else cell.score.passes(pass_percent),
        )

    @property
    def says_something(self) -> bool:
        return self.is_excused or self.percent is not None

    @property
    def says_more_than_the_attempt(self) -> bool:
        return self.is_excused or self.is_overridden or bool(self.counting)


def result_for_attempt(attempt: Attempt, enrolment: Enrolment | None, now: dt.datetime) -> StudentResult | None:
    """Return the student's result of the attempt's assignment, or None if a class did not give it or no longer does."""
    if enrolment is None:
        return None
    given = enrolment.classroom.assignments.given_to(enrolment).filter(pk=attempt.assignment_id)
    cells = cells_of(enrolment, list(given), now)
    return StudentResult.of(cells[0], now, attempt.pass_percent) if cells else None
