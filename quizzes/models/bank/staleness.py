"""Edits of the text of a source: which sentences move, which get lost, and what stands on the lost ones."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from django.db import transaction
from django.db.models import Q
from django.utils.functional import cached_property
from rapidfuzz import fuzz, process

from quizzes.generation.sentences import Span, split

from .facts import Fact
from .positions import PARKED_POSITION
from .questions import Question
from .sources import GONE, Sentence, Source

Citing = Fact | Question
MIN_SIMILARITY = 60  # of 100, by rapidfuzz's ratio: below this a sentence is a different one, not the same one reworded


class NotStale(Exception):
    """Raised when somebody else has confirmed the row already, or a double click has."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A sentence that the edited text no longer has, what stands on it, and the most similar new sentence."""

    sentence: Sentence
    facts: list[Fact]
    questions: list[Question]
    nearest: str  # "" if none is similar enough


class Edit:
    """The effect of a new text (or title, which the text may repeat) on the sentences of a stored source."""

    def __init__(self, source: Source) -> None:
        """Compare the stored sentences with `source`, which holds the new text and is not saved yet."""
        self.source = source
        self.spans = split(source.text, source.title)
        self.sentences = list(Sentence.objects.filter(source=source))
        self.kept = _same_texts(self.sentences, self.spans)

    @cached_property
    def lost(self) -> list[Lost]:
        """The sentences that get lost although something stands on them, which becomes stale."""
        lost = [s for s in self.sentences if not s.is_gone and s.pk not in self.kept]
        facts, questions = defaultdict(list), defaultdict(list)
        for fact in Fact.objects.filter(sentence__in=lost):
            facts[fact.sentence_id].append(fact)
        for question in Question.objects.filter(sentence__in=lost):
            questions[question.sentence_id].append(question)
        for pk, bases in list(facts.items()):
            following = Fact.objects.filter(slug__in=_following({fact.slug for fact in bases}))
            facts[pk] += following.exclude(sentence__in=lost)
            questions[pk] += Question.objects.filter(fact__in=following).exclude(sentence__in=lost)
        new = [span.text for span in self._new()]
        return [
            Lost(s, facts[s.pk], questions[s.pk], "" if (near := _nearest(s.text, new)) is None else new[near])
            for s in lost
            if facts[s.pk] or questions[s.pk]
        ]

    def apply(self, now: dt.datetime) -> None:
        """Save the source and the new places of its sentences, and mark what stands on a lost sentence as stale.

        The triggers look at every step, so no sentence has a place in the text while the text changes.
        """
        with transaction.atomic(), _generated_as_before(self.sentences):
            for step, sentence in enumerate(self.sentences, start=1):
                Sentence.objects.filter(pk=sentence.pk).update(paragraph=GONE, number=PARKED_POSITION + step)
            self.source.save()
            self._place_sentences()
            gone = Q(sentence__source=self.source, sentence__paragraph=GONE)
            facts = Fact.objects.filter(gone, stale_since=None)
            following = _following(set(facts.values_list("slug", flat=True)))
            Question.objects.filter(gone | Q(fact__slug__in=following), stale_since=None).update(stale_since=now)
            Fact.objects.filter(gone | Q(slug__in=following), stale_since=None).update(stale_since=now)

    def _place_sentences(self) -> None:
        forget_uncited([s for s in self.sentences if s.pk not in self.kept])
        for number, sentence in enumerate(Sentence.objects.filter(source=self.source, paragraph=GONE), start=1):
            if sentence.pk not in self.kept:
                Sentence.objects.filter(pk=sentence.pk).update(number=number, start=0, end=len(sentence.text))
        for pk, span in self.kept.items():
            place = {"paragraph": span.paragraph, "number": span.number, "start": span.start, "end": span.end}
            Sentence.objects.filter(pk=pk).update(**place)
        Sentence.objects.bulk_create(
            Sentence(source=self.source, paragraph=s.paragraph, number=s.number, start=s.start, end=s.end, text=s.text)
            for s in self._new()
        )

    def _new(self) -> Iterator[Span]:
        known = set(self.kept.values())
        return (span for span in self.spans if span not in known)


def _same_texts(sentences: list[Sentence], spans: list[Span]) -> dict[int, Span]:
    """Map primary keys of sentences to spans with the same text; a repeated text goes to the nearest span."""
    waiting: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        waiting[span.text].append(span)
    kept = {}
    for sentence in sorted(sentences, key=lambda s: s.is_gone):  # those in the text choose before those that come back
        if candidates := waiting[sentence.text]:
            span = min(candidates, key=lambda span: abs(span.start - sentence.start))
            candidates.remove(span)
            kept[sentence.pk] = span
    return kept


def _nearest(text: str, among: list[str]) -> int | None:
    """Return the index of the most similar text, or None if none is similar enough."""
    match = process.extractOne(text, among, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return match[2] if match else None


def _following(slugs: set[str]) -> set[str]:
    """Return the slugs of the facts that are derived from these, directly or not."""
    derived = list(Fact.objects.exclude(derived_from=[]).values_list("slug", "derived_from"))
    following: set[str] = set()
    while more := {slug for slug, bases in derived if (slugs | following) & set(bases)} - slugs - following:
        following |= more
    return following


def forget_uncited(sentences: list[Sentence]) -> None:
    """Delete the sentences on which nothing stands any more."""
    cited = chain(
        Fact.objects.filter(sentence__in=sentences).values_list("sentence", flat=True),
        Question.objects.filter(sentence__in=sentences).values_list("sentence", flat=True),
    )
    Sentence.objects.filter(pk__in={s.pk for s in sentences} - set(cited)).delete()


@contextmanager
def _generated_as_before(sentences: list[Sentence]) -> Iterator[None]:
    """Keep generated questions the generator's if nothing but the place of their sentence changes meanwhile."""
    generated = Question.objects.filter(origin=Question.Origin.GENERATED, sentence__in=sentences)
    untouched = [question.pk for question in generated.with_content() if question.is_untouched]
    yield
    for question in Question.objects.filter(pk__in=untouched).with_content():
        Question.objects.filter(pk=question.pk).update(generated_digest=question.digest())


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stale fact or question, and where its citation may stand now: None if no sentence is similar enough."""

    row: Citing
    stood_on: Sentence
    sentence: Sentence | None
    quote: str

    @property
    def answer(self) -> str:
        """The answer, which a person checks to be still true."""
        return self.row.answer if isinstance(self.row, Fact) else self.row.type.right_answer(self.row.to_item())


def doubts() -> list[Doubt]:
    """Return the stale facts and questions, which wait for somebody to check them, source by source."""
    in_text: dict[int, list[Sentence]] = {}
    rows_in_doubt = []
    for row in chain(
        Fact.objects.filter(stale_since__isnull=False).select_related("sentence__source"),
        Question.objects.stale().select_related("sentence__source", "picture").prefetch_related("options__picture"),
    ):
        if stood_on := row.sentence:
            if stood_on.source_id not in in_text:
                in_text[stood_on.source_id] = list(stood_on.source.sentences.in_text())
            rows_in_doubt.append(_doubt(row, stood_on, in_text[stood_on.source_id]))
    return sorted(rows_in_doubt, key=lambda doubt: (doubt.stood_on.source.title, doubt.stood_on.pk))


def _doubt(row: Citing, stood_on: Sentence, sentences: list[Sentence]) -> Doubt:
    if not stood_on.is_gone:
        return Doubt(row, stood_on, stood_on, row.quote)
    near = _nearest(stood_on.text, [s.text for s in sentences])
    if near is None:
        return Doubt(row, stood_on, None, "")
    sentence = sentences[near]
    return Doubt(row, stood_on, sentence, row.quote if row.quote in sentence.text else sentence.text)


def confirm(row: Citing, sentence: Sentence, quote: str) -> None:
    """Confirm a stale row, with the citation that it has now.

    Raises NotStale if the row is not stale, and ValidationError if the quote is not in the sentence.
    """
    stood_on = [row.sentence] if row.sentence else []
    row.sentence, row.quote = sentence, quote
    row.clean()
    with transaction.atomic(), _generated_as_before(stood_on):
        stale = type(row).objects.filter(pk=row.pk, stale_since__isnull=False)
        if not stale.update(sentence=sentence, quote=quote, stale_since=None):
            raise NotStale
        forget_uncited([s for s in stood_on if s.is_gone])
