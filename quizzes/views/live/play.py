"""A live round as a player sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes import clock
from quizzes.items import BadResponse, Form
from quizzes.live.cache import cached_round
from quizzes.live.contexts import stage_context
from quizzes.live.messages import StageMessage, message_id, stage_message, team_line
from quizzes.models import Attempt, LivePlayer, LiveQuestion, LiveRound, Phase, PlayerRef, Response, store_live_answer
from quizzes.models.live import joining
from quizzes.models.live.questions import cached_question
from quizzes.process_cache import ProcessCache
from quizzes.requests import HtmxRequest, whole_number
from quizzes.scoring import CERTAINTIES
from quizzes.views import lookups
from quizzes.views.answer_forms import CERTAINTY_FIELD, certainty_in, form_of
from quizzes.views.page_cache import render_cached_page

# Seconds after which a page without JavaScript looks again; never while somebody may be choosing or writing.
REFRESH_SECONDS = {Phase.PODIUM: 10, Phase.REVEAL: 4, Phase.STANDING: 4}
SOON_SECONDS = 3

answered_stages = ProcessCache[str]("stages of who has answered", 256)


@require_safe
@never_cache
def play(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    seat = lookups.own_player(request, uuid)
    if seat.is_removed:
        return render(request, "quizzes/live/removed.html", status=403)
    return _page(request, seat)


def _page(request: HtmxRequest, seat: PlayerRef, *, status: int = 200, notice: str = "") -> HttpResponseBase:
    """The stage as it is now; for HTMX the stage alone."""
    now = clock.now()
    live_round = cached_round(seat.round)
    phase = live_round.phase(now, seat.extra_percent, is_untimed=seat.is_untimed)
    given = _given(seat, live_round) if phase in (Phase.ANSWERING, Phase.LOCKED) else None
    if given is None and _is_being_answered(request, live_round, phase):
        return HttpResponse(status=204)
    if given is not None and live_round.current:
        stage = _answered_stage(message_id(live_round, phase), live_round.current, given.given)
    else:
        stage = _own_message(live_round, phase, seat).for_player(seat.player)
    if request.htmx:
        return render(request, "quizzes/live/reply.html", {"stage": stage, "notice": notice}, status=status)
    shared = _shared(live_round, seat, phase, has_answered=given is not None)
    words = _words(live_round, seat, phase, now, has_answered=given is not None) | {"stage": stage}
    if notice:
        return render(request, "quizzes/live/play.html", shared | words | {"notice": notice}, status=status)
    key = (live_round.pk, *(shared[name] for name in ("frame_id", "open", "is_untimed")))
    return render_cached_page(request, "quizzes/live/play.html", key, words, lambda _words: shared)


def _shared(live_round: LiveRound, seat: PlayerRef, phase: Phase, *, has_answered: bool) -> dict[str, object]:
    """What stands around the stage, the same for many."""
    return {
        "live_round": live_round,
        "code": seat.code,
        "is_untimed": seat.is_untimed,
        "frame_id": message_id(live_round, phase),
        "open": live_round.current_id if phase == Phase.ANSWERING and not has_answered else None,
    }


def _words(
    live_round: LiveRound, seat: PlayerRef, phase: Phase, now: dt.datetime, *, has_answered: bool
) -> dict[str, object]:
    """What stands there for this player alone."""
    words = {
        "nickname": seat.nickname,
        "words": seat.words,
        "extra_percent": seat.extra_percent,
        "now": round(now.timestamp() * 1000),
        "look_again": _look_again(live_round, seat, phase, now, has_answered=has_answered),
        "left": None if has_answered or phase != Phase.ANSWERING else _seconds_left(live_round, seat, now),
    }
    return {name: word for name, word in words.items() if word}


def _seconds_left(live_round: LiveRound, seat: PlayerRef, now: dt.datetime) -> int | None:
    """For who has no script that counts them."""
    if seat.is_untimed or live_round.current is None:
        return None
    closes_at = live_round.current.closes_for(seat.extra_percent)
    return max(0, round((closes_at - now).total_seconds())) if closes_at else None


def _is_being_answered(request: HtmxRequest, live_round: LiveRound, phase: Phase) -> bool:
    """Whether a page without JavaScript looks again on which somebody has not answered yet, and still can.

    More time was given, or the round is paused: the browser is sent nothing, and keeps what is chosen or written.
    """
    open_there = request.GET.get("open", "")
    return open_there == str(live_round.current_id) and phase in (Phase.ANSWERING, Phase.PAUSED)


def _own_message(live_round: LiveRound, phase: Phase, seat: PlayerRef) -> StageMessage:
    frame = stage_message("player", live_round, phase)
    if phase != Phase.LOBBY or not live_round.team_count:
        return frame
    team = LivePlayer.objects.values_list("team", flat=True).get(pk=seat.player)  # chosen since the frame was made
    return replace(frame, per_player={seat.player: team_line(team)})


def _given(seat: PlayerRef, live_round: LiveRound) -> Response | None:
    return _response(seat, live_round.current) if live_round.current else None


def _response(seat: PlayerRef, question: LiveQuestion) -> Response | None:
    """By the position that the question has now: that of one that was skipped has gone to the next one."""
    position = LiveQuestion.objects.filter(pk=question.pk).values("position")
    return Response.objects.filter(attempt=seat.attempt or 0, position__in=position).first()


def _answered_stage(frame: str, question: LiveQuestion, given: str) -> str:
    """Rendered once for all who gave the same answer: a room gives it within a second."""
    context = {"frame_id": frame, "question": question.pk, "given": given}
    return answered_stages.get_or_make(
        (frame, question.pk, given, get_language()),
        lambda: render_to_string("quizzes/live/answered_stage.html", context),
    )


def _look_again(
    live_round: LiveRound, seat: PlayerRef, phase: Phase, now: dt.datetime, *, has_answered: bool
) -> int | None:
    if phase == Phase.ENDED:
        return None
    if phase not in (Phase.READING, Phase.ANSWERING) or has_answered or live_round.current is None:
        return REFRESH_SECONDS.get(phase, SOON_SECONDS)
    changes_at = live_round.current.changes_at(now, seat.extra_percent, is_untimed=seat.is_untimed)
    seconds = 1 + round((changes_at - now).total_seconds()) if changes_at else None
    return (
        min(seconds or SOON_SECONDS, SOON_SECONDS) if phase == Phase.READING else seconds
    )  # the host may end the reading time


@require_POST
def answer(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Lock one answer, by the time at which it arrived. Repeating it changes nothing; another one is refused."""
    now = clock.now()
    seat = lookups.own_player(request, uuid)
    if seat.is_removed:
        raise PermissionDenied
    question = _asked(request, seat)
    if question is None:
        return _page(request, seat, status=409, notice=_("This question was skipped, so your answer was not taken."))
    form = form_of(request)
    try:
        certainty = certainty_in(form)
        given = question.frozen.type.parse(question.frozen.item, question.variant, form.without(CERTAINTY_FIELD))
    except BadResponse as error:
        return _problem(request, seat, question, form, str(error))
    has_certainty = question.round.assignment.has_certainty
    certainty = (certainty or CERTAINTIES[0]) if has_certainty else None
    if store_live_answer(seat, question, given, certainty, now):
        return _stored(request, seat, question, given)
    earlier = _response(seat, question)
    if earlier and earlier.answer == given and not seat.is_over:
        return _page(request, seat) if request.htmx else redirect("live_play", uuid)
    return _page(request, seat, status=409, notice=_too_late(seat, question, earlier, now))


def _asked(request: HtmxRequest, seat: PlayerRef) -> LiveQuestion | None:
    """The question that the form is for, None if it was skipped. That of another round, or not asked yet, is 404."""
    pk = whole_number(request.POST.get("question", "")) or 0
    try:
        question = cached_question(pk)
    except LiveQuestion.DoesNotExist:
        if LiveQuestion.objects.filter(pk=pk, round=seat.round, skipped_at__isnull=False).exists():
            return None
        raise Http404 from None
    if question.round_id != seat.round:
        raise Http404
    return question


def _stored(
    request: HtmxRequest, seat: PlayerRef, question: LiveQuestion, given: dict[str, object]
) -> HttpResponseBase:
    if not request.htmx:
        return redirect("live_play", question.round.uuid)
    it = question.frozen
    return HttpResponse(_answered_stage("", question, it.type.summarise(it.item, given)))


def _problem(
    request: HtmxRequest, seat: PlayerRef, question: LiveQuestion, form: Form, problem: str
) -> HttpResponseBase:
    """The question once more, with what was chosen so far, while it is open."""
    live_round, now = cached_round(seat.round), clock.now()
    phase = live_round.phase(now, seat.extra_percent, is_untimed=seat.is_untimed)
    if live_round.current_id != question.pk or phase != Phase.ANSWERING:
        return _page(request, seat, status=409, notice=_too_late(seat, question, None, now))
    context = {
        **stage_context(live_round, phase),
        "frame_id": message_id(live_round, phase),
        "problem": problem,
        "posted": dict(request.POST.lists()),
    }
    stage = render_to_string("quizzes/live/player_stage.html", context)
    if request.htmx:
        return render(request, "quizzes/live/reply.html", {"stage": stage}, status=422)
    page = _shared(live_round, seat, phase, has_answered=False)
    page |= _words(live_round, seat, phase, now, has_answered=False) | {"stage": stage}
    return render(request, "quizzes/live/play.html", page, status=422)


def _too_late(seat: PlayerRef, question: LiveQuestion, earlier: Response | None, now: dt.datetime) -> str:
    if earlier:
        return _("You had answered this question already. Your first answer counts.")
    live_round = cached_round(seat.round)
    if live_round.current_id == question.pk:
        phase = live_round.phase(now, seat.extra_percent, is_untimed=seat.is_untimed)
        if phase == Phase.READING:
            return _("This question is not open yet, so your answer was not taken.")
        if phase == Phase.PAUSED:
            return _("The round is paused, so your answer was not taken. Send it again when it goes on.")
    return _("The question was locked before your answer arrived, so it was not taken.")


@require_POST
def team(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Choose a team, while nothing has been asked yet."""
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
    """The player's own attempt."""
    seat = lookups.own_player(request, uuid)
    attempt = Attempt.objects.filter(pk=seat.attempt or 0, finished_at__isnull=False).first()
    return redirect("attempt_result", attempt.uuid) if attempt else redirect("live_play", uuid)
