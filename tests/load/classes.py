"""Prints how long the pages of a class take with little and with much stored: `python -m tests.load.classes`.

In the DATA_DIR given. Server time, of the middle one of nine looks, and SQL statements. The two are looked at in turn:
a machine that changes its speed does it to both.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import time
import uuid
from typing import Any

import django

from .bank import SLUG, fill

LOOKS = 9
SIZES = (100, 100_000)  # attempts of ten responses each that stand beside the class


def add_class(students: int, assignments: int, questions: int) -> Any:
    """A class that has finished everything; each student is right by a chance of their own."""
    from django.utils import timezone

    from quizzes import models
    from quizzes.models.bank.versions import current_versions, frozen_version
    from tests import factories

    classroom = factories.ClassroomFactory(name=f"{students} × {assignments}", teachers=[factories.TeacherFactory()])
    bank = models.Quiz.objects.get(slug=SLUG).available().with_content()[:questions]
    quiz = factories.QuizFactory(slug=f"class-{classroom.pk}", questions=list(bank))
    versions = current_versions(list(quiz.available().with_content()))
    enrolments = factories.EnrolmentFactory.create_batch(students, classroom=classroom)
    ability = {enrolment.pk: random.Random(enrolment.pk).uniform(0.3, 0.95) for enrolment in enrolments}
    now = timezone.now()
    for assignment in factories.AssignmentFactory.create_batch(assignments, classroom=classroom, quiz=quiz):
        attempts = models.Attempt.objects.bulk_create(
            models.Attempt(
                uuid=uuid.uuid4(),
                learner=enrolment.learner,
                quiz=quiz,
                assignment=assignment,
                title=assignment.title,
                has_feedback_at_once=False,
                length=len(versions),
                started_at=now,
                finished_at=now,
            )
            for enrolment in enrolments
        )
        responses = []
        for attempt, enrolment in zip(attempts, enrolments, strict=True):
            for position, version in enumerate(versions, start=1):
                it = frozen_version(version.pk)
                is_right = random.Random(attempt.pk * 1000 + position).random() < ability[enrolment.pk]
                answer = it.type.right_response(it.item) if is_right else factories.wrong_response(it.item)
                fields = {"answer": answer, "fraction": float(is_right), "mark": float(is_right), "answered_at": now}
                responses.append(
                    models.Response(attempt=attempt, position=position, version=version, variant={}, **fields)
                )
        models.Response.objects.bulk_create(responses)
    return classroom


class Shelf:
    """Two databases that differ in what stands beside the classes. What is looked at is whichever was opened last."""

    def __init__(self) -> None:
        from django.db import connection

        self.much = connection.settings_dict["NAME"]
        self.little = f"{self.much}.little"
        connection.close()
        shutil.copyfile(self.much, self.little)

    @staticmethod
    def open(name: str) -> None:
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = name


def measure(client: Any, address: str, shelf: Shelf) -> tuple[float, float, int]:
    """Milliseconds with little and with much stored, looked at in turn, and how many SQL statements it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times: dict[str, list[float]] = {shelf.little: [], shelf.much: []}
    for _look in range(LOOKS):
        for name, taken in times.items():
            shelf.open(name)
            assert client.get(address).status_code == 200  # and the connection is open
            started = time.perf_counter()
            client.get(address)
            taken.append(1000 * (time.perf_counter() - started))
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    little, much = (statistics.median(taken) for taken in times.values())
    return little, much, len(queries)


def pages(classroom: Any) -> dict[str, str]:
    from django.urls import reverse

    assignment = classroom.assignments.first()
    source = assignment.quiz.questions.first().sentence.source
    return {
        "gradebook": reverse("gradebook", args=[classroom.code]),
        "item analysis": reverse("assignment_report", args=[classroom.code, assignment.pk]),
        "heat map": reverse("heat_map", args=[classroom.code, source.slug]),
    }


def main() -> None:
    from django.test import Client

    from quizzes.installation import prepare
    from quizzes.models import Response

    prepare(with_fixtures=False, say=lambda _text: None)
    fill(100, SIZES[0])
    classes = [add_class(*sizes) for sizes in ((40, 30, 5), (200, 1, 30), (20, 30, 5))]
    clients = [Client(headers={"host": "127.0.0.1"}) for _classroom in classes]
    for client, classroom in zip(clients, classes, strict=True):
        client.force_login(classroom.teachers.get())
    counts = [Response.objects.count()]
    shelf = Shelf()
    fill(100, SIZES[1])
    counts.append(Response.objects.count())
    print("  {:36} {:>12,} {:>12,} responses stored".format("", *counts))
    for client, classroom in zip(clients, classes, strict=True):
        for name, address in pages(classroom).items():
            little, much, statements = measure(client, address, shelf)
            row = f"{little:9.1f} ms {much:9.1f} ms   {much / little:4.2f} times, {statements} SQL statements"
            print(f"  {f'{name}, {classroom.name}':36} {row}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    django.setup()
    sys.exit(main())
