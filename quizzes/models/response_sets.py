"""Which responses: answered, to be graded by hand, readable by a teacher."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q

from .classes import Classroom, Enrolment


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
