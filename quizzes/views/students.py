"""The students of a class, as their teachers see them: one student, the list that comes in, the cards to print."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes.formats.tables.roster import read_roster
from quizzes.forms.students import RosterForm, StudentForm
from quizzes.models import Attempt, Classroom, Enrolment
from quizzes.models.erasure import erase_student, known_of
from quizzes.models.rosters import take_in
from quizzes.qr_codes import qr_code

from . import access

FORM = ["GET", "HEAD", "POST"]


def _student(request: HttpRequest, code: str, pk: int) -> Enrolment:
    classroom = access.own_classroom(request, code)
    enrolment = classroom.enrolments.select_related("learner").filter(pk=min(pk, 2**63 - 1)).first()
    if enrolment is None:
        raise Http404
    enrolment.classroom = classroom
    return enrolment


@require_http_methods(FORM)
@never_cache
def detail(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    enrolment = _student(request, code, pk)
    form = StudentForm(request.POST if request.method == "POST" else None, instance=enrolment)
    if form.is_bound and form.is_valid():
        form.save()
        Attempt.objects.filter(learner=enrolment.learner, assignment__classroom=enrolment.classroom).reset_deadlines()
        messages.success(request, _("Saved for %(name)s.") % {"name": enrolment.nickname})
        return redirect(enrolment.classroom)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "quizzes/classes/enrolment.html", context, status=422 if form.is_bound else 200)


@require_POST
def erase(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    enrolment = _student(request, code, pk)
    erase_student(enrolment)
    messages.success(request, _("The student is erased, with everything they answered for this class."))
    return redirect(enrolment.classroom)


@require_safe
@never_cache
def known(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """All that is stored about one student, as a file."""
    enrolment = _student(request, code, pk)
    response = JsonResponse(known_of(enrolment), json_dumps_params={"indent": 1, "ensure_ascii": False})
    name = slugify(enrolment.nickname) or "student"
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_http_methods(FORM)
@never_cache
def roster(request: HttpRequest, code: str) -> HttpResponseBase:
    classroom = access.own_classroom(request, code)
    if request.method != "POST":
        return _roster_page(request, classroom, RosterForm())
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _roster_page(request, classroom, form, status=422)
    intake = take_in(classroom, read_roster(form.cleaned_data["file"]))
    if intake.problems:
        return _roster_page(request, classroom, form, problems=intake.problems, status=422)
    text = ngettext("%(n)s student was added.", "%(n)s students were added.", len(intake.added))
    renamed = [_("%(old)s is now %(new)s.") % {"old": old, "new": new} for old, new in intake.renamed]
    messages.success(request, " ".join([text % {"n": len(intake.added)}, *renamed]))
    return redirect("classroom_cards" if intake.added else "classroom_detail", classroom.code)


def _roster_page(
    request: HttpRequest, classroom: Classroom, form: RosterForm, problems: object = (), status: int = 200
) -> HttpResponseBase:
    context = {"classroom": classroom, "form": form, "problems": problems}
    return render(request, "quizzes/classes/roster.html", context, status=status)


@require_safe
@never_cache
def cards(request: HttpRequest, code: str) -> HttpResponseBase:
    """A card for each student, to print and cut: where to go, who they are, and their three words."""
    classroom = access.own_classroom(request, code)
    address = request.build_absolute_uri(reverse("classroom_join", args=[classroom.code]))
    context = {
        "classroom": classroom,
        "enrolments": classroom.enrolments.all(),
        "address": address,
        "code_picture": qr_code(address),
    }
    return render(request, "quizzes/classes/cards.html", context)
