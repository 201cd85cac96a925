"""Rank the players and teams of a live round. Scores are always summed from the stored answers, never kept beside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean

from django.db import connection

from quizzes import scoring
from quizzes.models.attempts.responses import Response

from .rounds import LiveRound

# These are in SQL, as in statements.py, since in a school many rounds come to a standing at the same moment.
_PLAYERS = """
SELECT player.id, player.attempt_id, enrolment.nickname, player.is_muted, player.team
FROM quizzes_liveplayer AS player JOIN quizzes_enrolment AS enrolment ON enrolment.id = player.enrolment_id
WHERE player.round_id = %s AND player.removed_at IS NULL ORDER BY player.id
"""
_EARNED = """
SELECT response.attempt_id, coalesce(sum(response.mark), 0.0),
       count(CASE WHEN response.fraction = 1 AND response.max_mark > 0 THEN 1 END)
FROM quizzes_response AS response JOIN quizzes_liveplayer AS player ON player.attempt_id = response.attempt_id
WHERE player.round_id = %s GROUP BY response.attempt_id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a player.

    `score` is the points if the host has switched on speed or streaks, else the mark; `right` is how many answers are.
    """

    player: int
    name: str
    is_muted: bool
    team: int | None
    mark: float
    right: int
    score: float
    rank: int
    streak: int = 0


@dataclass(frozen=True, slots=True)
class TeamStanding:
    team: int
    size: int
    score: float  # the mean of its members
    rank: int


def standings_of(live_round: LiveRound) -> list[Standing]:
    """Return the players, the best first; those with the same score share a rank and are ordered by name.

    It takes two queries, whatever the size of the room.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLAYERS, [live_round.pk])
        players = cursor.fetchall()
    earned = _points(live_round) if live_round.has_points else _marks(live_round)
    rows = [
        (player, name, bool(muted), team, *earned.get(attempt, (0.0, 0, 0.0, 0)))
        for player, attempt, name, muted, team in players
    ]
    standings = [
        Standing(player, name, muted, team, mark, right, score, rank, streak)
        for rank, (player, name, muted, team, mark, right, score, streak) in zip(
            scoring.ranks([row[6] for row in rows]), rows, strict=True
        )
    ]
    return sorted(standings, key=lambda standing: (standing.rank, standing.name.casefold()))


def teams_of(standings: list[Standing]) -> list[TeamStanding]:
    """Return the teams, the best first."""
    members: dict[int, list[float]] = defaultdict(list)
    for standing in standings:
        if standing.team is not None:
            members[standing.team].append(standing.score)
    means = {team: fmean(scores) for team, scores in members.items()}
    teams = [
        TeamStanding(team, len(members[team]), mean, rank)
        for (team, mean), rank in zip(means.items(), scoring.ranks(means.values()), strict=True)
    ]
    return sorted(teams, key=lambda team: (team.rank, team.team))


_Earned = dict[int | None, tuple[float, int, float, int]]  # by attempt: mark, right answers, score, streak


def _marks(live_round: LiveRound) -> _Earned:
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, [live_round.pk])
        return {attempt: (mark, right, mark, 0) for attempt, mark, right in cursor.fetchall()}


def _points(live_round: LiveRound) -> _Earned:
    """Return the points by attempt. A question that was left out, or is not wholly right, ends a streak."""
    positions = [q.position for q in live_round.questions.filter(max_mark__gt=0).order_by("position") if q.position]
    answers: dict[int, dict[int, tuple[float, float, int]]] = defaultdict(dict)
    rows = Response.objects.filter(attempt__player__round=live_round, answered_at__isnull=False, max_mark__gt=0)
    limits = dict(live_round.players.present().values_list("attempt", "extra_percent"))
    untimed = set(live_round.players.present().filter(is_untimed=True).values_list("attempt", flat=True))
    for attempt, position, fraction, mark, took_ms in rows.order_by().values_list(
        "attempt", "position", "fraction", "mark", "took_ms"
    ):
        answers[attempt][position] = (fraction or 0.0, mark or 0.0, took_ms or 0)
    earned_by: _Earned = {}
    for attempt, by_position in answers.items():
        mark, right, score, streak = 0.0, 0, 0.0, 0
        limit = _limit(live_round, limits.get(attempt, 0), is_untimed=attempt in untimed)
        for position in positions:
            fraction, earned, took_ms = by_position.get(position, (0.0, 0.0, 0))
            streak = streak + 1 if fraction == 1 else 0
            mark, right = mark + earned, right + (fraction == 1)
            score += scoring.points(fraction, took_ms / 1000, limit)
            score += scoring.streak_bonus(streak) if live_round.has_streaks else 0
        earned_by[attempt] = (mark, right, score, streak)
    return earned_by


def _limit(live_round: LiveRound, extra_percent: int, *, is_untimed: bool) -> float | None:
    """Return the seconds by which a player's speed is measured; None if it is not, and the answer earns all points."""
    if not live_round.has_speed or live_round.answer_seconds is None or is_untimed:
        return None
    return live_round.answer_seconds * (1 + extra_percent / 100)
