"""The options of a question, which are the accepted answers where the answer is typed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes import items

from .pictures import Picture


class OptionManager(models.Manager["Option"]):
    def get_by_natural_key(self, slug: str, position: int) -> Option:
        return self.get(question__slug=slug, position=position)


class Option(models.Model):
    """An option, or an accepted answer, of any item type. `provenance` says where a wrong option came from."""

    question = models.ForeignKey("quizzes.Question", models.CASCADE, related_name="options", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("text"), max_length=1000)
    fraction = models.FloatField(
        _("share of the mark"), default=0.0, help_text=_("1 for a right answer, 0 for a wrong one.")
    )
    match = models.CharField(_("belongs to"), max_length=300, blank=True)
    feedback = models.TextField(_("feedback"), blank=True, help_text=_("Shown to those who choose it."))
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
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

    def to_value(self) -> items.Option:
        picture = self.picture.to_value() if self.picture else None
        return items.Option(self.text, self.fraction, self.match, self.feedback, picture)

    def natural_key(self) -> tuple[str, int]:
        return (self.question.slug, self.position)

    natural_key.dependencies = ["quizzes.question"]  # type: ignore[attr-defined]  # see Sentence
