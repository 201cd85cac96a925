"""Storing what the generator made, without touching what a person wrote or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from quizzes.generation.drafts import Draft, Refusal
from quizzes.generation.facts import Fact as FactValue
from quizzes.generation.lint import Finding
from quizzes.generation.questions import findings_of

from .facts import Fact
from .options import Option
from .questions import Question
from .sources import Sentence


@dataclass(slots=True)
class StoredDrafts:
    """The slugs of what storing did.

    left_alone: a person has changed them. retired: their fact no longer gives them.
    """

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


@transaction.atomic
def store_drafts(drafts: Sequence[Draft], refusals: Sequence[Refusal], bank: Sequence[FactValue]) -> StoredDrafts:
    """Make the generated questions of these facts what the drafts say; `bank` is what the lint compares them with.

    Storing the same drafts again changes nothing. A question's status is set once, when it is made: published where
    the lint finds nothing, a draft otherwise. After that it is the teacher's.
    """
    stored = StoredDrafts()
    facts = {fact.slug: fact for fact in Fact.objects.select_related("sentence__source", "topic")}
    existing = {question.slug: question for question in Question.objects.with_content()}
    for draft in drafts:
        question = existing.get(draft.slug)
        if question is None:
            _write(Question(slug=draft.slug), draft, facts[draft.fact.slug], findings_of(draft, bank))
            stored.created.append(draft.slug)
        elif not question.is_untouched:
            stored.left_alone.append(draft.slug)
        elif question.generated_digest == draft.digest():
            stored.unchanged.append(draft.slug)
        else:
            _write(question, draft, facts[draft.fact.slug], findings_of(draft, bank))
            stored.updated.append(draft.slug)
    asked = {draft.fact.slug for draft in drafts} | {refusal.fact.slug for refusal in refusals}
    made = {draft.slug for draft in drafts}
    for slug, question in sorted(existing.items()):
        of_these = question.fact is not None and question.fact.slug in asked
        if of_these and slug not in made and question.is_untouched and question.status != Question.Status.RETIRED:
            question.status = Question.Status.RETIRED
            question.save(update_fields=("status", "updated_at"))
            stored.retired.append(slug)
    return stored


def _write(question: Question, draft: Draft, fact: Fact, findings: Sequence[Finding]) -> None:
    sentence: Sentence = fact.sentence
    if question._state.adding:
        question.status = Question.Status.DRAFT if findings else Question.Status.PUBLISHED
    question.item_type = draft.item.type
    question.stem = draft.item.stem
    question.params = dict(draft.item.params)
    question.explanation = draft.explanation
    question.topic = fact.topic
    question.sentence = sentence
    question.quote = draft.fact.quote
    question.kind = draft.kind
    question.attributed_to = draft.attributed_to
    question.fact = fact
    question.origin = Question.Origin.GENERATED
    question.generated_digest = draft.digest()
    question.take_findings(findings)
    question.save()
    question.options.all().delete()
    Option.objects.bulk_create(
        Option(
            question=question,
            position=position,
            text=option.text,
            fraction=option.fraction,
            match=option.match,
            feedback=option.feedback,
            provenance=provenance,
        )
        for position, (option, provenance) in enumerate(zip(draft.item.options, draft.provenance, strict=True))
    )
