"""Fills a database for the benchmark: `python -m tests.load.bank <questions> <attempts>`, in the DATA_DIR given."""

from __future__ import annotations

import os
import sys
import uuid
from dataclasses import replace
from typing import Any

import django

QUIZ_LENGTH = 96
SLUG = "bench"


def fill(questions: int, attempts: int) -> None:
    from django.db import connection

    from quizzes import items, models
    from tests import factories

    topic, _new = models.Topic.objects.get_or_create(slug=SLUG, defaults={"name": "Benchmark"})
    sentence = models.Sentence.objects.first() or factories.SentenceFactory()
    kinds = (
        items.Item("single_choice", "In which year was it founded ({})?", factories.OPTIONS),
        items.Item("true_false", "It was founded in 2001 ({}).", (items.Option("true", 1.0), items.Option("false"))),
        items.Item("multiple_response", "Which years are named ({})?", (*factories.OPTIONS, items.Option("2017", 1.0))),
        items.Item("numerical", "When was it founded ({})?", (items.Option("2001", 1.0),)),
    )
    for number in range(models.Question.objects.count(), min(questions, QUIZ_LENGTH)):
        item = kinds[number % len(kinds)]
        item = replace(item, stem=item.stem.format(number))
        factories.QuestionFactory.of(item, slug=f"bench-{number}", topic=topic, sentence=sentence)
    if not models.Quiz.objects.filter(slug=SLUG).exists():
        factories.QuizFactory(slug=SLUG, questions=list(models.Question.objects.order_by("pk")[:QUIZ_LENGTH]))
    add_questions(models, topic, sentence, questions)
    add_attempts(models, attempts)
    connection.close()  # the last to leave writes the log into the database; the server should not have to


def add_questions(models: Any, topic: Any, sentence: Any, wanted: int) -> None:
    present = models.Question.objects.count()
    made = models.Question.objects.bulk_create(
        models.Question(
            slug=f"more-{n}", stem=f"Question {n}?", topic=topic, sentence=sentence, quote="2001", status="published"
        )
        for n in range(present, wanted)
    )
    models.Option.objects.bulk_create(
        models.Option(question=question, position=n, text=f"Option {n}", fraction=float(n == 1))
        for question in made
        for n in range(1, 5)
    )


def add_attempts(models: Any, wanted: int) -> None:
    """Finished attempts of the quiz, a hundred a learner, each with as many responses as a round of ten."""
    from django.utils import timezone

    from quizzes.models.bank.versions import current_versions

    quiz = models.Quiz.objects.get(slug=SLUG)
    versions = [version.pk for version in current_versions(list(quiz.available().with_content()[:10]))]
    now = timezone.now()
    missing = wanted - models.Attempt.objects.count()
    for first in range(0, missing, 2000):
        learners = models.Learner.objects.bulk_create(models.Learner() for _learner in range(20))
        made = models.Attempt.objects.bulk_create(
            models.Attempt(
                uuid=uuid.uuid4(),
                learner=learners[n % 20],
                quiz=quiz,
                title=quiz.title,
                has_feedback_at_once=True,
                length=len(versions),
                started_at=now,
                finished_at=now,
            )
            for n in range(first, min(first + 2000, missing))
        )
        models.Response.objects.bulk_create(
            models.Response(
                attempt=attempt,
                position=position,
                version_id=version,
                variant={},
                answer={"chosen": [1]},
                fraction=1.0,
                mark=1.0,
                answered_at=now,
            )
            for attempt in made
            for position, version in enumerate(versions, start=1)
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    django.setup()
    fill(*map(int, sys.argv[1:]))
