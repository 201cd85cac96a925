"""Questions as teachers edit them, and the frozen versions that attempts are made of."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes import items
from quizzes.generation.drafts import digest_of as generated_digest_of
from quizzes.items import Item

from .facts import Fact, Topic
from .linting import LintedModel
from .sources import CitingModel, Sentence


def item_type_choices() -> list[tuple[str, Any]]:
    return [(code, item_type.label) for code, item_type in items.TYPES.items()]


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> QuestionQuerySet:
        return self.filter(status=Question.Status.PUBLISHED)

    def with_content(self) -> QuestionQuerySet:
        """Everything `content()` reads, in as many queries for one question as for a hundred."""
        return self.select_related("sentence__source", "topic").prefetch_related(
            "options", "sentence__source__sentences"
        )


class QuestionManager(models.Manager.from_queryset(QuestionQuerySet)["Question"]):  # type: ignore[misc]  # dynamic base
    def get_by_natural_key(self, slug: str) -> Question:
        question: Question = self.get(slug=slug)
        return question


class Question(LintedModel, CitingModel):
    class Kind(models.TextChoices):
        FACT = "fact", _("Fact")
        CLAIM = "claim", _("Claim")
        NOT_STATED = "not_stated", _("Not stated")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    class Origin(models.TextChoices):
        GENERATED = "generated", _("Generated")
        TEACHER = "teacher", _("Teacher")
        IMPORTED = "imported", _("Imported")

    slug = models.SlugField(_("code"), max_length=80, unique=True)
    # No `choices` on the column: a new type must need no migration. The form offers `item_type_choices`.
    item_type = models.CharField(_("type"), max_length=30, default="single_choice")
    stem = models.TextField(_("question"), max_length=600)
    params = models.JSONField(_("settings of the type"), default=dict, blank=True)
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("Shown after the answer."))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="questions", verbose_name=_("topic"))
    sentence = models.ForeignKey(  # type: ignore[assignment]  # a draft may have none yet
        Sentence, models.PROTECT, related_name="questions", null=True, blank=True, verbose_name=_("sentence")
    )
    quote = models.TextField(
        _("quote"), blank=True, help_text=_("The words of the sentence it stands on, to the letter.")
    )
    kind = models.CharField(_("asks for"), max_length=10, choices=Kind, default=Kind.FACT)
    attributed_to = models.CharField(_("who says so"), max_length=100, blank=True)
    fact = models.ForeignKey(
        Fact, models.SET_NULL, related_name="questions", null=True, blank=True, verbose_name=_("fact")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.TEACHER)
    # The digest of the content as the generator made it: while it still fits, no person has touched the question.
    generated_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = QuestionManager()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="published") | Q(sentence__isnull=False) & ~Q(quote=""),
                name="published_question_has_a_citation",
                violation_error_message=_("Before it can be published, a question needs its sentence and the quote."),
            ),
        )

    def __str__(self) -> str:
        return self.stem

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["quizzes.topic", "quizzes.sentence", "quizzes.fact"]  # type: ignore[attr-defined]  # see Sentence

    @property
    def type(self) -> items.ItemType:
        return items.TYPES[self.item_type]

    def to_item(self) -> Item:
        return Item(
            self.item_type,
            self.stem,
            tuple(items.Option(o.text, o.fraction, o.match, o.feedback) for o in self.options.all()),
            self.params,
        )

    def content(self) -> dict[str, Any]:
        """All that an attempt needs of this question, for good: the item, and what is shown after the answer."""
        return {
            "item": self.to_item().to_json(),
            "topic": self.topic.name,
            "kind": self.kind,
            "attributed_to": self.attributed_to,
            "explanation": self.explanation,
            "citation": self.sentence.cite(self.quote) if self.sentence is not None else None,
        }

    def digest(self) -> str:
        """Identifies the content. Equal content, equal digest, on every machine."""
        return digest_of(self.content())

    def current_version(self) -> QuestionVersion:
        """The frozen form of what the question is now; made when there is none yet."""
        return current_versions([self])[0]

    @property
    def is_untouched(self) -> bool:
        """Whether the generator made it and no person has changed it since."""
        if self.origin != self.Origin.GENERATED or self.sentence is None:
            return False
        citation = (*self.sentence.natural_key(), self.quote)
        return self.generated_digest == generated_digest_of(
            self.to_item(),
            topic=self.topic.slug,
            kind=self.kind,
            attributed_to=self.attributed_to,
            explanation=self.explanation,
            citation=citation,
        )


def digest_of(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class OptionManager(models.Manager["Option"]):
    def get_by_natural_key(self, slug: str, position: int) -> Option:
        return self.get(question__slug=slug, position=position)


class Option(models.Model):
    """An option, or an accepted answer, of any type. `provenance` says where a wrong option came from."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("text"), max_length=300)
    fraction = models.FloatField(
        _("share of the mark"), default=0.0, help_text=_("1 for a right answer, 0 for a wrong one.")
    )
    match = models.CharField(_("belongs to"), max_length=300, blank=True)
    feedback = models.TextField(_("feedback"), blank=True, help_text=_("Shown to those who choose it."))
    provenance = models.CharField(_("where it came from"), max_length=200, blank=True)

    objects = OptionManager()

    class Meta:
        ordering = ("question", "position")
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = (
            models.UniqueConstraint(
                fields=("question", "position"),
                name="one_option_per_position",
                violation_error_message=_("Two options have the same position."),
            ),
            models.CheckConstraint(
                condition=Q(fraction__gte=0, fraction__lte=1),
                name="fraction_between_0_and_1",
                violation_error_message=_("The share of the mark lies between 0 and 1."),
            ),
        )

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, int]:
        return (self.question.slug, self.position)

    natural_key.dependencies = ["quizzes.question"]  # type: ignore[attr-defined]  # see Sentence


class QuestionVersion(models.Model):
    """A question as it was when someone first got it. Never changed and never deleted while an attempt has it.

    Because of that any process may keep it in memory for good: see `frozen`.
    """

    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("question", "number")
        constraints = (
            models.UniqueConstraint(fields=("question", "digest"), name="one_version_per_content"),
            models.UniqueConstraint(fields=("question", "number"), name="one_version_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.question} (version {self.number})"


def current_versions(questions: list[Question]) -> list[QuestionVersion]:
    """The frozen forms of these questions, in their order. Two queries, and an insert for each that is new."""
    contents = {question.pk: question.content() for question in questions}
    digests = {pk: digest_of(content) for pk, content in contents.items()}
    latest: dict[int, int] = {}
    found: dict[int, QuestionVersion] = {}
    rows = QuestionVersion.objects.filter(question__in=contents).defer("content")
    for pk, version in ((row.question_id, row) for row in rows if row.question_id is not None):
        latest[pk] = max(version.number, latest.get(pk, 0))
        if version.digest == digests[pk]:
            found[pk] = version
    for pk, content in contents.items():
        if pk not in found:
            found[pk] = _freeze(pk, latest.get(pk, 0) + 1, digests[pk], content)
    return [found[question.pk] for question in questions]


def _freeze(question_pk: int, number: int, digest: str, content: dict[str, Any]) -> QuestionVersion:
    try:
        with transaction.atomic():
            return QuestionVersion.objects.create(
                question_id=question_pk, number=number, digest=digest, content=content
            )
    except IntegrityError:  # another process froze the same content at this moment
        return QuestionVersion.objects.get(question_id=question_pk, digest=digest)


class Frozen:
    """A question version, parsed once."""

    __slots__ = ("citation", "content", "item", "type")

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.item = Item.from_json(content["item"])
        self.type = items.type_of(self.item)
        self.citation = content["citation"]


@lru_cache(maxsize=4096)
def frozen(version_pk: int) -> Frozen:
    return Frozen(QuestionVersion.objects.values_list("content", flat=True).get(pk=version_pk))
