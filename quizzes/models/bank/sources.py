"""Sources and their sentences, on which questions stand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from quizzes.generation.sentences import split

GONE = 0  # the paragraph of sentences that are no longer in the text


class SourceManager(models.Manager["Source"]):
    def get_by_natural_key(self, slug: str) -> Source:
        return self.get(slug=slug)


class Source(models.Model):
    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        BACKGROUND = "background", _("Background")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("link"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    licence = models.TextField(_("licence notice"), blank=True, help_text=_("Shown wherever the text is shown."))
    perspective = models.TextField(
        _("whose view it gives"), blank=True, help_text=_("Who speaks here, and who does not? Shown with the text.")
    )
    text = models.TextField(_("text"), help_text=_("The text as published. Blank lines separate paragraphs."))

    objects = SourceManager()

    class Meta:
        ordering = ("kind", "title")
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("source_detail", args=[self.slug])

    def split_sentences(self) -> list[Sentence]:
        """Store and return the sentences of the text. A source that has sentences already keeps them."""
        if not self.sentences.exists():
            Sentence.objects.bulk_create(
                Sentence(source=self, paragraph=s.paragraph, number=s.number, start=s.start, end=s.end, text=s.text)
                for s in split(self.text, self.title)
            )
        return list(self.sentences.all())

    @cached_property
    def paragraphs(self) -> list[list[Sentence]]:
        """The sentences of the text in reading order, as one list per paragraph."""
        grouped: dict[int, list[Sentence]] = {}
        for sentence in self.sentences.all():
            if not sentence.is_gone:
                grouped.setdefault(sentence.paragraph, []).append(sentence)
        return list(grouped.values())


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def in_text(self) -> SentenceQuerySet:
        return self.exclude(paragraph=GONE)


class SentenceManager(models.Manager.from_queryset(SentenceQuerySet)["Sentence"]):  # type: ignore[misc]  # dynamic base
    def get_by_natural_key(self, slug: str, paragraph: int, number: int) -> Sentence:
        sentence: Sentence = self.get(source__slug=slug, paragraph=paragraph, number=number)
        return sentence


class Sentence(models.Model):
    """A sentence of a source, at source.text[start:end]. Triggers in the database keep both sides to that.

    Sentences that the text no longer has are kept in paragraph 0, because facts or questions cite them.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="sentences", verbose_name=_("source"))
    paragraph = models.PositiveSmallIntegerField(_("paragraph"))
    number = models.PositiveSmallIntegerField(_("number"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("text"))

    objects = SentenceManager()

    class Meta:
        ordering = ("source", "paragraph", "number")
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "paragraph", "number"),
                name="one_sentence_per_place",
                violation_error_message=_("This source already has a sentence with that paragraph and number."),
            ),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("text")),
                name="sentence_is_as_long_as_its_span",
                violation_error_message=_("The offsets do not fit the length of the sentence."),
            ),
        )

    def __str__(self) -> str:
        return f"{gettext('No longer in the text:') if self.is_gone else self.ref} {self.text}"

    def natural_key(self) -> tuple[str, int, int]:
        return (self.source.slug, self.paragraph, self.number)

    natural_key.dependencies = ["quizzes.source"]  # type: ignore[attr-defined]  # how Django orders a dump

    @property
    def ref(self) -> str:
        return f"P{self.paragraph}s{self.number}"

    @property
    def is_gone(self) -> bool:
        return self.paragraph == GONE

    def clean(self) -> None:
        if not self.is_gone and self.source.text[self.start : self.end] != self.text:
            raise ValidationError({"text": _("The sentence does not stand in the text at these offsets.")})

    def get_absolute_url(self) -> str:
        return f"{self.source.get_absolute_url()}#{self.ref}"

    def cite(self, quote: str) -> dict[str, Any]:
        """Return a citation that needs no further look-up: its paragraph is split around the sentence and the quote."""
        paragraph = [s for s in self.source.sentences.all() if s.paragraph == self.paragraph]
        return {
            "source": self.source.slug,
            "title": self.source.title,
            "publisher": self.source.publisher,
            "url": self.source.url,
            "licence": self.source.licence,
            "is_background": self.source.kind == Source.Kind.BACKGROUND,
            "ref": self.ref,
            "before": " ".join(s.text for s in paragraph if s.number < self.number),
            "sentence": list(self.text.partition(quote)),
            "after": " ".join(s.text for s in paragraph if s.number > self.number),
        }


class CitingModel(models.Model):
    """A row that stands on an exact span of a sentence. A trigger in the database checks the span as well."""

    sentence = models.ForeignKey(Sentence, models.PROTECT, verbose_name=_("sentence"))
    quote = models.TextField(_("quote"), help_text=_("The words of the sentence it stands on, to the letter."))

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        problem = self.citation_problem()
        if problem:
            raise ValidationError({"quote": problem})

    def citation_problem(self) -> Any:
        """Return an error message if the quote is not, to the letter, part of the cited sentence, or else None."""
        if self.sentence_id is None or not self.quote or self.quote in self.sentence.text:
            return None
        return _(
            "“%(quote)s” does not stand in sentence %(ref)s of “%(source)s”. Copy it from there to the letter."
        ) % {
            "quote": self.quote,
            "ref": self.sentence.ref,
            "source": self.sentence.source,
        }
