"""Cache live rounds for reading: each is kept in memory as long as its revision holds."""

from __future__ import annotations

from django.db import connection

from quizzes.db.columns import Columns
from quizzes.models import Assignment, Classroom, LiveQuestion, LiveRound
from quizzes.process_cache import ProcessCache

cached_rounds = ProcessCache[LiveRound]("live rounds", 64)

_LIVE_ROUND, _ASSIGNMENT = Columns(LiveRound, "live_round"), Columns(Assignment, "assignment")
_QUESTION = Columns(LiveQuestion, "question")
_LOAD = f"""
SELECT {_LIVE_ROUND}, {_ASSIGNMENT}, {_QUESTION} FROM quizzes_liveround AS live_round
JOIN quizzes_assignment AS assignment ON assignment.id = live_round.assignment_id
LEFT JOIN quizzes_livequestion AS question ON question.id = live_round.current_id
WHERE live_round.id = %s
"""  # noqa: S608  # names of our own
_ROUND = "SELECT id, revision FROM quizzes_liveround WHERE id = %s"
_ROUND_OF_CLASS = """
SELECT round.id, round.revision FROM quizzes_liveround AS round
JOIN quizzes_assignment AS assignment ON assignment.id = round.assignment_id
WHERE assignment.classroom_id = %s AND round.ended_at IS NULL ORDER BY round.created_at DESC LIMIT 1
"""


def load(pk: int) -> LiveRound:
    """Read the round as it is now, with its assignment and its current question. Raises LiveRound.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [pk])
        row = cursor.fetchone()
    if row is None:
        raise LiveRound.DoesNotExist
    live_round, rest = _LIVE_ROUND.read(row), row[len(_LIVE_ROUND) :]
    live_round.assignment, question = _ASSIGNMENT.read(rest), rest[len(_ASSIGNMENT) :]
    live_round.current = _QUESTION.read(question) if live_round.current_id else None
    return live_round


def cached_round(pk: int) -> LiveRound:
    """Return the round as it is now. Never change it, since others share it. Raises LiveRound.DoesNotExist."""
    live_round = _cached_round(_ROUND, pk)
    if live_round is None:
        raise LiveRound.DoesNotExist
    return live_round


def cached_round_of_class(classroom: Classroom) -> LiveRound | None:
    """Return the latest round of the class that is not over, or None. Never change it, since others share it."""
    return _cached_round(_ROUND_OF_CLASS, classroom.pk)


def _cached_round(statement: str, pk: int) -> LiveRound | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    return round_at_revision(*row)


def round_at_revision(pk: int, revision: int) -> LiveRound:
    """Return the round at this revision or a later one. Never change it. Raises LiveRound.DoesNotExist."""
    return cached_rounds.get_or_make(pk, lambda: load(pk), revision=revision)
