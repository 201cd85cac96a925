"""Write questions to a file in one of the formats, and say what is left behind."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from quizzes.formats import FORMATS
from quizzes.models import Question, Quiz, Topic
from quizzes.models.exchange.exports import Export


class Command(BaseCommand):
    help = "Write the questions of a quiz or a topic, or all, in the format of another system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--quiz", help="slug of a quiz, of which the published questions are written")
        which.add_argument("--topic", help="slug of a topic")
        which.add_argument("--all", action="store_true", help="every question that is not retired (the default)")
        parser.add_argument("-o", "--output", type=Path, help="the file; left out, the standard output")

    def handle(self, *, output: Path | None, verbosity: int, **options: Any) -> None:
        export = Export(questions_of(options["quiz"], options["topic"]), FORMATS[options["format"]])
        if verbosity:
            for loss in export.losses():
                self.stderr.write(f"{loss.name}: {loss.what}")
        if output is None:
            sys.stdout.buffer.writelines(export.pieces())
            return
        part = output.with_name(output.name + ".part")
        with part.open("wb") as file:
            file.writelines(export.pieces())
        part.replace(output)


def questions_of(quiz: str | None, topic: str | None) -> QuerySet[Question]:
    questions: QuerySet[Question] = Question.objects.exclude(status=Question.Status.RETIRED)
    if quiz is not None:
        of_quiz = Quiz.objects.filter(slug=quiz).first()
        if of_quiz is None:
            raise CommandError(f"There is no quiz {quiz}.")
        questions = of_quiz.available()
    elif topic is not None:
        if not Topic.objects.filter(slug=topic).exists():
            raise CommandError(f"There is no topic {topic}.")
        questions = questions.filter(topic__slug=topic)
    return questions
