"""Lead a student through an attempt: question → answer → feedback → … → result."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from quizzes.items import BadResponse, Form
from quizzes.models import NoQuestions, Response, Result, Review, result_for_attempt
from quizzes.requests import HtmxRequest
from quizzes.views import lookups
from quizzes.views.answer_forms import certainty_in, form_of

from .autosave import order_of, save_form, too_late
from .next_step import redirect_to_next_step


@require_safe
def detail(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    return redirect_to_next_step(request, lookups.own_attempt(request, uuid))


@require_safe
@never_cache  # Page and fragment share the address, and what it shows changes with the answer.
def question(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """Show an open question as a form, and an answered one with what may be shown of it."""
    response = lookups.own_response(request, uuid, position)
    attempt = response.attempt
    now = timezone.now()
    if not (attempt.review_at(now) == Review.ALL if response.answered_at else response.is_open(now)):
        return redirect_to_next_step(request, attempt)
    page = _page(request, response)
    return push_url(page, request.path) if request.htmx else page


@require_POST
def answer(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """Lock one answer. Repeating it changes nothing; a different one afterwards is refused with 409."""
    now = timezone.now()
    response = lookups.own_response(request, uuid, position)
    form = Form(dict(request.POST.lists()))
    try:
        if not response.attempt.in_order:
            return _saved(request, response)
        certainty = certainty_in(form) if response.attempt.has_certainty else None
        chosen = None if "skip" in request.POST else response.parse(form)
    except BadResponse as error:
        if response.is_open(now):
            return _page(request, response, status=422, problem=str(error))
        return _refused(request, response)
    if response.lock(chosen, now, certainty):
        return _after(request, response)
    response.refresh_from_db()
    if response.answered_at and response.answer == chosen:
        return _after(request, response)
    return _refused(request, response)


def _saved(request: HtmxRequest, response: Response) -> HttpResponseBase:
    """Keep the answer, which may change until the end, and go on. Raises BadResponse."""
    if not save_form(response, form_of(request), order_of(request)):
        return _refused(request, response)
    return redirect_to_next_step(request, response.attempt, after=response.position)


def _after(request: HtmxRequest, response: Response) -> HttpResponseBase:
    """Show what follows a stored answer: its feedback in practice, the next question in a test."""
    attempt = response.attempt
    if not attempt.has_feedback_at_once:
        return redirect_to_next_step(request, attempt)
    if request.htmx:
        return _page(request, response)
    return redirect("attempt_question", attempt.uuid, response.position)


def _refused(request: HtmxRequest, response: Response) -> HttpResponseBase:
    """Say that the answer came too late, and show what is stored."""
    attempt = response.attempt
    problem = too_late(response)
    context = {
        "response": response,
        "attempt": attempt,
        "problem": problem,
        "may_review": response.answered_at and attempt.review_at(timezone.now()) == Review.ALL,
    }
    return _render(request, "quizzes/attempts/refused.html", context, status=409)


def _page(request: HtmxRequest, response: Response, status: int = 200, problem: str = "") -> HttpResponse:
    attempt = response.attempt
    context = {
        "attempt": attempt,
        "response": response,
        "problem": problem,
        "posted": dict(request.POST.lists()) if problem else {},
        "seconds_left": attempt.seconds_left(timezone.now()),
    }
    if response.answered_at is None:
        context["shown"] = response.present()
        context["posted"] = context["posted"] or response.posted
        if not attempt.in_order:
            context["steps"] = attempt.steps()
    else:
        context["review"] = response.review()
    return _render(request, "quizzes/attempts/question.html", context, status)


def _render(request: HtmxRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, f"{template}#question" if request.htmx else template, context, status=status)


@require_POST
def finish(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = lookups.own_attempt(request, uuid)
    if attempt.is_played_live:
        return redirect_to_next_step(request, attempt)
    attempt.finish(timezone.now())
    return redirect("attempt_result", attempt.uuid)


@require_safe
@never_cache
def result(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = lookups.own_attempt(request, uuid)
    if attempt.finished_at is None:
        return redirect_to_next_step(request, attempt)
    responses, now = list(attempt.responses.all()), timezone.now()
    context = {
        "attempt": attempt,
        "responses": responses,
        "result": Result.of(responses, attempt.pass_percent),
        "review_level": attempt.review_at(now),
        "enrolment": (enrolment := lookups.enrolment_of(attempt)),
        "own": result_for_attempt(attempt, enrolment, now),
    }
    return render(request, "quizzes/attempts/result.html", context)


@require_POST
def practise(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Start a new attempt at the questions that were missed."""
    attempt = lookups.own_attempt(request, uuid)
    try:
        again = attempt.practise_missed(timezone.now(), random.SystemRandom())
    except NoQuestions:
        messages.info(request, _("There is nothing to practise: finish the round first, or you had everything right."))
        return redirect_to_next_step(request, attempt)
    return redirect("attempt_question", again.uuid, 1)
