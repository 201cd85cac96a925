"""Save answers that can be changed until the end, show them on one page, and list them before the end."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes.items import BadResponse, Form
from quizzes.models import Attempt, Response
from quizzes.requests import HtmxRequest, whole_number
from quizzes.views import lookups
from quizzes.views.answer_forms import CERTAINTY_FIELD, certainty_in, form_of

from .next_step import redirect_to_next_step

PAGE_ID = re.compile(r"\w{1,16}", re.ASCII)
MAX_SAVE_NUMBER = 2**31 - 1  # The column of numbers holds no more.
LATEST_TIMESTAMP = 4_102_444_800  # seconds: the year 2100


def save_form(response: Response, form: Form, order: dict[str, Any]) -> bool:
    """Keep what is chosen so far; return False if it is too late. Raises BadResponse if it cannot be an answer."""
    certainty = certainty_in(form)
    chosen = form.without(CERTAINTY_FIELD)
    answer = None if chosen.is_empty else response.parse(chosen.so_far())
    return response.save_choice(answer, timezone.now(), certainty=certainty, **order)


def order_of(request: HtmxRequest) -> dict[str, Any]:
    """Return which page sent the answer, as which of its saves, and when it was chosen; see autosave/page.js.

    Without JavaScript each request counts as a page of its own, and its answers as chosen just now.
    """
    page, chosen = request.POST.get("page", ""), _whole(request, "chosen_at")
    return {
        "page": page if PAGE_ID.fullmatch(page) else secrets.token_hex(8),
        "number": min(_whole(request, "number") or 0, MAX_SAVE_NUMBER),
        "chosen_at": None
        if chosen is None
        else dt.datetime.fromtimestamp(min(chosen / 1000, LATEST_TIMESTAMP), dt.UTC),
    }


def _whole(request: HtmxRequest, name: str) -> int | None:
    return whole_number(request.POST.get(name, ""))


@require_POST
def save(request: HtmxRequest, uuid: UUID, position: int) -> HttpResponseBase:
    """Save one question on its own, and tell the page the truth: 200 saved, 422 not an answer, 409 too late."""
    response = lookups.own_response(request, uuid, position)
    if _whole(request, "number") is None:
        return JsonResponse({"problem": _("That could not be read. Please load the page anew.")}, status=400)
    try:
        is_saved = save_form(response, form_of(request, request.POST.get("at", "")[:8]), order_of(request))
    except BadResponse as error:
        return JsonResponse({"problem": str(error)}, status=422)
    left = {"seconds_left": response.attempt.seconds_left(timezone.now())}
    if not is_saved:
        return JsonResponse({"problem": too_late(response), **left}, status=409)
    return JsonResponse({"is_answered": response.is_saved, **left})


@require_safe
@never_cache
def time_left(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Tell the seconds left to a page that saves nothing while its student thinks: a teacher may change the time."""
    attempt, now = lookups.own_attempt(request, uuid), timezone.now()
    return JsonResponse({"seconds_left": 0 if attempt.is_over(now) else attempt.seconds_left(now)})


def too_late(response: Response) -> str:
    """Say why an answer is not taken any more."""
    attempt = response.attempt
    if response.answered_at:
        return _("This question was answered already. Your first answer counts.")
    if attempt.finished_at and attempt.finished_at != attempt.deadline_at:
        return _("This round is finished already, so this answer was not saved.")
    if attempt.is_over(timezone.now()):
        return _("The time was over before this answer arrived, so it was not saved.")
    if response.is_next:
        return _(
            "A newer answer was saved from another page or another device. It stays: load this page anew to see it."
        )
    return _("This question is not open yet. Please answer the earlier ones first.")


@require_safe
@never_cache
def one_page(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    attempt = lookups.own_attempt(request, uuid)
    if attempt.is_over(timezone.now()) or not attempt.on_one_page:
        return redirect_to_next_step(request, attempt)
    return _one_page(request, attempt, _all_of(attempt), {})


def _all_of(attempt: Attempt) -> list[Response]:
    responses = list(attempt.responses.order_by("position"))
    for response in responses:
        response.attempt = attempt
    return responses


def _one_page(
    request: HtmxRequest, attempt: Attempt, responses: Iterable[Response], problems: dict[int, str]
) -> HttpResponse:
    posted = dict(request.POST.lists())
    questions = [
        {
            "response": response,
            "at": (at := f"q{response.position}-"),
            "shown": response.present(),
            "problem": problems.get(response.position, ""),
            "posted": {name: posted.get(at + name, ()) for name in _names(posted, at)} if problems else response.posted,
        }
        for response in responses
    ]
    context = {"attempt": attempt, "questions": questions, "seconds_left": attempt.seconds_left(timezone.now())}
    return render(request, "quizzes/attempts/one_page.html", context, status=422 if problems else 200)


def _names(posted: dict[str, list[str]], at: str) -> list[str]:
    return [name[len(at) :] for name in posted if name.startswith(at)]


@require_POST
def save_all(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Save everything on the page at once, as a browser without JavaScript sends it."""
    attempt = lookups.own_attempt(request, uuid)
    if not attempt.on_one_page:
        return redirect_to_next_step(request, attempt)
    responses = _all_of(attempt)
    problems, order = {}, order_of(request)
    for response in responses:
        response.is_next = True
        try:
            if not save_form(response, form_of(request, f"q{response.position}-"), order):
                problems[response.position] = too_late(response)
        except BadResponse as error:
            problems[response.position] = str(error)
    if problems and not attempt.is_over(timezone.now()):
        return _one_page(request, attempt, responses, problems)
    return redirect_to_next_step(request, attempt) if problems else redirect("attempt_overview", attempt.uuid)


@require_safe
@never_cache
def overview(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Show what is answered and what is not, before the attempt is finished."""
    attempt = lookups.own_attempt(request, uuid)
    if attempt.is_over(timezone.now()) or attempt.in_order:
        return redirect_to_next_step(request, attempt)
    responses = _all_of(attempt)
    context = {
        "attempt": attempt,
        "responses": responses,
        "open_count": sum(not response.is_saved for response in responses),
        "seconds_left": attempt.seconds_left(timezone.now()),
    }
    return render(request, "quizzes/attempts/overview.html", context)
