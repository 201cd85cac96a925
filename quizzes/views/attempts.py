"""A round: question → answer → feedback → … → result."""

from __future__ import annotations

import random
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quizzes.items import BadResponse, Form
from quizzes.models import Attempt, NothingToAsk, Response

from . import access
from .requests import HtmxRequest

TEMPLATE = "quizzes/attempts/question.html"


@require_safe
def detail(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    return _onward(access.own_attempt(request, uuid))


def _onward(attempt: Attempt) -> HttpResponseBase:
    """To the first open question, or to the result; a round with neither time nor questions left is finished by this."""
    now = timezone.now()
    position = None if attempt.is_over(now) else attempt.next_position()
    if position is None:
        attempt.finish(now)
        return redirect("attempt_result", attempt.uuid)
    return redirect("attempt_question", attempt.uuid, position)


@require_safe
def question(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """An open question as a form; an answered one with what may be shown of it."""
    response = access.own_response(request, uuid, position)
    attempt = response.attempt
    if response.answered_at is None and (attempt.is_over(timezone.now()) or not response.is_next()):
        return _onward(attempt)
    if response.answered_at and not attempt.shows_feedback:
        return _onward(attempt)
    return _page(request, response)


@require_POST
def answer(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """Lock one answer. Repeating it changes nothing; another one afterwards is refused with 409."""
    now = timezone.now()
    response = access.own_response(request, uuid, position)
    try:
        given = None if "skip" in request.POST else response.parse(Form(dict(request.POST.lists())))
    except BadResponse as error:
        if response.answered_at is None:
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
        return _onward(attempt)
    if request.htmx:
        return _page(request, response)
    return redirect("attempt_question", attempt.uuid, response.position)


def _refused(request: HtmxRequest, response: Response) -> HttpResponseBase:
    """The answer came too late: say so, and show what is stored."""
    attempt = response.attempt
    if response.answered_at:
        problem = _("This question was answered already. Your first answer counts.")
    elif attempt.is_over(timezone.now()):
        problem = _("The time was over before this answer arrived, so it was not saved.")
    else:
        problem = _("This question is not open yet. Please answer the earlier ones first.")
    return render(
        request,
        "quizzes/attempts/refused.html",
        {"response": response, "attempt": attempt, "problem": problem},
        status=409,
    )


def _page(request: HtmxRequest, response: Response, status: int = 200, problem: str = "") -> HttpResponseBase:
    attempt = response.attempt
    context = {
        "attempt": attempt,
        "response": response,
        "problem": problem,
        "typed": request.POST.get("answer", "") if problem else "",
    }
    if response.answered_at is None:
        context["shown"] = response.present()
    else:
        context["review"] = response.review()
    template = f"{TEMPLATE}#question" if request.htmx else TEMPLATE
    return render(request, template, context, status=status)


@require_POST
def finish(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = access.own_attempt(request, uuid)
    attempt.finish(timezone.now())
    return redirect("attempt_result", attempt.uuid)


@require_safe
def result(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = access.own_attempt(request, uuid)
    if attempt.finished_at is None:
        return _onward(attempt)
    responses = list(attempt.responses.all())
    context = {"attempt": attempt, "responses": responses, "result": attempt.result(responses)}
    return render(request, "quizzes/attempts/result.html", context)


@require_POST
def practise(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """A new round of what was missed."""
    attempt = access.own_attempt(request, uuid)
    try:
        again = attempt.practise_missed(timezone.now(), random.SystemRandom())
    except NothingToAsk:
        messages.info(request, _("There is nothing to practise: finish the round first, or you had everything right."))
        return _onward(attempt)
    return redirect("attempt_question", again.uuid, 1)
