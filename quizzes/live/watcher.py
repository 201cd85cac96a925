"""Run the one thread of each process that reads what has changed in live rounds, and sends it to those who look.

The watcher polls. Nothing calls it: whoever changes a round counts its revision up in the database and announces it
(`notifications`), and the watcher, which looks for announcements fifty times a second and into the database at least
twice a second, reads the rounds whose revision has gone up.

An answer does not change a round and announces nothing: it is a row in the database. A few times a second the watcher
counts those rows (`counting`) and tells the host and the wall how many have answered. When everybody has, it locks the
question; that is a change, which the next turn of this loop finds, like one that the host has made.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection

from quizzes import clock
from quizzes.models import LiveRound, Phase

from .admission import not_admitted_any_more, read_players
from .cache import round_at_revision
from .counting import count
from .messages import StageMessage, farewell, message_id, stage_message
from .notifications import notifier
from .subscribers import Room, Stream, end_streams, send_all

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5  # between two looks into the database if nothing announces a change
COUNT_SECONDS = 0.3  # between two counts of who has joined or answered
COUNT_REST_FACTOR = 6  # After a count of all rooms, counting rests for so many times as long: there is more to do.
ADMISSION_CHECK_SECONDS = 3.0  # between two checks of who is still signed in
HEARTBEAT_SECONDS = 15.0  # It finds a connection that nobody reads from any more.
HEARTBEAT_EVENT = b": \n\n"


class Watcher:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rooms: dict[int, Room] = {}
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self._checked_at = self._looked_at = self._beat_at = self._count_at = time.monotonic()

    # On the event loop

    def add(self, stream: Stream) -> None:
        with self._lock:
            superseded = self._rooms.setdefault(stream.round, Room()).add(stream)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        if superseded:
            superseded.end()
        if self._is_stopping:  # Connections are still accepted for a moment more.
            stream.end()
        notifier().wake_local()

    def remove(self, stream: Stream) -> None:
        with self._lock:
            room = self._rooms.get(stream.round)
            if room:
                room.remove(stream)
                if not room.streams:
                    del self._rooms[stream.round]

    def end_all(self) -> None:
        """End every stream, since the server stops. Browsers come back to the server that starts next."""
        self._is_stopping = True
        for stream in self._all_streams():
            stream.end()

    # In the watching thread

    def _run(self) -> None:
        while True:
            try:
                self._turn(is_changed=notifier().wait(self._seconds_until_due()))
            except Exception:
                logger.exception("A turn of the watcher failed.")
                time.sleep(LOOK_SECONDS)
            with self._lock:
                if not self._rooms:
                    connection.close()
                    self._thread = None
                    return

    def _seconds_until_due(self) -> float:
        """Return for how many seconds nothing happens by itself."""
        now = clock.now()
        with self._lock:
            due = [room.next_at for room in self._rooms.values() if room.next_at]
        return min([LOOK_SECONDS / 2, *(max(0.001, (at - now).total_seconds()) for at in due)])

    def _turn(self, *, is_changed: bool) -> None:
        """Do once whatever is due: look, deliver, count, check who may still look, keep connections alive."""
        with self._lock:
            rooms = dict(self._rooms)
        started = time.monotonic()
        if is_changed or started - self._looked_at >= LOOK_SECONDS:
            self._looked_at = started
            close_old_connections()
            self._look(rooms)
        for room in rooms.values():
            if started >= room.retry_at:
                with _retried_later(room):
                    self._deliver_what_is_due(room)
        if time.monotonic() >= self._count_at:
            self._count_all(rooms.values())
        if started - self._checked_at >= ADMISSION_CHECK_SECONDS:
            self._checked_at = started
            end_streams(not_admitted_any_more(self._all_streams()))
        if started - self._beat_at >= HEARTBEAT_SECONDS:
            self._beat_at = started
            send_all([(stream, HEARTBEAT_EVENT) for stream in self._all_streams() if not stream.pending])

    def _look(self, rooms: dict[int, Room]) -> None:
        """Read again what has changed. It takes one query, and two or three for each round that has changed."""
        revisions = LiveRound.objects.revisions(rooms) if rooms else {}
        for pk, room in rooms.items():
            with _retried_later(room):
                if pk not in revisions:  # The round was erased.
                    end_streams(room.streams)
                else:
                    self._read(room, pk, revisions[pk])

    def _read(self, room: Room, pk: int, revision: int) -> None:
        """Read a round and its players, and keep them only once all is read."""
        unchecked, room.unchecked = room.unchecked, []
        if room.live_round is None or room.live_round.revision != revision:
            live_round = round_at_revision(pk, revision)
            slowest = live_round.slowest()
            if room.players_revision != live_round.players_revision:
                unchecked = room.copy()
            _dismiss(read_players(unchecked))
            room.live_round, room.slowest = live_round, slowest
            room.players_revision = live_round.players_revision
            room.has_new = True
        else:
            _dismiss(read_players(unchecked))  # Somebody may have been removed while they came in.

    def _deliver_what_is_due(self, room: Room) -> None:
        now = clock.now()
        is_due = room.next_at is not None and now >= room.next_at
        if room.live_round and (room.has_new or is_due):
            self._deliver(room, room.live_round, now)

    def _deliver(self, room: Room, live_round: LiveRound, now: dt.datetime) -> None:
        """Send each stream the message that it has not seen."""
        room.has_new = False
        groups: dict[tuple[str, int, bool], list[Stream]] = defaultdict(list)
        for stream in room.copy():
            groups[stream.audience, stream.extra_percent, stream.is_untimed].append(stream)
        changes = []
        for (audience, percent, untimed), streams in groups.items():
            extra_percent, is_untimed = (percent, untimed) if audience == "player" else room.slowest
            phase = live_round.phase(now, extra_percent, is_untimed=is_untimed)
            if live_round.current and phase in (Phase.READING, Phase.ANSWERING):
                changes.append(live_round.current.changes_at(now, extra_percent, is_untimed=is_untimed))
            name = message_id(live_round, phase)
            behind = [stream for stream in streams if stream.seen != name]
            if behind:  # A page that was just opened shows the message already, so nothing is rendered for it.
                _send_message(stage_message(audience, live_round, phase), behind)
        room.next_at = min([at for at in changes if at], default=None)
        if live_round.ended_at:
            end_streams(stream for streams in groups.values() for stream in streams)

    def _count_all(self, rooms: Iterable[Room]) -> None:
        started = time.monotonic()
        self._count_at = started + COUNT_SECONDS
        for room in rooms:
            if room.live_round is not None:
                count(room, room.live_round)
        self._count_at = started + max(COUNT_SECONDS, COUNT_REST_FACTOR * (time.monotonic() - started))

    def _all_streams(self) -> list[Stream]:
        with self._lock:
            return [stream for room in self._rooms.values() for stream in room.streams]


@contextmanager
def _retried_later(room: Room) -> Iterator[None]:
    """Retry a round a moment later if something goes wrong with it, so that no other round has to wait."""
    try:
        yield
    except Exception:
        logger.exception("A live round could not be shown; the others go on.")
        room.has_new, room.retry_at = True, time.monotonic() + LOOK_SECONDS


def _send_message(message: StageMessage, streams: list[Stream]) -> None:
    events = message.events_for([stream.player for stream in streams])
    send_all(list(zip(streams, events, strict=True)))
    for stream in streams:
        stream.seen = message.id


def _dismiss(streams: list[Stream]) -> None:
    if streams:
        send_all([(stream, farewell()) for stream in streams])
        end_streams(streams)


watcher = Watcher()
