"""Prints how long files of questions take: `python -m tests.load.exchange [questions] [format]`, in the DATA_DIR given.

While the questions are stored another connection keeps writing, as students who answer do; how long it had to wait at
most is what an import costs them.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import django

Result = TypeVar("Result")


def measure(count: int, code: str) -> None:
    from django.core.management import call_command

    from quizzes.formats import FORMATS, Record
    from quizzes.items import Item, Option
    from quizzes.models import Question
    from quizzes.models.exchange.exports import Export
    from quizzes.models.exchange.question_import import ImportPlan

    call_command("migrate", verbosity=0)
    Question.objects.filter(slug__startswith="bench-exchange").delete()
    options = (Option("1998", feedback="Too early."), Option("2001", 1.0), Option("2006"), Option("2017"))
    records = (
        Record(Item("single_choice", f"In which year was club {n} founded?", options), name=f"bench-exchange-{n}")
        for n in range(count)
    )
    data = b"".join(FORMATS[code].write(records))
    print(f"{count} questions, {len(data) / 1e6:.1f} MB of {code}")
    reading = timed("parse", lambda: FORMATS[code].read(data))
    intake = timed("prepare", lambda: ImportPlan(reading))
    with Writer() as writer:
        timed("store", intake.store)
    print(f"another connection: {len(writer.waits)} writes meanwhile, the longest took {max(writer.waits):.2f} s")
    timed("the same file again", lambda: ImportPlan(reading))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = Question.objects.filter(slug__startswith="bench-exchange")
    timed("export", lambda: sum(map(len, Export(stored, FORMATS[code]).pieces())))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {after / 1024:.0f} MB, of which the export added {(after - before) / 1024:.0f} MB")


def timed(name: str, step: Callable[[], Result]) -> Result:
    wall, cpu = time.perf_counter(), time.process_time()
    result = step()
    print(f"{name}: {time.perf_counter() - wall:.2f} s, of the processor {time.process_time() - cpu:.2f} s")
    return result


class Writer:
    """Writes one small row after the other in a thread, and keeps how long each took."""

    def __enter__(self) -> Writer:
        from quizzes.models import Learner

        self.waits: list[float] = []
        self._learner = Learner.objects.create()
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._is_done.set()
        self._thread.join()
        self._learner.delete()

    def _write(self) -> None:
        from django.db import connection

        while not self._is_done.is_set():
            start = time.perf_counter()
            self._learner.save()
            self.waits.append(time.perf_counter() - start)
            time.sleep(0.01)
        connection.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    django.setup()
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2] if len(sys.argv) > 2 else "gift")
