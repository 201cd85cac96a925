"""How many are here, or have answered: counted a few times a second for the host and the wall, never on the side."""

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
    """Tell the host and the wall how many are here, or have answered; lock the question when that is everybody."""
    now = clock.now()
    percent, is_untimed = room.slowest
    phase = live_round.phase(now, percent, is_untimed=is_untimed)
    watching = [stream for stream in room.copy() if stream.audience != "player"]
    if phase == Phase.LOBBY and watching:
        _tell_who_is_here(live_round, watching)
    elif phase == Phase.ANSWERING and (watching or live_round.locks_when_all_answered):  # the host's phone may sleep
        counts = progress(live_round)
        _tell_how_many_have_answered(live_round, watching, counts)
        if counts["player_count"] and counts["answered"] >= counts["player_count"]:
            _lock_if_wanted(live_round, now)


def _tell_who_is_here(live_round: LiveRound, watching: list[Stream]) -> None:
    behind = _not_told_yet(watching, live_round.players.present().count())
    messages = {
        audience: stage_message(audience, live_round, Phase.LOBBY) for audience in {one.audience for one in behind}
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
            if fresh.revision == live_round.revision:  # else another question may be open by now
                lock(fresh, now)
        except StaleRevision:  # somebody else has, or the time was up
            return


def _not_told_yet(streams: list[Stream], counts: object) -> list[Stream]:
    """Note for each stream what it is told, and return those that were told something else, or nothing.

    One that came back may show what was counted long ago.
    """
    behind = [stream for stream in streams if stream.counts != counts]
    for stream in behind:
        stream.counts = counts
    return behind
