"""Which attempts: those that are open, overdue, taken by oneself, with what they came to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from .classes import Classroom, Enrolment
from .learners import Learner
from .response_sets import ungraded


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
