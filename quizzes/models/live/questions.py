"""Define the questions of a live round: what is asked, and from when to when."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank.versions import FrozenVersion, QuestionVersion, frozen_version
from quizzes.process_cache import ProcessCache

GRACE = dt.timedelta(seconds=1)  # for an answer that is still on its way through the network when the time is up


class Phase(StrEnum):
    """What a live round is doing at a moment."""

    LOBBY = "lobby"
    READING = "reading"  # the question without what can be answered
    ANSWERING = "answering"
    LOCKED = "locked"
    DISCUSSION = "discussion"  # between two votes on the same question
    REVEAL = "reveal"
    STANDING = "standing"
    PODIUM = "podium"
    PAUSED = "paused"
    ENDED = "ended"


class LiveQuestion(models.Model):
    """One question of a live round, in the one order of options that the whole room sees.

    `place` is its number in the round; asked again after a discussion, it gets a second row there, with `vote` 2. Its
    `position` in the attempts of the players is set when it is asked. Its times say whether it is open, so nothing has
    to happen when they pass, and no process has to live for that.
    """

    round = models.ForeignKey("LiveRound", models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    vote = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(null=True)
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    variant = models.JSONField()
    max_mark = models.FloatField()
    timing = models.PositiveIntegerField(default=0)  # It counts how often the two times below were set.
    opens_at = models.DateTimeField(null=True)
    locks_at = models.DateTimeField(null=True)  # for players without extra time; None if the host alone locks
    locked_at = models.DateTimeField(null=True)  # by the host, for everybody
    revealed_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("round", "place", "vote")
        verbose_name = _("question of the live round")
        verbose_name_plural = _("questions of the live round")
        constraints = (
            models.UniqueConstraint(fields=("round", "place", "vote"), name="one_live_question_per_vote"),
            models.UniqueConstraint(fields=("round", "position"), name="one_live_question_per_position"),
            models.CheckConstraint(condition=Q(vote__in=(1, 2)), name="live_question_is_voted_on_twice_at_most"),
        )

    def __str__(self) -> str:
        return f"{self.round_id}/{self.place}"

    @property
    def frozen(self) -> FrozenVersion:
        return frozen_version(self.version_id)

    def closes_for(self, extra_percent: int) -> dt.datetime | None:
        """Return when the time is up for a player with this extra time; None if there is no limit."""
        if self.locks_at is None or self.opens_at is None:
            return None
        return self.locks_at + (self.locks_at - self.opens_at) * extra_percent / 100

    def phase(self, now: dt.datetime, extra_percent: int = 0, *, is_untimed: bool = False) -> Phase:
        """Return the phase of the question for a player with this extra time."""
        if self.locked_at is not None:
            return Phase.LOCKED
        if self.opens_at is None:
            return Phase.DISCUSSION
        if now < self.opens_at:
            return Phase.READING
        closes_at = None if is_untimed else self.closes_for(extra_percent)
        return Phase.LOCKED if closes_at and now > closes_at + GRACE else Phase.ANSWERING

    def changes_at(self, now: dt.datetime, extra_percent: int = 0, *, is_untimed: bool = False) -> dt.datetime | None:
        """Return when its phase will change by itself; None if it will not."""
        if self.locked_at is not None or self.opens_at is None:
            return None
        if now < self.opens_at:
            return self.opens_at
        closes_at = None if is_untimed else self.closes_for(extra_percent)
        return closes_at + GRACE if closes_at and now <= closes_at + GRACE else None

    def present(self) -> dict[str, Any]:
        """Return what may be shown before the answers are locked. The key is not in it."""
        return self.frozen.present(self.variant)

    def review(self) -> dict[str, object]:
        """Return what everybody is shown after the answers are locked: key, explanation and sentence."""
        frozen = self.frozen
        return {
            "rows": frozen.type.review(frozen.item, self.variant, None),
            "right": frozen.type.right_answer(frozen.item),
            "right_label": frozen.type.right_answer_label,
            **{key: frozen.content[key] for key in ("explanation", "kind", "attributed_to", "topic", "citation")},
        }


opened_questions = ProcessCache[LiveQuestion]("opened questions", 1024)


def cached_question(pk: int) -> LiveQuestion:
    """Return a question that was opened, with its round. Raises LiveQuestion.DoesNotExist.

    It is kept in memory, also after it was skipped, since each answer needs it. Its round, position, version, variant
    and marks never change. Only the database knows whether it is open, and `timing` tells whether its times still
    hold.
    """
    return opened_questions.get_or_make(pk, lambda: _opened_question(pk))


def _opened_question(pk: int) -> LiveQuestion:
    return LiveQuestion.objects.select_related("round__assignment").get(pk=pk, opens_at__isnull=False)
