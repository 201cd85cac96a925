"""Count who is here, or has answered, a few times a second for the host and the wall; no counter is kept beside it."""

from __future__ import annotations

import datetime as dt

from django.template.loader import render_to_string

from quizzes import clock
from quizzes.models import LiveRound, Phase, StaleRevision
from quizzes.models.live.moves import lock

from .cache import load
from .contexts import progress
from .messages import StageMessage, stage_message
from .subscribers import Room, Stream, send_all


def count(room: Room, live_round: LiveRound) -> None:
    """Tell the host and the wall how many are here or have answered, and lock the question when everybody has."""
    now = clock.now()
    percent, is_untimed = room.slowest
    phase = live_round.phase(now, percent, is_untimed=is_untimed)
    watching = [stream for stream in room.copy() if stream.audience != "player"]
    if phase == Phase.LOBBY and watching:
        _tell_who_is_here(live_round, watching)
    elif phase == Phase.ANSWERING and (watching or live_round.locks_when_all_answered):  # The host's phone may sleep.
        counts = progress(live_round)
        _tell_how_many_have_answered(live_round, watching, counts)
        if counts["player_count"] and counts["answered"] >= counts["player_count"]:
            _lock_if_wanted(live_round, now)


def _tell_who_is_here(live_round: LiveRound, watching: list[Stream]) -> None:
    behind = _not_told_yet(watching, live_round.players.present().count())
    messages = {
        audience: stage_message(audience, live_round, Phase.LOBBY) for audience in {each.audience for each in behind}
    }
    events = {audience: message.events_for([0])[0] for audience, message in messages.items()}
    send_all([(stream, events[stream.audience]) for stream in behind])


def _tell_how_many_have_answered(live_round: LiveRound, watching: list[Stream], counts: dict[str, int]) -> None:
    hosts = [stream for stream in watching if stream.audience == "host"]
    if behind := _not_told_yet(hosts, (live_round.current_id, *counts.values())):
        event = StageMessage("", render_to_string("quizzes/live/progress.html", counts)).unnamed_event()
        send_all([(stream, event) for stream in behind])


def _lock_if_wanted(live_round: LiveRound, now: dt.datetime) -> None:
    if live_round.locks_when_all_answered:
        try:
            fresh = load(live_round.pk)
            if fresh.revision == live_round.revision:  # Otherwise another question may be open by now.
                lock(fresh, now)
        except StaleRevision:  # Somebody else has locked it, or the time was up.
            return


def _not_told_yet(streams: list[Stream], counts: object) -> list[Stream]:
    """Return the streams that were told other counts or none, and note that they are told these.

    A page that comes back on a new stream may show what was counted long ago.
    """
    behind = [stream for stream in streams if stream.counts != counts]
    for stream in behind:
        stream.counts = counts
    return behind
