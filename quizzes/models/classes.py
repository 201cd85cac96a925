"""Who answers: learners, and the classrooms they join."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.nicknames import fold_nickname, is_staff_look_alike

from .quizzes import Quiz

# No 0, 1, I, L and O: nobody has to ask which it is.
JOIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RETRY = dt.timedelta(minutes=10)


def new_join_code() -> str:
    return "".join(secrets.choice(JOIN_ALPHABET) for _place in range(6))


def tidy_code(text: str) -> str:
    """A join code as it was typed: in any case, with spaces or hyphens in it."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


class Learner(models.Model):
    """Somebody who answers: a browser (by the key in its signed cookie) or a signed-in user."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.user or self.key)

    def renew_key(self) -> None:
        """From here on the old key opens nothing."""
        self.key = uuid.uuid4()
        self.save(update_fields=["key"])


class TooManyWrongCodes(Exception):
    """Somebody seems to be guessing join codes."""


class WrongCode(models.Model):
    """A join code that somebody tried and no class has, kept for a minute.

    In the database, because the processes of the server must count together and a restart must not start anew.
    `address` and `browser` are digests: where a student sits is not kept.
    """

    WINDOW = dt.timedelta(minutes=1)
    PER_BROWSER = 10
    PER_ADDRESS = 60  # a whole class may sit behind one address

    address = models.CharField(max_length=64)
    browser = models.CharField(max_length=64)
    tried_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.tried_at)

    @classmethod
    def check_limits(cls, address: str, browser: str, now: dt.datetime) -> None:
        """Raises TooManyWrongCodes. Then even a right code is not looked up, or guessing would still pay."""
        tried = cls.objects.filter(address=address, tried_at__gt=now - cls.WINDOW).aggregate(
            by_address=Count("pk"), by_browser=Count("pk", filter=Q(browser=browser))
        )
        if tried["by_address"] >= cls.PER_ADDRESS or tried["by_browser"] >= cls.PER_BROWSER:
            raise TooManyWrongCodes

    @classmethod
    def record(cls, address: str, browser: str, now: dt.datetime) -> None:
        cls.objects.filter(tried_at__lte=now - cls.WINDOW).delete()
        cls.objects.create(address=address, browser=browser, tried_at=now)


class ClassroomManager(models.Manager["Classroom"]):
    def get_by_natural_key(self, code: str) -> Classroom:
        return self.get(code=code)

    def look_up(self, code: str, address: str, browser: str, now: dt.datetime) -> Classroom | None:
        """The class with a code that somebody typed. Raises TooManyWrongCodes.

        The transaction makes simultaneous guesses take turns on SQLite; on PostgreSQL as many as there are
        connections may slip past the limit, which helps nobody to guess.
        """
        with transaction.atomic():
            WrongCode.check_limits(address, browser, now)
            classroom = self.filter(code=tidy_code(code)).first()
            if classroom is None:
                WrongCode.record(address, browser, now)
            return classroom


class Classroom(models.Model):
    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(_("join code"), max_length=6, unique=True, default=new_join_code, editable=False)
    # A class that comes as a fixture has no teacher yet; the first teacher of the installation takes it over.
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
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

    def is_staff_look_alike(self, nickname: str) -> bool:
        teacher = self.teacher
        names = (teacher.username, teacher.last_name, teacher.get_full_name()) if teacher else ()
        return is_staff_look_alike(nickname, names)

    def enrol(self, learner: Learner, nickname: str, browser: str, now: dt.datetime) -> Enrolment:
        """Let a learner in, once, and give them a new key: remember it afterwards. Raises NicknameTaken.

        The constraints decide. After a second click on "Join", or a lost page, the browser does not have the new key;
        it is known by `browser` and gets what it got the first time.
        """
        try:
            with transaction.atomic():
                learner.renew_key()
                return self.enrolments.create(learner=learner, nickname=nickname, joined_by=browser, joined_at=now)
        except IntegrityError:
            again = Q(folded_nickname=fold_nickname(nickname), joined_by=browser, joined_at__gt=now - RETRY)
            joined = self.enrolments.select_related("learner").filter(again | Q(learner=learner)).first()
            if joined is None:
                raise NicknameTaken from None
            return joined


class NicknameTaken(Exception):
    """Somebody else in the class has that nickname."""


class Enrolment(models.Model):
    """A learner in a class, under a nickname."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="enrolments", verbose_name=_("class"))
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="enrolments", editable=False)
    nickname = models.CharField(_("nickname"), max_length=24)
    folded_nickname = models.CharField(max_length=72, editable=False)
    joined_by = models.CharField(max_length=64, blank=True, editable=False)  # a digest, see `Classroom.enrol`
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

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
        self.folded_nickname = fold_nickname(self.nickname)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
