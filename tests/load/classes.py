"""Prints how long the pages of a class take with little and with much stored: `python -m tests.load.classes`.

In the DATA_DIR given. Server time, of the middle one of nine looks, and SQL statements.
"""

from __future__ import annotations

import os
import random
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
    from quizzes.models.versions import current_versions, frozen
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
                is_practice=False,
                length=len(versions),
                started_at=now,
                finished_at=now,
            )
            for enrolment in enrolments
        )
        responses = []
        for attempt, enrolment in zip(attempts, enrolments, strict=True):
            for position, version in enumerate(versions, start=1):
                it = frozen(version.pk)
                is_right = random.Random(attempt.pk * 1000 + position).random() < ability[enrolment.pk]
                answer = it.type.right_response(it.item) if is_right else factories.wrong_response(it.item)
                fields = {"answer": answer, "fraction": float(is_right), "mark": float(is_right), "answered_at": now}
                responses.append(
                    models.Response(attempt=attempt, position=position, version=version, variant={}, **fields)
                )
        models.Response.objects.bulk_create(responses)
    return classroom


def measure(name: str, client: Any, address: str) -> float:
    """Milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert client.get(address).status_code == 200
    times = []
    for _look in range(LOOKS):
        started = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - started))
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    middle = statistics.median(times)
    print(f"  {name:46} {middle:7.1f} ms   {len(queries)} SQL statements", flush=True)
    return middle


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

    from quizzes.models import Response
    from quizzes.preparation import prepare

    prepare(with_fixtures=False, say=lambda _text: None)
    fill(100, SIZES[0])
    classes = [add_class(*sizes) for sizes in ((40, 30, 5), (200, 1, 30), (20, 30, 5))]
    before: dict[tuple[str, str], float] = {}
    for attempts in SIZES:
        fill(100, attempts)
        print(f"With {Response.objects.count():,} responses stored:")
        for classroom in classes:
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(classroom.teachers.get())
            for name, address in pages(classroom).items():
                taken = measure(f"{name}, {classroom.name}", client, address)
                first = before.setdefault((classroom.name, name), taken)
                if first != taken:
                    print(f"  {'':46} {taken / first:7.2f} times what it took before")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    django.setup()
    sys.exit(main())
