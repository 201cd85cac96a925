"""500 bots want to join one round within ten seconds: `python -m tests.load.flood [joins] [seconds]`.

Prints how many were let in, and how long the page of its host took meanwhile and before.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.support.running import running

from .client import Connection
from .live import make_teacher_and_quiz, milliseconds
from .live_clients import Host

MOST = 300  # players


async def press(port: int, code: str, number: int, at: float) -> int:
    """Join without reading the page first, at a moment of the loop's clock; the status."""
    await asyncio.sleep(at - time.perf_counter())
    connection = await Connection.open(port)
    token = f"{number:032}"
    body = f"csrfmiddlewaretoken={token}&nickname=Bot+{number:b}".encode()
    reply = await connection.request("POST", f"/join/{code}/", f"Cookie: csrftoken={token}\r\n", body)
    connection.transport.close()
    return reply.status


async def look(host: Host, times: int, pause: float) -> list[float]:
    """Seconds that the host's page takes, so many times."""
    found = []
    for _time in range(times):
        started = time.perf_counter()
        await host.send("GET", f"{host.address}host/")
        found.append(time.perf_counter() - started)
        await asyncio.sleep(pause)
    return found


async def drive(port: int, quiz: str, joins: int, seconds: float) -> None:
    host = Host(port)
    await host.sign_in("teacher")
    code = await host.prepare(quiz, MOST)
    told("in peace", await look(host, 20, 0.0))
    began = time.perf_counter()
    flood = asyncio.gather(*(press(port, code, n, began + seconds * n / joins) for n in range(joins)))
    looks = await look(host, int(10 * seconds), 0.1)
    statuses = await flood
    took = time.perf_counter() - began
    print(f"{statuses.count(302)} let in, {statuses.count(422)} refused of {joins} in {took:.1f} s (at most {MOST})")
    told("meanwhile", looks)


def told(when: str, looks: list[float]) -> None:
    median, longest = milliseconds(looks), milliseconds(looks, 1)
    print(f"the host's page {when}: median {median:.0f} ms, longest of {len(looks)} {longest:.0f} ms", flush=True)


def main(joins: int = 500, seconds: int = 10) -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="scoquiz-flood-") as folder:
        data = Path(folder)
        with running(data):
            pass
        quiz = make_teacher_and_quiz(data)
        with running(data) as server:
            asyncio.run(drive(server.port, quiz, joins, float(seconds)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
