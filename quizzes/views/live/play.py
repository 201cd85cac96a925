"""Show a live round to a player. The module `answer` takes what they answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes import clock
from quizzes.live.cache import cached_round
from quizzes.live.messages import StageMessage, message_id, stage_message, team_line
from quizzes.models import Attempt, LivePlayer, LiveQuestion, LiveRound, Phase, PlayerRef, Response
from quizzes.models.live import joining
from quizzes.process_cache import ProcessCache
from quizzes.requests import HtmxRequest
from quizzes.views import lookups
from quizzes.views.page_cache import render_cached_page

# Seconds after which a page without JavaScript looks again. It never does while somebody may be choosing or writing.
REFRESH_SECONDS = {Phase.PODIUM: 10, Phase.REVEAL: 4, Phase.STANDING: 4}
SOON_SECONDS = 3

answered_stages = ProcessCache[str]("stages of who has answered", 256)


@require_safe
@never_cache
def play(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    seat = lookups.own_player(request, uuid)
    if seat.is_removed:
        return render(request, "quizzes/live/removed.html", status=403)
    return player_page(request, seat)


def player_page(request: HtmxRequest, seat: PlayerRef, *, status: int = 200, notice: str = "") -> HttpResponseBase:
    """Show the stage as it is now; HTMX gets the stage alone."""
    now = clock.now()
    live_round = cached_round(seat.round)
    phase = live_round.phase(now, seat.extra_percent, is_untimed=seat.is_untimed)
    response = _response_now(seat, live_round) if phase in (Phase.ANSWERING, Phase.LOCKED) else None
    if response is None and _is_being_answered(request, live_round, phase):
        return HttpResponse(status=204)
    if response is not None and live_round.current:
        stage = answered_stage(message_id(live_round, phase), live_round.current, response.given)
    else:
        stage = _own_message(live_round, phase, seat).for_player(seat.player)
    if request.htmx:
        return render(request, "quizzes/live/reply.html", {"stage": stage, "notice": notice}, status=status)
    shared = _shared(live_round, seat, phase, has_answered=response is not None)
    personal = _personal(live_round, seat, phase, now, has_answered=response is not None) | {"stage": stage}
    if notice:
        return render(request, "quizzes/live/play.html", shared | personal | {"notice": notice}, status=status)
    key = (live_round.pk, *(shared[name] for name in ("message_id", "open", "is_untimed")))
    return render_cached_page(request, "quizzes/live/play.html", key, personal, lambda _personal: shared)


def unanswered_page(
    request: HtmxRequest, live_round: LiveRound, seat: PlayerRef, phase: Phase, now: dt.datetime, *, stage: str
) -> HttpResponse:
    """Show the question once more to a player whose answer was refused."""
    if request.htmx:
        return render(request, "quizzes/live/reply.html", {"stage": stage}, status=422)
    context = _shared(live_round, seat, phase, has_answered=False)
    context |= _personal(live_round, seat, phase, now, has_answered=False) | {"stage": stage}
    return render(request, "quizzes/live/play.html", context, status=422)


def _shared(live_round: LiveRound, seat: PlayerRef, phase: Phase, *, has_answered: bool) -> dict[str, object]:
    """Return what surrounds the stage and is the same for many players."""
    return {
        "live_round": live_round,
        "code": seat.code,
        "is_untimed": seat.is_untimed,
        "message_id": message_id(live_round, phase),
        "open": live_round.current_id if phase == Phase.ANSWERING and not has_answered else None,
    }


def _personal(
    live_round: LiveRound, seat: PlayerRef, phase: Phase, now: dt.datetime, *, has_answered: bool
) -> dict[str, object]:
    """Return what surrounds the stage for this player alone."""
    personal = {
        "nickname": seat.nickname,
        "words": seat.words,
        "extra_percent": seat.extra_percent,
        "now": round(now.timestamp() * 1000),
        "look_again": _look_again(live_round, seat, phase, now, has_answered=has_answered),
        "left": None if has_answered or phase != Phase.ANSWERING else _seconds_left(live_round, seat, now),
    }
    return {name: value for name, value in personal.items() if value}


def _seconds_left(live_round: LiveRound, seat: PlayerRef, now: dt.datetime) -> int | None:
    """Return the seconds that are left, for a page without the script that counts them; None if no time runs."""
    if seat.is_untimed or live_round.current is None:
        return None
    closes_at = live_round.current.closes_for(seat.extra_percent)
    return max(0, round((closes_at - now).total_seconds())) if closes_at else None


def _is_being_answered(request: HtmxRequest, live_round: LiveRound, phase: Phase) -> bool:
    """Say whether a page without JavaScript looks again while its player can still answer the question that it shows.

    That happens when more time was given or the round is paused. The browser is then sent nothing, so that it keeps
    what is chosen or written.
    """
    shown_question = request.GET.get("open", "")
    return shown_question == str(live_round.current_id) and phase in (Phase.ANSWERING, Phase.PAUSED)


def _own_message(live_round: LiveRound, phase: Phase, seat: PlayerRef) -> StageMessage:
    message = stage_message("player", live_round, phase)
    if phase != Phase.LOBBY or not live_round.team_count:
        return message
    # The player may have chosen another team since the message was made.
    team = LivePlayer.objects.values_list("team", flat=True).get(pk=seat.player)
    return replace(message, per_player={seat.player: team_line(team)})


def _response_now(seat: PlayerRef, live_round: LiveRound) -> Response | None:
    return response_to(seat, live_round.current) if live_round.current else None


def response_to(seat: PlayerRef, question: LiveQuestion) -> Response | None:
    """Return what the player answered to the question, or None.

    It is found by the position that the question has now: the position of a skipped question goes to the next one.
    """
    position = LiveQuestion.objects.filter(pk=question.pk).values("position")
    return Response.objects.filter(attempt=seat.attempt or 0, position__in=position).first()


def answered_stage(message: str, question: LiveQuestion, given: str) -> str:
    """Return the stage of a player who has answered.

    It is rendered once for all who gave the same answer, since a room gives it within a second.

    `message` is the id of what the stream shows now, "" if the answer has just been given. `given` is the answer in
    words.
    """
    context = {"message_id": message, "question": question.pk, "given": given}
    return answered_stages.get_or_make(
        (message, question.pk, given, get_language()),
        lambda: render_to_string("quizzes/live/answered_stage.html", context),
    )


def _look_again(
    live_round: LiveRound, seat: PlayerRef, phase: Phase, now: dt.datetime, *, has_answered: bool
) -> int | None:
    """Return the seconds after which a page without JavaScript looks again; None if it does not."""
    if phase == Phase.ENDED:
        return None
    if phase not in (Phase.READING, Phase.ANSWERING) or has_answered or live_round.current is None:
        return REFRESH_SECONDS.get(phase, SOON_SECONDS)
    changes_at = live_round.current.changes_at(now, seat.extra_percent, is_untimed=seat.is_untimed)
    seconds = 1 + round((changes_at - now).total_seconds()) if changes_at else None
    if phase == Phase.READING:  # The host may end it at any moment.
        return min(seconds or SOON_SECONDS, SOON_SECONDS)
    return seconds


@require_POST
def team(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Let the player choose a team while nothing has been asked yet."""
    seat = lookups.own_player(request, uuid)
    live_round = cached_round(seat.round)
    number = request.POST.get("team", "")
    may_choose = live_round.teams_are_chosen and live_round.stage == LiveRound.Stage.LOBBY and not seat.is_removed
    if not (may_choose and number in map(str, live_round.teams)):
        raise Http404
    joining.choose_team(seat.player, int(number))
    return redirect("live_play", uuid)


@require_safe
def result(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Redirect to the player's own attempt."""
    seat = lookups.own_player(request, uuid)
    attempt = Attempt.objects.filter(pk=seat.attempt or 0, finished_at__isnull=False).first()
    return redirect("attempt_result", attempt.uuid) if attempt else redirect("live_play", uuid)
