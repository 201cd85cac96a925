"""Show the drafts of an article as cards, and publish them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from quizzes.generation.composition import CUEING, WEIGHTS
from quizzes.generation.facts import AskMode
from quizzes.generation.lint import Entry, lint_quiz
from quizzes.items import Item
from quizzes.models import Question, Source

READY = {Question.Lint.CLEAN, Question.Lint.CONFIRMED}


@dataclass(frozen=True, slots=True)
class Card:
    """A draft as a page shows it.

    `right` is the right answer in one line, `problem` says why the draft could not be published just now.
    """

    question: Question
    item: Item
    stem: str
    right: str
    problem: str = ""
    is_ticked: bool = False

    @property
    def is_draft(self) -> bool:
        return self.question.status == Question.Status.DRAFT


def card_of(question: Question, problem: str = "", *, is_ticked: bool = False) -> Card:
    item, item_type = question.to_item(), question.type
    right = "" if item_type.problems(item) else item_type.right_answer(item)
    return Card(question, item, item_type.readable_stem(item), right, problem, is_ticked)


def worth_ticking(questions: Iterable[Question]) -> set[int]:
    """Return the keys of one question of each fact, of mixed types as in the ready quizzes; none gives another away."""
    of_facts: dict[int | None, list[Question]] = {}
    for question in questions:
        if question.status == Question.Status.DRAFT and question.lint in READY:
            of_facts.setdefault(question.fact_id, []).append(question)
    used: Counter[str] = Counter()
    chosen = []
    for choice in of_facts.values():
        best = min(choice, key=lambda question: (used[question.item_type] + 1) / WEIGHTS.get(question.item_type, 1.0))
        used[best.item_type] += 1
        chosen.append(best)
    entries = [Entry(q.to_item(), q.lint_context(), q.topic.name, q.slug) for q in chosen]
    cued: set[str] = set()
    for finding in lint_quiz(entries, shows_feedback=True):
        if finding.code in CUEING:
            remaining = [q for q in chosen if q.slug in finding.slugs and q.slug not in cued]
            cued |= {question.slug for question in sorted(remaining, key=_is_quotation)[1:]}
    return {question.pk for question in chosen if question.slug not in cued}


def drafts_of(source: Source) -> list[Question]:
    """Return all questions made from an article, except the discarded ones, in the order of its text."""
    made = Question.objects.with_content().filter(fact__candidate__source=source)
    kept = made.exclude(status=Question.Status.RETIRED).select_related(
        "fact__candidate", "fact__topic", "fact__sentence__source", "approved_by"
    )
    return sorted(kept, key=lambda question: (*_place_of(question), question.slug))


def approve(question: Question, request: HttpRequest) -> Any:
    """Publish the question, with the reason for its warnings if one was posted; or return a sentence why not."""
    now = timezone.now()
    reason = request.POST.get(f"reason-{question.pk}", "").replace("\0", "").strip()[:500]
    if reason and question.warnings:
        question.confirm_warnings(reason, request.user, now)  # type: ignore[arg-type]  # nobody anonymous gets here
        question.save()
    return question.publish(request.user, now)  # type: ignore[arg-type]  # as above


def _is_quotation(question: Question) -> bool:
    """Say whether it is a sentence of the text with a blank, which nobody has worded."""
    return question.fact is not None and question.fact.ask_mode == AskMode.CLOZE_QUOTE.value


def _place_of(question: Question) -> tuple[int, int]:
    return (question.sentence.paragraph, question.sentence.number) if question.sentence else (0, 0)
