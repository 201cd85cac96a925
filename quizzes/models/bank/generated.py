"""The storing of generated questions, which leaves alone whatever a person wrote or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from quizzes.generation.drafts import Draft, Refusal
from quizzes.generation.facts import Fact as FactValue
from quizzes.generation.lint import Finding
from quizzes.generation.questions import findings_of, generate

from .candidates import Candidate, pool_of
from .facts import Fact, facts_of
from .options import Option
from .questions import Question
from .sources import Sentence


@dataclass(slots=True)
class StoredDrafts:
    """The slugs of the questions, by what storing the drafts did to them.

    A person has changed those in `left_alone`; the facts of those in `retired` no longer give them.
    """

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


@transaction.atomic
def store_drafts(drafts: Sequence[Draft], refusals: Sequence[Refusal], bank: Sequence[FactValue]) -> StoredDrafts:
    """Bring the generated questions of these facts in line with the drafts; the lint compares them with `bank`.

    Storing the same drafts again changes nothing. A question's status is set once, when it is made: published if the
    lint finds nothing, a draft otherwise, and always a draft if a machine found its fact. From then on the status
    belongs to the teacher.
    """
    stored = StoredDrafts()
    fact_slugs = {draft.fact.slug for draft in drafts} | {refusal.fact.slug for refusal in refusals}
    made = {draft.slug for draft in drafts}
    rows = Fact.objects.filter(slug__in=fact_slugs).select_related("sentence__source", "topic", "candidate")
    facts = {fact.slug: fact for fact in rows}
    concerned = Question.objects.with_content().filter(Q(slug__in=made) | Q(fact__slug__in=fact_slugs))
    existing = {question.slug: question for question in concerned.select_related("fact")}
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
    for slug, question in sorted(existing.items()):
        of_these = question.fact is not None and question.fact.slug in fact_slugs
        if of_these and slug not in made and question.is_untouched and question.status != Question.Status.RETIRED:
            question.status = Question.Status.RETIRED
            question.save(update_fields=("status", "updated_at"))
            stored.retired.append(slug)
    return stored


@transaction.atomic
def accept(candidate: Candidate, status: Candidate.Status, user: User, now: dt.datetime) -> bool:
    """Turn the candidate into a fact and draft its questions; return False if somebody else was first."""
    fact = candidate.accept(status, user, now)
    if fact is not None:
        drafts, refusals = generate([fact.to_value()], among=pool_of(candidate.source))
        store_drafts(drafts, refusals, facts_of(candidate.source))
    return fact is not None


def refusals_of(candidate: Candidate) -> list[Refusal]:
    """Return which questions an accepted candidate cannot give, and why."""
    if candidate.fact is None:
        return []
    _drafts, refusals = generate([candidate.fact.to_value()], among=pool_of(candidate.source))
    return refusals


def _write(question: Question, draft: Draft, fact: Fact, findings: Sequence[Finding]) -> None:
    sentence: Sentence = fact.sentence
    if question._state.adding:
        needs_a_person = findings or hasattr(fact, "candidate")
        question.status = Question.Status.DRAFT if needs_a_person else Question.Status.PUBLISHED
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
