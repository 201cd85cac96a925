"""A whole school begins the same test within a minute: `python -m tests.load.exam [students] [seconds]`.

Each student starts at a moment of the first minute, then chooses an answer every ten seconds, which is saved as it is
chosen. Prints how long a save takes, and exits 1 where a reply was not 200, or where what is stored is not what was
acknowledged last.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.running import ROOT, environment, running

from .client import Connection, Reply
from .students import TOKEN, Refused, Student, Tally

MINUTE, PAUSE = 60.0, 10.0
QUESTIONS = 4  # that each comes back to, so that choices are changed as well
VALUES = re.compile(rb'name="answer" value="([^"]+)"')
# What a page would fill in again, by its address.
STORED = """
import json
import django

django.setup()
from quizzes.models import Response

saved = Response.objects.filter(saved_at__isnull=False).select_related("attempt")
print(json.dumps({f"/attempts/{one.attempt.uuid}/questions/{one.position}/": one.posted["answer"] for one in saved}))
"""


@dataclass
class Saves(Tally):
    replies: Counter[str] = field(default_factory=Counter)  # by their status; "lost" where none came
    kept: dict[str, list[str]] = field(default_factory=dict)  # the choice that was acknowledged last, by address

    def differing(self, stored: dict[str, list[str]]) -> list[str]:
        return [
            f"{address}: {self.kept.get(address)} was acknowledged last, {stored.get(address)} is stored"
            for address in sorted(self.kept.keys() | stored.keys())
            if self.kept.get(address) != stored.get(address)
        ]


class Examinee(Student):
    """Who takes an assignment whose answers can be changed until the end."""

    port: int
    tally: Saves

    async def send(self, method: str, path: str, headers: str = "", form: dict[str, str] | None = None) -> Reply:
        """The server ends a connection that is idle for long; a browser opens another one."""
        if self.connection.transport.is_closing():
            self.connection = await Connection.open(self.port)
        return await super().send(method, path, headers, form)

    async def take(self, code: str, assignment: str, number: int, seconds: float) -> None:
        rng = random.Random(number)  # not a secret
        await asyncio.sleep(rng.uniform(0, MINUTE * min(1.0, seconds / (2 * MINUTE))))
        await self.start_assigned(code, assignment, number)
        ends = time.perf_counter() + seconds / 2
        place = 0
        while time.perf_counter() < ends:
            place += 1
            address = f"{self.path.rsplit('questions/', 1)[0]}questions/{1 + place % QUESTIONS}/"
            page = await self.send("GET", address)
            values = VALUES.findall(page.body)
            choice = rng.choice(values).decode() if values else rng.choice(("1998", "2001", "2006"))
            form = {"csrfmiddlewaretoken": self.token(page), "answer": choice, "page": f"load{number}"}
            await self.save(address, choice, form | {"number": str(place)})
            await asyncio.sleep(PAUSE * rng.uniform(0.9, 1.1))

    async def save(self, address: str, choice: str, form: dict[str, str]) -> None:
        try:
            status = str((await self.timed("POST", f"{address}save/", form)).status)
        except Refused as refused:
            status = str(refused.status)
        except OSError:
            status = "lost"
        self.tally.replies[status] += 1
        if status == "200":
            self.tally.kept[address] = [choice]
            self.tally.answers += 1

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


def in_django(data: Path, script: str) -> str:
    """What it prints."""
    variables = environment(data, DJANGO_SETTINGS_MODULE="scoquiz.settings")
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True).stdout


def prepare(data: Path) -> tuple[str, str]:
    """The code of a class, and the address of its test."""
    script = (
        "import django; django.setup(); from tests.load.bank import SLUG, fill; fill(20, 0);"
        "from quizzes.models import Quiz; from tests.factories import AssignmentFactory as A;"
        "a = A(quiz=Quiz.objects.get(slug=SLUG)); print(a.classroom.code, a.get_absolute_url())"
    )
    code, address = in_django(data, script).split()
    return code, address


async def sit(port: int, code: str, address: str, students: int, seconds: float) -> Saves:
    saves = Saves()
    crowd = [Examinee(await Connection.open(port), saves, with_htmx=False) for _student in range(students)]
    for one in crowd:
        one.port = port
    started = time.perf_counter()
    await asyncio.gather(*(one.take(code, address, n, seconds) for n, one in enumerate(crowd)))
    saves.seconds = time.perf_counter() - started
    return saves


def main(students: int = 500, seconds: int = 120) -> int:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="scoquiz-exam-") as folder:
        data = Path(folder)
        with running(data):
            pass
        code, address = prepare(data)
        with running(data) as server:
            saves = asyncio.run(sit(server.port, code, address, students, float(seconds)))
        stored = json.loads(in_django(data, STORED))
    quantiles = ", ".join(f"p{round(100 * q)} {saves.quantile(q):.0f} ms" for q in (0.5, 0.95, 0.99))
    print(f"{students} students, {saves.answers:,} saves in {saves.seconds:.0f} s: {quantiles}")
    return judge(saves, stored)


def judge(saves: Saves, stored: dict[str, list[str]]) -> int:
    """1 where a save failed or was lost."""
    print("replies: " + ", ".join(f"{count:,} × {status}" for status, count in sorted(saves.replies.items())))
    if failed := saves.replies.total() - saves.replies["200"]:
        print(f"FAILED: {failed:,} saves were not acknowledged")
    if differing := saves.differing(stored):
        print(f"LOST: {len(differing):,} of {len(saves.kept):,} questions", *differing[:20], sep="\n  ")
    else:
        print(f"{len(saves.kept):,} questions, each with the choice that was acknowledged last in the database")
    return int(bool(failed or differing))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
