"""Show the gradebook: its table, one student at one assignment, and the files for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.forms.teacher.gradebook import EntryForm
from quizzes.models import Assignment, Attempt, Classroom, Gradebook, GradebookEntry, Response
from quizzes.models.marking.gradebook import Cell, cell_of
from quizzes.requests import HtmxRequest, posted
from quizzes.views import lookups
from quizzes.wording import cell_in_file

from . import spreadsheets

REFRESH_SECONDS = 10  # after which the page asks for the table again


@require_safe
@never_cache
def table(request: HtmxRequest, code: str) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    context = {
        "classroom": classroom,
        "gradebook": _shown(classroom, request.GET),
        "groups": classroom.groups.all(),
        "asked": (choices := {name: request.GET.get(name, "") for name in ("show", "group", "sort")}),
        "query": urlencode({name: value for name, value in choices.items() if value}),
        "every": REFRESH_SECONDS,
        "entry_address": reverse("gradebook_entry", args=[classroom.code, 0, 0]),
    }
    template = "quizzes/gradebook/table.html"
    return render(request, f"{template}#gradebook" if request.htmx else template, context)


def _shown(classroom: Classroom, query: QueryDict) -> Gradebook:
    """Return the gradebook as the address filters and orders it; an unknown filter or order changes nothing."""
    now = timezone.now()
    gradebook = Gradebook.of(classroom, now)
    group = next((each for each in classroom.groups.all() if str(each.pk) == query.get("group")), None)
    return gradebook.of_group(group).filtered(query.get("show", ""), now).sorted_by(query.get("sort", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def entry(request: HttpRequest, code: str, pk: int, student: int) -> HttpResponseBase:
    """Show one student at one assignment: every attempt with its answers, and the form that overrides the mark."""
    assignment = lookups.taught_assignment(request, code, pk)
    enrolment = assignment.classroom.enrolments.filter(pk=student).first()
    if enrolment is None:
        raise Http404
    stored = GradebookEntry.objects.filter(assignment=assignment, enrolment=enrolment).first()
    edited = stored or GradebookEntry(assignment=assignment, enrolment=enrolment)
    form = EntryForm(posted(request), instance=edited)
    if form.is_bound and form.is_valid():
        return _store(request, form)
    for name in list(form.errors)[:1]:
        form.fields[name].widget.attrs["autofocus"] = True  # The form stands below all answers.
    cell = cell_of(enrolment, assignment, timezone.now())
    context = {"cell": cell, "form": form, "entry": stored, "attempts": _attempts(cell)}
    return render(request, "quizzes/gradebook/entry.html", context, status=422 if form.is_bound else 200)


def _store(request: HttpRequest, form: EntryForm) -> HttpResponseBase:
    entry = form.save(commit=False)
    entry.changed_by, entry.changed_at = request.user, timezone.now()
    _save(entry)
    LogEntry.objects.create(
        user=entry.changed_by,
        content_type=ContentType.objects.get_for_model(GradebookEntry),
        object_id=str(entry.pk),
        object_repr=str(entry),
        action_flag=CHANGE,
        change_message=f"excused={entry.is_excused} percent={entry.percent} reason={entry.reason}",
    )
    messages.success(request, _("Saved for %(name)s.") % {"name": entry.enrolment.nickname})
    return redirect("gradebook", entry.assignment.classroom.code)


def _save(entry: GradebookEntry) -> None:
    """Save the entry, over the one that an earlier click or another tab may have saved meanwhile."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        entry.pk = GradebookEntry.objects.get(assignment=entry.assignment_id, enrolment=entry.enrolment_id).pk
        entry.save(force_update=True)


def _attempts(cell: Cell) -> list[tuple[Attempt, list[Response]]]:
    attempts = (
        Attempt.objects.filter(uuid__in=[each.uuid for each in cell.attempts]).with_score().order_by("started_at")
    )
    return [(attempt, _responses(attempt)) for attempt in attempts]


def _responses(attempt: Attempt) -> list[Response]:
    responses = list(attempt.responses.order_by("position"))
    for response in responses:
        response.attempt = attempt
    return responses


@require_safe
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    classroom = lookups.own_classroom(request, code)
    return spreadsheets.as_csv(_rows(_shown(classroom, request.GET)), classroom.name)


@require_safe
def as_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    classroom = lookups.own_classroom(request, code)
    return spreadsheets.as_xlsx(_rows(_shown(classroom, request.GET)), classroom.name, _("Marks"))


def _rows(gradebook: Gradebook) -> Iterator[list[spreadsheets.Value]]:
    """Yield the headings, then each student with what counts in percent and how many answers have no mark yet."""
    titles = [_heading(assignment) for assignment in gradebook.assignments]
    yield [_("Student"), _("Number"), *titles, _("Mean"), _("To grade")]
    for row in gradebook.rows:
        who = row.enrolment
        yield [who.nickname, who.student_id, *(cell_in_file(cell) for cell in row.cells), row.mean, row.waiting]


def _heading(assignment: Assignment) -> str:
    return _("%(title)s (practice)") % {"title": assignment.title} if assignment.is_practice else assignment.title
