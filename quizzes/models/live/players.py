"""Define the players of a live round."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.classes.enrolments import Enrolment

# Extra minutes are meant for a whole test. In a live round they count as half as much time again for each question.
PERCENT_FOR_EXTRA_MINUTES = 50


class LivePlayerQuerySet(models.QuerySet["LivePlayer"]):
    def present(self) -> LivePlayerQuerySet:
        """Return the players without those that the host has removed."""
        return self.filter(removed_at=None)


class LivePlayer(models.Model):
    """A student of the class in a live round. They have an attempt like any other, which goes when they are removed."""

    round = models.ForeignKey("LiveRound", models.CASCADE, related_name="players")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="plays")
    attempt = models.OneToOneField(Attempt, models.SET_NULL, null=True, related_name="player")
    team = models.PositiveSmallIntegerField(null=True)
    extra_percent = models.PositiveSmallIntegerField(default=0)
    is_untimed = models.BooleanField(default=False)
    is_muted = models.BooleanField(default=False)  # The room does not see their name.
    removed_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()

    objects = LivePlayerQuerySet.as_manager()

    class Meta:
        ordering = ("round", "pk")
        verbose_name = _("player")
        verbose_name_plural = _("players")
        constraints = (
            models.UniqueConstraint(fields=("round", "enrolment"), name="one_player_per_student"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(attempt__isnull=True), name="removed_player_has_no_attempt"
            ),
        )

    def __str__(self) -> str:
        return str(self.enrolment)

    @staticmethod
    def extra_percent_of(enrolment: Enrolment) -> int:
        return enrolment.extra_percent or (PERCENT_FOR_EXTRA_MINUTES if enrolment.extra_minutes else 0)
