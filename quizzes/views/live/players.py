"""Let the host of a live round manage its players: rename them, hide them, give them extra time, remove them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes import clock
from quizzes.forms.student.joining import NicknameForm
from quizzes.models import LivePlayer, LiveRound, NicknameTaken, StaleRevision
from quizzes.models.live import joining
from quizzes.views import lookups


@require_safe
@never_cache
def players(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    live_round = lookups.hosted_round(request, uuid)
    rows = live_round.players.select_related("enrolment").order_by("enrolment__folded_nickname")
    return render(request, "quizzes/live/players.html", {"live_round": live_round, "players": rows})


@require_POST
def change(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponseBase:
    live_round = lookups.hosted_round(request, uuid)
    player = live_round.players.present().select_related("enrolment").filter(pk=pk).first()
    if player is None:
        raise Http404
    match request.POST.get("change"):
        case "mute" | "unmute" as what:
            joining.change_player(player, is_muted=what == "mute")
        case "untimed" | "timed" as what:
            joining.change_player(player, is_untimed=what == "untimed")
        case "remove":
            joining.remove(player, clock.now())
        case "rename":
            if problem := _rename(live_round, player, request.POST):
                messages.error(request, problem)
        case _:
            raise Http404
    return redirect("live_players", uuid)


def _rename(live_round: LiveRound, player: LivePlayer, posted: object) -> str:
    """Give the player the new name. Return what is wrong with it, or ""."""
    form = NicknameForm(live_round.classroom, posted)
    if not form.is_valid():
        return str(form.errors["nickname"][0])
    try:
        joining.rename(player, form.cleaned_data["nickname"])
    except NicknameTaken:
        return _("Somebody in this class has that nickname. Please choose another one.")
    return ""


@require_POST
def remove_all(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Empty the lobby before anything was asked: everybody has to join again."""
    live_round = lookups.hosted_round(request, uuid)
    try:
        joining.remove_all(live_round)
    except StaleRevision:
        messages.error(request, _("The round has begun, so nobody was removed. Remove players one by one."))
    else:
        messages.success(request, _("Nobody is in the round any more. Those who belong here can join again."))
    return redirect("live_players", uuid)
