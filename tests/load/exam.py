"""A whole school begins the same test within a minute: `python -m tests.load.exam [students] [seconds]`.

Each student starts at a moment of the first minute, then chooses an answer every ten seconds, which is saved as it is
chosen. Prints how long a save takes, and whether each one that was acknowledged is in the database.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.running import ROOT, environment, running

from .client import Connection, Reply
from .students import TOKEN, Student, Tally

MINUTE, PAUSE = 60.0, 10.0
VALUES = re.compile(rb'name="answer" value="([^"]+)"')


class Examinee(Student):
    """Who takes an assignment whose answers can be changed until the end."""

    port: int

    async def send(self, method: str, path: str, headers: str = "", form: dict[str, str] | None = None) -> Reply:
        """The server ends a connection that is idle for long; a browser opens another one."""
        if self.connection.transport.is_closing():
            self.connection = await Connection.open(self.port)
        return await super().send(method, path, headers, form)

    async def take(self, code: str, assignment: str, number: int, seconds: float) -> dict[str, tuple[int, str]]:
        """The last acknowledged choice at each address."""
        rng = random.Random(number)  # not a secret
        await asyncio.sleep(rng.uniform(0, MINUTE * min(1.0, seconds / (2 * MINUTE))))
        await self.start_assigned(code, assignment, number)
        kept: dict[str, tuple[int, str]] = {}
        ends = time.perf_counter() + seconds / 2
        place = 0
        while time.perf_counter() < ends:
            place += 1
            address = f"{self.path.rsplit('questions/', 1)[0]}questions/{1 + place % 10}/"
            page = await self.send("GET", address)
            values = VALUES.findall(page.body)
            choice = rng.choice(values).decode() if values else "2001"
            form = {"csrfmiddlewaretoken": self.token(page), "answer": choice, "page": f"load{number}"}
            reply = await self.timed("POST", f"{address}save/", form | {"number": str(place)})
            if reply.status == 200:
                kept[address] = (place, choice)
                self.tally.answers += 1
            await asyncio.sleep(PAUSE * rng.uniform(0.9, 1.1))
        return kept

    async def start_assigned(self, code: str, assignment: str, number: int) -> None:
        page = await self.send("GET", f"/join/{code}/")
        await self.send("POST", f"/join/{code}/", form=self.form(page, nickname=f"Student {number}"))
        page = await self.send("GET", assignment)
        started = await self.send("POST", f"{assignment}start/", form=self.form(page))
        self.path = started.header("location")
        if "questions/" not in self.path:
            self.path = (await self.send("GET", self.path)).header("location")

    def token(self, page: object) -> str:
        return TOKEN.search(page.body)[1].decode()  # type: ignore[attr-defined,index]  # a Reply with a form

    def form(self, page: object, **fields: str) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.token(page), **fields}


def prepare(data: Path) -> tuple[str, str]:
    """The code of a class, and the address of its test."""
    script = (
        "import django; django.setup(); from tests.load.bank import SLUG, fill; fill(20, 0);"
        "from quizzes.models import Quiz; from tests.factories import AssignmentFactory as A;"
        "a = A(quiz=Quiz.objects.get(slug=SLUG)); print(a.classroom.code, a.get_absolute_url())"
    )
    variables = environment(data, DJANGO_SETTINGS_MODULE="scoquiz.settings")
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=variables, check=True, capture_output=True, text=True
    )
    code, address = said.stdout.split()
    return code, address


async def sit(port: int, code: str, address: str, students: int, seconds: float) -> tuple[Tally, int]:
    tally = Tally()
    crowd = [Examinee(await Connection.open(port), tally, with_htmx=False) for _student in range(students)]
    for one in crowd:
        one.port = port
    started = time.perf_counter()
    kept = await asyncio.gather(*(one.take(code, address, n, seconds) for n, one in enumerate(crowd)))
    tally.seconds = time.perf_counter() - started
    return tally, sum(len(choices) for choices in kept)


def main(students: int = 500, seconds: int = 120) -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="scoquiz-exam-") as folder:
        data = Path(folder)
        with running(data):
            pass
        code, address = prepare(data)
        with running(data) as server:
            tally, kept = asyncio.run(sit(server.port, code, address, students, float(seconds)))
        with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
            stored = database.execute("SELECT count(*) FROM quizzes_response WHERE saved_at IS NOT NULL").fetchone()[0]
    quantiles = ", ".join(f"p{round(100 * q)} {tally.quantile(q):.0f} ms" for q in (0.5, 0.95, 0.99))
    print(f"{students} students, {tally.answers:,} saves in {tally.seconds:.0f} s: {quantiles}")
    print(f"{kept:,} questions with an acknowledged choice, {stored:,} of them in the database")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
