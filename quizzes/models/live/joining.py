"""Let students join a live round, change what is stored about them, and remove them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction

from quizzes.db.bulk import insert_row
from quizzes.models.attempts.attempts import Attempt
from quizzes.models.classes.enrolments import Enrolment, NicknameTaken

from .players import LivePlayer
from .rounds import LiveRound, StaleRevision

# This reads whether the round is over, is locked and has room for one more, and the player that a student is already.
# It is in SQL, as everybody joins at one moment and waits for the others' transactions.
_ROOM = """
SELECT round.ended_at IS NOT NULL, round.is_locked, round.max_players > (
    SELECT count(*) FROM quizzes_liveplayer AS player WHERE player.round_id = round.id AND player.removed_at IS NULL
), (SELECT player.id FROM quizzes_liveplayer AS player WHERE player.round_id = round.id AND player.enrolment_id = %s)
FROM quizzes_liveround AS round WHERE round.id = %s
"""


class CannotPlay(Exception):
    """Raised when a round does not take somebody: it is over, closed or full, or its host has removed this player."""

    OVER, CLOSED, FULL, REMOVED = "over", "closed", "full", "removed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def join(live_round: LiveRound, enrolment: Enrolment, now: dt.datetime) -> LivePlayer:
    """Let a student of the class take part; return the player, who may be there already. Raises CannotPlay."""
    with transaction.atomic(savepoint=False):  # A whole school joins at one moment: each statement counts.
        if connection.features.has_select_for_update:
            # Those who join at one moment take turns, as SQLite's transaction lets them.
            LiveRound.objects.select_for_update().get(pk=live_round.pk)
        with connection.cursor() as cursor:
            cursor.execute(_ROOM, [enrolment.pk, live_round.pk])
            is_over, is_locked, has_room, player_pk = cursor.fetchone()
        player: LivePlayer | None = live_round.players.get(pk=player_pk) if player_pk else None
        if player is None and not (is_over or is_locked) and has_room:
            return _create_player(live_round, enrolment, now)
    # This is outside the block, as an exception within it would lose the caller's transaction too.
    if player is None:
        raise CannotPlay(CannotPlay.OVER if is_over else CannotPlay.CLOSED if is_locked else CannotPlay.FULL)
    if player.removed_at:
        raise CannotPlay(CannotPlay.REMOVED)
    return player


def _create_player(live_round: LiveRound, enrolment: Enrolment, now: dt.datetime) -> LivePlayer:
    attempt = Attempt(
        learner_id=enrolment.learner_id,
        quiz_id=live_round.assignment.quiz_id,
        assignment=live_round.assignment,
        title=live_round.assignment.title,
        has_feedback_at_once=False,
        has_certainty=live_round.assignment.has_certainty,
        length=0,  # until the round is over
        started_at=now,
    )
    insert_row(attempt)
    extra_percent = LivePlayer.extra_percent_of(enrolment)
    player = LivePlayer(
        round=live_round,
        enrolment=enrolment,
        attempt=attempt,
        team=_smallest_team(live_round) if live_round.team_count else None,
        extra_percent=extra_percent,
        joined_at=now,
    )
    insert_row(player)
    if extra_percent:
        live_round.touch()  # The room now waits longer.
    return player


def _smallest_team(live_round: LiveRound) -> int:
    sizes = dict.fromkeys(range(1, live_round.team_count + 1), 0)
    for team in live_round.players.present().values_list("team", flat=True):
        if team in sizes:
            sizes[team] += 1
    return min(sizes, key=lambda team: (sizes[team], team))


def change_player(player: LivePlayer, **fields: Any) -> None:
    """Store these fields, and let everybody see the change, even if it stands in another row and no field is passed."""
    with transaction.atomic():
        LiveRound.objects.filter(pk=player.round_id).touch_players()
        LivePlayer.objects.filter(pk=player.pk).update(**fields)


def rename(player: LivePlayer, nickname: str) -> None:
    """Give a player another nickname, which they have in the whole class from then on. Raises NicknameTaken."""
    enrolment = player.enrolment
    enrolment.nickname = nickname
    try:
        with transaction.atomic():
            change_player(player)  # It comes first, as in everything that changes a round.
            enrolment.save(update_fields=["nickname", "folded_nickname"])
    except IntegrityError:
        raise NicknameTaken from None


def choose_team(player: int, team: int) -> None:
    """Put a player into a team. This announces nothing: the lobby is read a few times a second anyway."""
    LivePlayer.objects.filter(pk=player).update(team=team)


def remove(player: LivePlayer, now: dt.datetime) -> None:
    """Remove a player, who can neither answer nor come back, and whose answers do not count."""
    with transaction.atomic():
        attempts = list(Attempt.objects.filter(player=player))
        change_player(player, attempt=None, removed_at=now)  # It comes first, so that no answer comes in any more.
        for attempt in attempts:
            attempt.delete()


def remove_all(live_round: LiveRound) -> None:
    """Empty the lobby. Raises StaleRevision if the round has begun.

    Nobody is barred: those who belong here join again, as new students if the round has its own class.
    """
    with transaction.atomic():
        lobby = LiveRound.objects.open().filter(pk=live_round.pk, stage=LiveRound.Stage.LOBBY)
        if not lobby.touch_players():
            raise StaleRevision
        Attempt.objects.filter(player__round=live_round).delete()
        if live_round.has_own_class:
            live_round.classroom.enrolments.filter(plays__round=live_round).delete()
        live_round.players.all().delete()
