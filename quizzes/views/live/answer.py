"""Take the answer of a player in a live round, and store it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quizzes import clock
from quizzes.items import BadResponse, Form
from quizzes.live.cache import cached_round
from quizzes.live.contexts import stage_context
from quizzes.live.messages import message_id
from quizzes.models import LiveQuestion, Phase, PlayerRef, Response, store_live_answer
from quizzes.models.live.questions import cached_question
from quizzes.requests import HtmxRequest, whole_number
from quizzes.scoring import CERTAINTIES
from quizzes.views import lookups
from quizzes.views.answer_forms import CERTAINTY_FIELD, certainty_in, form_of

from .play import answered_stage, player_page, response_to, unanswered_page


@require_POST
def answer(request: HtmxRequest, uuid: UUID) -> HttpResponseBase:
    """Lock one answer, by the time at which it arrived. Repeating it changes nothing; a different one is refused."""
    now = clock.now()
    seat = lookups.own_player(request, uuid)
    if seat.is_removed:
        raise PermissionDenied
    question = _posted_question(request, seat)
    if question is None:
        notice = _("This question was skipped, so your answer was not taken.")
        return player_page(request, seat, status=409, notice=notice)
    form = form_of(request)
    try:
        certainty = certainty_in(form)
        response = question.frozen.type.parse(question.frozen.item, question.variant, form.without(CERTAINTY_FIELD))
    except BadResponse as error:
        return _problem(request, seat, question, form, str(error))
    has_certainty = question.round.assignment.has_certainty
    certainty = (certainty or CERTAINTIES[0]) if has_certainty else None
    if store_live_answer(seat, question, response, certainty, now):
        return _stored(request, question, response)
    earlier = response_to(seat, question)
    if earlier and earlier.answer == response and not seat.is_over:
        return player_page(request, seat) if request.htmx else redirect("live_play", uuid)
    return player_page(request, seat, status=409, notice=_too_late(seat, question, earlier, now))


def _posted_question(request: HtmxRequest, seat: PlayerRef) -> LiveQuestion | None:
    """Return the question that the form is for, None if it was skipped.

    Raises Http404 if the question belongs to another round, or was not opened yet.
    """
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


def _stored(request: HtmxRequest, question: LiveQuestion, response: dict[str, object]) -> HttpResponseBase:
    if not request.htmx:
        return redirect("live_play", question.round.uuid)
    frozen = question.frozen
    return HttpResponse(answered_stage("", question, frozen.type.summarise(frozen.item, response)))


def _problem(
    request: HtmxRequest, seat: PlayerRef, question: LiveQuestion, form: Form, problem: str
) -> HttpResponseBase:
    """Show the question once more, with what was chosen so far, while it is open."""
    live_round, now = cached_round(seat.round), clock.now()
    phase = live_round.phase(now, seat.extra_percent, is_untimed=seat.is_untimed)
    if live_round.current_id != question.pk or phase != Phase.ANSWERING:
        return player_page(request, seat, status=409, notice=_too_late(seat, question, None, now))
    context = {
        **stage_context(live_round, phase),
        "message_id": message_id(live_round, phase),
        "problem": problem,
        "posted": dict(request.POST.lists()),
    }
    stage = render_to_string("quizzes/live/player_stage.html", context)
    return unanswered_page(request, live_round, seat, phase, now, stage=stage)


def _too_late(seat: PlayerRef, question: LiveQuestion, earlier: Response | None, now: dt.datetime) -> str:
    """Say why an answer was not taken."""
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
