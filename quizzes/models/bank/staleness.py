"""Editing the text of a source: which sentences move, which are gone, and what stood on those."""

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
MIN_SIMILARITY = 60  # of 100, rapidfuzz's ratio: below this a sentence is another one, not the same one reworded


class NotStale(Exception):
    """Somebody else has confirmed it already, or it was a double click."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A sentence that the edited text no longer has, what stands on it, and the text of the nearest new one."""

    sentence: Sentence
    facts: list[Fact]
    questions: list[Question]
    nearest: str  # "" where none comes near


class Edit:
    """What another text (or title, which the text may repeat) makes of the sentences of a stored source."""

    def __init__(self, source: Source) -> None:
        """`source` holds the new text and is not saved yet."""
        self.source = source
        self.spans = split(source.text, source.title)
        self.sentences = list(Sentence.objects.filter(source=source))
        self.kept = _same_texts(self.sentences, self.spans)

    @cached_property
    def lost(self) -> list[Lost]:
        """The sentences that get lost with something standing on them. What stood on them becomes stale."""
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
        """Save the source, with its sentences where they now stand. What stands on a lost one is stale from now on.

        The triggers look at every step: no sentence stands in the text while that changes.
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
    """Sentences by primary key with the spans of the same text: of several, each stays as near as it can."""
    waiting: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        waiting[span.text].append(span)
    kept = {}
    for sentence in sorted(sentences, key=lambda s: s.is_gone):  # one that comes back yields to those that are there
        if found := waiting[sentence.text]:
            place = min(found, key=lambda span: abs(span.start - sentence.start))
            found.remove(place)
            kept[sentence.pk] = place
    return kept


def _nearest(text: str, among: list[str]) -> int | None:
    """The place of the text that comes nearest, where any comes near."""
    found = process.extractOne(text, among, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return found[2] if found else None


def _following(slugs: set[str]) -> set[str]:
    """The facts that are derived from these, directly or not, by their slugs."""
    derived = list(Fact.objects.exclude(derived_from=[]).values_list("slug", "derived_from"))
    found: set[str] = set()
    while more := {slug for slug, bases in derived if (slugs | found) & set(bases)} - slugs - found:
        found |= more
    return found


def forget_uncited(sentences: list[Sentence]) -> None:
    """Delete those that nothing stands on any more."""
    cited = chain(
        Fact.objects.filter(sentence__in=sentences).values_list("sentence", flat=True),
        Question.objects.filter(sentence__in=sentences).values_list("sentence", flat=True),
    )
    Sentence.objects.filter(pk__in={s.pk for s in sentences} - set(cited)).delete()


@contextmanager
def _generated_as_before(sentences: list[Sentence]) -> Iterator[None]:
    """A question that only its place has changed is still the generator's."""
    generated = Question.objects.filter(origin=Question.Origin.GENERATED, sentence__in=sentences)
    untouched = [question.pk for question in generated.with_content() if question.is_untouched]
    yield
    for question in Question.objects.filter(pk__in=untouched).with_content():
        Question.objects.filter(pk=question.pk).update(generated_digest=question.digest())


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stale fact or question, and where its citation may stand now: None where nothing comes near."""

    row: Citing
    stood_on: Sentence
    sentence: Sentence | None
    quote: str

    @property
    def answer(self) -> str:
        """What still has to be true."""
        return self.row.answer if isinstance(self.row, Fact) else self.row.type.right_answer(self.row.to_item())


def doubts() -> list[Doubt]:
    """All that waits for somebody to look whether it still holds, source by source."""
    in_text: dict[int, list[Sentence]] = {}
    found = []
    for row in chain(
        Fact.objects.filter(stale_since__isnull=False).select_related("sentence__source"),
        Question.objects.stale().select_related("sentence__source", "picture").prefetch_related("options__picture"),
    ):
        if stood_on := row.sentence:
            if stood_on.source_id not in in_text:
                in_text[stood_on.source_id] = list(stood_on.source.sentences.in_text())
            found.append(_doubt(row, stood_on, in_text[stood_on.source_id]))
    return sorted(found, key=lambda doubt: (doubt.stood_on.source.title, doubt.stood_on.pk))


def _doubt(row: Citing, stood_on: Sentence, sentences: list[Sentence]) -> Doubt:
    if not stood_on.is_gone:
        return Doubt(row, stood_on, stood_on, row.quote)
    near = _nearest(stood_on.text, [s.text for s in sentences])
    if near is None:
        return Doubt(row, stood_on, None, "")
    sentence = sentences[near]
    return Doubt(row, stood_on, sentence, row.quote if row.quote in sentence.text else sentence.text)


def confirm(row: Citing, sentence: Sentence, quote: str) -> None:
    """It holds, and stands there now. Raises NotStale; ValidationError where the quote is not in the sentence."""
    stood_on = [row.sentence] if row.sentence else []
    row.sentence, row.quote = sentence, quote
    row.clean()
    with transaction.atomic(), _generated_as_before(stood_on):
        stale = type(row).objects.filter(pk=row.pk, stale_since__isnull=False)
        if not stale.update(sentence=sentence, quote=quote, stale_since=None):
            raise NotStale
        forget_uncited([s for s in stood_on if s.is_gone])
