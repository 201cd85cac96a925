"""Store the answers in a live round: the hot path of a room in which everybody answers within the same second."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from quizzes import scoring
from quizzes.db.columns import as_stored
from quizzes.models.attempts.responses import Response
from quizzes.models.classes.learners import Learner

from .questions import GRACE, LiveQuestion, cached_question, opened_questions

PLAIN_TYPES = (int, float, str, type(None))  # Every database takes them as they are.

# The last condition says who owns a learner: it is the rule of `quizzes.views.identity.owned_by`.
_OWN_PLAYER = """
SELECT player.id, player.attempt_id, player.extra_percent, player.is_untimed, player.removed_at IS NOT NULL,
       round.ended_at IS NOT NULL, round.id, enrolment.nickname, classroom.code,
       CASE WHEN learner.user_id IS NULL THEN enrolment.words ELSE '' END
FROM quizzes_liveround AS round
JOIN quizzes_liveplayer AS player ON player.round_id = round.id
JOIN quizzes_enrolment AS enrolment ON enrolment.id = player.enrolment_id
JOIN quizzes_learner AS learner ON learner.id = enrolment.learner_id
JOIN quizzes_classroom AS classroom ON classroom.id = enrolment.classroom_id
WHERE round.uuid = %s AND (learner.user_id = %s OR learner.user_id IS NULL AND learner.key = %s)
"""

# One statement decides whether the question is open to this player: the host's lock, the time, a pause, a removal.
# {lock}: on PostgreSQL it waits for whoever locks or reveals the question, or removes the player, at this moment. They
# change the round before anything else, so that nobody waits for somebody who waits for them.
_STORE_LIVE_ANSWER = """
INSERT INTO quizzes_response ({columns})
SELECT player.attempt_id, {values}
FROM quizzes_liveplayer AS player
JOIN quizzes_liveround AS round ON round.id = player.round_id
JOIN quizzes_livequestion AS question ON question.id = round.current_id
WHERE player.id = %s AND player.removed_at IS NULL AND question.id = %s
  AND round.stage = 'question' AND round.paused_at IS NULL AND round.ended_at IS NULL
  AND question.timing = %s AND question.locked_at IS NULL AND question.opens_at <= %s
  AND (question.locks_at IS NULL OR player.is_untimed OR question.locks_at >= %s)
{lock}
ON CONFLICT (attempt_id, position) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class PlayerRef:
    """A player as the answer path needs them: primary keys, and what decides how much time they have."""

    player: int
    attempt: int | None
    extra_percent: int
    is_untimed: bool
    is_removed: bool
    is_over: bool
    round: int
    nickname: str
    code: str  # of the class
    words: str  # with which they come back; "" if they have an account


def player_ref(round_uuid: uuid.UUID, key: uuid.UUID | None, user: int | None) -> PlayerRef | None:
    """Return the player that this browser or this user is in a round, or None, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN_PLAYER, [as_stored(Learner, "key", round_uuid), user, as_stored(Learner, "key", key)])
        row = cursor.fetchone()
    if row is None:
        return None
    player, attempt, extra_percent, is_untimed, is_removed, is_over, *rest = row
    return PlayerRef(player, attempt, extra_percent, bool(is_untimed), bool(is_removed), bool(is_over), *rest)


def store_live_answer(
    seat: PlayerRef, question: LiveQuestion, answer: dict[str, Any], certainty: int | None, now: dt.datetime
) -> bool:
    """Store an answer for good; return False, and store nothing, if the question is not open or is answered already.

    `question` may come from `cached_question`: what was computed from its times is stored only if they still hold.
    """
    if _insert(seat, question, answer, certainty, now):
        return True
    opened_questions.forget(question.pk)
    try:
        fresh = cached_question(question.pk)
    except LiveQuestion.DoesNotExist:  # The host has skipped it.
        return False
    return fresh.timing != question.timing and _insert(seat, fresh, answer, certainty, now)


def _insert(
    seat: PlayerRef, question: LiveQuestion, answer: dict[str, Any], certainty: int | None, now: dt.datetime
) -> bool:
    frozen = question.frozen
    fraction = frozen.type.grade(frozen.item, answer)
    opens_at, closes_at = question.opens_at or now, question.closes_for(seat.extra_percent)
    values = {
        "position": question.position,
        "version": question.version_id,
        "variant": question.variant,
        "holds_back_paragraph": False,
        "max_mark": question.max_mark,
        "answer": answer,
        "fraction": fraction,
        "mark": None if fraction is None else scoring.mark(fraction, question.max_mark, certainty),
        "dropped": "",
        "certainty": certainty,
        "saved_by": "",
        "saved_number": 0,
        "answered_at": now,
        "took_ms": max(0, round((now - opens_at).total_seconds() * 1000)),
        "comment": "",
    }
    longer = closes_at - question.locks_at if closes_at and question.locks_at else dt.timedelta()
    moments = [as_stored(Response, "answered_at", moment) for moment in (now, now - longer - GRACE)]
    with connection.cursor() as cursor:
        stored = [
            value if isinstance(value, PLAIN_TYPES) else as_stored(Response, field, value)
            for field, value in values.items()
        ]
        cursor.execute(
            _store_live_answer(tuple(values)), [*stored, seat.player, question.pk, question.timing, *moments]
        )
        return bool(cursor.rowcount)


@cache
def _store_live_answer(fields: tuple[str, ...]) -> str:
    columns: Any = [Response._meta.get_field(field) for field in fields]
    is_postgresql = connection.vendor == "postgresql"  # It has to be told the type of a value that it selects.
    return _STORE_LIVE_ANSWER.format(
        columns=", ".join(["attempt_id", *(column.column for column in columns)]),
        values=", ".join(f"CAST(%s AS {column.db_type(connection)})" if is_postgresql else "%s" for column in columns),
        lock="FOR SHARE OF round, question, player" if is_postgresql else "",
    )
