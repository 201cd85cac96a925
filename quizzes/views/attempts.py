"""A round: question → answer → feedback → … → result."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from quizzes.items import BadResponse, Form
from quizzes.models import Attempt, NothingToAsk, Response, Result, Review

from . import access
from .requests import HtmxRequest


@require_safe
def detail(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    return _onward(request, access.own_attempt(request, uuid))


def _onward(request: HtmxRequest, attempt: Attempt) -> HttpResponseBase:
    """To the first open question or the result; finishes a round that has neither time nor questions left."""
    now = timezone.now()
    position = None if attempt.is_over(now) else attempt.next_position()
    if position is None:
        attempt.finish(now)
        # The result is a page, not a fragment: HTMX is told to go there.
        to_page = HttpResponseClientRedirect if request.htmx else HttpResponseRedirect
        return to_page(reverse("attempt_result", args=[attempt.uuid]))
    return redirect("attempt_question", attempt.uuid, position)


@require_safe
@never_cache  # page and fragment share the address, and what it shows changes with the answer
def question(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """An open question as a form; an answered one with what may be shown of it."""
    response = access.own_response(request, uuid, position)
    attempt = response.attempt
    now = timezone.now()
    if not (attempt.review_at(now) >= Review.ANSWERS if response.answered_at else response.is_open(now)):
        return _onward(request, attempt)
    page = _page(request, response)
    return push_url(page, request.path) if request.htmx else page


@require_POST
def answer(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """Lock one answer. Repeating it changes nothing; another one afterwards is refused with 409."""
    now = timezone.now()
    response = access.own_response(request, uuid, position)
    try:
        given = None if "skip" in request.POST else response.parse(Form(dict(request.POST.lists())))
    except BadResponse as error:
        if response.is_open(now):
            return _page(request, response, status=422, problem=str(error))
        return _refused(request, response)
    if response.lock(given, now):
        return _after(request, response)
    response.refresh_from_db()
    if response.answered_at and response.answer == given:
        return _after(request, response)
    return _refused(request, response)


def _after(request: HtmxRequest, response: Response) -> HttpResponseBase:
    """What follows a stored answer: its feedback in practice, the next question in a test."""
    attempt = response.attempt
    if not attempt.is_practice:
        return _onward(request, attempt)
    if request.htmx:
        return _page(request, response)
    return redirect("attempt_question", attempt.uuid, response.position)


def _refused(request: HtmxRequest, response: Response) -> HttpResponseBase:
    """The answer came too late: say so, and show what is stored."""
    attempt = response.attempt
    if response.answered_at:
        problem = _("This question was answered already. Your first answer counts.")
    elif attempt.finished_at and attempt.finished_at != attempt.deadline_at:
        problem = _("This round is finished already, so this answer was not saved.")
    elif attempt.is_over(timezone.now()):
        problem = _("The time was over before this answer arrived, so it was not saved.")
    else:
        problem = _("This question is not open yet. Please answer the earlier ones first.")
    context = {
        "response": response,
        "attempt": attempt,
        "problem": problem,
        "may_review": response.answered_at and attempt.review_at(timezone.now()) >= Review.ANSWERS,
    }
    return _render(request, "quizzes/attempts/refused.html", context, status=409)


def _page(request: HtmxRequest, response: Response, status: int = 200, problem: str = "") -> HttpResponse:
    attempt = response.attempt
    context = {
        "attempt": attempt,
        "response": response,
        "problem": problem,
        "posted": dict(request.POST.lists()) if problem else {},
    }
    if response.answered_at is None:
        context["shown"] = response.present()
    else:
        context["review"] = response.review()
    if attempt.deadline_at and not request.htmx:
        context["seconds_left"] = max(0, round((attempt.deadline_at - timezone.now()).total_seconds()))
    return _render(request, "quizzes/attempts/question.html", context, status)


def _render(request: HtmxRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, f"{template}#question" if request.htmx else template, context, status=status)


@require_POST
def finish(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = access.own_attempt(request, uuid)
    attempt.finish(timezone.now())
    return redirect("attempt_result", attempt.uuid)


@require_safe
@never_cache
def result(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = access.own_attempt(request, uuid)
    if attempt.finished_at is None:
        return _onward(request, attempt)
    responses = list(attempt.responses.all())
    context = {"attempt": attempt, "responses": responses, "result": Result.of(responses, attempt.pass_percent)}
    return render(request, "quizzes/attempts/result.html", context)


@require_POST
def practise(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """A new round of what was missed."""
    attempt = access.own_attempt(request, uuid)
    try:
        again = attempt.practise_missed(timezone.now(), random.SystemRandom())
    except NothingToAsk:
        messages.info(request, _("There is nothing to practise: finish the round first, or you had everything right."))
        return _onward(request, attempt)
    return redirect("attempt_question", again.uuid, 1)
