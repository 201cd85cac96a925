"""Show what a class misread: the analysis of an assignment, and the text as the class read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes.models import Assignment, AssignmentReport, HeatMap, NoQuestions, Source, practise_sentence
from quizzes.views import lookups


@require_safe
@never_cache
def assignment(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Show the item analysis of each student's first attempt, or of all attempts."""
    analysed = lookups.taught_assignment(request, code, pk)
    is_all = request.GET.get("attempts") == "all"
    report = AssignmentReport.of(analysed, timezone.now(), first_only=not is_all)
    context = {"assignment": analysed, "report": report, "bars": _bars(report.histogram), "is_all": is_all}
    return render(request, "quizzes/reports/assignment.html", context)


@require_safe
@never_cache
def heat_map(request: HttpRequest, code: str, slug: str) -> HttpResponseBase:
    """Show the text, each sentence coloured by how its questions were answered or by how many ask about it."""
    classroom = lookups.own_classroom(request, code)
    source = get_object_or_404(Source, slug=slug)
    assignments = list(classroom.assignments.all())
    chosen = _chosen(assignments, request.GET)
    context = {
        "classroom": classroom,
        "assignments": assignments,
        "assignment": chosen,
        "map": (shown := HeatMap.of(classroom, source, timezone.now(), chosen)),
        "rows": shown.sentences if (is_coverage := request.GET.get("show") == "coverage") else shown.hottest,
        "is_coverage": is_coverage,
    }
    return render(request, "quizzes/reports/heat_map.html", context)


@require_POST
def practise(request: HttpRequest, code: str, slug: str, pk: int) -> HttpResponseBase:
    """Give those who missed a sentence the questions on it again."""
    classroom = lookups.own_classroom(request, code)
    source = get_object_or_404(Source, slug=slug)
    chosen = _chosen(classroom.assignments.all(), request.POST)
    heat = HeatMap.of(classroom, source, timezone.now(), chosen).at(pk)
    if heat is None:
        raise Http404
    back = reverse("heat_map", args=[classroom.code, source.slug]) + (f"?assignment={chosen.pk}" if chosen else "")
    try:
        practice = practise_sentence(classroom, heat)
    except NoQuestions:
        messages.error(request, _("Nobody missed that sentence, or no published question asks about it any more."))
        return redirect(back)
    count = practice.students.count()
    text = ngettext(
        "“%(title)s” is now on the page of the %(n)s student who missed the sentence.",
        "“%(title)s” is now on the pages of the %(n)s students who missed the sentence.",
        count,
    )
    messages.success(request, text % {"title": practice.title, "n": count})
    return redirect(back)


def _chosen(assignments: Iterable[Assignment], query: QueryDict) -> Assignment | None:
    return next((each for each in assignments if str(each.pk) == query.get("assignment")), None)


def _bars(histogram: list[tuple[int, int]]) -> list[dict[str, int]]:
    """Return where the bars of the chart stand, in the units of its drawing."""
    most = max((count for _low, count in histogram), default=0) or 1
    bars = []
    for place, (low, count) in enumerate(histogram):
        height, x = round(110 * count / most), 13 + 50 * place
        high = low + 9 if low < 90 else 100
        bars.append({"low": low, "high": high, "count": count, "x": x, "middle": x + 22})
        bars[-1] |= {"height": height, "y": 140 - height, "label_y": 134 - height}
    return bars
