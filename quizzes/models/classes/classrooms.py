"""Classes: their teachers, their code, and how a student comes in."""

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

# No 0, 1, I, L and O: nobody has to ask which it is.
JOIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
JOIN_RETRY_WINDOW = dt.timedelta(minutes=10)
RETENTION = dt.timedelta(days=365)  # how long a class is kept where its teacher says nothing else
MAX_STUDENTS = 2000  # students of a class: a whole school may come to a live round


def new_join_code() -> str:
    return "".join(secrets.choice(JOIN_ALPHABET) for _place in range(6))


def erase_on_by_default() -> dt.date:
    return timezone.localdate() + RETENTION


def tidy_code(text: str) -> str:
    """A join code as it was typed: in any case, with spaces or hyphens in it."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


# A whole school joins at one moment: in SQL, as in statements.py.
_SIZE = "SELECT count(*) FROM quizzes_enrolment WHERE classroom_id = %s"
_TO_JOIN = "SELECT {columns} FROM quizzes_classroom AS classroom WHERE code = %s AND archived_at IS NULL"


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: User) -> ClassroomQuerySet:
        return self if user.is_superuser else self.filter(teachers=user)

    def current(self) -> ClassroomQuerySet:
        """Those that are not in the archive."""
        return self.filter(archived_at=None)

    def with_counts(self) -> ClassroomQuerySet:
        """Adds `student_count`."""
        return self.annotate(student_count=Count("enrolments")).order_by("name")

    def expired(self, today: dt.date) -> ClassroomQuerySet:
        """Those whose time to be kept is over."""
        return self.filter(erase_on__lte=today)


class ClassroomManager(models.Manager.from_queryset(ClassroomQuerySet)["Classroom"]):  # type: ignore[misc]  # dynamic
    def get_by_natural_key(self, code: str) -> Classroom:
        classroom: Classroom = self.get(code=code)
        return classroom

    def look_up(self, code: str, address: str, browser: str, now: dt.datetime) -> Classroom | None:
        """The class with a code that somebody typed. Raises TooManyWrongCodes.

        Who has the right code keeps nobody waiting. Wrong ones take turns on SQLite; on PostgreSQL as many as there
        are connections may slip past the limit, which helps nobody to guess.
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
    """The class takes nobody: its teacher has closed it, or it is full."""


class Classroom(models.Model):
    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(_("join code"), max_length=6, unique=True, default=new_join_code, editable=False)
    # A class that comes as a fixture has no teacher yet; the first teacher of the installation takes it over.
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
        """Read once, however many assignments of the class ask when they have closed for everybody."""
        return list(self.enrolments.with_extra_time())

    def is_staff_look_alike(self, nickname: str) -> bool:
        users = self.teachers.all()
        names = [name for user in users for name in (user.username, user.last_name, user.get_full_name())]
        return is_staff_look_alike(nickname, names)

    def enrol(self, learner: Learner, nickname: str, browser: str, now: dt.datetime) -> Enrolment:
        """Let a learner in, once, and give them a new key: remember it afterwards. Raises NicknameTaken or CannotJoin.

        The constraints decide. After a second click on "Join", or a lost page, the browser does not have the new key;
        it is known by `browser` and gets what it got the first time.
        """
        enrolment = Enrolment(classroom=self, learner=learner, nickname=nickname, joined_by=browser, joined_at=now)
        enrolment.folded_nickname = fold_nickname(nickname)
        with transaction.atomic(savepoint=False):  # a whole school joins at one moment: each statement counts
            if connection.features.has_select_for_update:
                # Those who join at one moment take turns, as SQLite's transaction lets them.
                Classroom.objects.select_for_update().get(pk=self.pk)
            may_join = self.is_open and self._size() < MAX_STUDENTS
            if may_join and insert_if_new(enrolment):
                if not learner.is_new:
                    learner.renew_key()
                return enrolment
        if not may_join:  # out here, as within it the caller's transaction would be lost too
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
        """The student with these three words, who is here from now on. Raises TooManyWrongCodes."""
        with transaction.atomic():
            WrongCode.check_limits(address, browser, now)
            found = self.enrolments.select_related("learner").filter(words=tidy_words(text), learner__user=None).first()
            if found is None:
                WrongCode.record(address, browser, now)
            elif found.joined_at is None:
                found.joined_at = now
                found.save(update_fields=["joined_at"])
            return found
