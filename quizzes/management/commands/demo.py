from __future__ import annotations

import random
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Assignment, Classroom, Quiz
from quizzes.simulated_students import NICKNAMES, multiply, simulate_class

CLASS_NAME = "Demo class"
QUIZ_COUNT = 4  # assigned to a class that has no assignments
START_FIRST = "Start ScoQuiz once, which prepares everything: make run"


class Command(BaseCommand):
    help = (
        "Fills a class with simulated students. The first run fills the demo class of the fixtures; "
        "each further run adds a class of its own and leaves the others alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--students", type=int, default=30, metavar="N", help=f"1 to {len(NICKNAMES)}")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed gives the same answers")
        parser.add_argument(
            "--responses",
            type=int,
            default=0,
            metavar="N",
            help="store so many more beside the class, to see how the pages do with years behind them",
        )

    def handle(self, *, students: int, seed: int, responses: int, **options: Any) -> None:
        if not 1 <= students <= len(NICKNAMES):
            raise CommandError(f"Give a number of students from 1 to {len(NICKNAMES)}.")
        began = time.perf_counter()
        try:
            with transaction.atomic():
                classroom = self.empty_class()
                assignments = [each for each in classroom.assignments.all() if each.quiz.available().exists()]
                if not assignments:
                    raise CommandError(f"There is no published quiz with questions yet. {START_FIRST}")
                rng = random.Random(seed)  # noqa: S311  # not a secret
                attempts = simulate_class(classroom, assignments, students, timezone.now(), rng)
            # They are not in one transaction: a million rows in it would keep everybody else from writing for minutes.
            stored = multiply(attempts, responses)
        except DatabaseError as error:
            raise CommandError(f"The database is not ready ({error}). {START_FIRST}") from error
        self.stdout.write(
            f"{classroom}: {students} students and {len(attempts)} attempts at {len(assignments)} assignments "
            f"({time.perf_counter() - began:.1f} s)."
        )
        if stored:
            self.stdout.write(f"{stored:,} responses of others stand beside it.")
        self.print_addresses(classroom)

    def empty_class(self) -> Classroom:
        demos = Classroom.objects.filter(name__startswith=CLASS_NAME)
        classroom: Classroom | None = demos.filter(enrolments=None).order_by("pk").first()
        if classroom is None:
            number = demos.count() + 1
            classroom = Classroom(name=f"{CLASS_NAME} {number}" if number > 1 else CLASS_NAME)
            classroom.save()
            classroom.teachers.set(User.objects.filter(is_staff=True, is_active=True).order_by("pk")[:1])
        if not classroom.assignments.exists():
            for quiz in Quiz.objects.published()[:QUIZ_COUNT]:
                Assignment.proposed(classroom, quiz).save()
        return classroom

    def print_addresses(self, classroom: Classroom) -> None:
        origin = f"http://127.0.0.1:{settings.PORT}"
        teacher = classroom.teachers.first()
        signed_in = f"signed in as {teacher}" if teacher else "for its teacher: the first who sets up an account here"
        self.stdout.write(f"Class page ({signed_in}): {origin}{classroom.get_absolute_url()}")
        self.stdout.write(
            f"Join as a student: {origin}{reverse('classroom_join', args=[classroom.code])} (code {classroom.code})"
        )
