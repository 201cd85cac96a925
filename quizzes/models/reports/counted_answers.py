"""The answers that the statistics of a class count."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.attempts.querysets import AttemptQuerySet, ungraded
from quizzes.models.attempts.responses import Response
from quizzes.models.live.questions import LiveQuestion


def first_finished(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """Return each learner's first finished attempt at each assignment, without those that practise what one missed."""
    same_learner = Attempt.objects.finished().first_rounds()
    same_learner = same_learner.filter(assignment=OuterRef("assignment"), learner=OuterRef("learner"))
    at_once = Q(started_at=OuterRef("started_at"), pk__lt=OuterRef("pk"))
    earlier = same_learner.filter(Q(started_at__lt=OuterRef("started_at")) | at_once)
    return attempts.finished().first_rounds().filter(~Exists(earlier))


def counted_answers(attempts: AttemptQuerySet) -> QuerySet[Response]:
    """Return the responses of these attempts that count, questions that were left out among them.

    Not among them are dropped questions, and questions that a live round had shown before the player joined. Responses
    that wait to be graded are not either, nor are those of others who left the same question out, since until the
    grading these would alone stand for the question.
    """
    shown_before = LiveQuestion.objects.filter(
        round__players__attempt=OuterRef("attempt"),
        position=OuterRef("position"),
        revealed_at__lte=F("round__players__joined_at"),
    )
    responses = Response.objects.filter(attempt__in=attempts, dropped="")
    responses = responses.filter(Q(answered_at__isnull=False) | ~Exists(shown_before))
    waiting = responses.filter(ungraded()).values("version")
    return responses.exclude(ungraded()).exclude(answer__isnull=True, version__in=waiting)
