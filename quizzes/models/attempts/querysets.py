"""The querysets of attempts and of responses: those that are open, overdue, answered, to be graded by hand."""

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
    """Return the condition for responses that wait to be graded; `prefix` is the path that leads to the responses."""
    return Q(**{f"{prefix}answered_at__isnull": False, f"{prefix}fraction__isnull": True, f"{prefix}dropped": ""})


class ResponseQuerySet(models.QuerySet[Any]):
    def answered(self) -> ResponseQuerySet:
        return self.filter(answered_at__isnull=False)

    def still_open(self) -> ResponseQuerySet:
        """Return the responses of unfinished attempts that may still be answered or changed."""
        return self.filter(answered_at__isnull=True, attempt__finished_at__isnull=True)

    def needing_grading(self) -> ResponseQuerySet:
        return self.filter(ungraded())

    def gradable(self) -> ResponseQuerySet:
        """Return the responses that a person has to grade, or has graded already."""
        return self.filter(ungraded() | Q(graded_at__isnull=False))

    def correctable(self) -> ResponseQuerySet:
        """Return the gradable responses, and those of assignments that the key has graded.

        The teacher of the class may know better than the key.
        """
        given = Q(answered_at__isnull=False, attempt__assignment__isnull=False)
        return self.filter(ungraded() | Q(graded_at__isnull=False) | given)

    def readable_by(self, user: User) -> ResponseQuerySet:
        """Return the responses that this teacher may read.

        These are the answers to assignments of their classes, those that their students gave outside of assignments,
        and those of learners without a teacher: whoever answers without joining a class would otherwise wait for a
        superuser.
        """
        if user.is_superuser:
            return self
        taught = Classroom.objects.taught_by(user).values("pk")
        of_learner = Enrolment.objects.filter(learner=OuterRef("attempt__learner"), classroom__teachers__isnull=False)
        may_read = Exists(of_learner.filter(classroom__in=taught)) | ~Exists(of_learner)
        return self.filter(Q(attempt__assignment__classroom__in=taught) | Q(attempt__assignment=None) & may_read)

    def not_readable_by(self, user: User) -> ResponseQuerySet:
        """Return the responses that this teacher may not read, which are those of other teachers' students."""
        return self.exclude(pk__in=self.readable_by(user).values("pk"))


class AttemptQuerySet(models.QuerySet[Any]):
    def of(self, learner: Learner | None) -> AttemptQuerySet:
        return self.filter(learner=learner) if learner else self.none()

    def in_class(self, classroom: Classroom) -> AttemptQuerySet:
        """Return the attempts at assignments of the class.

        It does without a join, for which SQLite would read every attempt there is.
        """
        return self.filter(assignment__in=classroom.assignments.all())

    def open(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=True)

    def running(self, now: dt.datetime) -> Any:
        """Return the newest attempt that is open and not out of time, or None."""
        return next((attempt for attempt in self.open() if not attempt.is_over(now)), None)

    def finish_overdue(self, now: dt.datetime) -> int:
        """Finish the attempts that have run out of time, and return how many there were. Saved answers count."""
        timed = self.open().filter(deadline_at__isnull=False)
        overdue = [attempt for attempt in timed if attempt.is_over(now)]
        for attempt in overdue:
            attempt.finish(now)
        return len(overdue)

    def settled(self, now: dt.datetime) -> AttemptQuerySet:
        """The same attempts, after those that have run out of time are closed: what marks and reports are made of."""
        self.finish_overdue(now)
        return self

    def finished(self) -> AttemptQuerySet:
        return self.filter(finished_at__isnull=False)

    def reset_deadlines(self) -> int:
        """Set the deadlines of open attempts by their assignments and extra time as these are now.

        Return how many deadlines moved.
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
        """Return the attempts outside of assignments, which learners take on their own."""
        return self.filter(assignment=None)

    def first_rounds(self) -> AttemptQuerySet:
        """Leave out the attempts that practise what another one missed."""
        return self.filter(repeats=None)

    def with_score(self) -> AttemptQuerySet:
        """Annotate `answered` and `waiting`, the number of responses that wait to be graded, and what `score` reads."""
        scored: AttemptQuerySet = self.annotate(
            answered=Count(Coalesce("responses__answered_at", "responses__saved_at")),
            waiting=Count("responses", filter=ungraded("responses__")),
            earned=Coalesce(Sum("responses__mark"), 0.0),
            possible=Coalesce(Sum("responses__max_mark", filter=~ungraded("responses__")), 0.0),
        )
        return scored.order_by("-started_at")  # grouping drops the order

    def latest_by_quiz(self) -> dict[int, Any]:
        """Return the newest of these attempts at each quiz, by the quiz's primary key."""
        attempts = self.filter(quiz__isnull=False).order_by("started_at")
        return {attempt.quiz_id: attempt for attempt in attempts if attempt.quiz_id is not None}
