"""`make bench`: closed-loop students against the very server that `make run` starts, over loopback.

It prints figures and judges none of them; it exits 1 where the exam was refused or lost an answer. The driver shares
the machine with the server, so compare what stands in one run: everything is also measured for an empty view behind the
same middleware and server.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urljoin

import psutil

from tests.support.running import ROOT, RunningServer, environment, running

from . import exam
from .client import Connection
from .students import Student, Tally, learn, look

EMPTY = "/healthz"
SECONDS = 4.0
MAKE_RUN = ("make", "run")


class Usage:
    """Processor time and memory of the server's processes."""

    def __init__(self, server: RunningServer) -> None:
        root = psutil.Process(server.pid)
        self.processes = [root, *root.children(recursive=True)]

    def seconds(self) -> float:
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)

    def own(self) -> int:
        """Bytes that no other process shares."""
        return sum(process.memory_full_info().uss for process in self.processes)

    def memory(self) -> str:
        sizes = [process.memory_full_info() for process in self.processes]
        own, resident = (sum(getattr(size, kind) for size in sizes) / 1e6 for kind in ("uss", "rss"))
        return f"{own:.0f} MB of their own, {resident:.0f} MB with what they share counted in each"


def row(name: str, tally: Tally, more: str = "") -> None:
    quantiles = " ".join(f"{tally.quantile(share):7.1f}" for share in (0.5, 0.95, 0.99))
    print(f"  {name:34} {tally.requests_per_second:7.0f}/s   {quantiles} ms   {more}", flush=True)


def measure(server: RunningServer, students: int, *, with_htmx: bool = True) -> Tally:
    meter = Usage(server).seconds
    tally = asyncio.run(learn(server.port, students, SECONDS, with_htmx=with_htmx, processor_time=meter))
    each = 1000 * tally.processor_seconds / tally.answers
    name = f"{students} students" + ("" if with_htmx else ", no JavaScript")
    row(name, tally, f"{tally.answers / tally.seconds:5.0f} answers/s, {each:.1f} ms of processor each")
    return tally


def compare(server: RunningServer) -> None:
    print("\nRequests per second, and how long one takes:                 p50     p95     p99")
    asyncio.run(learn(server.port, 16, 1))  # each process has read its templates and questions
    for students in (1, 16, 64):
        meter = Usage(server).seconds
        empty = asyncio.run(look(server.port, EMPTY, students, SECONDS / 2, processor_time=meter))
        each = 1000 * empty.processor_seconds / len(empty.latencies)
        row(f"{students} at an empty view", empty, f"{each:.2f} ms of processor each")
        loop = measure(server, students)
        print(f"  ratio to the empty view            {loop.requests_per_second / empty.requests_per_second:7.2f}")
    measure(server, 16, with_htmx=False)
    asyncio.run(beside_idle(server))


async def beside_idle(server: RunningServer) -> None:
    idle = [await Connection.open(server.port) for _connection in range(1000)]
    for connection in idle:
        await connection.request("GET", EMPTY)
    tally = await learn(server.port, 64, SECONDS)  # less than the server keeps an idle connection
    row("64 students, 1,000 idle connections", tally)
    for connection in idle:
        connection.transport.close()


async def first_page(server: RunningServer) -> None:
    """What a browser fetches to show the first question."""
    student = Student(await Connection.open(server.port), Tally())
    await student.start()
    page = student.page.body.decode()
    sizes = {"HTML": len(student.page.body) + len(student.page.head)}
    waiting = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    while waiting:
        path = waiting.pop(0)
        reply = await student.send("GET", path, "Accept-Encoding: gzip\r\n")
        sizes[path.rpartition("/")[2]] = len(reply.body) + len(reply.head)
        if path.endswith(".js"):  # a module names others
            script = gzip.decompress(reply.body) if b"gzip" in reply.head else reply.body
            names = re.findall(r'^import .* from "(.+)";$', script.decode(), re.MULTILINE)
            waiting += [urljoin(path, name) for name in names]
    print(f"\nThe first question page: {sum(sizes.values()) / 1024:.1f} KB over the wire")
    print("  " + ", ".join(f"{name} {size / 1024:.1f}" for name, size in sizes.items()))
    print(f"  (its HTML compressed would be {len(gzip.compress(student.page.body)) / 1024:.1f} KB)")
    student.connection.transport.close()


def durable_commit(data: Path) -> float:
    """Milliseconds of one commit that has reached the disk: the floor of every answer on this machine."""
    connection = sqlite3.connect(data / "probe.sqlite3", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE probe (a);")
    times = []
    for _commit in range(200):
        started = time.perf_counter()
        connection.execute("INSERT INTO probe VALUES (1)")
        times.append(time.perf_counter() - started)
    connection.close()
    return 1000 * sorted(times)[100]


def in_django(data: Path, module: str, *arguments: int) -> None:
    subprocess.run(
        [sys.executable, "-m", f"tests.load.{module}", *map(str, arguments)],
        cwd=ROOT,
        env=environment(data),
        check=True,
    )


def with_much_stored(data: Path) -> None:
    print("\nThe same loop with much stored (16 students):")
    for questions, attempts in ((100, 10), (100, 100_000), (10_000, 100_000)):
        in_django(data, "bank", questions, attempts)
        with running(data) as server:
            asyncio.run(learn(server.port, 16, 1))
            row(f"{questions:,} questions, {attempts:,} attempts", asyncio.run(learn(server.port, 16, SECONDS)))


def main() -> int:
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="scoquiz-bench-") as folder:
        data = Path(folder)
        with running(data) as server:
            print(f"First start with an empty bank: {server.seconds_to_start:.1f} s")
        in_django(data, "bank", 100, 10)
        with running(data, MAKE_RUN) as server:
            print(f"Warm `make run`: {server.seconds_to_start:.1f} s until it answers")
        print(f"A durable commit on this disk: {durable_commit(data):.2f} ms")
        in_django(data, "queries")
        with running(data) as server:
            asyncio.run(first_page(server))
            compare(server)
            print(f"\nMemory of the server's processes: {Usage(server).memory()}")
        with_much_stored(data)
    with tempfile.TemporaryDirectory(prefix="scoquiz-bench-") as folder:
        print("\nThe pages of a class (server time):")
        in_django(Path(folder), "classes")
    print("\nA school in one test, each student saving every ten seconds:")
    return exam.main()


if __name__ == "__main__":
    sys.exit(main())
