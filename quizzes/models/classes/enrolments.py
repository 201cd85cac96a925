"""Students in classes."""

from __future__ import annotations

import datetime as dt
import random

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.nicknames import fold_nickname
from quizzes.passphrases import new_words

from .learners import Learner


def new_come_back_words() -> str:
    return new_words(random.SystemRandom())


class NicknameTaken(Exception):
    """Raised when somebody else in the class has that nickname."""


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def with_extra_time(self) -> EnrolmentQuerySet:
        return self.filter(Q(extra_percent__gt=0) | Q(extra_minutes__gt=0))


class Enrolment(models.Model):
    """A learner in a class, under a nickname. `joined_at` is null while somebody on the roster has not joined yet."""

    classroom = models.ForeignKey("Classroom", models.CASCADE, related_name="enrolments", verbose_name=_("class"))
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="enrolments", editable=False)
    nickname = models.CharField(
        _("nickname"), max_length=60
    )  # for names of a roster; the form for joining allows fewer
    folded_nickname = models.CharField(max_length=180, editable=False)
    student_id = models.CharField(
        _("number"), max_length=40, blank=True, help_text=_("What the school calls the student in its lists.")
    )
    words = models.CharField(_("three words"), max_length=40, default=new_come_back_words, editable=False)
    # Both are added to the time limit of each assignment, and to its closing time.
    extra_percent = models.PositiveSmallIntegerField(
        _("extra time in percent"), default=0, validators=[MaxValueValidator(400)]
    )
    extra_minutes = models.PositiveSmallIntegerField(
        _("extra minutes"), default=0, validators=[MinValueValidator(0), MaxValueValidator(24 * 60)]
    )
    joined_by = models.CharField(max_length=64, blank=True, editable=False)  # a digest: see `Classroom.enrol`
    joined_at = models.DateTimeField(_("joined"), null=True, default=timezone.now, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ("classroom", "folded_nickname")
        verbose_name = _("student")
        verbose_name_plural = _("students")
        constraints = (
            models.UniqueConstraint(
                fields=("classroom", "folded_nickname"),
                name="nickname_once_per_class",
                violation_error_message=_("Somebody in this class has that nickname. Please choose another."),
            ),
            models.UniqueConstraint(fields=("classroom", "learner"), name="learner_once_per_class"),
            models.UniqueConstraint(fields=("classroom", "words"), name="words_once_per_class"),
            models.UniqueConstraint(
                fields=("classroom", "student_id"),
                condition=~Q(student_id=""),
                name="student_id_once_per_class",
                violation_error_message=_("Somebody in this class has that number already."),
            ),
        )

    def __str__(self) -> str:
        return self.nickname

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded_nickname = fold_nickname(self.nickname)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    @property
    def is_playing_live(self) -> bool:
        """True if the student is in a live round that is going on, or was taken out of one."""
        return self.plays.filter(round__ended_at=None).exists()

    @property
    def has_extra_time(self) -> bool:
        return bool(self.extra_percent or self.extra_minutes)

    def give_time(self, percent: int, minutes: int) -> None:
        """Store the student with so much extra time; the ends of what they are at in this class move at once."""
        self.extra_percent, self.extra_minutes = percent, minutes
        with transaction.atomic():
            self.save()
            self.learner.attempts.filter(assignment__classroom=self.classroom_id).reset_deadlines()

    def renew_words(self) -> None:
        """Replace the three words, so that the old ones open nothing and every browser that used them is signed out.

        The student's words in other classes are replaced too, since the student's pages show them. The browser that
        joined is no longer recognised either, since within minutes it could fetch the new key: see `Classroom.enrol`.
        """
        with transaction.atomic():
            for enrolment in self.learner.enrolments.all():
                enrolment.words, enrolment.joined_by = new_come_back_words(), ""
                enrolment.save(update_fields=["words", "joined_by"])
            self.learner.renew_key()
        self.refresh_from_db(fields=["words", "joined_by"])

    def extra_time(self, limit: dt.timedelta | None) -> dt.timedelta:
        """Return what is added to a time limit and a closing time; the percentage is of the limit, if there is one."""
        return dt.timedelta(minutes=self.extra_minutes) + (limit or dt.timedelta()) * self.extra_percent / 100
