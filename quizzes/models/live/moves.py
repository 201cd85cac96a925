"""Make the moves of a host: each of them takes a live round from one stage to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection, models, transaction
from django.db.models import F

from quizzes.db.bulk import update_row
from quizzes.models.attempts.responses import Response

from .questions import LiveQuestion, Phase
from .rounds import LiveRound, StaleRevision

Stage = LiveRound.Stage
# These are in SQL, as in statements.py, since in a school many rounds go on at the same moment.
_PLANNED = """
SELECT * FROM quizzes_livequestion
WHERE round_id = %s AND opens_at IS NULL AND skipped_at IS NULL AND locked_at IS NULL AND vote = 1
ORDER BY place LIMIT 1
"""
_LAST_POSITION = "SELECT max(position) FROM quizzes_livequestion WHERE round_id = %s"


def next_question(live_round: LiveRound, now: dt.datetime) -> None:
    """Ask the next question, or show the podium after the last. Raises StaleRevision during a question."""
    if live_round.stage == Stage.QUESTION:
        raise StaleRevision
    _ask_next(live_round, now)


@transaction.atomic
def _ask_next(live_round: LiveRound, now: dt.datetime) -> None:
    question = next(iter(LiveQuestion.objects.raw(_PLANNED, [live_round.pk])), None)
    if question is None:
        live_round.change(stage=Stage.PODIUM, paused_at=None)
        return
    live_round.change(stage=Stage.QUESTION, current=question, paused_at=None)
    _open(live_round, question, now + dt.timedelta(seconds=live_round.reading_seconds))


def _open(live_round: LiveRound, question: LiveQuestion, opens_at: dt.datetime) -> None:
    if question.position is None:
        with connection.cursor() as cursor:
            cursor.execute(_LAST_POSITION, [live_round.pk])
            question.position = (cursor.fetchone()[0] or 0) + 1
    limit = live_round.answer_seconds
    question.opens_at = opens_at
    question.locks_at = opens_at + dt.timedelta(seconds=limit) if limit else None
    question.locked_at = None
    question.timing += 1
    update_row(question, ("position", "opens_at", "locks_at", "locked_at", "timing"))


def _responses_to(live_round: LiveRound, questions: Iterable[LiveQuestion]) -> models.QuerySet[Response]:
    positions = [question.position for question in questions if question.position]
    return Response.objects.filter(attempt__player__round=live_round, position__in=positions)


def _question_in_phase(live_round: LiveRound, now: dt.datetime, *phases: Phase) -> LiveQuestion:
    """Return the current question. Raises StaleRevision if the room sees the round in none of these phases."""
    percent, is_untimed = live_round.slowest()
    if live_round.current is None or live_round.phase(now, percent, is_untimed=is_untimed) not in phases:
        raise StaleRevision
    return live_round.current


@transaction.atomic
def open_now(live_round: LiveRound, now: dt.datetime) -> None:
    """End the reading time, or the discussion."""
    question = _question_in_phase(live_round, now, Phase.READING, Phase.DISCUSSION)
    live_round.change()
    _open(live_round, question, now)


@transaction.atomic
def lock(live_round: LiveRound, now: dt.datetime) -> None:
    question = _question_in_phase(live_round, now, Phase.ANSWERING)
    live_round.change()
    question.locked_at = now
    update_row(question, ("locked_at",))


@transaction.atomic
def extend(live_round: LiveRound, now: dt.datetime, seconds: int) -> None:
    """Give everybody more time; a question whose time is up, and whose answer is not shown yet, opens again."""
    question = _question_in_phase(live_round, now, Phase.ANSWERING, Phase.LOCKED)
    if question.locks_at is None:
        question.locked_at = None  # It has no limit, so it just opens again.
    else:
        question.locks_at = max(question.locks_at, now) + dt.timedelta(seconds=seconds)
        question.locked_at = None
    live_round.change()
    question.timing += 1
    update_row(question, ("locks_at", "locked_at", "timing"))


@transaction.atomic
def vote_again(live_round: LiveRound, now: dt.datetime) -> None:
    """Let the room discuss a question whose answer nobody knows yet, and ask it once more: this is peer instruction.

    The second vote counts, the first one does not; both are kept, and both are shown.
    """
    first = _question_in_phase(live_round, now, Phase.LOCKED)
    if first.vote == 2:
        raise StaleRevision
    live_round.change()
    second = LiveQuestion.objects.create(
        round=live_round,
        place=first.place,
        vote=2,
        version=first.version,
        variant=first.variant,
        max_mark=first.max_mark,
    )
    first.locked_at, first.max_mark = first.locked_at or now, 0
    update_row(first, ("locked_at", "max_mark"))
    _responses_to(live_round, [first]).update(max_mark=0, mark=0, dropped=Response.Dropped.VOTE)
    live_round.change(current=second)


@transaction.atomic
def reveal(live_round: LiveRound, now: dt.datetime) -> None:
    """Show what was right, and the sentence. From now on no answer is taken."""
    question = _question_in_phase(live_round, now, Phase.ANSWERING, Phase.LOCKED)
    live_round.change(stage=Stage.REVEAL)
    question.locked_at, question.revealed_at = question.locked_at or now, now
    update_row(question, ("locked_at", "revealed_at"))


def show_standing(live_round: LiveRound, _now: dt.datetime) -> None:
    if live_round.stage != Stage.REVEAL:
        raise StaleRevision
    live_round.change(stage=Stage.STANDING)


def show_podium(live_round: LiveRound, _now: dt.datetime) -> None:
    """End the questions, also before all were asked."""
    live_round.change(stage=Stage.PODIUM, paused_at=None)


def go_back(live_round: LiveRound, _now: dt.datetime, place: int) -> None:
    """Show the answer to an earlier question once more. The next question stays the same."""
    question = live_round.questions.filter(place=place, revealed_at__isnull=False).order_by("vote").last()
    if question is None or live_round.stage in (Stage.LOBBY, Stage.QUESTION):
        raise StaleRevision
    live_round.change(stage=Stage.REVEAL, current=question, paused_at=None)


@transaction.atomic
def skip(live_round: LiveRound, now: dt.datetime) -> None:
    """Skip the question that is being asked: it counts for nobody."""
    question = live_round.current
    if question is None or live_round.stage != Stage.QUESTION:
        raise StaleRevision
    live_round.change()  # It comes before anything else: see _STORE_LIVE_ANSWER.
    votes = live_round.questions.filter(place=question.place)
    _responses_to(live_round, votes).delete()
    votes.update(position=None, skipped_at=now, locked_at=now, timing=F("timing") + 1)
    _ask_next(live_round, now)


def pause(live_round: LiveRound, now: dt.datetime) -> None:
    if live_round.paused_at is not None or live_round.stage == Stage.LOBBY:
        raise StaleRevision
    live_round.change(paused_at=now)


@transaction.atomic
def resume(live_round: LiveRound, now: dt.datetime) -> None:
    """Go on with the time that was left when the round was paused."""
    paused_at, question = live_round.paused_at, live_round.current
    if paused_at is None:
        raise StaleRevision
    live_round.change(paused_at=None)
    if question is None or question.opens_at is None or live_round.stage != Stage.QUESTION:
        return
    pause_length = max(dt.timedelta(), now - paused_at)
    question.opens_at += pause_length
    question.locks_at = question.locks_at + pause_length if question.locks_at else None
    question.timing += 1
    update_row(question, ("opens_at", "locks_at", "timing"))
