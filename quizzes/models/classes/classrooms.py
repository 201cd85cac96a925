"""Classes: their teachers, their join code, and how a student joins or comes back."""

from __future__ import annotations

import datetime as dt
import secrets
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.db.bulk import insert_if_new
from quizzes.db.columns import Columns
from quizzes.nicknames import fold_nickname, is_staff_look_alike
from quizzes.passphrases import tidy_words

from .code_guesses import WrongCode
from .enrolments import Enrolment, NicknameTaken
from .learners import Learner

# It lacks 0, 1, I, L and O, so that nobody has to ask which one is meant.
JOIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
JOIN_RETRY_WINDOW = dt.timedelta(minutes=10)
RETENTION = dt.timedelta(days=365)  # how long a class is kept unless its teacher chooses another day
MAX_STUDENTS = 2000  # students of a class: a whole school may come to a live round


def new_join_code() -> str:
    return "".join(secrets.choice(JOIN_ALPHABET) for _place in range(6))


def erase_on_by_default() -> dt.date:
    return timezone.localdate() + RETENTION


def tidy_code(text: str) -> str:
    """Return the join code in what was typed, which may be in any case and contain spaces or hyphens."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


# A whole school joins at one moment, so these queries are in SQL, as those in statements.py are.
_SIZE = "SELECT count(*) FROM quizzes_enrolment WHERE classroom_id = %s"
_TO_JOIN = "SELECT {columns} FROM quizzes_classroom AS classroom WHERE code = %s AND archived_at IS NULL"


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: User) -> ClassroomQuerySet:
        return self if user.is_superuser else self.filter(teachers=user)

    def current(self) -> ClassroomQuerySet:
        """Return the classes that are not in the archive."""
        return self.filter(archived_at=None)

    def with_counts(self) -> ClassroomQuerySet:
        """Annotate `student_count`."""
        return self.annotate(student_count=Count("enrolments")).order_by("name")

    def expired(self, today: dt.date) -> ClassroomQuerySet:
        """Return the classes that are due to be erased."""
        return self.filter(erase_on__lte=today)


class ClassroomManager(models.Manager.from_queryset(ClassroomQuerySet)["Classroom"]):  # type: ignore[misc]  # dynamic
    def get_by_natural_key(self, code: str) -> Classroom:
        classroom: Classroom = self.get(code=code)
        return classroom

    def look_up(self, code: str, address: str, browser: str, now: dt.datetime) -> Classroom | None:
        """Return the class with the code that somebody typed, or None. Raises TooManyWrongCodes.

        A right code takes no lock, so it keeps nobody waiting. Wrong ones take turns on SQLite; on PostgreSQL as many
        as there are connections may slip past the limit, which helps nobody to guess.
        """
        WrongCode.check_limits(address, browser, now)
        columns = Columns(Classroom, "classroom")
        with connection.cursor() as cursor:
            cursor.execute(_TO_JOIN.format(columns=columns), [tidy_code(code)])
            row = cursor.fetchone()
        if row is None:
            with transaction.atomic():
                WrongCode.check_limits(address, browser, now)
                WrongCode.record(address, browser, now)
            return None
        return columns.read(row)


class CannotJoin(Exception):
    """Raised when a class takes nobody, because its teacher has closed it or it is full."""


class Classroom(models.Model):
    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(_("join code"), max_length=6, unique=True, default=new_join_code, editable=False)
    # A class that was loaded as a fixture has no teacher; the first teacher of the installation takes it over.
    teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="classrooms", verbose_name=_("teachers")
    )
    is_open = models.BooleanField(
        _("open to new students"), default=True, help_text=_("Whoever has the code can join. Close it when all are in.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    erase_on = models.DateField(
        _("erase on"),
        default=erase_on_by_default,
        help_text=_("On this day the class, its students and all they answered are erased."),
    )

    objects = ClassroomManager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("class")
        verbose_name_plural = _("classes")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def get_absolute_url(self) -> str:
        return reverse("classroom_detail", args=[self.code])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @cached_property
    def enrolments_with_extra_time(self) -> list[Enrolment]:
        """The enrolments with extra time, read once however many assignments ask when they close for everybody."""
        return list(self.enrolments.with_extra_time())

    def is_staff_look_alike(self, nickname: str) -> bool:
        users = self.teachers.all()
        names = [name for user in users for name in (user.username, user.last_name, user.get_full_name())]
        return is_staff_look_alike(nickname, names)

    def enrol(self, learner: Learner, nickname: str, browser: str, now: dt.datetime) -> Enrolment:
        """Let the learner join once, and give them a new key, which the caller has the browser remember.

        The constraints decide. After a second click on "Join", or after a lost page, the browser does not have the new
        key; it is recognised by `browser` and gets the enrolment that it got the first time.

        Raises NicknameTaken or CannotJoin.
        """
        enrolment = Enrolment(classroom=self, learner=learner, nickname=nickname, joined_by=browser, joined_at=now)
        enrolment.folded_nickname = fold_nickname(nickname)
        with transaction.atomic(savepoint=False):  # a whole school joins at one moment, so each statement counts
            if connection.features.has_select_for_update:
                # Students who join at one moment take turns, as they do on SQLite through its transactions.
                Classroom.objects.select_for_update().get(pk=self.pk)
            may_join = self.is_open and self._size() < MAX_STUDENTS
            if may_join and insert_if_new(enrolment):
                if not learner.is_new:
                    learner.renew_key()
                return enrolment
        if not may_join:  # an exception inside the block would spoil the caller's transaction as well
            raise CannotJoin
        again = Q(folded_nickname=enrolment.folded_nickname, joined_by=browser, joined_at__gt=now - JOIN_RETRY_WINDOW)
        joined = self.enrolments.select_related("learner").filter(again | Q(learner=learner)).first()
        if joined is None:
            raise NicknameTaken
        return joined

    def _size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_SIZE, [self.pk])
            return int(cursor.fetchone()[0])

    def find_by_words(self, text: str, address: str, browser: str, now: dt.datetime) -> Enrolment | None:
        """Return the student with these three words, who has joined from now on, or None. Raises TooManyWrongCodes."""
        with transaction.atomic():
            WrongCode.check_limits(address, browser, now)
            enrolment = (
                self.enrolments.select_related("learner").filter(words=tidy_words(text), learner__user=None).first()
            )
            if enrolment is None:
                WrongCode.record(address, browser, now)
            elif enrolment.joined_at is None:
                enrolment.joined_at = now
                enrolment.save(update_fields=["joined_at"])
            return enrolment
