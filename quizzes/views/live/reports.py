"""Report the results of a live round by student. The report of its assignment has them by question and sentence."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quizzes.models import LiveRound, Response, standings_of, teams_of
from quizzes.views import lookups
from quizzes.views.teacher import spreadsheets


@require_safe
@never_cache
def report(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    live_round = lookups.hosted_round(request, uuid)
    standings = standings_of(live_round)
    context = {
        "live_round": live_round,
        "standings": standings,
        "teams": teams_of(standings) if live_round.team_count else [],
        "sources": live_round.assignment.quiz.sources(),
    }
    return render(request, "quizzes/live/report.html", context)


@require_safe
def results_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    live_round = lookups.hosted_round(request, uuid)
    return spreadsheets.as_csv(_rows(live_round), live_round.assignment.title)


@require_safe
def results_xlsx(request: HttpRequest, uuid: UUID) -> HttpResponse:
    live_round = lookups.hosted_round(request, uuid)
    return spreadsheets.as_xlsx(_rows(live_round), live_round.assignment.title, _("Live round"))


def _rows(live_round: LiveRound) -> Iterator[list[spreadsheets.Value]]:
    """Yield the headings, then each player with the mark of every question that was asked."""
    questions = list(live_round.questions.filter(position__isnull=False, max_mark__gt=0).order_by("position"))
    marks = _marks(live_round)
    points = [_("Points")] if live_round.has_points else []
    stems = [question.frozen.stem for question in questions]
    yield [_("Student"), _("Rank"), _("Team"), _("Mark"), *points, _("Right"), *stems]
    for standing in standings_of(live_round):
        score = [round(standing.score)] if live_round.has_points else []
        each = [_shortened(marks.get((standing.player, question.position))) for question in questions]
        yield [standing.name, standing.rank, standing.team, _shortened(standing.mark), *score, standing.right, *each]


def _marks(live_round: LiveRound) -> dict[tuple[int, int | None], float | None]:
    """Return the marks by player and position."""
    rows = Response.objects.filter(attempt__player__round=live_round)
    return {
        (player, position): mark for player, position, mark in rows.values_list("attempt__player", "position", "mark")
    }


def _shortened(value: float | None) -> float | None:
    """Round away what binary fractions add to a third, and leave out ".0"."""
    return None if value is None else int(value) if value.is_integer() else round(value, 6)
