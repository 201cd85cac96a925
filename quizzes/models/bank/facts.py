"""Topics, and facts: what a sentence says, in a form from which questions can be made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.generation.facts import AnswerType, AskMode, Fact as FactValue

from .sources import CitingModel, Source


class TopicManager(models.Manager["Topic"]):
    def get_by_natural_key(self, slug: str) -> Topic:
        return self.get(slug=slug)


class Topic(models.Model):
    slug = models.SlugField(_("address"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TopicManager()

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class FactManager(models.Manager["Fact"]):
    def get_by_natural_key(self, slug: str) -> Fact:
        return self.get(slug=slug)


class Fact(CitingModel):
    """A reviewed statement of a source. quizzes.generation.facts explains what each field means to the generator."""

    class Kind(models.TextChoices):
        FACT = "fact", _("Fact")
        CLAIM = "claim", _("Claim")

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="facts", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.FACT)
    attributed_to = models.CharField(
        _("who says so"), max_length=100, blank=True, help_text=_("For a claim: the article, or the person it quotes.")
    )
    subject = models.CharField(_("subject"), max_length=200)
    relation = models.CharField(_("relation"), max_length=200)
    answer_type = models.CharField(_("type of answer"), max_length=12, choices=AnswerType.choices())
    answer = models.CharField(_("answer"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    approximate = models.BooleanField(_("approximate"), default=False)
    items = models.JSONField(_("items of a list"), default=list, blank=True)
    is_complete = models.BooleanField(
        _("nothing else is right"),
        default=False,
        help_text=_("On where any other value is false. Off for lists with “such as” and “including”: they are open."),
    )
    accepted = models.JSONField(_("other accepted answers"), default=list, blank=True)
    vetoes = models.JSONField(_("never a wrong option"), default=list, blank=True)
    foils = models.JSONField(
        _("reviewed wrong options"), default=list, blank=True, help_text=_("Pairs: the option, and why it is wrong.")
    )
    paired_values = models.JSONField(_("values that give it away"), default=list, blank=True)
    as_of = models.DateField(_("true as of"), null=True, blank=True, help_text=_("Where it can expire."))
    ask_mode = models.CharField(_("may be asked"), max_length=12, choices=AskMode.choices(), default=AskMode.FACT.value)
    prompt = models.CharField(
        _("question"), max_length=300, blank=True, help_text=_("A question whose answer is the answer.")
    )
    statement = models.CharField(
        _("statement"), max_length=300, blank=True, help_text=_("A statement with {} where the answer goes.")
    )
    note = models.TextField(_("explanation"), blank=True, help_text=_("What a student reads after the answer."))
    derived_from = models.JSONField(_("derived from"), default=list, blank=True)
    # The time when the text under the fact changed. No question is made from it until a person has confirmed it.
    stale_since = models.DateTimeField(_("its source changed"), null=True, editable=False)
    caveats = models.TextField(_("caveats for teachers"), blank=True)

    objects = FactManager()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind="claim") | ~Q(attributed_to=""),
                name="claim_says_whose_it_is",
                violation_error_message=_("Say who makes the claim."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.subject} – {self.relation}"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["quizzes.topic", "quizzes.sentence"]  # type: ignore[attr-defined]  # see Sentence

    def to_value(self) -> FactValue:
        """Return the fact as the generator and the lint take it."""
        return FactValue(
            slug=self.slug,
            topic=self.topic.slug,
            source=self.sentence.source.slug,
            source_kind=self.sentence.source.kind,
            paragraph=self.sentence.paragraph,
            sentence_number=self.sentence.number,
            sentence=self.sentence.text,
            quote=self.quote,
            kind=self.kind,
            attributed_to=self.attributed_to,
            subject=self.subject,
            relation=self.relation,
            answer_type=AnswerType(self.answer_type),
            answer=self.answer,
            unit=self.unit,
            approximate=self.approximate,
            items=tuple(self.items),
            is_complete=self.is_complete,
            accepted=tuple(self.accepted),
            vetoes=tuple(self.vetoes),
            foils=tuple((text, why) for text, why in self.foils),
            paired_values=tuple(self.paired_values),
            as_of=self.as_of,
            ask_mode=AskMode(self.ask_mode),
            prompt=self.prompt,
            statement=self.statement,
            note=self.note,
            derived_from=tuple(self.derived_from),
        )


def facts_of(source: Source) -> tuple[FactValue, ...]:
    """Return all facts of a source, as the generator and the lint take them."""
    facts = Fact.objects.filter(sentence__source=source).select_related("topic", "sentence__source")
    return tuple(fact.to_value() for fact in facts)
