"""Questions as teachers edit them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes import items
from quizzes.generation.drafts import digest_of
from quizzes.generation.facts import AskMode, Fact as FactValue
from quizzes.generation.lint import Context, Finding, Severity, lint_item
from quizzes.generation.logical_order import in_logical_order, logical_order
from quizzes.items import Item

from .facts import Fact, Topic, facts_of
from .linting import LintedModel
from .options import Option
from .pictures import Picture
from .positions import renumber
from .slugs import free_slug
from .sources import CitingModel, Sentence


def item_type_choices() -> list[tuple[str, Any]]:
    return [(code, item_type.label) for code, item_type in items.TYPES.items()]


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> QuestionQuerySet:
        """Return the questions that may be asked."""
        return self.filter(status=Question.Status.PUBLISHED, stale_since=None)

    def stale(self) -> QuestionQuerySet:
        """Return the questions that wait for a person, because the text under them has changed."""
        return self.exclude(status=Question.Status.RETIRED).filter(stale_since__isnull=False)

    def with_content(self) -> QuestionQuerySet:
        """Fetch everything that `content()` reads, in as many queries for one question as for a hundred."""
        return self.select_related("sentence__source", "topic").prefetch_related(
            "options__picture", "picture", "sentence__source__sentences"
        )


class QuestionManager(models.Manager.from_queryset(QuestionQuerySet)["Question"]):  # type: ignore[misc]  # dynamic base
    def get_by_natural_key(self, slug: str) -> Question:
        question: Question = self.get(slug=slug)
        return question

    def free_slug(self, wanted: str) -> str:
        """Return the slug as it is, or followed by the first number that makes it free."""
        return free_slug(self, wanted or "question")


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
    # The column has no `choices`, since a new type must need no migration. The form offers `item_type_choices`.
    item_type = models.CharField(_("type"), max_length=30, default="single_choice")
    stem = models.TextField(_("question"), max_length=600)
    params = models.JSONField(_("settings of the type"), default=dict, blank=True)
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
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
    tags = models.JSONField(_("tags"), default=list, blank=True)
    imported_as = models.CharField(max_length=200, blank=True, editable=False, db_index=True)  # its id in the file
    imported_name = models.CharField(max_length=200, blank=True, editable=False)  # its title in the file
    imported_in = models.ForeignKey(
        "quizzes.Import", models.SET_NULL, null=True, blank=True, editable=False, related_name="questions"
    )
    # The digest of the content as its file has it: while it still matches, no person has touched the question.
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    # The time when the text under the question changed. Nobody is asked it until a person has confirmed it.
    stale_since = models.DateTimeField(_("its source changed"), null=True, editable=False)
    # The digest of the content as the generator made it: while it still matches, no person has touched the question.
    generated_digest = models.CharField(max_length=64, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
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
        """Return the stem as people read it, which depends on nothing but the stem and the type."""
        item_type = items.TYPES.get(self.item_type)
        return item_type.readable_stem(Item(self.item_type, self.stem)) if item_type else self.stem

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["quizzes.topic", "quizzes.sentence", "quizzes.fact"]  # type: ignore[attr-defined]  # see Sentence

    @property
    def is_asked(self) -> bool:
        """True if `published()` contains the question."""
        return self.status == self.Status.PUBLISHED and self.stale_since is None

    @property
    def type(self) -> items.ItemType:
        return items.TYPES[self.item_type]

    def to_item(self) -> Item:
        return Item(
            self.item_type,
            self.stem,
            tuple(option.to_value() for option in self.options.all()),
            self.params,
            self.picture.to_value() if self.picture else None,
        )

    def content(self) -> dict[str, Any]:
        """Return all that an attempt keeps of the question for good: the item, and what is shown after the answer."""
        return {
            "item": self.to_item().to_json(),
            "topic": self.topic.name,
            "kind": self.kind,
            "attributed_to": self.attributed_to,
            "explanation": self.explanation,
            "citation": self.sentence.cite(self.quote) if self.sentence is not None else None,
        }

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

    def findings(self, item: Item | None = None, facts: tuple[FactValue, ...] | None = None) -> list[Finding]:
        """Return what the type and the lint find in the question, or in an `item` that is to take its place.

        A caller that has the facts of its source already passes them as `facts`.
        """
        item = item or self.to_item()
        if problems := items.type_of(item).problems(item):  # the lint takes only items that can be asked
            return [Finding("TYPE", Severity.ERROR, "options", str(problem)) for problem in problems]
        if facts is None:
            facts = facts_of(self.sentence.source) if self.sentence else ()
        return lint_item(item, self.lint_context(facts))

    def check_lint(self) -> None:
        """Lint the question as it is stored, and store the findings."""
        self.take_findings(self.findings())
        self.save(update_fields=("lint", "lint_findings"))

    def publish(self, user: User | None = None, now: dt.datetime | None = None) -> Any:
        """Publish the question and store who approved of it and when, or return a sentence that says why not."""
        self.put_in_logical_order()
        self.check_lint()
        problem = self.publishing_problem()
        if problem is None and not (self.sentence and self.quote):
            problem = _("Before it can be published, a question needs its sentence and the quote.")
        if problem is None:
            self.status = self.Status.PUBLISHED
            self.approved_by, self.approved_at = user, now
            self.save(update_fields=("status", "approved_by", "approved_at", "updated_at"))
        return problem

    def retire(self) -> None:
        """Stop asking the question. Answers that were given stay."""
        self.status = self.Status.RETIRED
        self.save(update_fields=("status", "updated_at"))

    def duplicate(self) -> Question:
        """Store and return a draft with the same content that belongs to teachers, not to the generator or a file."""
        options = list(self.options.all())
        copy: Question = Question.objects.get(pk=self.pk)
        copy.pk = None
        copy._state.adding = True  # Django's documented way to copy a row
        copy.slug = Question.objects.free_slug(self.slug[:70])
        copy.status, copy.origin, copy.generated_digest = self.Status.DRAFT, self.Origin.TEACHER, ""
        copy.imported_as, copy.imported_name, copy.imported_digest, copy.imported_in = "", "", "", None
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
        """Put options that are numbers or dates in ascending order for good, and say whether that changed anything."""
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
    def is_expendable(self) -> bool:
        """True if nobody would miss the question: as the generator made it, not published, and used nowhere."""
        is_used = self.versions.exists() or self.quizzes.exists()
        return self.is_untouched and self.status != self.Status.PUBLISHED and not is_used

    @property
    def was_answered(self) -> bool:
        return self.versions.filter(responses__answered_at__isnull=False).exists()

    @property
    def is_untouched(self) -> bool:
        """True if the generator made the question and no person has changed it since."""
        return self.origin == self.Origin.GENERATED and self.generated_digest == self.digest()

    def digest(self) -> str:
        """Return the digest of everything that the generator decides, as it is now."""
        place = self.sentence.natural_key() if self.sentence else ()
        return digest_of(
            self.to_item(),
            topic=self.topic.slug,
            kind=self.kind,
            attributed_to=self.attributed_to,
            explanation=self.explanation,
            citation=(*place, self.quote),
        )
