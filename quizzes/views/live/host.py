"""Show a live round to its host: the form that prepares it, the remote control, the wall."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes import clock
from quizzes.checks import LOOPBACK_HOSTS
from quizzes.forms.live.rounds import LiveRoundForm
from quizzes.live.messages import StageMessage, stage_message
from quizzes.models import LiveRound, NoQuestions, StaleRevision
from quizzes.models.live import moves
from quizzes.qr_codes import qr_code
from quizzes.requests import HtmxRequest
from quizzes.views import lookups

EXTENSION_SECONDS = 15

Move = Callable[[LiveRound, dt.datetime], None]


def _end(live_round: LiveRound, now: dt.datetime) -> None:
    live_round.end(now)
    if live_round.ended_at is None:  # somebody else has ended it
        raise StaleRevision


MOVES: dict[str, Move] = {
    "next": moves.next_question,
    "open": moves.open_now,
    "lock": moves.lock,
    "extend": lambda live_round, now: moves.extend(live_round, now, EXTENSION_SECONDS),
    "vote_again": moves.vote_again,
    "reveal": moves.reveal,
    "standing": moves.show_standing,
    "podium": moves.show_podium,
    "skip": moves.skip,
    "pause": moves.pause,
    "resume": moves.resume,
    "close_lobby": lambda live_round, _now: live_round.change(is_locked=True),
    "open_lobby": lambda live_round, _now: live_round.change(is_locked=False),
    "end": _end,
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponseBase:
    """Prepare a round, for a class or for whoever comes."""
    user = lookups.teacher(request)
    if request.method != "POST":
        classroom = lookups.taught_classroom(request, request.GET.get("class", ""))
        initial = {"quiz": lookups.any_quiz(request.GET.get("quiz", "")), "classroom": classroom}
        return render(request, "quizzes/live/form.html", {"form": LiveRoundForm(user, initial=initial)})
    form = LiveRoundForm(user, request.POST)
    if form.is_valid():
        try:
            return redirect("live_host", form.prepare(random.SystemRandom()).uuid)
        except NoQuestions:
            form.add_error("quiz", _("Nothing in this quiz can be asked in a live round. Please choose another one."))
    return render(request, "quizzes/live/form.html", {"form": form}, status=422)


@require_safe
@never_cache
def host(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    return _host_page(request, lookups.hosted_round(request, uuid))


def _host_page(request: HtmxRequest, live_round: LiveRound, *, status: int = 200, notice: str = "") -> HttpResponseBase:
    message = _message_now("host", live_round)
    context = {"stage": message.html, "notice": notice}
    if request.htmx:
        return render(request, "quizzes/live/reply.html", context, status=status)
    return render(
        request, "quizzes/live/host.html", context | _page_context(request, live_round, message), status=status
    )


def _message_now(audience: str, live_round: LiveRound) -> StageMessage:
    percent, is_untimed = live_round.slowest()
    return stage_message(audience, live_round, live_round.phase(clock.now(), percent, is_untimed=is_untimed))


def _page_context(request: HttpRequest, live_round: LiveRound, message: StageMessage) -> dict[str, object]:
    address = request.build_absolute_uri(reverse("classroom_join", args=[live_round.classroom.code]))
    name = request.get_host().rpartition(":")[0] or request.get_host()
    return {
        "live_round": live_round,
        "message_id": message.id,
        "now": round(clock.now().timestamp() * 1000),
        "find_address": request.build_absolute_uri(reverse("classroom_find")).removeprefix("http://"),
        "code_picture": qr_code(address),
        "is_this_machine_only": name in LOOPBACK_HOSTS,
    }


@require_safe
@never_cache
def wall(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show on the projector what the whole room may see."""
    live_round = lookups.hosted_round(request, uuid)
    message = _message_now("wall", live_round)
    return render(
        request, "quizzes/live/wall.html", {"stage": message.html} | _page_context(request, live_round, message)
    )


@require_POST
def move(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Make the move of a button. On a page that is out of date it changes nothing, and shows the round as it is."""
    live_round = lookups.hosted_round(request, uuid)
    try:
        if request.POST.get("revision") != str(live_round.revision):
            raise StaleRevision
        _move(request, live_round)
    except StaleRevision:
        notice = _("The round had moved on already, so nothing was changed. Look where it is, and press again.")
        return _host_page(request, lookups.hosted_round(request, uuid), status=409, notice=notice)
    return _host_page(request, live_round) if request.htmx else redirect("live_host", uuid)


def _move(request: HtmxRequest, live_round: LiveRound) -> None:
    """Make the move that was posted. Raises StaleRevision, or Http404 if there is no such move."""
    name, now = request.POST.get("move", ""), clock.now()
    if name in MOVES:
        MOVES[name](live_round, now)
        return
    verb, _colon, place = name.partition(":")
    if verb != "back" or not (place.isdecimal() and len(place) < 5):
        raise Http404
    moves.go_back(live_round, now, int(place))
