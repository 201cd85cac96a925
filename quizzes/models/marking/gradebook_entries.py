"""The entries that a teacher writes into the gradebook by hand."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.enrolments import Enrolment


class GradebookEntry(models.Model):
    """A teacher's entry for a student at an assignment: an excuse, a result of their own with its reason, a note.

    `percent` replaces the result that the attempts earned; None leaves it.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="entries", verbose_name=_("assignment"))
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="entries", verbose_name=_("student"))
    is_excused = models.BooleanField(_("excused"), default=False)
    percent = models.FloatField(
        _("result in percent"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    note = models.CharField(
        _("note"), max_length=1000, blank=True, help_text=_("For the teachers of the class; the student never sees it.")
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gradebook entry")
        verbose_name_plural = _("gradebook entries")
        constraints = (
            models.UniqueConstraint(fields=("assignment", "enrolment"), name="one_gradebook_entry_per_student"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | ~Q(reason=""),
                name="gradebook_override_says_why",
                violation_error_message=_("Say why the result is changed."),
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
                name="gradebook_override_from_0_to_100_percent",
                violation_error_message=_("A result is from 0 to 100 percent."),
            ),
        )

    def __str__(self) -> str:
        return str(self.assignment)  # without the student's name, since the admin's log outlives an erased student
