"""Students in a closed loop: open the question, answer, see the feedback, next."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from .client import Connection, Reply

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
OPTIONS = re.compile(rb'name="answer" value="([^"]+)"')
NEXT = re.compile(rb'data-enter href="([^"]+)"')
COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;]+)", re.IGNORECASE)
QUIZ = "/quizzes/bench/"

Meter = Callable[[], float]


@dataclass
class Tally:
    """What a group of students saw in a window of time."""

    processor_time: Meter = float  # of the server, in seconds
    answers: int = 0
    seconds: float = 0
    processor_seconds: float = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def requests_per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Refused(RuntimeError):
    """A reply that says that something is wrong."""

    def __init__(self, method: str, path: str, reply: Reply) -> None:
        super().__init__(f"{method} {path} gave {reply.status}: {reply.body[:300].decode()}")
        self.status = reply.status


class Student:
    def __init__(self, connection: Connection, tally: Tally, *, with_htmx: bool = True) -> None:
        self.connection = connection
        self.tally = tally
        self.fragment_header = "HX-Request: true\r\n" if with_htmx else ""
        self.cookies: dict[str, str] = {}
        self.choices = itertools.cycle((1, 0, 2))
        self.page = Reply(0, b"", b"")

    async def send(self, method: str, path: str, headers: str = "", form: dict[str, str] | None = None) -> Reply:
        if self.cookies:
            headers += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        reply = await self.connection.request(method, path, headers, None if form is None else urlencode(form).encode())
        for name, value in COOKIE.findall(reply.head):
            self.cookies[name.decode()] = value.decode()
        if reply.status >= 400:
            raise Refused(method, path, reply)
        return reply

    async def timed(self, method: str, path: str, form: dict[str, str] | None = None) -> Reply:
        started = time.perf_counter()
        reply = await self.send(method, path, self.fragment_header, form)
        self.tally.latencies.append(time.perf_counter() - started)
        return reply

    async def start(self) -> None:
        """Begin a round and open its first question."""
        page = await self.send("GET", QUIZ)
        started = await self.send("POST", f"{QUIZ}start/", form={"csrfmiddlewaretoken": _first(TOKEN, page)})
        self.path = started.header("location")
        self.page = await self.send("GET", self.path)

    async def answer(self) -> None:
        """Answer the question that is open, see the feedback, and open the next one."""
        feedback = await self.timed("POST", f"{self.path}answer/", self.fill_in())
        if feedback.status == 302:
            feedback = await self.timed("GET", feedback.header("location"))
        self.tally.answers += 1
        onward = _first(NEXT, feedback)
        if "/questions/" in onward:
            self.path = onward
            self.page = await self.timed("GET", onward)
        else:
            await self.start()

    def fill_in(self) -> dict[str, str]:
        options = OPTIONS.findall(self.page.body)
        chosen = options[next(self.choices) % len(options)].decode() if options else "2001"
        return {"csrfmiddlewaretoken": _first(TOKEN, self.page), "answer": chosen}


def _first(pattern: re.Pattern[bytes], page: Reply) -> str:
    found = pattern.search(page.body)
    if not found:
        raise RuntimeError(f"The page lacks {pattern.pattern!r}: {page.body[:300]!r}")
    return found[1].decode()


async def learn(port: int, students: int, seconds: float, *, with_htmx: bool = True, **meter: Meter) -> Tally:
    """So many students at a time, for so long. Their first rounds begin before the clock does."""
    tally = Tally(**meter)
    crowd = [Student(await Connection.open(port), tally, with_htmx=with_htmx) for _student in range(students)]
    await asyncio.gather(*(student.start() for student in crowd))
    await _repeat([student.answer for student in crowd], tally, seconds)
    for student in crowd:
        student.connection.transport.close()
    return tally


async def look(port: int, path: str, clients: int, seconds: float, **meter: Meter) -> Tally:
    """So many clients at a time that only ask for one address."""
    tally = Tally(**meter)
    connections = [await Connection.open(port) for _client in range(clients)]
    visitors = [Student(connection, tally) for connection in connections]
    await _repeat([lambda v=visitor: v.timed("GET", path) for visitor in visitors], tally, seconds)
    for connection in connections:
        connection.transport.close()
    return tally


async def _repeat(steps: list[Callable[[], Awaitable[object]]], tally: Tally, seconds: float) -> None:
    started, before = time.perf_counter(), tally.processor_time()

    async def loop(step: Callable[[], Awaitable[object]]) -> None:
        while time.perf_counter() - started < seconds:
            await step()

    await asyncio.gather(*map(loop, steps))
    tally.seconds, tally.processor_seconds = time.perf_counter() - started, tally.processor_time() - before
