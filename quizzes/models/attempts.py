"""One learner's way through a quiz."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes import scoring

from .classes import Learner
from .quizzes import Quiz
from .responses import GRACE, Response, total_of, ungraded
from .statements import RESPONSE_AT
from .versions import QuestionVersion, current_versions, frozen


class LimitReached(Exception):
    """The learner has used all the attempts that the quiz allows."""


class NothingToAsk(Exception):
    """The quiz has no published question."""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, learner: Learner | None) -> AttemptQuerySet:
        return self.filter(learner=learner) if learner else self.none()

    def open(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=True)

    def running(self, now: dt.datetime) -> AttemptQuerySet:
        """Open, and not out of time."""
        return self.open().exclude(deadline_at__lt=now - GRACE)

    def finished(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=False)

    def first_rounds(self) -> AttemptQuerySet:
        """Without the rounds that practise what another one missed."""
        return self.filter(repeats=None)

    def with_score(self) -> AttemptQuerySet:
        """Adds `answered` and `waiting` (counts; what waits to be graded) and what `Attempt.score` reads."""
        return self.annotate(
            answered=Count("responses__answered_at"),
            waiting=Count("responses", filter=ungraded("responses__")),
            earned=Coalesce(Sum("responses__mark"), 0.0),
            possible=Coalesce(Sum("responses__max_mark", filter=~ungraded("responses__")), 0.0),
        ).order_by("-started_at")  # grouping drops the order

    def latest_by_quiz(self) -> dict[int, Attempt]:
        """The newest of these attempts at each quiz, by the quiz's primary key."""
        attempts = self.filter(quiz__isnull=False).order_by("started_at")
        return {attempt.quiz_id: attempt for attempt in attempts if attempt.quiz_id is not None}


@dataclass(frozen=True, slots=True)
class Result:
    score: scoring.Score
    right: int
    counted: int  # how many questions are part of the total
    waiting: int  # how many of them still need grading; until they are graded, the result is provisional
    has_passed: bool | None
    by_topic: list[tuple[str, scoring.Score]]
    has_missed: bool


class Attempt(models.Model):
    """One learner's way through a quiz. From its start it depends on nothing that a teacher may still edit."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, models.SET_NULL, null=True, related_name="attempts", verbose_name=_("quiz"))
    title = models.CharField(_("title"), max_length=150)
    is_practice = models.BooleanField()
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repeated_by")
    length = models.PositiveSmallIntegerField(_("length"))
    pass_percent = models.PositiveSmallIntegerField(null=True)
    started_at = models.DateTimeField(_("started"))
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = (models.Index(fields=("learner", "quiz"), name="attempt_by_learner_and_quiz"),)

    def __str__(self) -> str:
        return f"{self.title} ({self.uuid})"

    def get_absolute_url(self) -> str:
        return reverse("attempt_detail", args=[self.uuid])

    @classmethod
    def start(cls, quiz: Quiz, learner: Learner, now: dt.datetime, rng: random.Random) -> Attempt:
        """Store an attempt with its responses, or go on with the one that is running: a double click starts one.

        Raises LimitReached or NothingToAsk.
        """
        picked = quiz.pick(rng)
        if not picked:
            raise NothingToAsk
        versions = current_versions([question for question, _max_mark in picked])
        with transaction.atomic():
            # The lock makes simultaneous starts of one learner take turns (SQLite's transaction does already).
            Learner.objects.select_for_update().get(pk=learner.pk)
            rounds = cls.objects.filter(learner=learner, quiz=quiz).first_rounds()
            if running := rounds.running(now).first():
                return running
            if quiz.attempts_allowed and rounds.count() >= quiz.attempts_allowed:
                raise LimitReached
            return cls._store(
                list(zip(versions, [max_mark for _question, max_mark in picked], strict=True)),
                rng,
                learner=learner,
                quiz=quiz,
                title=quiz.title,
                is_practice=quiz.is_practice,
                pass_percent=quiz.pass_percent,
                started_at=now,
                deadline_at=now + quiz.time_limit if quiz.time_limit else None,
            )

    def result(self, responses: list[Response]) -> Result:
        """What the responses came to, over all and by topic (in the order in which topics first appear)."""
        by_topic: dict[str, list[Response]] = {}
        counted = [response for response in responses if response.counts]
        for response in counted:
            by_topic.setdefault(response.frozen.content["topic"], []).append(response)
        score = total_of(responses)
        waiting = sum(response.needs_grading for response in responses)
        return Result(
            score=score,
            right=sum(response.is_right for response in counted),
            counted=len(counted),
            waiting=waiting,
            has_passed=None if waiting else score.passes(self.pass_percent),
            by_topic=[(topic, total_of(group)) for topic, group in by_topic.items()],
            has_missed=any(response.is_missed for response in responses),
        )

    def practise_missed(self, now: dt.datetime, rng: random.Random) -> Attempt:
        """A new practice round of just those questions that did not earn the full mark."""
        missed = [(r.version, r.max_mark) for r in self.responses.select_related("version") if r.is_missed]
        if self.finished_at is None or not missed:
            raise NothingToAsk
        with transaction.atomic():
            return self._store(
                missed,
                rng,
                learner=self.learner,
                quiz=self.quiz,
                title=self.title,
                is_practice=True,
                repeats=self,
                started_at=now,
            )

    @classmethod
    def _store(cls, picked: list[tuple[QuestionVersion, float]], rng: random.Random, **fields: Any) -> Attempt:
        attempt = cls.objects.create(length=len(picked), **fields)
        paragraphs = [frozen(version.pk).paragraph for version, _max_mark in picked]
        Response.objects.bulk_create(
            Response(
                attempt=attempt,
                position=position,
                version=version,
                max_mark=max_mark,
                variant=(it := frozen(version.pk)).type.vary(it.item, rng),
                holds_back_paragraph=it.paragraph in paragraphs[position:],
            )
            for position, (version, max_mark) in enumerate(picked, start=1)
        )
        return attempt

    def is_over(self, now: dt.datetime) -> bool:
        return self.finished_at is not None or (self.deadline_at is not None and now > self.deadline_at + GRACE)

    def finish(self, now: dt.datetime) -> None:
        """Close the attempt; what is unanswered earns nothing. A second call changes nothing."""
        # A clock that was set back gives no negative time.
        at = max(self.started_at, min(now, self.deadline_at) if self.deadline_at else now)
        if Attempt.objects.open().filter(pk=self.pk).update(finished_at=at):
            self.finished_at = at

    @property
    def shows_feedback(self) -> bool:
        """Whether an answer may be followed by its feedback at once."""
        return self.is_practice or self.finished_at is not None

    @property
    def score(self) -> scoring.Score:
        """Of what is graded. Needs `with_score()`."""
        return scoring.Score(self.earned, self.possible)  # type: ignore[attr-defined]  # annotated by with_score

    @property
    def duration(self) -> dt.timedelta | None:
        return self.finished_at - self.started_at if self.finished_at else None

    def response_at(self, position: int) -> Response | None:
        """Its question of that number, with `is_next`. One query."""
        for response in Response.objects.raw(RESPONSE_AT, [self.pk, position]):
            response.attempt = self
            return response
        return None

    def next_position(self) -> int | None:
        """The first question that is still open."""
        return (
            self.responses.filter(answered_at__isnull=True)
            .order_by("position")
            .values_list("position", flat=True)
            .first()
        )
