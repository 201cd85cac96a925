"""Who answers: learners, and the classrooms they join."""

from __future__ import annotations

import secrets
import unicodedata
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes.items.text import plain

from .quizzes import Quiz

# No 0, 1, I, L and O: nobody has to ask which it is.
JOIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_join_code() -> str:
    return "".join(secrets.choice(JOIN_ALPHABET) for _place in range(6))


class Learner(models.Model):
    """Somebody who answers: a browser (by the key in its signed cookie) or a signed-in user."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.user or self.key)


class ClassroomManager(models.Manager["Classroom"]):
    def get_by_natural_key(self, code: str) -> Classroom:
        return self.get(code=code)


class Classroom(models.Model):
    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(_("join code"), max_length=6, unique=True, default=new_join_code, editable=False)
    # A class that comes as a fixture has no teacher yet; the first teacher of the installation takes it over.
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="classrooms",
        verbose_name=_("teacher"),
    )
    quizzes = models.ManyToManyField(Quiz, blank=True, related_name="classrooms", verbose_name=_("quizzes"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ClassroomManager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("class")
        verbose_name_plural = _("classes")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["quizzes.quiz"]  # type: ignore[attr-defined]  # see Sentence

    def get_absolute_url(self) -> str:
        return reverse("classroom_detail", args=[self.code])


def clean_nickname(text: str) -> str:
    """A nickname that fits one line and hides nothing: no control or direction characters, single spaces.

    Joiners that scripts and emoji need (ZWJ, ZWNJ) stay. Raises ValidationError with a sentence.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or c in "\u200c\u200d"
    )
    kept: list[str] = []
    marks = 0
    for char in " ".join(text.split()):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= 2:
            kept.append(char)
    nickname = "".join(kept).strip("\u200c\u200d ")
    if not nickname or not any(unicodedata.category(c)[0] in "LNS" for c in nickname):
        raise ValidationError(_("Please choose a nickname with at least one letter."))
    if len(nickname) > 24:
        raise ValidationError(_("Please choose a nickname of at most 24 characters."))
    return nickname


class Enrolment(models.Model):
    """A learner in a class, under a nickname."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="enrolments", verbose_name=_("class"))
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="enrolments", editable=False)
    nickname = models.CharField(_("nickname"), max_length=24)
    folded_nickname = models.CharField(max_length=72, editable=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

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
        )

    def __str__(self) -> str:
        return self.nickname

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded_nickname = plain(self.nickname)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
