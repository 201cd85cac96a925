"""Attempts: how one is started, timed, answered in order and finished."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes import clock, scoring
from quizzes.models.bank.attempt_terms import Review, Terms
from quizzes.models.bank.quizzes import Quiz
from quizzes.models.bank.versions import QuestionVersion, current_versions, frozen_version
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.enrolments import Enrolment
from quizzes.models.classes.learners import Learner

from .querysets import AttemptQuerySet
from .responses import GRACE, Response
from .statements import RESPONSE_AT


class LimitReached(Exception):
    """Raised when the learner has used all the attempts that the quiz allows."""


class NotOpen(Exception):
    """Raised when the assignment has not opened yet, or has closed."""


class NoQuestions(Exception):
    """Raised when the quiz has no published question, or the attempt has none to practise."""


class Attempt(models.Model):
    """One learner's way through a quiz.

    From its start it depends on nothing that a teacher may still edit, except for its deadline, which moves with the
    extra time of its learner and the closing of its assignment, and for what its learner may see when it is finished.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, models.SET_NULL, null=True, related_name="attempts", verbose_name=_("quiz"))
    assignment = models.ForeignKey(
        Assignment, models.CASCADE, null=True, related_name="attempts", verbose_name=_("assignment"), db_index=False
    )
    title = models.CharField(_("title"), max_length=150)
    has_feedback_at_once = models.BooleanField()
    in_order = models.BooleanField(default=True)
    on_one_page = models.BooleanField(default=False)
    has_certainty = models.BooleanField(default=False)
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repeated_by", db_index=False)
    length = models.PositiveSmallIntegerField(_("length"))
    pass_percent = models.PositiveSmallIntegerField(null=True)
    started_at = models.DateTimeField(_("started"))
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    clock = models.CharField(max_length=60, default="", editable=False)  # the clock of its times: see quizzes.clock

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = (
            models.Index(fields=("learner", "quiz"), name="attempt_by_learner_and_quiz"),
            models.Index(fields=("assignment", "learner"), name="attempt_by_assignment"),
            # Nulls are left out, or SQLite would look here for "repeats nothing", which is nearly every attempt.
            models.Index(fields=("repeats",), condition=Q(repeats__isnull=False), name="attempt_that_repeats"),
            models.Index(fields=("deadline_at",), condition=Q(finished_at=None), name="open_attempt_by_deadline"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.uuid})"

    def get_absolute_url(self) -> str:
        return reverse("attempt_detail", args=[self.uuid])

    @classmethod
    def start(cls, quiz: Quiz, learner: Learner, now: dt.datetime, rng: random.Random) -> Attempt:
        """Start or resume the learner's attempt outside of assignments. Raises LimitReached or NoQuestions."""
        return cls._start(quiz, quiz.terms(), now, rng, learner=learner)

    @classmethod
    def start_assigned(
        cls, assignment: Assignment, enrolment: Enrolment, now: dt.datetime, rng: random.Random
    ) -> Attempt:
        """Start or resume the student's attempt at an assignment. Raises NotOpen, LimitReached or NoQuestions."""
        if assignment.is_live or not assignment.has_opened(now) or assignment.has_closed_for(enrolment, now):
            raise NotOpen
        terms = assignment.terms_for(enrolment)
        return cls._start(assignment.quiz, terms, now, rng, learner=enrolment.learner, assignment=assignment)

    @classmethod
    def _start(
        cls,
        quiz: Quiz,
        terms: Terms,
        now: dt.datetime,
        rng: random.Random,
        *,
        learner: Learner,
        assignment: Assignment | None = None,
    ) -> Attempt:
        """Store an attempt with its responses, or return the one that is running: a double click starts only one.

        Raises LimitReached or NoQuestions.
        """
        picked = quiz.pick(rng, shuffle=terms.shuffle)
        if not picked:
            raise NoQuestions
        versions = current_versions([question for question, _max_mark in picked])
        with transaction.atomic():
            # The lock makes simultaneous starts of one learner take turns (SQLite's transaction does so already).
            Learner.objects.select_for_update().get(pk=learner.pk)
            rounds = cls.objects.filter(learner=learner, quiz=quiz, assignment=assignment).first_rounds()
            running: Attempt | None = rounds.running(now)
            if running:
                return running
            if terms.attempts_allowed and rounds.count() >= terms.attempts_allowed:
                raise LimitReached
            best = scoring.MAX_CERTAINTY_FACTOR if terms.has_certainty else 1.0
            return cls._store(
                list(zip(versions, [max_mark * best for _question, max_mark in picked], strict=True)),
                rng,
                learner=learner,
                quiz=quiz,
                assignment=assignment,
                title=assignment.title if assignment else quiz.title,
                has_feedback_at_once=terms.has_feedback_at_once,
                in_order=terms.in_order,
                on_one_page=terms.on_one_page,
                has_certainty=terms.has_certainty,
                pass_percent=terms.pass_percent,
                started_at=now,
                deadline_at=terms.deadline(now),
            )

    def practise_missed(self, now: dt.datetime, rng: random.Random) -> Attempt:
        """Start a practice attempt of just those questions that did not earn the full mark. Raises NoQuestions."""
        best = scoring.MAX_CERTAINTY_FACTOR if self.has_certainty else 1.0
        missed = [(r.version, r.max_mark / best) for r in self.responses.select_related("version") if r.is_missed]
        if self.finished_at is None or not missed or self.review_at(now) < Review.ALL:
            raise NoQuestions
        with transaction.atomic():
            return self._store(
                missed,
                rng,
                learner=self.learner,
                quiz=self.quiz,
                title=self.title,
                has_feedback_at_once=True,
                repeats=self,
                started_at=now,
            )

    @classmethod
    def _store(cls, picked: list[tuple[QuestionVersion, float]], rng: random.Random, **fields: Any) -> Attempt:
        attempt = cls.objects.create(length=len(picked), clock=clock.boot_stamp(), **fields)
        paragraphs = [frozen_version(version.pk).paragraph for version, _max_mark in picked]
        Response.objects.bulk_create(
            Response(
                attempt=attempt,
                position=position,
                version=version,
                max_mark=max_mark,
                variant=(frozen := frozen_version(version.pk)).type.vary(frozen.item, rng),
                holds_back_paragraph=frozen.paragraph in paragraphs[position:],
            )
            for position, (version, max_mark) in enumerate(picked, start=1)
        )
        return attempt

    def by_its_clock(self, now: dt.datetime) -> dt.datetime:
        """Return the time by the attempt's own clock: setting the machine's clock gives it no time and takes none."""
        return clock.corrected(self.clock, now)

    def is_over(self, now: dt.datetime) -> bool:
        if self.finished_at is not None:
            return True
        return self.deadline_at is not None and self.by_its_clock(now) > self.deadline_at + GRACE

    @property
    def is_played_live(self) -> bool:
        """True if its questions come from a live round that is going on. It reads the assignment."""
        return self.finished_at is None and self.assignment is not None and self.assignment.is_live

    def close(self, now: dt.datetime) -> bool:
        """Take no more answers, and say whether the attempt was open until now."""
        now = self.by_its_clock(now)
        # A clock that was set back while the machine was off must not give a negative duration.
        at = max(self.started_at, min(now, self.deadline_at) if self.deadline_at else now)
        if not Attempt.objects.open().filter(pk=self.pk).update(finished_at=at):
            return False
        self.finished_at = at
        return True

    def finish(self, now: dt.datetime) -> None:
        """Close the attempt: saved answers count, unanswered questions earn nothing. A second call changes nothing."""
        with transaction.atomic():
            if not self.close(now):
                return
            saved = list(self.responses.filter(answered_at=None, saved_at__isnull=False))
            for response in saved:
                response.attempt = self
                for field, value in response.graded(response.answer, response.certainty, response.saved_at).items():
                    setattr(response, field, value)
            Response.objects.bulk_update(saved, ["certainty", "fraction", "mark", "answered_at"])

    def review_at(self, now: dt.datetime) -> Review:
        """Return how much of the answered questions the learner may see."""
        if self.has_feedback_at_once:
            return Review.ALL
        if self.finished_at is None:
            return Review.NOTHING
        return self.assignment.review_at(now) if self.assignment else Review.ALL

    @property
    def score(self) -> scoring.Score:
        """The score of the graded responses, for an attempt that was fetched `with_score()`."""
        return scoring.Score(self.earned, self.possible)  # type: ignore[attr-defined]  # annotated by with_score

    @property
    def duration(self) -> dt.timedelta | None:
        return self.finished_at - self.started_at if self.finished_at else None

    def response_at(self, position: int) -> Response | None:
        """Return the response with that number, with `is_next` set, in one query; None if there is none."""
        for response in Response.objects.raw(RESPONSE_AT, [self.pk, position]):
            response.attempt = self
            return response
        return None

    def next_position(self, after: int = 0) -> int | None:
        """Return the number of the question to go to, or None.

        In order, this is the first question without an answer. Where answers can be changed, it is the next open one
        `after` a number, or without a number the first one that is not saved.
        """
        open_ = self.responses.filter(answered_at=None).order_by("position").values_list("position", flat=True)
        if self.in_order:
            return open_.first()
        return open_.filter(position__gt=after).first() if after else open_.filter(saved_at=None).first()

    def steps(self) -> list[tuple[int, bool]]:
        """Return the number of each question, and whether it has an answer."""
        rows = self.responses.order_by("position").values_list("position", "answered_at", "saved_at")
        return [(position, bool(answered_at or saved_at)) for position, answered_at, saved_at in rows]

    def seconds_left(self, now: dt.datetime) -> int | None:
        if self.deadline_at is None:
            return None
        return max(0, round((self.deadline_at - self.by_its_clock(now)).total_seconds()))
