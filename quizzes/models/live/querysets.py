"""Select live rounds, and change several of them at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import F

from quizzes.models.classes.classrooms import Classroom

from .signals import round_changed

if TYPE_CHECKING:
    from .rounds import LiveRound  # noqa: F401  # the model of the query set below


class LiveRoundQuerySet(models.QuerySet["LiveRound"]):
    def open(self) -> LiveRoundQuerySet:
        return self.filter(ended_at=None)

    def of(self, classroom: Classroom) -> LiveRoundQuerySet:
        return self.filter(assignment__classroom=classroom).order_by("-created_at")

    def touch(self) -> int:
        """Let all who look at these rounds read them again. Return how many rounds there are."""
        return self._touch()

    def touch_players(self) -> int:
        """Do what `touch` does, and let the watchers read again who is removed and who has how much time."""
        return self._touch(players_revision=F("revision") + 1)

    def _touch(self, **fields: Any) -> int:
        count = self.update(revision=F("revision") + 1, **fields)
        if count:
            round_changed.send(sender=self.model)
        return count

    def revisions(self, pks: Collection[int]) -> dict[int, int]:
        """Return the revisions by primary key, of those rounds that exist.

        The statement is written out, as it runs 50 times a second while a room answers.
        """
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(pks))
            cursor.execute(f"SELECT id, revision FROM quizzes_liveround WHERE id IN ({marks})", list(pks))  # noqa: S608
            return dict(cursor.fetchall())

    def end_abandoned(self, now: dt.datetime) -> int:
        """End the rounds whose room must be empty by now; what was answered counts. Return how many there were."""
        abandoned = list(self.open().filter(created_at__lt=now - self.model.MAX_DURATION).select_related("assignment"))
        for live_round in abandoned:
            live_round.end(now)
        return len(abandoned)
