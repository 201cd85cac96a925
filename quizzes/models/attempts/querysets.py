"""Which attempts, and which of their responses: open, overdue, answered, to be graded by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from quizzes.models.classes.classrooms import Classroom
from quizzes.models.classes.enrolments import Enrolment
from quizzes.models.classes.learners import Learner


def ungraded(prefix: str = "") -> Q:
    """Matches what `needs_grading`; `prefix` leads to the responses."""
    return Q(**{f"{prefix}answered_at__isnull": False, f"{prefix}fraction__isnull": True, f"{prefix}dropped": ""})


class ResponseQuerySet(models.QuerySet[Any]):
    def answered(self) -> ResponseQuerySet:
        return self.filter(answered_at__isnull=False)

    def still_open(self) -> ResponseQuerySet:
        """Of rounds that are going on, and to be answered or changed."""
        return self.filter(answered_at__isnull=True, attempt__finished_at__isnull=True)

    def needing_grading(self) -> ResponseQuerySet:
        return self.filter(ungraded())

    def gradable(self) -> ResponseQuerySet:
        """What a person grades, or has graded already."""
        return self.filter(ungraded() | Q(graded_at__isnull=False))

    def correctable(self) -> ResponseQuerySet:
        """And what a class was given and its key has graded: its teacher may know better."""
        given = Q(answered_at__isnull=False, attempt__assignment__isnull=False)
        return self.filter(ungraded() | Q(graded_at__isnull=False) | given)

    def readable_by(self, user: User) -> ResponseQuerySet:
        """A teacher reads what was written for their classes, and by themselves what their students wrote.

        Whoever answers without joining a class has no teacher, and would otherwise wait for a superuser.
        """
        if user.is_superuser:
            return self
        mine = Classroom.objects.taught_by(user).values("pk")
        of_learner = Enrolment.objects.filter(learner=OuterRef("attempt__learner"), classroom__teachers__isnull=False)
        by_themselves = Exists(of_learner.filter(classroom__in=mine)) | ~Exists(of_learner)
        return self.filter(Q(attempt__assignment__classroom__in=mine) | Q(attempt__assignment=None) & by_themselves)

    def not_readable_by(self, user: User) -> ResponseQuerySet:
        """The others: those of other teachers' students."""
        return self.exclude(pk__in=self.readable_by(user).values("pk"))


class AttemptQuerySet(models.QuerySet[Any]):
    def of(self, learner: Learner | None) -> AttemptQuerySet:
        return self.filter(learner=learner) if learner else self.none()

    def in_class(self, classroom: Classroom) -> AttemptQuerySet:
        """At its assignments. Not by a join, which would have SQLite read every attempt there is."""
        return self.filter(assignment__in=classroom.assignments.all())

    def open(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=True)

    def running(self, now: dt.datetime) -> Any:
        """The newest attempt that is open and not out of time; None where there is none."""
        return next((attempt for attempt in self.open() if not attempt.is_over(now)), None)

    def finish_overdue(self, now: dt.datetime) -> int:
        """Close those that have run out of time; what was saved counts. Returns how many there were."""
        timed = self.open().filter(deadline_at__isnull=False)
        overdue = [attempt for attempt in timed if attempt.is_over(now)]
        for attempt in overdue:
            attempt.finish(now)
        return len(overdue)

    def finished(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=False)

    def reset_deadlines(self) -> int:
        """Move the ends of what is open to where its assignment and the extra time of its learner have them now.

        Returns how many moved.
        """
        attempts = list(self.open().exclude(assignment=None).select_related("assignment__quiz"))
        classrooms = {attempt.assignment.classroom_id for attempt in attempts if attempt.assignment}
        enrolments = {(e.classroom_id, e.learner_id): e for e in Enrolment.objects.filter(classroom__in=classrooms)}
        moved = []
        for attempt in attempts:
            assignment, before = attempt.assignment, attempt.deadline_at
            enrolment = enrolments.get((assignment.classroom_id, attempt.learner_id)) if assignment else None
            if assignment and enrolment:
                attempt.deadline_at = assignment.terms_for(enrolment).deadline(attempt.started_at)
            if attempt.deadline_at != before:
                moved.append(attempt)
        self.model.objects.bulk_update(moved, ["deadline_at"])
        return len(moved)

    def self_paced(self) -> AttemptQuerySet:
        """Taken by oneself, not because a class was given it to do."""
        return self.filter(assignment=None)

    def first_rounds(self) -> AttemptQuerySet:
        """Without the rounds that practise what another one missed."""
        return self.filter(repeats=None)

    def with_score(self) -> AttemptQuerySet:
        """Adds `answered` and `waiting` (counts; what waits to be graded) and what `Attempt.score` reads."""
        scored: AttemptQuerySet = self.annotate(
            answered=Count(Coalesce("responses__answered_at", "responses__saved_at")),
            waiting=Count("responses", filter=ungraded("responses__")),
            earned=Coalesce(Sum("responses__mark"), 0.0),
            possible=Coalesce(Sum("responses__max_mark", filter=~ungraded("responses__")), 0.0),
        )
        return scored.order_by("-started_at")  # grouping drops the order

    def latest_by_quiz(self) -> dict[int, Any]:
        """The newest of these attempts at each quiz, by the quiz's primary key."""
        attempts = self.filter(quiz__isnull=False).order_by("started_at")
        return {attempt.quiz_id: attempt for attempt in attempts if attempt.quiz_id is not None}
