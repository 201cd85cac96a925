"""The one thread of each process that looks whether a round has moved on, and what each stream has still to get."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection
from django.template.loader import render_to_string

from quizzes import clock
from quizzes.models import LivePlayer, LiveRound, Phase, StaleRevision
from quizzes.models.live.moves import lock

from .cache import at_revision, load
from .contexts import progress
from .messages import Frame, farewell, frame_id, frame_of
from .notifications import wakeups
from .subscribers import Channel, Stream, end, send

logger = logging.getLogger(__name__)

LOOK = 0.5  # seconds between two looks into the database where nothing announces a change
PROGRESS = 0.3  # seconds between two counts of who has joined or answered
COUNT_REST = 6  # from one count of all rooms to the next it is so many times as long as it takes: it has more to do
CHECK = 3.0  # seconds between two checks of who is still signed in
HEARTBEAT = 15.0  # seconds; a connection that nobody reads from any more is found by it
BEAT = b": \n\n"


class Watcher:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channels: dict[int, Channel] = {}
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self._checked_at = self._looked_at = self._beat_at = self._count_at = time.monotonic()

    # On the event loop

    def add(self, stream: Stream) -> None:
        with self._lock:
            superseded = self._channels.setdefault(stream.round, Channel()).add(stream)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        if superseded:
            superseded.end()
        if self._is_stopping:  # for a moment more, connections are still accepted
            stream.end()
        wakeups().poke()

    def remove(self, stream: Stream) -> None:
        with self._lock:
            channel = self._channels.get(stream.round)
            if channel:
                channel.remove(stream)
                if not channel.streams:
                    del self._channels[stream.round]

    def end_all(self) -> None:
        """The server stops. Browsers come back to the one that is started next."""
        self._is_stopping = True
        for stream in self._all():
            stream.end()

    # In the watching thread

    def _run(self) -> None:
        while True:
            try:
                self._turn(is_changed=wakeups().wait(self._patience()))
            except Exception:
                logger.exception("A turn of the watcher failed.")
                time.sleep(LOOK)
            with self._lock:
                if not self._channels:
                    connection.close()
                    self._thread = None
                    return

    def _patience(self) -> float:
        """Seconds until something is due by itself."""
        now = clock.now()
        with self._lock:
            due = [channel.next_at for channel in self._channels.values() if channel.next_at]
        return min([LOOK / 2, *(max(0.001, (at - now).total_seconds()) for at in due)])

    def _turn(self, *, is_changed: bool) -> None:
        with self._lock:
            channels = dict(self._channels)
        clock = time.monotonic()
        if is_changed or clock - self._looked_at >= LOOK:
            self._looked_at = clock
            close_old_connections()
            self._look(channels)
        for channel in channels.values():
            if clock >= channel.rests_until:
                with _going_on(channel):
                    self._show(channel)
        if time.monotonic() >= self._count_at:
            self._count_all(channels.values())
        if clock - self._checked_at >= CHECK:
            self._checked_at = clock
            self._check_signed_in()
        if clock - self._beat_at >= HEARTBEAT:
            self._beat_at = clock
            send([(stream, BEAT) for stream in self._all() if not stream.pending])

    def _show(self, channel: Channel) -> None:
        now = clock.now()
        is_due = channel.next_at is not None and now >= channel.next_at
        if channel.live_round and (channel.has_new or is_due):
            self._deliver(channel, channel.live_round, now)

    def _look(self, channels: dict[int, Channel]) -> None:
        """Read again what has changed. One query, and two or three for each round that has."""
        revisions = LiveRound.objects.revisions(channels) if channels else {}
        for pk, channel in channels.items():
            with _going_on(channel):
                if pk not in revisions:  # erased
                    end(channel.streams)
                else:
                    self._look_at(channel, pk, revisions[pk])

    def _look_at(self, channel: Channel, pk: int, revision: int) -> None:
        """What is read is kept only once all of it is."""
        newcomers, channel.newcomers = channel.newcomers, []
        if channel.live_round is None or channel.live_round.revision != revision:
            live_round = at_revision(pk, revision)
            slowest = live_round.slowest()
            if channel.players_revision != live_round.players_revision:
                newcomers = channel.copy()
            self._read_players(newcomers)
            channel.live_round, channel.slowest = live_round, slowest
            channel.players_revision = live_round.players_revision
            channel.has_new = True
        else:
            self._read_players(newcomers)  # somebody may have been removed while they came in

    def _read_players(self, streams: Iterable[Stream]) -> None:
        """Who was removed sees nothing more; who was given time has it."""
        players = {stream.player: stream for stream in streams if stream.audience == "player"}
        if not players:
            return
        rows = LivePlayer.objects.present().filter(pk__in=players)
        times = {
            pk: (percent, untimed) for pk, percent, untimed in rows.values_list("pk", "extra_percent", "is_untimed")
        }
        gone = []
        for stream in streams:
            if stream.player in times:
                stream.extra_percent, stream.is_untimed = times[stream.player]
            elif stream.audience == "player":
                gone.append(stream)
        if gone:
            send([(stream, farewell()) for stream in gone])
            end(gone)

    def _deliver(self, channel: Channel, live_round: LiveRound, now: dt.datetime) -> None:
        """To each stream the frame that it has not seen."""
        channel.has_new = False
        groups: dict[tuple[str, int, bool], list[Stream]] = defaultdict(list)
        for stream in channel.copy():
            groups[stream.audience, stream.extra_percent, stream.is_untimed].append(stream)
        changes = []
        for (audience, percent, untimed), streams in groups.items():
            extra_percent, is_untimed = (percent, untimed) if audience == "player" else channel.slowest
            phase = live_round.phase(now, extra_percent, is_untimed=is_untimed)
            if live_round.current and phase in (Phase.READING, Phase.ANSWERING):
                changes.append(live_round.current.changes_at(now, extra_percent, is_untimed=is_untimed))
            name = frame_id(live_round, phase)
            behind = [stream for stream in streams if stream.seen != name]
            if behind:  # a page that has just been opened shows it already: nothing is rendered for it
                _send_frame(frame_of(audience, live_round, phase), behind)
        channel.next_at = min([at for at in changes if at], default=None)
        if live_round.ended_at:
            end(stream for streams in groups.values() for stream in streams)

    def _count_all(self, channels: Iterable[Channel]) -> None:
        started = time.monotonic()
        self._count_at = started + PROGRESS
        for channel in channels:
            self._count(channel)
        self._count_at = started + max(PROGRESS, COUNT_REST * (time.monotonic() - started))

    def _count(self, channel: Channel) -> None:
        """Tell the room how many are here, or have answered; lock when that is everybody."""
        live_round = channel.live_round
        if live_round is None:
            return
        now = clock.now()
        percent, is_untimed = channel.slowest
        phase = live_round.phase(now, percent, is_untimed=is_untimed)
        room = [stream for stream in channel.copy() if stream.audience != "player"]
        if phase == Phase.LOBBY and room:
            behind = _not_told(room, live_round.players.present().count())
            frames = {audience: frame_of(audience, live_round, phase) for audience in {one.audience for one in behind}}
            events = {audience: frame.events_for([0])[0] for audience, frame in frames.items()}
            send([(stream, events[stream.audience]) for stream in behind])
        elif phase == Phase.ANSWERING and (room or live_round.locks_when_all_answered):  # the host's phone may sleep
            found = progress(live_round)
            hosts = [stream for stream in room if stream.audience == "host"]
            if behind := _not_told(hosts, (live_round.current_id, *found.values())):
                html = render_to_string("quizzes/live/progress.html", found)
                event = Frame("", html).unnamed_event()
                send([(stream, event) for stream in behind])
            if found["player_count"] and found["answered"] >= found["player_count"]:
                self._lock_round(live_round, now)

    @staticmethod
    def _lock_round(live_round: LiveRound, now: dt.datetime) -> None:
        if live_round.locks_when_all_answered:
            try:
                fresh = load(live_round.pk)
                if fresh.revision == live_round.revision:  # else another question may be open by now
                    lock(fresh, now)
            except StaleRevision:  # somebody else has, or the time was up
                return

    def _check_signed_in(self) -> None:
        """Who was signed out, disabled, given another password or taken off the class sees nothing more."""
        signed_in = [stream for stream in self._all() if stream.user is not None]
        if not signed_in:
            return
        users = {user.pk: user for user in User.objects.filter(pk__in={stream.user for stream in signed_in})}
        sessions = set(
            Session.objects.filter(pk__in={stream.session for stream in signed_in}).values_list("pk", flat=True)
        )
        taught = set(
            LiveRound.objects.filter(pk__in={stream.round for stream in signed_in if stream.audience != "player"})
            .order_by()
            .values_list("pk", "assignment__classroom__teachers")
        )
        gone = []
        for stream in signed_in:
            user = users.get(stream.user or 0)
            is_theirs = user is not None and user.is_active and user.get_session_auth_hash() == stream.token
            may_see = (
                stream.audience == "player" or (user and user.is_superuser) or (stream.round, stream.user) in taught
            )
            if not (is_theirs and may_see) or stream.session not in sessions:
                gone.append(stream)
        end(gone)

    def _all(self) -> list[Stream]:
        with self._lock:
            return [stream for channel in self._channels.values() for stream in channel.streams]


@contextmanager
def _going_on(channel: Channel) -> Iterator[None]:
    """A round with which something goes wrong is looked at again a moment later, and keeps no other one waiting."""
    try:
        yield
    except Exception:
        logger.exception("A live round could not be shown; the others go on.")
        channel.has_new, channel.rests_until = True, time.monotonic() + LOOK


def _send_frame(frame: Frame, streams: list[Stream]) -> None:
    events = frame.events_for([stream.player for stream in streams])
    send(list(zip(streams, events, strict=True)))
    for stream in streams:
        stream.seen = frame.id


def _not_told(streams: list[Stream], counts: object) -> list[Stream]:
    """Those that are told now. One that came back may show what was counted long ago."""
    behind = [stream for stream in streams if stream.counts != counts]
    for stream in behind:
        stream.counts = counts
    return behind


watcher = Watcher()
