"""Groups of students within a class."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .classrooms import Classroom
from .enrolments import Enrolment


class Group(models.Model):
    """Some students of a class, who can be given assignments of their own."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="groups", verbose_name=_("class"))
    name = models.CharField(_("name"), max_length=60)
    members = models.ManyToManyField(Enrolment, blank=True, related_name="groups", verbose_name=_("students"))

    class Meta:
        ordering = ("classroom", "name")
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = (
            models.UniqueConstraint(
                fields=("classroom", "name"),
                name="group_name_once_per_class",
                violation_error_message=_("This class has a group of that name. Please choose another."),
            ),
        )

    def __str__(self) -> str:
        return self.name
