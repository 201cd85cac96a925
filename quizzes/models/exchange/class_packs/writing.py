"""The writing of a class as the rows of its pack."""

from __future__ import annotations

import json
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from quizzes.models.bank.facts import Fact, Topic
from quizzes.models.bank.options import Option
from quizzes.models.bank.questions import Question
from quizzes.models.bank.quizzes import Quiz, QuizQuestion
from quizzes.models.bank.sources import Sentence, Source
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.classrooms import Classroom

Row = dict[str, Any]

# These are the models and fields that a pack may hold, in the order of its rows. Everything else is refused.
FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Topic: ("slug", "name", "position"),
    Source: ("slug", "kind", "title", "url", "publisher", "published_on", "licence", "perspective", "text"),
    Sentence: ("source", "paragraph", "number", "start", "end", "text"),
    Fact: (
        *("slug", "topic", "sentence", "quote", "kind", "attributed_to", "subject", "relation", "answer_type"),
        *("answer", "unit", "approximate", "items", "is_complete", "accepted", "vetoes", "foils", "paired_values"),
        *("as_of", "ask_mode", "prompt", "statement", "note", "derived_from", "caveats"),
    ),
    Question: (
        *("slug", "item_type", "stem", "params", "explanation", "topic", "sentence", "quote", "kind", "attributed_to"),
        *("fact", "status", "origin", "tags", "generated_digest", "lint", "lint_findings", "created_at", "updated_at"),
    ),
    Option: ("question", "position", "text", "fraction", "match", "feedback", "provenance"),
    Quiz: (
        *("slug", "title", "description", "topic", "feedback", "draw", "draw_topics", "shuffle_questions"),
        *("time_limit", "attempts_allowed", "pass_percent", "is_published", "position"),
    ),
    QuizQuestion: ("quiz", "question", "position", "max_mark"),
    Classroom: ("code", "name", "created_at"),
    Assignment: (
        *("classroom", "quiz", "title", "opens_at", "closes_at", "time_limit", "attempts_allowed", "counting"),
        *("is_practice", "layout", "may_go_back", "shuffle", "has_certainty", "review_when", "review_shows"),
        "created_at",
    ),
}


def for_everybody(classroom: Classroom) -> models.QuerySet[Assignment]:
    """Return the assignments of the class that go into its pack.

    No pack holds a student or a group, so an assignment for some of them would be for the whole class where the pack is
    loaded. A live round is over.
    """
    self_paced: models.QuerySet[Assignment] = Assignment.objects.self_paced()
    return self_paced.filter(classroom=classroom, groups=None, students=None)


def rows_of(classroom: Classroom) -> list[Row]:
    """Return the rows of the pack, the same for the same class, without what is stale since its source changed."""
    assignments = for_everybody(classroom)
    quizzes = Quiz.objects.filter(assignments__in=assignments).distinct().order_by("slug")
    parts = QuizQuestion.objects.filter(quiz__in=quizzes, question__stale_since=None, dropped_at=None)
    drawn = Question.objects.published().filter(topic__in=Topic.objects.filter(pk__in=quizzes.values("draw_topics")))
    question_pks = {*parts.values_list("question", flat=True), *drawn.values_list("pk", flat=True)}
    questions = Question.objects.filter(pk__in=question_pks)
    facts = _with_bases(questions)
    cited = (rows.values_list("sentence__source", flat=True) for rows in (questions, facts))
    sources = Source.objects.filter(pk__in={pk for pks in cited for pk in pks})
    topics = {
        *questions.values_list("topic", flat=True),
        *facts.values_list("topic", flat=True),
        *quizzes.values_list("topic", flat=True),
        *quizzes.values_list("draw_topics", flat=True),
    }
    querysets: tuple[models.QuerySet[Any], ...] = (
        Topic.objects.filter(pk__in=topics - {None}).order_by("slug"),
        sources.order_by("slug"),
        Sentence.objects.in_text().filter(source__in=sources).order_by("source__slug", "paragraph", "number"),
        facts.order_by("slug"),
        questions.order_by("slug"),
        Option.objects.filter(question__in=questions).order_by("question__slug", "position"),
        quizzes,
        parts.order_by("quiz__slug", "position", "question__slug"),
        Classroom.objects.filter(pk=classroom.pk),
        assignments.order_by("title"),
    )
    rows: list[Row] = []
    for objects in querysets:
        natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
        rows += serializers.serialize("python", objects, fields=FIELDS[objects.model], **natural)
    return rows


def _with_bases(questions: models.QuerySet[Question]) -> models.QuerySet[Fact]:
    """Return the facts of the questions, and the facts from which these are derived."""
    slugs, collected = set(questions.exclude(fact=None).values_list("fact__slug", flat=True)), set[str]()
    while slugs - collected:
        collected |= slugs
        bases = Fact.objects.filter(slug__in=collected).values_list("derived_from", flat=True)
        slugs = {slug for derived in bases for slug in derived}
    return Fact.objects.filter(slug__in=collected, stale_since=None)


def to_text(rows: list[Row]) -> str:
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def pictures_left_behind(classroom: Classroom) -> int:
    """Return how many questions of the class have pictures, which no fixture holds."""
    questions = Question.objects.filter(quizzes__assignments__in=for_everybody(classroom))
    count: int = questions.exclude(picture=None, options__picture=None).distinct().count()
    return count
