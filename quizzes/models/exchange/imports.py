"""A file of questions on its way into the bank: checked first, taken in when its sender says so."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from pathlib import PurePath
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.formats import FORMATS
from quizzes.models.bank.facts import Topic

from .question_import import ImportPlan, Verdict

SILENT_FOR = dt.timedelta(seconds=30)  # after which whoever worked on it is taken for dead
UNCONFIRMED_FOR = dt.timedelta(days=1)
logger = logging.getLogger(__name__)


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)

    def abandoned(self, now: dt.datetime) -> Self:
        """Sent a day ago or longer, and never taken in."""
        return self.filter(created_at__lt=now - UNCONFIRMED_FOR).exclude(state=Import.State.STORED)


class Import(models.Model):
    """`state` says what comes next, and everything to do it with is in the row: a restart loses nothing.

    report: the rows of its questions, its problems, and how many questions were new, changed, and so on.
    """

    class State(models.TextChoices):
        CHECKING = "checking", gettext_lazy("Being checked")
        CHECKED = "checked", gettext_lazy("Checked, and not stored yet")
        STORING = "storing", gettext_lazy("Being stored")
        STORED = "stored", gettext_lazy("Stored")
        FAILED = "failed", gettext_lazy("Failed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    format = models.CharField(max_length=30)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    data = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    done = models.PositiveIntegerField(default=0)  # questions
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    worker = models.CharField(max_length=32, blank=True)  # whoever works on it
    seen_at = models.DateTimeField(null=True)  # the last sign of that
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = gettext_lazy("import")
        verbose_name_plural = gettext_lazy("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.STORING)

    @property
    def problems(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.report.get("problems", [])
        return found

    @property
    def may_be_stored(self) -> bool:
        counts = self.report.get("counts", {})
        return self.state == self.State.CHECKED and bool(counts.get(Verdict.NEW) or counts.get(Verdict.CHANGED))

    def confirm(self) -> bool:
        """Take in what was checked; False where somebody has said so already, or nothing is to be taken in."""
        if not self.may_be_stored:
            return False
        checked = Import.objects.filter(pk=self.pk, state=self.State.CHECKED)
        return bool(checked.update(state=self.State.STORING, done=0, seen_at=None, worker=""))

    def claim(self) -> bool:
        """Become the one who works on it, where nobody else does."""
        self.worker, self.seen_at = secrets.token_hex(16), timezone.now()
        waiting = Q(seen_at=None) | Q(seen_at__lt=self.seen_at - SILENT_FOR)
        mine = Import.objects.filter(waiting, pk=self.pk, state=self.state)
        return self.is_at_work and bool(mine.update(worker=self.worker, seen_at=self.seen_at))

    def work(self) -> None:
        """Do what comes next, if nobody else does it: check the file, or store its questions."""
        if not self.claim():
            return
        try:
            self._work()
        except LostClaim:
            logger.warning("import %s was taken over by another process", self.pk)
        except Exception:  # whatever it is: nothing was stored, and whoever waits has to hear of it
            logger.exception("import %s has failed", self.pk)
            mine = Import.objects.filter(pk=self.pk, worker=self.worker)
            mine.update(state=self.State.FAILED, seen_at=None, worker="")
            self.refresh_from_db(fields=("state",))

    def _work(self) -> None:
        reading = FORMATS[self.format].read(bytes(self.data))
        self._note(0, len(reading.records))
        intake = ImportPlan(reading, self.topic, self._note)
        if self.state == self.State.STORING and not intake.problems:
            intake.store(self.pk)
            self._finish(self.State.STORED, intake, data=b"")
        else:
            self._finish(self.State.CHECKED, intake)

    def _note(self, done: int, total: int) -> None:
        self._update(done=done, total=total, seen_at=timezone.now())

    def _finish(self, state: State, intake: ImportPlan, **fields: Any) -> None:
        self._update(state=state, report=intake.report(), seen_at=None, worker="", **fields)

    def _update(self, **fields: Any) -> None:
        """Only while nobody has taken the work over."""
        if not Import.objects.filter(pk=self.pk, worker=self.worker).update(**fields):
            raise LostClaim
        for name, value in fields.items():
            setattr(self, name, value)


class LostClaim(Exception):
    """Another process took this one for dead, and does the work now."""


def shown_name(name: str) -> str:
    """The name of a file that somebody sent, fit to be shown and kept: never a path, never a control character."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:100] or _("a file without a name")
