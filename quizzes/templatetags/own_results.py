"""For the page of an attempt: what counts in the gradebook beside it."""

from __future__ import annotations

from django.template import Library
from django.utils import timezone

from quizzes import models

register = Library()


@register.simple_tag
def own_result_beside(attempt: models.Attempt, enrolment: models.Enrolment | None) -> models.OwnResult | None:
    return models.own_result_beside(attempt, enrolment, timezone.now())
