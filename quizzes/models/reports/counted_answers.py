"""Which answers the statistics of a class count."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.attempts.querysets import AttemptQuerySet, ungraded
from quizzes.models.attempts.responses import Response
from quizzes.models.live.questions import LiveQuestion


def first_finished(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """Each learner's first finished attempt at each assignment, without rounds that practise what one missed."""
    mine = Attempt.objects.finished().first_rounds()
    mine = mine.filter(assignment=OuterRef("assignment"), learner=OuterRef("learner"))
    at_once = Q(started_at=OuterRef("started_at"), pk__lt=OuterRef("pk"))
    earlier = mine.filter(Q(started_at__lt=OuterRef("started_at")) | at_once)
    return attempts.finished().first_rounds().filter(~Exists(earlier))


def counted_answers(attempts: AttemptQuerySet) -> QuerySet[Response]:
    """What was answered in these attempts, and what was left out.

    Without what is dropped; what a live round had shown when its player came; and what waits to be graded, together
    with the same question left out by others, who alone would stand for it until then.
    """
    shown_before = LiveQuestion.objects.filter(
        round__players__attempt=OuterRef("attempt"),
        position=OuterRef("position"),
        revealed_at__lte=F("round__players__joined_at"),
    )
    asked = Response.objects.filter(attempt__in=attempts, dropped="")
    asked = asked.filter(Q(answered_at__isnull=False) | ~Exists(shown_before))
    waiting = asked.filter(ungraded()).values("version")
    return asked.exclude(ungraded()).exclude(answer__isnull=True, version__in=waiting)
