"""Candidates for facts, which rules find in a source or a teacher marks, and which a person accepts or rejects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.generation import extraction
from quizzes.generation.extraction import Candidate as CandidateValue
from quizzes.generation.facts import AnswerType, Fact as FactValue

from .facts import Fact, Topic, facts_of
from .slugs import free_slug
from .sources import GONE, Sentence, Source

MAX_PROMPT_LENGTH = 300  # characters, as its column holds: what the rules propose may be longer
BY_HAND = "teacher"  # the extractor of words that a person marked


class NotUndoable(Exception):
    """Raised when a decision cannot be undone, because questions are in use or a person has worked on them."""


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def in_text(self) -> CandidateQuerySet:
        """Leave out the candidates whose sentence is no longer in the source."""
        return self.exclude(sentence__paragraph=GONE)

    def open(self) -> CandidateQuerySet:
        return self.filter(status=Candidate.Status.OPEN)

    def decided(self) -> CandidateQuerySet:
        return self.exclude(status=Candidate.Status.OPEN)

    def accepted(self) -> CandidateQuerySet:
        """Return the candidates that were accepted, as they were found or with changes."""
        return self.filter(status__in=(Candidate.Status.ACCEPTED, Candidate.Status.EDITED))

    def keep(self, source: Source, found: Sequence[CandidateValue], topic: Topic) -> int:
        """Store the candidates that are not stored yet, and return their number. Decisions of people stay."""
        places = {(s.paragraph, s.number): s for s in source.sentences.all()}
        before = self.filter(source=source).count()
        rows = [
            Candidate(source=source, sentence=sentence, topic=topic, **_fields_of(value, sentence))
            for value in found
            if (sentence := places.get((value.paragraph, value.number))) is not None
        ]
        self.bulk_create([row for row in rows if row.fits], ignore_conflicts=True)
        return self.filter(source=source).count() - before


class Candidate(models.Model):
    """A possible answer at sentence.text[start:end], which keeps its place when the text around it is edited.

    The answer may be written differently from the words in that place.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        EDITED = "edited", _("Accepted with changes")
        REJECTED = "rejected", _("Rejected")

    source = models.ForeignKey(Source, models.CASCADE, related_name="candidates", verbose_name=_("source"))
    sentence = models.ForeignKey(Sentence, models.CASCADE, related_name="candidates", verbose_name=_("sentence"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    answer = models.CharField(_("answer"), max_length=300)
    answer_type = models.CharField(_("type of answer"), max_length=12, choices=AnswerType.choices())
    kind = models.CharField(_("kind"), max_length=8, choices=Fact.Kind, default=Fact.Kind.FACT)
    attributed_to = models.CharField(_("who says so"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    approximate = models.BooleanField(_("approximate"), default=False)
    items = models.JSONField(_("items of a list"), default=list, blank=True)
    is_complete = models.BooleanField(_("nothing else is right"), default=False)
    foils = models.JSONField(_("wrong options"), default=list, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    relation = models.CharField(_("relation"), max_length=200, blank=True)
    prompt = models.CharField(_("question"), max_length=300, blank=True)
    extractors = models.JSONField(_("found by"), default=list)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    fact = models.OneToOneField(Fact, models.SET_NULL, null=True, related_name="candidate", verbose_name=_("fact"))

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ("source", "sentence__paragraph", "sentence__number", "start", "end")
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = (
            models.UniqueConstraint(
                fields=("sentence", "start", "end"),
                name="one_candidate_per_place",
                violation_error_message=_("These words are a candidate already."),
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="candidate_has_words",
                violation_error_message=_("Mark at least one word."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sentence.ref} {self.answer}"

    @property
    def is_by_spacy_alone(self) -> bool:
        return list(self.extractors) == [extraction.nlp.NAME]

    @property
    def in_sentence(self) -> tuple[str, str, str]:
        """The sentence in three parts: before the candidate's words, the words themselves, and after them."""
        text = self.sentence.text
        return text[: self.start], text[self.start : self.end], text[self.end :]

    @property
    def place(self) -> int:
        """The offset in the text of the source at which the candidate begins."""
        return self.sentence.start + self.start

    @property
    def fits(self) -> bool:
        """True if each text fits its column; what the rules find may be longer."""
        texts = [field for field in self._meta.fields if isinstance(field, models.CharField)]
        return all(len(getattr(self, field.name)) <= (field.max_length or 0) for field in texts)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_accepted(self) -> bool:
        return self.status in (self.Status.ACCEPTED, self.Status.EDITED)

    def to_value(self) -> CandidateValue:
        return CandidateValue(
            paragraph=self.sentence.paragraph,
            number=self.sentence.number,
            start=self.place,
            end=self.place + self.end - self.start,
            answer=self.answer,
            answer_type=AnswerType(self.answer_type),
            kind=self.kind,
            attributed_to=self.attributed_to,
            unit=self.unit,
            approximate=self.approximate,
            items=tuple(self.items),
            is_complete=self.is_complete,
            subject=self.subject,
            relation=self.relation,
            prompt=self.prompt,
            extractors=tuple(self.extractors),
        )

    def is_taken(self) -> bool:
        """Say whether another candidate has the same place."""
        others = Candidate.objects.exclude(pk=self.pk)
        return others.filter(sentence=self.sentence, start=self.start, end=self.end).exists()

    def next_open(self) -> Candidate | None:
        """Return the next undecided candidate, from here to the end of the source and then from its beginning."""
        waiting = list(self.source.candidates.in_text().open().exclude(pk=self.pk).select_related("sentence"))
        behind = (row for row in waiting if (row.place, row.end) > (self.place, self.end))
        return next(behind, waiting[0] if waiting else None)

    def decide(self, status: Status, user: User, now: dt.datetime) -> bool:
        """Move an open candidate to this status; return False if somebody else was first."""
        return self._move(self.Status.OPEN, status, user, now)

    def accept(self, status: Status, user: User, now: dt.datetime) -> Fact | None:
        """Store the candidate as it is now and return its new fact, or None if somebody else was first."""
        with transaction.atomic():
            if not self.decide(status, user, now):
                return None
            self.fact = store_fact(self.fact_value(self._free_slug()), self.sentence, self.topic)
            self.save()
        return self.fact

    def reopen(self) -> None:
        """Take the decision back, and delete the fact with its drafts.

        Raises NotUndoable if a draft is in use or somebody has worked on it.
        """
        with transaction.atomic():
            fact = self.fact
            if fact is not None:
                questions = list(fact.questions.all())
                if any(not question.is_expendable for question in questions):
                    raise NotUndoable
                for question in questions:
                    question.delete()
            self._move(self.status, self.Status.OPEN, None, None, fact=None)
            if fact is not None:
                fact.delete()

    def fact_value(self, slug: str) -> FactValue:
        """Return the fact that the candidate is, or would become, as the generator takes it."""
        value = extraction.draft_fact(
            self.to_value(),
            slug=slug,
            topic=self.topic.slug,
            source=self.source.slug,
            sentence=self.sentence.text,
        )
        return replace(value, source_kind=self.source.kind, foils=tuple((text, why) for text, why in self.foils))

    def _free_slug(self) -> str:
        """Make a slug of the source and the place in it, so that the same text gives the same slugs and drafts."""
        return free_slug(Fact.objects, f"{self.source.slug[:28].rstrip('-_')}-{self.place}")

    def _move(self, before: str, after: str, user: User | None, now: dt.datetime | None, **fields: None) -> bool:
        values = {"status": after, "decided_by": user, "decided_at": now, **fields}
        moved = Candidate.objects.filter(pk=self.pk, status=before).update(**values)
        if moved:
            for name, value in values.items():
                setattr(self, name, value)
        return bool(moved)


def look_through(source: Source, topic: Topic) -> int:
    """Store the candidates that the rules find in the text, and return how many are new."""
    candidates = extraction.find_candidates(source.text, source.title, source.published_on)
    return Candidate.objects.keep(source, candidates, topic)


def pool_of(source: Source) -> tuple[FactValue, ...]:
    """Return the facts among which questions of a source are made: its own, and its undecided candidates as facts."""
    waiting = source.candidates.in_text().open().select_related("sentence", "topic")
    return (*facts_of(source), *(row.fact_value(f"{source.slug}-{row.place}-open") for row in waiting))


def store_fact(value: FactValue, sentence: Sentence, topic: Topic) -> Fact:
    return Fact.objects.create(
        slug=value.slug,
        topic=topic,
        sentence=sentence,
        quote=value.quote,
        kind=value.kind,
        attributed_to=value.attributed_to,
        subject=value.subject,
        relation=value.relation,
        answer_type=value.answer_type.value,
        answer=value.answer,
        unit=value.unit,
        approximate=value.approximate,
        items=list(value.items),
        is_complete=value.is_complete,
        accepted=list(value.accepted),
        vetoes=list(value.vetoes),
        foils=[list(pair) for pair in value.foils],
        ask_mode=value.ask_mode.value,
        prompt=value.prompt if len(value.prompt) <= MAX_PROMPT_LENGTH else "",
        statement=value.statement if len(value.statement) <= MAX_PROMPT_LENGTH else "",
        note=value.note,
    )


def _fields_of(value: CandidateValue, sentence: Sentence) -> dict[str, object]:
    return {
        "start": value.start - sentence.start,
        "end": value.end - sentence.start,
        "answer": value.answer,
        "answer_type": value.answer_type.value,
        "kind": value.kind,
        "attributed_to": value.attributed_to,
        "unit": value.unit,
        "approximate": value.approximate,
        "items": list(value.items),
        "is_complete": value.is_complete,
        "subject": value.subject,
        "relation": value.relation,
        "prompt": value.prompt,
        "extractors": list(value.extractors),
    }
