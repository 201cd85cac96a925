"""Let a teacher give a class something to do: create, change and delete assignments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quizzes.forms.teacher.assignments import AssignmentForm
from quizzes.models import Assignment, Classroom
from quizzes.views import lookups


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    if request.method == "POST":
        return _store(request, classroom, AssignmentForm(classroom, request.POST))
    quiz = lookups.any_quiz(request.GET.get("quiz", ""))
    form = AssignmentForm(classroom, instance=Assignment.proposed(classroom, quiz) if quiz else None)
    return _page(request, classroom, form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    assignment = lookups.taught_assignment(request, code, pk)
    if request.method == "POST":
        form = AssignmentForm(assignment.classroom, request.POST, instance=assignment)
        return _store(request, assignment.classroom, form)
    return _page(request, assignment.classroom, AssignmentForm(assignment.classroom, instance=assignment))


def _store(request: HttpRequest, classroom: Classroom, form: AssignmentForm) -> HttpResponseBase:
    if not form.is_valid():
        return _page(request, classroom, form, status=422)
    assignment = form.save()
    messages.success(request, _("“%(title)s” is assigned.") % {"title": assignment.title})
    return redirect(classroom)


def _page(request: HttpRequest, classroom: Classroom, form: AssignmentForm, status: int = 200) -> HttpResponseBase:
    context = {"classroom": classroom, "form": form, "assignment": form.instance if form.instance.pk else None}
    return render(request, "quizzes/assignments/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Delete an assignment, after a page that asks once more and says what is lost with it."""
    assignment = lookups.taught_assignment(request, code, pk)
    if request.method == "POST":
        assignment.delete()
        messages.success(request, _("“%(title)s” is deleted, with its results.") % {"title": assignment.title})
        return redirect(assignment.classroom)
    context = {"assignment": assignment, "attempt_count": assignment.attempts.count()}
    return render(request, "quizzes/assignments/delete.html", context)
