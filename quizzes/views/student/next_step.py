"""Decide where an attempt goes on."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from quizzes.models import Attempt
from quizzes.requests import HtmxRequest


def redirect_to_next_step(request: HtmxRequest, attempt: Attempt, after: int = 0) -> HttpResponseBase:
    """Redirect to the first open question, after position `after` if one is there, or to what follows the last one.

    This finishes an attempt that has no time left, or that goes in order and has no question left.
    """
    now = timezone.now()
    if attempt.is_played_live and attempt.assignment:
        return _to_page(request, attempt.assignment.live_round.get_absolute_url())
    if attempt.is_over(now):
        return _finished(request, attempt)
    if attempt.on_one_page:
        return _to_page(request, reverse("attempt_one_page", args=[attempt.uuid]))
    position = attempt.next_position(after)
    if position is not None:
        return redirect("attempt_question", attempt.uuid, position)
    if attempt.in_order:
        return _finished(request, attempt)
    return _to_page(request, reverse("attempt_overview", args=[attempt.uuid]))


def _finished(request: HtmxRequest, attempt: Attempt) -> HttpResponseBase:
    attempt.finish(timezone.now())
    return _to_page(request, reverse("attempt_result", args=[attempt.uuid]))


def _to_page(request: HtmxRequest, url: str) -> HttpResponseBase:
    """Redirect to a whole page rather than a fragment: HTMX is told to go there."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)
