"""`python -m tests.load.crash [times]`: kill -9 of the whole server in the middle of answering, again and again.

The clients keep a ledger of what was acknowledged, go on by themselves when the server is back, and compare the ledger
with the database at the end. It exits with 1 if an answer was lost or changed, or if the database is damaged.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from tests.support.live_bank import LONG
from tests.support.live_client import Event, Host, Player, Stream, at_once
from tests.support.live_school import School, prepared

PLAYERS = 24
FOLLOWERS = 6  # players whose streams are looked at too
SECONDS_OF_ANSWERING = 0.5
PATIENCE = 60  # seconds that a client tries again

STORED = """
SELECT enrolment.nickname, question.id, response.fraction
FROM quizzes_response AS response
JOIN quizzes_liveplayer AS player ON player.attempt_id = response.attempt_id
JOIN quizzes_enrolment AS enrolment ON enrolment.id = player.enrolment_id
JOIN quizzes_livequestion AS question
  ON question.round_id = player.round_id AND question.position = response.position
WHERE response.answered_at IS NOT NULL
"""


@dataclass
class Soak:
    school: School
    rng: random.Random
    ledger: dict[tuple[str, str], float] = field(default_factory=dict)  # (nickname, question) -> fraction
    sent_again: int = 0
    problems: list[str] = field(default_factory=list)
    seconds_away: list[float] = field(default_factory=list)

    def run(self, times: int) -> None:
        for first in range(0, times, LONG):
            host, players = self._room(first)
            for _kill in range(min(LONG, times - first)):
                self._question(host, players)
            host.move("end")
        stored = {(name, str(question)): fraction for name, question, fraction in self.school.rows(STORED)}
        for key, fraction in self.ledger.items():
            if key not in stored:
                self.problems.append(f"lost: {key}")
            elif stored[key] != fraction:
                self.problems.append(f"changed: {key} is {stored[key]} and was {fraction}")
        self.problems += [f"stored, and nobody was told: {key}" for key in stored.keys() - self.ledger.keys()]

    def _room(self, number: int) -> tuple[Host, dict[str, Player]]:
        host = self.school.host()
        code = host.prepare(self.school.bank["long_quiz"], answer_seconds="", locks_when_all_answered="")
        players = {f"Player {number + n}": self.school.player() for n in range(PLAYERS)}
        at_once([lambda name=name, one=one: one.join(code, name) for name, one in players.items()])
        return host, players

    def _question(self, host: Host, players: dict[str, Player]) -> None:
        with streams(list(players.values())[:FOLLOWERS]) as watching:
            host.move("next")
            shown = [stream.until("answering") for stream in watching][0]  # noqa: RUF015  # each of them has it
            clients = [
                threading.Thread(target=self._answer, args=(name, player, shown)) for name, player in players.items()
            ]
            for client in clients:
                client.start()
            time.sleep(self.rng.uniform(0, SECONDS_OF_ANSWERING))
            killed_at = time.monotonic()
            self.school.kill()
            self.school.start()
            restarted_at = time.monotonic()
            self.seconds_away.append(restarted_at - killed_at)
            for client in clients:
                client.join()
            if not self.school.is_sound():
                self.problems.append("The database is damaged.")
            ids = [stream.last_event_id for stream in watching]
        with streams(list(players.values())[:FOLLOWERS], ids) as watching:
            host.move("reveal")
            for stream in watching:
                if stream.next().phase != "reveal":
                    self.problems.append(f"sent twice, or something else than the answer: {stream.phases}")

    def _answer(self, name: str, player: Player, shown: Event) -> None:
        """Once and the same, until it is acknowledged."""
        is_right = hash((name, shown.question)) % 2 == 0
        token = player.pick(shown, "2001" if is_right else "1998")
        time.sleep(random.uniform(0, SECONDS_OF_ANSWERING))
        deadline = time.monotonic() + PATIENCE
        tries = 0
        while time.monotonic() < deadline:
            tries += 1
            try:
                status = player.answer(shown.question, token)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if status == 302:
                self.ledger[name, shown.question] = float(is_right)
                self.sent_again += tries > 1
            else:
                self.problems.append(f"{name} got {status}")
            return
        self.problems.append(f"{name} got no answer for {PATIENCE} s")

    def report(self) -> str:
        away = self.seconds_away
        lines = (
            f"{len(away)} times kill -9 of all processes while {PLAYERS} players answered",
            f"{len(self.ledger):,} answers acknowledged, {self.sent_again:,} of them sent again after the crash",
            f"Away for {statistics.median(away):.1f} s, {max(away):.1f} s at the longest (kill, start, first page)",
            "No answer was lost or changed, and the database is sound." if not self.problems else "",
            *self.problems,
        )
        return "\n".join(line for line in lines if line)


@contextmanager
def streams(players: list[Player], last_event_ids: list[str] | None = None) -> Iterator[list[Stream]]:
    ids = last_event_ids or [""] * len(players)
    opened = [player.events(last_event_id=last) for player, last in zip(players, ids, strict=True)]
    try:
        yield opened
    finally:
        for stream in opened:
            stream.close()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="scoquiz-crash-") as folder:
        with School(prepared(Path(folder) / "bank"), Path(folder) / "data") as school:
            soak = Soak(school, random.Random())
            soak.run(times)
        print(soak.report())
    sys.exit(bool(soak.problems))


if __name__ == "__main__":
    main()
