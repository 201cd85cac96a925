"""Who is in a live round, as the server sees them: a host, and players with a stream each. They cost little."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import cast

from .client import Connection, Reply
from .students import TOKEN, Student

PASSWORD = "correct horse battery"
AT_ONCE = 64  # who join, or connect, at the same moment
EVENT = re.compile(rb"id: (\d+\.\w+\.(\d+))\ndata: <section [^>]*?data-question=\"(\d+)\"")
PROGRESS = re.compile(rb'^data: .*?id="answered"[^>]*>(\d+)', re.MULTILINE)
ADDRESS = re.compile(rb'sse-connect="([^"]+)"')
NICKNAME = re.compile(rb'name="nickname" value="([^"]+)"')
FRAME = re.compile(rb'data-frame="([^"]+)"')
CODE = re.compile(rb'class="join-code">(\w+)')

Listener = Callable[[bytes, float], None]


class Stream(asyncio.Protocol):
    """A stream of server-sent events. Each event, and when its last byte came, goes to `listener`.

    How the bytes are cut into chunks is not looked at: a cut never falls into an event, and what is between two events
    is not an event.
    """

    def __init__(self, request: bytes, listener: Listener) -> None:
        self.request, self.listener = request, listener
        self.buffer = b""
        self.is_lost = False
        self.begins: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, port: int, address: str, cookies: dict[str, str], listener: Listener) -> Stream:
        """The first bytes are here."""
        crumbs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: {crumbs}\r\n\r\n"
        loop = asyncio.get_running_loop()
        _transport, stream = await loop.create_connection(lambda: cls(request.encode(), listener), "127.0.0.1", port)
        await stream.begins
        return stream

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.buffer += data
        if not self.begins.done():
            if b"\n\n" not in self.buffer:
                return
            if self.buffer.startswith(b"HTTP/1.1 200"):
                self.begins.set_result(None)
            else:
                self.begins.set_exception(RuntimeError(f"No stream: {self.buffer[:100]!r}"))
        while b"\n\n" in self.buffer:
            event, _end, self.buffer = self.buffer.partition(b"\n\n")
            self.listener(event, now)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.begins.done():
            self.begins.set_exception(ConnectionError("The stream ended before it began."))


class Person(Student):
    """With cookies, a connection that is opened anew where it has been idle for long, and a stream."""

    stream: Stream
    csrf = ""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    async def send(self, method: str, path: str, headers: str = "", form: dict[str, str] | None = None) -> Reply:
        await self.connect(only_where_closed=True)
        return await super().send(method, path, headers, form)

    async def connect(self, *, only_where_closed: bool = False) -> None:
        known = getattr(self, "connection", None)
        if known and not known.transport.is_closing():
            if only_where_closed:
                return
            known.transport.close()
        self.connection = await Connection.open(self.port)

    def read_token(self, page: Reply) -> None:
        self.csrf = found(TOKEN, page)

    def leave(self) -> None:
        self.connection.transport.close()
        self.stream.transport.close()


class Player(Person):
    listener: Listener

    async def join(self, code: str) -> None:
        """From the code to the open stream, as a browser goes; its style and pictures are not fetched."""
        await self.connect()
        page = await self.send("GET", f"/join/{code}/")
        form = {"csrfmiddlewaretoken": found(TOKEN, page), "nickname": found(NICKNAME, page)}
        joined = await self.send("POST", f"/join/{code}/", form=form)
        self.address = joined.header("location")
        page = await self.send("GET", self.address)
        self.read_token(page)
        address = found(ADDRESS, page).replace("&amp;", "&")
        self.stream = await Stream.open(self.port, address, self.cookies, self.listener)

    async def answer(self, question: str, value: str) -> float | None:
        """Seconds until it is acknowledged; None if it is not."""
        form = {"csrfmiddlewaretoken": self.csrf, "question": question, "answer": value}
        started = time.perf_counter()
        try:
            reply = await self.send("POST", f"{self.address}answer/", "HX-Request: true\r\n", form)
        except (RuntimeError, OSError):  # refused, or the connection was lost
            return None
        took = time.perf_counter() - started
        return took if reply.status == 200 and b'data-phase="answered"' in reply.body else None


class Host(Person):
    """One teacher, signed in once; each round is moved by a host of its own who shares the cookies."""

    address = ""
    revision = "0"

    async def sign_in(self, username: str) -> None:
        page = await self.send("GET", "/admin/login/")
        form = {"csrfmiddlewaretoken": found(TOKEN, page), "username": username, "password": PASSWORD}
        reply = await self.send("POST", "/admin/login/", form=form)
        if reply.status != 302:
            raise RuntimeError("The teacher could not sign in.")

    async def prepare(self, quiz: str, players: int) -> str:
        """A round for whoever comes; the code to join it with."""
        page = await self.send("GET", "/live/new/")
        form = {"quiz": quiz, "reading_seconds": "0", "answer_seconds": "60", "locks_when_all_answered": "on"}
        form |= {"shows_standing": "on", "team_count": "0", "max_players": str(players)}
        reply = await self.send("POST", "/live/new/", form={"csrfmiddlewaretoken": found(TOKEN, page), **form})
        self.address = reply.header("location").removesuffix("host/")
        return await self.take_over()

    async def take_over(self) -> str:
        page = await self.send("GET", f"{self.address}host/")
        self.read_token(page)
        self.stream_address = found(ADDRESS, page)
        return found(CODE, page)

    async def move(self, move: str) -> str:
        """The frame that everybody gets now."""
        form = {"csrfmiddlewaretoken": self.csrf, "revision": self.revision, "move": move}
        reply = await self.send("POST", f"{self.address}move/", "HX-Request: true\r\n", form)
        frame = found(FRAME, reply)
        self.revision = frame.partition(".")[0]
        return frame


def found(pattern: re.Pattern[bytes], page: Reply) -> str:
    match = pattern.search(page.body)
    if not match:
        raise RuntimeError(f"The page ({page.status}) lacks {pattern.pattern!r}: {page.body[:300]!r}")
    return match[1].decode()
