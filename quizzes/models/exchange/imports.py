"""Imports of files of questions, which are checked first and stored when their sender confirms them."""

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

SILENT_FOR = dt.timedelta(seconds=30)  # a worker that is silent for longer is taken for dead
UNCONFIRMED_FOR = dt.timedelta(days=1)
logger = logging.getLogger(__name__)


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)

    def abandoned(self, now: dt.datetime) -> Self:
        """Return the imports that were sent more than a day ago and never stored."""
        return self.filter(created_at__lt=now - UNCONFIRMED_FOR).exclude(state=Import.State.STORED)


class Import(models.Model):
    """A file of questions that somebody sent, and how far its import is.

    `state` says what comes next, and everything needed for it is in the row, so a restart loses nothing. `report` has
    the rows of the questions, the problems, and the numbers of questions that are new, changed and so on.
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
    done = models.PositiveIntegerField(default=0)  # questions, as total is
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    worker = models.CharField(max_length=32, blank=True)  # the random name of the worker that has claimed it
    seen_at = models.DateTimeField(null=True)  # the worker's last sign of life
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
        problems: list[dict[str, Any]] = self.report.get("problems", [])
        return problems

    @property
    def may_be_stored(self) -> bool:
        counts = self.report.get("counts", {})
        return self.state == self.State.CHECKED and bool(counts.get(Verdict.NEW) or counts.get(Verdict.CHANGED))

    def confirm(self) -> bool:
        """Let the checked questions be stored; return False if that was said already, or if there are none to store."""
        if not self.may_be_stored:
            return False
        checked = Import.objects.filter(pk=self.pk, state=self.State.CHECKED)
        return bool(checked.update(state=self.State.STORING, done=0, seen_at=None, worker=""))

    def claim(self) -> bool:
        """Become its worker if nobody else is, and say whether that worked."""
        self.worker, self.seen_at = secrets.token_hex(16), timezone.now()
        waiting = Q(seen_at=None) | Q(seen_at__lt=self.seen_at - SILENT_FOR)
        unclaimed = Import.objects.filter(waiting, pk=self.pk, state=self.state)
        return self.is_at_work and bool(unclaimed.update(worker=self.worker, seen_at=self.seen_at))

    def work(self) -> None:
        """Do what comes next unless somebody else does it: check the file, or store its questions."""
        if not self.claim():
            return
        try:
            self._work()
        except LostClaim:
            logger.warning("import %s was taken over by another process", self.pk)
        except Exception:  # whatever the reason is, nothing was stored, and whoever waits has to learn of it
            logger.exception("import %s has failed", self.pk)
            claimed = Import.objects.filter(pk=self.pk, worker=self.worker)
            claimed.update(state=self.State.FAILED, seen_at=None, worker="")
            self.refresh_from_db(fields=("state",))

    def _work(self) -> None:
        reading = FORMATS[self.format].read(bytes(self.data))
        self._note(0, len(reading.records))
        plan = ImportPlan(reading, self.topic, self._note)
        if self.state == self.State.STORING and not plan.problems:
            plan.store(self.pk)
            self._finish(self.State.STORED, plan, data=b"")
        else:
            self._finish(self.State.CHECKED, plan)

    def _note(self, done: int, total: int) -> None:
        self._update(done=done, total=total, seen_at=timezone.now())

    def _finish(self, state: State, plan: ImportPlan, **fields: Any) -> None:
        self._update(state=state, report=plan.report(), seen_at=None, worker="", **fields)

    def _update(self, **fields: Any) -> None:
        """Store and set the fields, or raise LostClaim if another process has taken the work over."""
        if not Import.objects.filter(pk=self.pk, worker=self.worker).update(**fields):
            raise LostClaim
        for name, value in fields.items():
            setattr(self, name, value)


class LostClaim(Exception):
    """Raised when another process took this one for dead, and does the work now."""


def shown_name(name: str) -> str:
    """Return the name of a file that somebody sent in a form to show and store, without path or control characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:100] or _("a file without a name")
