"""Live rounds that are played at the same time by clients of one process, and what was seen of them."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from .live_clients import AT_ONCE, EVENT, PROGRESS, Host, Player, Stream

PATIENCE = 120.0  # seconds that anything may take
VALUES = re.compile(rb'name="answer" value="([^"]+)"')
ANSWERS_WITHIN = 1.0  # seconds over which the answers of a question are spread


@dataclass
class Figures:
    """Of one run. Seconds unless the name says otherwise; a list has one number a question, or one an answer."""

    players: int
    joins: float = 0.0
    last_frame: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # by move
    median_frame: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answering: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    acknowledged: dict[int, int] = field(default_factory=dict)  # by question
    progress: list[int] = field(default_factory=list)  # events that a host got while one question was answered
    crossed: int = 0
    lost_streams: int = 0
    idle_bytes: int = 0
    full_bytes: int = 0
    empty_rate: float = 0.0  # requests a second at an empty view, and the processor time of one
    empty_cpu: float = 0.0
    joining_cpu: float = 0.0
    playing_cpu: float = 0.0
    driving_cpu: float = 0.0  # of these clients, meanwhile
    stored: dict[int, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return sum(max(0, count - self.stored.get(question, 0)) for question, count in self.acknowledged.items())


class Room:
    """One round: its host, its players, and which frames have come to how many of them."""

    def __init__(self, host: Host, code: str) -> None:
        self.host, self.code = host, code
        self.players: list[Player] = []
        self.arrivals: dict[str, list[float]] = defaultdict(list)
        self.questions: set[int] = set()  # that any of its players was shown
        self.html: dict[str, bytes] = {}
        self.progress: list[tuple[float, int]] = []
        self.news = asyncio.Event()
        self.crossed = 0

    def hear(self, event: bytes, at: float) -> None:
        """An event of a player."""
        match = EVENT.search(event)
        if not match:
            return
        frame = match[1].decode()
        self.questions.add(int(match[2]))
        self.crossed += match[2] != match[3]
        if frame not in self.html:
            self.html[frame] = event
        self.arrivals[frame].append(at)
        if len(self.arrivals[frame]) >= len(self.players):
            self.news.set()

    def hear_as_host(self, event: bytes, at: float) -> None:
        if progress := PROGRESS.search(event):
            self.progress.append((at, int(progress[1])))
        elif match := EVENT.search(event):
            self.host.revision = match[1].split(b".")[0].decode()

    async def open(self) -> None:
        address = self.host.stream_address
        self.host.stream = await Stream.open(self.host.port, address, self.host.cookies, self.hear_as_host)

    async def everybody_has(self, frame: str) -> list[float]:
        """When it came to each of them."""
        while len(self.arrivals[frame]) < len(self.players):
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), PATIENCE)
        return self.arrivals[frame]

    async def everybody_sees_it_locked(self, question: str) -> list[float]:
        """As above; the round locks by itself once everybody has answered."""
        while not (frame := next((one for one in self.arrivals if one.endswith(f".locked.{question}")), "")):
            await asyncio.sleep(0.005)
        return await self.everybody_has(frame)

    def values(self, frame: str) -> list[str]:
        """What can be answered; a number where nothing can be chosen."""
        return [value.decode() for value in VALUES.findall(self.html[frame])] or ["2001", "1999"]


async def fill(port: int, rooms: list[Room], players: int) -> float:
    """So many join each room, AT_ONCE of them at the same moment. Seconds until all streams have begun."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(room: Room) -> None:
        async with turn:
            player = Player(port)
            player.listener = room.hear
            await player.join(room.code)
            room.players.append(player)

    started = time.perf_counter()
    await asyncio.gather(*(one(room) for _player in range(players) for room in rooms))
    return time.perf_counter() - started


async def play(rooms: list[Room], questions: int, figures: Figures, seconds: Callable[[], float]) -> None:
    """A whole round in each room, all moved on at the same moments. `seconds` is the server's processor time."""
    before, own = seconds(), time.process_time()
    for _question in range(questions):
        await limited(player.connect() for room in rooms for player in room.players)
        frames = await _move(rooms, "next", figures)
        await _answer(rooms, frames, figures)
        for room, frame in zip(rooms, frames, strict=True):
            await asyncio.wait_for(room.everybody_sees_it_locked(frame.rpartition(".")[2]), PATIENCE)
        await _move(rooms, "reveal", figures)
        await _move(rooms, "standing", figures)
    await _move(rooms, "podium", figures)
    figures.playing_cpu, figures.driving_cpu = seconds() - before, time.process_time() - own
    figures.lost_streams = sum(player.stream.is_lost for room in rooms for player in room.players)
    figures.crossed = sum(room.crossed for room in rooms)


async def _move(rooms: list[Room], move: str, figures: Figures) -> list[str]:
    await asyncio.gather(*(room.host.connect() for room in rooms))
    started = time.perf_counter()
    frames = await asyncio.gather(*(room.host.move(move) for room in rooms))
    times = [at for room, frame in zip(rooms, frames, strict=True) for at in await room.everybody_has(frame)]
    times.sort()
    figures.last_frame[move].append(times[-1] - started)
    figures.median_frame[move].append(times[len(times) // 2] - started)
    return frames


async def _answer(rooms: list[Room], frames: list[str], figures: Figures) -> None:
    """Everybody once, spread evenly over ANSWERS_WITHIN."""
    rng = random.Random(1)
    crowd = [(room, frame, player) for room, frame in zip(rooms, frames, strict=True) for player in room.players]
    rng.shuffle(crowd)
    for room in rooms:
        room.progress.clear()
    started = time.perf_counter()

    async def one(number: int, room: Room, frame: str, player: Player) -> float | None:
        await asyncio.sleep(started + ANSWERS_WITHIN * number / len(crowd) - time.perf_counter())
        question = frame.rpartition(".")[2]
        took = await player.answer(question, rng.choice(room.values(frame)))
        if took is not None:
            figures.acknowledged[int(question)] = figures.acknowledged.get(int(question), 0) + 1
        return took

    took = await asyncio.gather(*(one(number, *who) for number, who in enumerate(crowd)))
    figures.answering.append(time.perf_counter() - started)
    figures.latencies += [seconds for seconds in took if seconds is not None]
    figures.refused += sum(seconds is None for seconds in took)
    figures.progress += [len(room.progress) for room in rooms]


async def limited(tasks: Iterable[Coroutine[Any, Any, object]]) -> None:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(task: Coroutine[Any, Any, object]) -> None:
        async with turn:
            await task

    await asyncio.gather(*map(one, tasks))
