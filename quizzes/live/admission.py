"""Check who may go on looking at a live round.

`quizzes.views.live.streams.admit` lets them in. What it checks then is checked again here while they look, for all
streams of this process at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from quizzes.models import LivePlayer, LiveRound

from .subscribers import Stream


def read_players(streams: Iterable[Stream]) -> list[Stream]:
    """Give each player's stream the extra time that the player has now; return the streams of removed players."""
    players = {stream.player: stream for stream in streams if stream.audience == "player"}
    if not players:
        return []
    rows = LivePlayer.objects.present().filter(pk__in=players)
    times = {pk: (percent, untimed) for pk, percent, untimed in rows.values_list("pk", "extra_percent", "is_untimed")}
    removed = []
    for stream in streams:
        if stream.player in times:
            stream.extra_percent, stream.is_untimed = times[stream.player]
        elif stream.audience == "player":
            removed.append(stream)
    return removed


def not_admitted_any_more(streams: Iterable[Stream]) -> list[Stream]:
    """Return the streams of people who were signed out, disabled, given another password or taken off the class."""
    signed_in = [stream for stream in streams if stream.user is not None]
    if not signed_in:
        return []
    users = {user.pk: user for user in User.objects.filter(pk__in={stream.user for stream in signed_in})}
    sessions = set(Session.objects.filter(pk__in={stream.session for stream in signed_in}).values_list("pk", flat=True))
    taught = set(
        LiveRound.objects.filter(pk__in={stream.round for stream in signed_in if stream.audience != "player"})
        .order_by()
        .values_list("pk", "assignment__classroom__teachers")
    )
    out = []
    for stream in signed_in:
        user = users.get(stream.user or 0)
        is_same_login = user is not None and user.is_active and user.get_session_auth_hash() == stream.token
        may_see = stream.audience == "player" or (user and user.is_superuser) or (stream.round, stream.user) in taught
        if not (is_same_login and may_see) or stream.session not in sessions:
            out.append(stream)
    return out
