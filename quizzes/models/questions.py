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
from quizzes.generation.facts import AskMode, Fact as FactValue
from quizzes.generation.lint import Context, Finding, Severity, lint_item
from quizzes.generation.logical_order import in_logical_order, logical_order
from quizzes.items import Item

from .facts import Fact, Topic, facts_of
from .linting import LintedModel
from .options import Option
from .ordered import renumber
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

    def free_slug(self, wanted: str) -> str:
        """The slug itself, or with the first number behind it that nobody has."""
        wanted = wanted or "question"
        taken = set(self.filter(slug__startswith=wanted).values_list("slug", flat=True))
        slug, number = wanted, 1
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        return slug


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

    def lint_context(self, facts: tuple[FactValue, ...] = ()) -> Context:
        fact = self.fact.to_value() if self.fact else None
        return Context(
            fact=fact,
            facts=facts,
            explanation=self.explanation,
            kind=self.kind,
            attributed_to=self.attributed_to,
            is_quotation=fact is not None and fact.ask_mode is AskMode.CLOZE_QUOTE,
        )

    def findings(self, item: Item | None = None) -> list[Finding]:
        """What the type and the lint find in the question, or in another `item` that is to take its place."""
        item = item or self.to_item()
        if problems := self.type.problems(item):  # the lint takes items that can be asked
            return [Finding("TYPE", Severity.ERROR, "options", str(problem)) for problem in problems]
        return lint_item(item, self.lint_context(facts_of(self.sentence.source) if self.sentence else ()))

    def check_lint(self) -> None:
        """Lint the question as it is stored, and store what was found."""
        self.take_findings(self.findings())
        self.save(update_fields=("lint", "lint_findings"))

    def publish(self) -> Any:
        """Publish, or say in a sentence why not."""
        self.put_in_logical_order()
        self.check_lint()
        problem = self.publishing_problem()
        if problem is None and not (self.sentence and self.quote):
            problem = _("Before it can be published, a question needs its sentence and the quote.")
        if problem is None:
            self.status = self.Status.PUBLISHED
            self.save(update_fields=("status", "updated_at"))
        return problem

    def retire(self) -> None:
        """Ask it no more. What was answered stays."""
        self.status = self.Status.RETIRED
        self.save(update_fields=("status", "updated_at"))

    def duplicate(self) -> Question:
        """A draft with the same content, that belongs to teachers from now on."""
        options = list(self.options.all())
        copy: Question = Question.objects.get(pk=self.pk)
        copy.pk = None
        copy._state.adding = True  # Django's documented way to copy a row
        copy.slug = Question.objects.free_slug(self.slug[:70])
        copy.status, copy.origin, copy.generated_digest = self.Status.DRAFT, self.Origin.TEACHER, ""
        copy.confirmed_codes, copy.confirmed_reason, copy.confirmed_by, copy.confirmed_at = [], "", None, None
        with transaction.atomic():
            copy.save()
            for option in options:
                option.pk = None
                option.question = copy
            Option.objects.bulk_create(options)
            copy.check_lint()
        return copy

    def put_in_logical_order(self) -> bool:
        """Put numbers and dates in ascending order, for good; whether that changed anything."""
        item = self.to_item()
        order = logical_order(item)
        if order is None or in_logical_order(item) == item:
            return False
        options = list(self.options.all())
        with transaction.atomic():
            renumber([options[index] for index in order])
            self.params = {**self.params, "shuffle": False}
            self.save(update_fields=("params",))
        self.refresh_from_db()  # its options may have been prefetched in the old order
        return True

    @property
    def was_answered(self) -> bool:
        return self.versions.filter(responses__answered_at__isnull=False).exists()

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

    __slots__ = ("citation", "content", "item", "paragraph", "type")

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.item = Item.from_json(content["item"])
        self.type = items.type_of(self.item)
        self.citation = content["citation"]
        # Which paragraph of which source it stands on; unequal to every other where it stands on none.
        self.paragraph = (
            (self.citation["source"], self.citation["ref"].partition("s")[0]) if self.citation else object()
        )


@lru_cache(maxsize=4096)
def frozen(version_pk: int) -> Frozen:
    return Frozen(QuestionVersion.objects.values_list("content", flat=True).get(pk=version_pk))
