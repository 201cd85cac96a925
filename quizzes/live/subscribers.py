"""Keep the open connections, and the rounds that they look at."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from quizzes.models import LiveRound

MAX_STREAMS_PER_PERSON = 6  # The oldest one ends when another one opens.
MAX_PENDING_BYTES = 500_000  # A client that is so far behind starts again.


class Stream:
    """One connection that is kept open, and what it has not sent yet.

    `audience` is "player", "host" or "wall"; `seen` is the id of the message that its page shows already; `counts` is
    how many it was told are here, or have answered; `person` says whose stream it is.
    """

    __slots__ = (
        *("audience", "counts", "extra_percent", "is_ended", "is_untimed", "loop", "pending", "person", "player"),
        *("round", "seen", "session", "token", "user", "waiter"),
    )

    def __init__(
        self,
        *,
        audience: str,
        round_pk: int,
        seen: str,
        player: int = 0,
        extra_percent: int = 0,
        is_untimed: bool = False,
        user: int | None = None,
        token: str = "",
        session: str = "",
        farewell: bytes = b"",
    ) -> None:
        self.audience, self.round, self.seen, self.player = audience, round_pk, seen, player
        self.extra_percent, self.is_untimed = extra_percent, is_untimed
        self.user, self.token, self.session = user, token, session  # The token changes with the password.
        self.person = (audience, player or session)
        self.counts: object = None
        self.loop = asyncio.get_running_loop()
        self.waiter: asyncio.Future[None] | None = None
        self.pending = farewell
        self.is_ended = bool(farewell)

    def push(self, data: bytes) -> None:
        """Queue what is to be sent. Call this on the event loop."""
        if self.is_ended:
            return
        self.pending = self.pending + data if self.pending else data  # Most often others share it.
        self.is_ended = self.is_ended or len(self.pending) > MAX_PENDING_BYTES
        self._wake()

    def end(self) -> None:
        """Let the connection be closed. Call this on the event loop."""
        self.is_ended = True
        self._wake()

    async def news(self) -> None:
        """Wait for something to send, or the end. An Event would take more memory than the rest of the stream."""
        if not (self.pending or self.is_ended):
            self.waiter = self.loop.create_future()
            await self.waiter

    def _wake(self) -> None:
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)


@dataclass(slots=True)
class Room:
    """A round that somebody looks at through this process, with their streams."""

    streams: dict[Stream, None] = field(default_factory=dict)  # the oldest first
    by_person: defaultdict[object, list[Stream]] = field(default_factory=lambda: defaultdict(list))
    live_round: LiveRound | None = None
    slowest: tuple[int, bool] = (0, False)
    players_revision: int = -1
    unchecked: list[Stream] = field(default_factory=list)  # streams whose players were not read since they came
    next_at: dt.datetime | None = None  # when the next phase begins by itself
    retry_at: float = 0.0  # the time.monotonic() before which a round that failed has to wait
    has_new: bool = True  # Some streams have not got the latest message yet.

    def add(self, stream: Stream) -> Stream | None:
        """Add a stream; return the stream of the same person that has to end for it, or None."""
        earlier = [each for each in self.by_person[stream.person] if not each.is_ended]
        self.by_person[stream.person].append(stream)
        self.streams[stream] = None
        self.unchecked.append(stream)
        self.has_new = True
        return earlier[0] if len(earlier) >= MAX_STREAMS_PER_PERSON else None

    def remove(self, stream: Stream) -> None:
        self.streams.pop(stream, None)
        self.by_person[stream.person].remove(stream)
        if not self.by_person[stream.person]:
            del self.by_person[stream.person]

    def copy(self) -> list[Stream]:
        """Return the streams as they are now: the event loop adds and removes some meanwhile."""
        return list(self.streams.copy())


def end_streams(streams: Iterable[Stream]) -> None:
    """End all of these streams, from any thread."""
    for stream in list(streams):
        stream.loop.call_soon_threadsafe(stream.end)


def send_all(outgoing: list[tuple[Stream, bytes]]) -> None:
    """Send all at once, from any thread: waking the loop for each would cost more than sending."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Stream, bytes]]] = defaultdict(list)
    for stream, data in outgoing:
        by_loop[stream.loop].append((stream, data))
    for loop, part in by_loop.items():
        loop.call_soon_threadsafe(_push, part)


def _push(outgoing: list[tuple[Stream, bytes]]) -> None:
    for stream, data in outgoing:
        stream.push(data)
