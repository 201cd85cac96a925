"""Responses: the questions of an attempt, each with its answer and what it earned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes import scoring
from quizzes.db.columns import as_stored
from quizzes.items import Form
from quizzes.models.bank.versions import FrozenVersion, QuestionVersion, frozen_version

from .querysets import ResponseQuerySet
from .statements import save_choice, store_answer

GRACE = dt.timedelta(seconds=3)  # for the way an answer takes through the network after the deadline


def total_of(responses: Iterable[Response]) -> scoring.Score:
    """Return the score of the responses over the marks they could earn.

    Responses that wait to be graded are left out on both sides, or every result would begin low and rise.
    """
    return scoring.total((response.mark, response.max_mark) for response in responses if not response.needs_grading)


def mark_of(fraction: float | None, max_mark: float, dropped: str, certainty: int | None) -> float | None:
    if dropped == Response.Dropped.FULL:
        return scoring.mark(1.0, max_mark)
    return None if fraction is None else scoring.mark(fraction, max_mark, certainty)


class Response(models.Model):
    """One question of an attempt, as this learner got it, with the answer and its mark.

    `answer` is what `ItemType.parse` made of the form; null with `answered_at` set means "I don't know". If only
    `saved_at` is set, it is a choice that may still change, and becomes the answer when the attempt is finished.
    If only a person can grade an answer, its `fraction` and `mark` are null until one has.
    `mark` is what `mark_for` makes of the fraction; write both together. If certainty is asked for, `max_mark` is what
    a right answer with the highest certainty earns.
    """

    class Dropped(models.TextChoices):
        """How a question counts that was dropped from its quiz, or voted on once more in a live round.

        `fraction` still says how right the answer is.
        """

        FULL = "full", _("The full mark for everyone")
        NOBODY = "nobody", _("Nothing for anyone, and nothing in the total")  # max_mark is 0 then

        VOTE = "vote", _("A first vote: the one after the discussion counts")  # max_mark is 0 then

    is_next: bool  # true if it may be answered in its turn; set by `Attempt.response_at`

    attempt = models.ForeignKey("Attempt", models.CASCADE, related_name="responses", verbose_name=_("attempt"))
    position = models.PositiveSmallIntegerField(_("number"))
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="responses")
    variant = models.JSONField()
    # A later question stands on the same paragraph, so until the end the feedback shows the sentence alone.
    holds_back_paragraph = models.BooleanField(default=False)
    max_mark = models.FloatField(default=1.0)
    answer = models.JSONField(null=True)
    fraction = models.FloatField(null=True)
    mark = models.FloatField(null=True)
    dropped = models.CharField(max_length=6, choices=Dropped, blank=True, default="")
    certainty = models.PositiveSmallIntegerField(null=True)  # 1 to 3, where it is asked for
    saved_at = models.DateTimeField(null=True)
    chosen_at = models.DateTimeField(null=True)  # the time by the page, since a network may delay what it sends
    saved_by = models.CharField(max_length=16, blank=True, default="")  # the page that saved it: see statements.py
    saved_number = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)  # from the opening of the question to its answer, in a live round
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    graded_at = models.DateTimeField(null=True)
    comment = models.TextField(_("comment"), blank=True)  # by whoever graded it, for the learner

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ("attempt", "position")
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = (
            models.UniqueConstraint(fields=("attempt", "position"), name="one_response_per_question"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, fraction__isnull=True, mark__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False, fraction__isnull=True, mark__isnull=True)
                | Q(fraction__isnull=True, mark__isnull=False, dropped="full")
                | Q(
                    answered_at__isnull=False,
                    fraction__gte=0,
                    fraction__lte=1,
                    fraction__isnull=False,
                    mark__isnull=False,
                ),
                name="answered_response_has_a_mark_or_waits_for_one",
            ),
            models.CheckConstraint(
                condition=Q(certainty__isnull=True) | Q(certainty__in=scoring.CERTAINTIES), name="certainty_from_1_to_3"
            ),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"

    @property
    def frozen(self) -> FrozenVersion:
        return frozen_version(self.version_id)

    @property
    def is_last(self) -> bool:
        return self.position == self.attempt.length

    def is_open(self, now: dt.datetime) -> bool:
        """Say whether it may be shown and answered: in its turn, in time and not yet answered. It needs `is_next`."""
        return self.answered_at is None and self.is_next and not self.attempt.is_over(now)

    @property
    def is_saved(self) -> bool:
        return self.answered_at is not None or self.saved_at is not None

    @property
    def posted(self) -> dict[str, list[str]]:
        """The saved answer as form data, to fill the form in again."""
        if self.answer is None:
            return {}
        return self.frozen.type.to_form(self.frozen.item, self.variant, self.answer)

    def parse(self, form: Form) -> dict[str, Any]:
        """Return the answer in a posted form. Raises BadResponse."""
        return self.frozen.type.parse(self.frozen.item, self.variant, form)

    def save_choice(
        self,
        answer: dict[str, Any] | None,
        now: dt.datetime,
        *,
        certainty: int | None = None,
        page: str,
        number: int,
        chosen_at: dt.datetime | None = None,
    ) -> bool:
        """Store what is chosen so far, None for nothing; return False and change nothing if it comes too late.

        `number` counts what the page with this random name has sent, so that a choice which overtook this one stays.
        So does a choice made later on another page: a phone may have kept this one for an hour without a network.
        """
        now = self.attempt.by_its_clock(now)
        chosen_at = min(max(chosen_at or now, self.attempt.started_at), now)
        values = {
            "answer": answer,
            "certainty": certainty,
            "saved_at": None if answer is None else now,
            "chosen_at": chosen_at,
            "saved_by": page,
            "saved_number": number,
        }
        moments = [as_stored(Response, "chosen_at", moment) for moment in (chosen_at, now - GRACE)]
        stored = [as_stored(Response, field, value) for field, value in values.items()]
        with connection.cursor() as cursor:
            cursor.execute(save_choice(), [*stored, self.pk, page, number, page, *moments])
            if cursor.rowcount:
                for field, value in values.items():
                    setattr(self, field, value)
                return True
        self.refresh_from_db()
        if self.answered_at is None:
            return self.saved_by == page and self.saved_number >= number
        # The form with the final answer may have arrived before this choice.
        return self.answer == answer and self.certainty in (None, certainty or scoring.CERTAINTIES[0])

    def graded(self, answer: dict[str, Any] | None, certainty: int | None, at: dt.datetime | None) -> dict[str, Any]:
        """Set `certainty`, and return the values of the columns of an answer that counts, with its mark."""
        frozen = self.frozen
        is_certain = self.attempt.has_certainty and answer is not None
        self.certainty = (certainty or scoring.CERTAINTIES[0]) if is_certain else None
        fraction = frozen.type.grade(frozen.item, answer) if answer is not None else 0.0
        mark = self.mark_for(fraction)
        return {"answer": answer, "certainty": self.certainty, "fraction": fraction, "mark": mark, "answered_at": at}

    def lock(self, answer: dict[str, Any] | None, now: dt.datetime, certainty: int | None = None) -> bool:
        """Store the answer if the question is still open to one; else return False and change nothing.

        One conditional UPDATE decides, whatever else happens at the same moment. A regrade at that moment only means
        that the answer is graded once more.
        """
        while not self._store(answer, certainty, self.attempt.by_its_clock(now)):
            if not self._was_regraded():
                return False
        if self.is_last and self.attempt.in_order:
            self.attempt.close(now)
        return True

    def _was_regraded(self) -> bool:
        """Take over the key and marks that an open question has now, and say whether this row had other ones."""
        known = self.version_id, self.dropped
        still_open = Response.objects.filter(pk=self.pk, answered_at=None)
        for self.version_id, self.dropped, self.max_mark in still_open.values_list("version", "dropped", "max_mark"):
            return known != (self.version_id, self.dropped)
        return False

    def _store(self, answer: dict[str, Any] | None, certainty: int | None, now: dt.datetime) -> bool:
        values = self.graded(answer, certainty, now)
        with connection.cursor() as cursor:
            cursor.execute(
                store_answer(),
                [
                    *(as_stored(Response, field, value) for field, value in values.items()),
                    self.pk,
                    self.version_id,
                    self.dropped,
                    as_stored(Response, "answered_at", now - GRACE),
                ],
            )
            if not cursor.rowcount:
                return False
        for field, value in values.items():
            setattr(self, field, value)
        return True

    def grade_by_hand(self, fraction: float, user: User, now: dt.datetime, comment: str = "") -> bool:
        """Store the fraction that a person gives; return False and change nothing if this row is out of date.

        One conditional UPDATE decides between two people who grade the answer, or one who grades it and one who drops
        its question.
        """
        known = {name: getattr(self, name) for name in ("graded_at", "dropped", "max_mark")}
        values = {
            "fraction": fraction,
            "mark": self.mark_for(fraction),
            "comment": comment,
            "graded_by": user,
            "graded_at": now,
        }
        if not Response.objects.correctable().filter(pk=self.pk, **known).update(**values):
            return False
        for field, value in values.items():
            setattr(self, field, value)
        return True

    def mark_for(self, fraction: float | None) -> float | None:
        """Return the mark that this fraction earns here, or None if the answer has yet to be graded."""
        return mark_of(fraction, self.max_mark, self.dropped, self.certainty)

    @property
    def is_right(self) -> bool:
        return self.fraction == 1

    @property
    def needs_grading(self) -> bool:
        return self.answered_at is not None and self.fraction is None and not self.dropped

    @property
    def is_missed(self) -> bool:
        return not self.is_right and not self.needs_grading and not self.dropped

    @property
    def counts(self) -> bool:
        """True if the response is part of the total."""
        return self.dropped in ("", self.Dropped.FULL)

    @property
    def given(self) -> str:
        """The learner's own answer in one line, which is empty if there is none."""
        frozen = self.frozen
        return frozen.type.summarise(frozen.item, self.answer) if self.answer is not None else ""

    def present(self) -> dict[str, Any]:
        """Return what may be shown before the answer is locked. The key is not in it."""
        return self.frozen.present(self.variant)

    def review(self) -> dict[str, Any]:
        """Return what is shown after the answer: the key, what was chosen, the explanation and the sentence."""
        frozen = self.frozen
        return {
            "rows": frozen.type.review(frozen.item, self.variant, self.answer),
            "given": frozen.type.in_full(frozen.item, self.answer) if self.answer is not None else "",
            "parts": frozen.type.parts(frozen.item, self.answer) if self.answer is not None else [],
            "right": frozen.type.right_answer(frozen.item),
            "right_label": frozen.type.right_answer_label,
            "holds_back_paragraph": self.holds_back_paragraph and self.attempt.finished_at is None,
            **{key: frozen.content[key] for key in ("explanation", "kind", "attributed_to", "topic", "citation")},
        }
