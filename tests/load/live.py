"""`make bench-live`: whole live rounds against the very server that `make run` starts, over loopback.

    python -m tests.load.live [runs] [players …]

One process plays all hosts and players with a connection for their pages and a stream each. Players join 64 at a time,
and answer spread evenly over one second. Exits 1 where an answer that was acknowledged is not in the database, or a
room got what was meant for another one. The driver shares the machine with the server; what an empty view costs, taken
just before in each run, says how much of the machine there was: compare ratios to it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.support.running import ROOT, RunningServer, environment, running

from .bench import EMPTY, Usage
from .live_clients import PASSWORD, Host
from .live_rooms import Figures, Room, fill, play
from .students import look

WORKERS = 2
QUESTIONS = 3
ROOMS, IN_A_ROOM = 20, 50
WARM = 16  # players of the round that makes the server read its templates

STORED = """
SELECT question.id, count(*) FROM quizzes_response AS response
JOIN quizzes_liveplayer AS player ON player.attempt_id = response.attempt_id
JOIN quizzes_livequestion AS question ON question.round_id = player.round_id AND question.position = response.position
WHERE response.answered_at IS NOT NULL GROUP BY question.id
"""
OF_ROUNDS = """
SELECT round.uuid, question.id FROM quizzes_livequestion AS question
JOIN quizzes_liveround AS round ON round.id = question.round_id
"""


def make_teacher_and_quiz(data: Path) -> str:
    """The primary key of the quiz."""
    script = (
        f"import django; django.setup(); from tests.load.bank import SLUG, fill; fill({QUESTIONS}, 0);"
        "from quizzes.models import Quiz; from tests.factories import TeacherFactory;"
        f"TeacherFactory(username='teacher', password={PASSWORD!r}); print(Quiz.objects.get(slug=SLUG).pk)"
    )
    variables = environment(data, DJANGO_SETTINGS_MODULE="scoquiz.settings")
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=variables, check=True, capture_output=True, text=True
    )
    return said.stdout.strip()


async def open_rooms(teacher: Host, quiz: str, count: int, players: int) -> list[Room]:
    rooms = []
    for _room in range(count):
        host = Host(teacher.port)
        host.cookies = teacher.cookies
        rooms.append(Room(host, await host.prepare(quiz, players)))
        await rooms[-1].open()
    return rooms


async def usage_of_all(server: RunningServer) -> Usage:
    """It answers as soon as one of its workers is there; the other one comes a moment later."""
    while len((usage := Usage(server)).processes) <= WORKERS:
        await asyncio.sleep(0.02)
    return usage


async def drive(server: RunningServer, quiz: str, count: int, players: int) -> tuple[Figures, list[Room]]:
    usage = await usage_of_all(server)
    empty = await look(server.port, EMPTY, 16, 2.0, processor_time=usage.seconds)
    teacher = Host(server.port)
    await teacher.sign_in("teacher")
    warm = await open_rooms(teacher, quiz, 1, WARM)
    await fill(server.port, warm, WARM)
    await play(warm, 1, Figures(WARM), usage.seconds)
    figures = Figures(count * players, idle_bytes=usage.own(), empty_rate=empty.requests_per_second)
    figures.empty_cpu = empty.processor_seconds / len(empty.latencies)
    rooms = await open_rooms(teacher, quiz, count, players)
    before = usage.seconds()
    gc.freeze()
    gc.disable()
    figures.joins = await fill(server.port, rooms, players)
    figures.joining_cpu = usage.seconds() - before
    await play(rooms, QUESTIONS, figures, usage.seconds)
    gc.enable()
    figures.full_bytes = usage.own()
    for room in [*warm, *rooms]:
        for person in (room.host, *room.players):
            person.leave()
    return figures, rooms


def run(count: int, players: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="scoquiz-live-") as folder:
        data = Path(folder)
        with running(data):
            pass
        quiz = make_teacher_and_quiz(data)
        with running(data, WORKERS=str(WORKERS)) as server:
            figures, rooms = asyncio.run(drive(server, quiz, count, players))
        with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
            figures.stored = dict(database.execute(STORED))
            own: dict[str, set[int]] = {}
            for uuid, question in database.execute(OF_ROUNDS):
                own.setdefault(uuid, {0}).add(question)
    for room in rooms:
        figures.crossed += len(room.questions - own[room.host.address.split("/")[2].replace("-", "")])
    return figures


def milliseconds(values: list[float], share: float = 0.5) -> float:
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))]


# Name, unit, how it is read off one run, and the most that is asked for with 1,000 players.
TABLE: tuple[tuple[str, str, Callable[[Figures], float], float | None], ...] = (
    ("joins, until the last stream begins", "s", lambda f: f.joins, 8),
    ("next → the last player has it", "ms", lambda f: milliseconds(f.last_frame["next"]), 100),
    ("next → half of them have it", "ms", lambda f: milliseconds(f.median_frame["next"]), None),
    ("answers within 1 s → the last is acknowledged", "s", lambda f: median(f.answering), 2),
    ("an answer, p50", "ms", lambda f: milliseconds(f.latencies), None),
    ("an answer, p99 (the aim is 50)", "ms", lambda f: milliseconds(f.latencies, 0.99), None),
    ("answers that were not acknowledged", "", lambda f: f.refused, 0),
    ("acknowledged answers that are not stored", "", lambda f: f.missing, 0),
    ("reveal → the last player has it", "ms", lambda f: milliseconds(f.last_frame["reveal"]), 150),
    ("standing → the last player has it", "ms", lambda f: milliseconds(f.last_frame["standing"]), None),
    ("frames of another room", "", lambda f: f.crossed, 0),
    ("streams that were lost", "", lambda f: f.lost_streams, 0),
    ("progress events to a host, a question", "", lambda f: median(f.progress), None),
    ("memory of all processes", "MB", lambda f: f.full_bytes / 1e6, 350),
    ("memory before the players came", "MB", lambda f: f.idle_bytes / 1e6, None),
    ("memory a player", "KB", lambda f: (f.full_bytes - f.idle_bytes) / 1e3 / f.players, 50),
    ("processor, all joins", "s", lambda f: f.joining_cpu, None),
    (f"processor, {QUESTIONS} questions", "s", lambda f: f.playing_cpu, None),
    ("processor of the clients meanwhile", "s", lambda f: f.driving_cpu, None),
    ("an empty view, just before", "/s", lambda f: f.empty_rate, None),
    ("processor, an empty view", "ms", lambda f: 1000 * f.empty_cpu, None),
)


def table(title: str, runs: list[Figures], *, is_judged: bool) -> None:
    print(f"\n{title}: median of {len(runs)} runs (all of them)", flush=True)
    for name, unit, read, most in TABLE:
        values = [read(figures) for figures in runs]
        middle = median(values)
        verdict = ""
        if is_judged and most is not None:
            verdict = f"asked for ≤ {most}: {'met' if middle <= most else 'NOT MET'}"
        spread = ", ".join(f"{value:.4g}" for value in values)
        print(f"  {name:46} {middle:9.4g} {unit:2}  {verdict:28} ({spread})", flush=True)


def main(runs: int = 3, *sizes: int) -> int:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    everything: list[Figures] = []

    def measure(title: str, rooms: int, players: int) -> list[Figures]:
        found = [run(rooms, players) for _run in range(runs)]
        everything.extend(found)
        table(title, found, is_judged=(rooms, players) == (1, 1000))
        return found

    largest: list[Figures] = []
    for players in sizes or (100, 300, 1000):
        largest = measure(f"1 room of {players:,}", 1, players)
    if not sizes or largest[0].players == ROOMS * IN_A_ROOM:
        many = measure(f"{ROOMS} rooms of {IN_A_ROOM}", ROOMS, IN_A_ROOM)
        ratio = median(f.playing_cpu for f in many) / median(f.playing_cpu for f in largest)
        print(f"\n{ROOMS} rooms of {IN_A_ROOM} cost {ratio:.2f} of the processor time of 1 of 1,000: asked for ≤ 1.25")
    return int(any(figures.missing or figures.crossed for figures in everything))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
