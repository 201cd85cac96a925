"""Make the contexts of the templates that show a live round at a moment."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from quizzes.items.picks import listed_picks, picks_of
from quizzes.models import LiveQuestion, LiveRound, Phase, Response, standings_of, teams_of
from quizzes.nicknames import is_rude
from quizzes.scoring import CERTAINTIES

MAX_LOBBY_NAMES = 120  # more than a wall can show
MAX_RANK_IN_STANDING = 5  # between two questions
MAX_RANK_ON_PODIUM = 3
MAX_SHOWN_PLAYERS = 10  # where several share a rank
MAX_SHOWN_ANSWERS = 8  # different typed answers that a wall can show
# These are written in SQL: each host gets counts a few times a second, and in a school many rooms change at once.
_PLACES = "SELECT place FROM quizzes_livequestion WHERE round_id = %s AND vote = 1 AND skipped_at IS NULL"
_REVEALED = """
SELECT DISTINCT place FROM quizzes_livequestion WHERE round_id = %s AND revealed_at IS NOT NULL ORDER BY place
"""
_VOTES = """
SELECT CAST(response.answer AS text), count(*) FROM quizzes_response AS response
JOIN quizzes_liveplayer AS player ON player.attempt_id = response.attempt_id
WHERE player.round_id = %s AND response.position = %s AND response.answered_at IS NOT NULL
GROUP BY CAST(response.answer AS text)
"""
_PROGRESS = """
SELECT count(*), count(response.id) FROM quizzes_liveplayer AS player
LEFT JOIN quizzes_response AS response ON response.attempt_id = player.attempt_id AND response.position = %s
                                          AND response.answered_at IS NOT NULL
WHERE player.round_id = %s AND player.removed_at IS NULL
"""
QUESTION_PHASES = (Phase.READING, Phase.ANSWERING, Phase.LOCKED, Phase.DISCUSSION, Phase.REVEAL)


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose one option, also in the first vote if there were two. The percent are of those who answered."""

    text: str
    is_right: bool
    count: int
    percent: int
    first_count: int | None = None
    first_percent: int | None = None


def stage_context(live_round: LiveRound, phase: Phase) -> dict[str, Any]:
    """Return what the templates need in this phase and no more: the key is not in it before the reveal.

    A paused round shows nothing of its question, since the time stands still for reading too.
    """
    question = live_round.current
    context: dict[str, Any] = {
        "live_round": live_round,
        "phase": phase.value,
        "question": question,
        "total": len(places := _places(live_round)),
    }
    if question and phase in QUESTION_PHASES:
        context["number"] = sum(place <= question.place for place in places)
        context |= _question_context(question, phase)
    if phase in (Phase.STANDING, Phase.PODIUM, Phase.ENDED):
        standings = standings_of(live_round)
        context["standings"] = standings
        max_rank = MAX_RANK_IN_STANDING if phase == Phase.STANDING else MAX_RANK_ON_PODIUM
        context["top"] = [each for each in standings if each.rank <= max_rank][:MAX_SHOWN_PLAYERS]
        context["teams"] = teams_of(standings) if live_round.team_count else []
        context["player_count"] = len(standings)
    return context


def who_is_there(live_round: LiveRound, phase: Phase) -> dict[str, Any]:
    """Count for the host and the wall how many are here, or have answered: this changes within a phase."""
    if phase == Phase.ANSWERING:
        return dict(progress(live_round))
    if phase != Phase.LOBBY:
        return {}
    players = live_round.players.present()
    newest = players.order_by("-pk").values_list("enrolment__nickname", "is_muted", "team")[:MAX_LOBBY_NAMES]
    return {"player_count": players.count(), "newest": list(newest)}


def _places(live_round: LiveRound) -> list[int]:
    """Return the places of the questions that count, whether they were asked yet or not."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [live_round.pk])
        return [place for (place,) in cursor.fetchall()]


def revealed(live_round: LiveRound) -> list[int]:
    """Return the places of the questions whose answer has been shown."""
    with connection.cursor() as cursor:
        cursor.execute(_REVEALED, [live_round.pk])
        return [place for (place,) in cursor.fetchall()]


def _question_context(question: LiveQuestion, phase: Phase) -> dict[str, Any]:
    if phase == Phase.READING:
        return {"stem": question.frozen.stem, "opens_at": _epoch_ms(question.opens_at)}
    if phase in (Phase.ANSWERING, Phase.DISCUSSION, Phase.LOCKED):
        return {"shown": question.present(), "ends_at": _epoch_ms(question.locks_at), "lasts": _duration_ms(question)}
    return {"stem": question.frozen.stem, "review": question.review(), "shares": shares_of(question)}


def _epoch_ms(moment: dt.datetime | None) -> int | None:
    """Return the milliseconds since 1970, as browsers count them."""
    return round(moment.timestamp() * 1000) if moment else None


def _duration_ms(question: LiveQuestion) -> int | None:
    """Return for how many milliseconds the question is open, without anybody's extra time; None for no limit."""
    if question.opens_at is None or question.locks_at is None:
        return None
    return round((question.locks_at - question.opens_at).total_seconds() * 1000)


def progress(live_round: LiveRound) -> dict[str, int]:
    """Count how many of how many have answered the question that is open."""
    position = live_round.current.position if live_round.current else None
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, [position, live_round.pk])
        player_count, answered = cursor.fetchone()
    return {"answered": answered, "player_count": player_count}


def _answers(question: LiveQuestion) -> Any:
    responses = Response.objects.filter(attempt__player__round=question.round_id, position=question.position or 0)
    return responses.filter(answered_at__isnull=False)


@dataclass(frozen=True, slots=True)
class _Votes:
    """The options chosen in one vote: how often each was, whether it is right, and how many players answered."""

    counts: Counter[str]
    answered: int
    is_right: dict[str, bool]

    @classmethod
    def on(cls, question: LiveQuestion) -> _Votes:
        """Read the votes on a question in one query, whatever the size of the room."""
        frozen = question.frozen
        counts: Counter[str] = Counter()
        answered, is_right = 0, {}
        with connection.cursor() as cursor:
            cursor.execute(_VOTES, [question.round_id, question.position or 0])
            rows = cursor.fetchall()
        for text, count in rows:
            answered += count
            for pick in picks_of(frozen.type, frozen.item, json.loads(text)):
                counts[pick.text] += count
                is_right[pick.text] = pick.is_right
        return cls(counts, answered, is_right)

    def percent(self, text: str) -> int:
        return round(100 * self.counts[text] / self.answered) if self.answered else 0


def votes_for(question: LiveQuestion) -> list[tuple[str, int]]:
    """Return for the host before the reveal how often each option was chosen, most frequent first, without the key."""
    return _Votes.on(question).counts.most_common(MAX_SHOWN_ANSWERS)


def shares_of(question: LiveQuestion) -> list[Share]:
    """Return how often each listed option was chosen, or else the most frequent of the typed answers.

    It takes one query, or three after two votes.
    """
    votes, frozen = _Votes.on(question), question.frozen
    before = None
    if question.vote > 1:
        before = _Votes.on(LiveQuestion.objects.get(round=question.round_id, place=question.place, vote=1))
    is_right = votes.is_right | {pick.text: pick.is_right for pick in listed_picks(frozen.type, frozen.item)}
    listed = [pick.text for pick in listed_picks(frozen.type, frozen.item)]
    return [
        Share(
            text,
            is_right[text],
            votes.counts[text],
            votes.percent(text),
            before.counts[text] if before else None,
            before.percent(text) if before else None,
        )
        for text in listed
        or [text for text, _count in votes.counts.most_common() if not is_rude(text)][:MAX_SHOWN_ANSWERS]
    ]


def confidently_wrong(question: LiveQuestion) -> list[str]:
    """Return, for the host alone, the nicknames of those who were wholly wrong and most certain."""
    wrong = _answers(question).filter(fraction=0, certainty=CERTAINTIES[-1])
    return list(
        wrong.order_by("attempt__player__enrolment__nickname").values_list(
            "attempt__player__enrolment__nickname", flat=True
        )
    )
