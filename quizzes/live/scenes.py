"""What a live round shows at a moment, as the context of its templates."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, TextField
from django.db.models.functions import Cast

from quizzes.items.picks import listed_picks, picks_of
from quizzes.models import LiveQuestion, LiveRound, Phase, Response, standings_of, teams_of
from quizzes.scoring import CERTAINTIES

FEW_NAMES = 120  # names in the lobby: more than a wall can show
TOP = 5  # of the standing between two questions
MOST_ROWS = 8  # different answers that a wall can show where they are typed
WITH_QUESTION = (Phase.READING, Phase.ANSWERING, Phase.LOCKED, Phase.DISCUSSION, Phase.REVEAL)


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose one thing; of the first vote too where there were two. Percent of those who answered."""

    text: str
    is_right: bool
    count: int
    percent: int
    first_count: int | None = None
    first_percent: int | None = None


def load(pk: int) -> LiveRound:
    """The round as it is now, with all that a scene needs of it. One query. Raises LiveRound.DoesNotExist."""
    return LiveRound.objects.select_related("current", "assignment__classroom", "assignment__quiz").get(pk=pk)


def scene(live_round: LiveRound, phase: Phase, *, for_room: bool = False) -> dict[str, Any]:
    """What the templates need in this phase and no more: no key before the reveal. for_room: for the host and the wall.

    A paused round shows nothing of its question: the time stands still for reading too.
    """
    question = live_round.current
    context: dict[str, Any] = {
        "live_round": live_round,
        "phase": phase.value,
        "question": question,
        "total": live_round.questions.filter(vote=1, skipped_at=None).count(),
    }
    if question and phase in WITH_QUESTION:
        context |= _of_question(live_round, question, phase)
    if phase in (Phase.STANDING, Phase.PODIUM, Phase.ENDED):
        standings = standings_of(live_round)
        context["standings"] = standings
        context["top"] = [one for one in standings if one.rank <= (TOP if phase == Phase.STANDING else 3)][: 2 * TOP]
        context["teams"] = teams_of(standings) if live_round.team_count else []
        context["player_count"] = len(standings)
    if phase == Phase.LOBBY and for_room:
        players = live_round.players.present()
        context["player_count"] = players.count()
        newest = players.order_by("-pk").values_list("enrolment__nickname", "is_muted", "team")[:FEW_NAMES]
        context["newest"] = list(newest)
    if phase == Phase.ANSWERING and for_room:
        context |= progress(live_round)
    return context


def _of_question(live_round: LiveRound, question: LiveQuestion, phase: Phase) -> dict[str, Any]:
    place = live_round.questions.filter(vote=1, skipped_at=None, place__lte=question.place).count()
    found: dict[str, Any] = {"number": place}
    if phase == Phase.READING:
        return {**found, "stem": question.frozen.stem, "opens_at": _epoch(question.opens_at)}
    if phase in (Phase.ANSWERING, Phase.DISCUSSION, Phase.LOCKED):
        found["shown"] = question.present()
        found["ends_at"] = _epoch(question.locks_at)
        found["lasts"] = _lasts(question)
        return found
    return {**found, "stem": question.frozen.stem, "review": question.review(), "shares": shares_of(question)}


def _epoch(moment: dt.datetime | None) -> int | None:
    """Milliseconds, as browsers count."""
    return round(moment.timestamp() * 1000) if moment else None


def _lasts(question: LiveQuestion) -> int | None:
    """Milliseconds, without anybody's extra time."""
    if question.opens_at is None or question.locks_at is None:
        return None
    return round((question.locks_at - question.opens_at).total_seconds() * 1000)


def progress(live_round: LiveRound) -> dict[str, int]:
    """How many of how many have answered the question that is open."""
    question = live_round.current
    given = _answers(question).filter(attempt__player__removed_at=None).count() if question else 0
    return {"answered": given, "player_count": live_round.players.present().count()}


def _answers(question: LiveQuestion) -> Any:
    given = Response.objects.filter(attempt__player__round=question.round_id, position=question.position or 0)
    return given.filter(answered_at__isnull=False)


def shares_of(question: LiveQuestion) -> list[Share]:
    """What was chosen how often, as listed; of typed answers the most frequent. Two queries, four after two votes."""
    counts, answered = _counts(question)
    first = LiveQuestion.objects.filter(round=question.round_id, place=question.place, vote=1).exclude(pk=question.pk)
    before, before_answered = next(((_counts(one)) for one in first), (Counter[str](), 0))
    it = question.frozen
    is_right = {pick.text: pick.is_right for pick in listed_picks(it.type, it.item)}
    listed = list(is_right) or [text for text, _count in (counts + before).most_common(MOST_ROWS)]
    typed = {text: right for (text, right) in _typed(question) if text not in is_right}
    return [
        Share(
            text,
            is_right.get(text, typed.get(text, False)),
            counts[text],
            _percent(counts[text], answered),
            before[text] if before_answered else None,
            _percent(before[text], before_answered) if before_answered else None,
        )
        for text in listed
    ]


def _counts(question: LiveQuestion) -> tuple[Counter[str], int]:
    """By what was chosen, and how many answered."""
    it = question.frozen
    counts: Counter[str] = Counter()
    answered = 0
    for text, count in _grouped(question):
        answered += count
        for pick in picks_of(it.type, it.item, json.loads(text)):
            counts[pick.text] += count
    return counts, answered


def _typed(question: LiveQuestion) -> list[tuple[str, bool]]:
    it = question.frozen
    picks = [pick for text, _count in _grouped(question) for pick in picks_of(it.type, it.item, json.loads(text))]
    return [(pick.text, pick.is_right) for pick in picks]


def _grouped(question: LiveQuestion) -> list[tuple[str, int]]:
    """(answer as JSON, how many gave it)"""
    as_text = _answers(question).order_by().annotate(as_text=Cast("answer", TextField()))
    return list(as_text.values_list("as_text").annotate(Count("pk")))


def _percent(count: int, of: int) -> int:
    return round(100 * count / of) if of else 0


def confidently_wrong(question: LiveQuestion) -> list[str]:
    """Who was wholly wrong and most certain: for the host alone."""
    wrong = _answers(question).filter(fraction=0, certainty=CERTAINTIES[-1])
    return list(
        wrong.order_by("attempt__player__enrolment__nickname").values_list(
            "attempt__player__enrolment__nickname", flat=True
        )
    )
