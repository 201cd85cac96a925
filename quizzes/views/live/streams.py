"""Decide who may keep a stream of a live round open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import close_old_connections
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quizzes.live.messages import farewell
from quizzes.models import Phase
from quizzes.views import identity, lookups


def _no_response(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@require_safe
def elsewhere(_request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Raise Http404: the server itself keeps the streams (scoquiz/server/event_streams.py), and a test has none."""
    raise Http404


_sessions, _users = SessionMiddleware(_no_response), AuthenticationMiddleware(_no_response)


def admit(request: HttpRequest, uuid: UUID, audience: str) -> dict[str, Any] | None:
    """Return what the stream has to know about its subscriber; None if nothing more will come. Raises Http404."""
    close_old_connections()
    request.get_host()
    _sessions.process_request(request)
    _users.process_request(request)
    seen = request.headers.get("last-event-id") or request.GET.get("seen", "")
    has_seen_the_end = f".{Phase.ENDED}." in seen
    user = identity.signed_in_user(request)
    known: dict[str, Any] = {"seen": seen[:40]}
    if user:
        known |= {"user": user.pk, "token": user.get_session_auth_hash(), "session": request.session.session_key}
    if audience != "player":
        live_round = lookups.hosted_round(request, uuid)
        return None if live_round.ended_at and has_seen_the_end else {**known, "round_pk": live_round.pk}
    seat = lookups.own_player(request, uuid)
    if seat.is_over and has_seen_the_end:
        return None
    more: dict[str, Any] = {"extra_percent": seat.extra_percent, "is_untimed": seat.is_untimed}
    if seat.is_removed:
        more["farewell"] = farewell()
    return {**known, "round_pk": seat.round, "player": seat.player, **more}
