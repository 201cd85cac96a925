"""What a student is told of what counts in the gradebook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.bank.attempt_terms import Review
from quizzes.models.classes.enrolments import Enrolment

from .gradebook import Cell, cells_of


@dataclass(frozen=True, slots=True)
class StudentResult:
    """An excuse at any time, a result from when the review shows marks on, and never the teacher's note.

    percent: what counts; None where nothing does, or may be told. counting: which attempt that is, where there are
    several. has_passed: by what counts.
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
    """Of what the attempt is at; None where it was not given by a class, or is no longer."""
    if enrolment is None:
        return None
    given = enrolment.classroom.assignments.given_to(enrolment).filter(pk=attempt.assignment_id)
    cells = cells_of(enrolment, list(given), now)
    return StudentResult.of(cells[0], now, attempt.pass_percent) if cells else None
