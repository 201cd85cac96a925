"""Let teachers manage the students of a class: show one student, import a roster, print the cards."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes.formats.tables.roster import read_roster
from quizzes.forms.teacher.students import NewAccountForm, RosterForm, StudentForm
from quizzes.models import Classroom, Enrolment
from quizzes.models.classes.learners import HasAccount
from quizzes.models.classes.rosters import import_roster
from quizzes.models.marking.gradebook import cells_of
from quizzes.models.privacy.erasure import erase_student
from quizzes.models.privacy.subject_access import export_student_data
from quizzes.qr_codes import qr_code
from quizzes.requests import posted
from quizzes.views import identity, lookups

FORM_METHODS = ["GET", "HEAD", "POST"]


def _student(request: HttpRequest, code: str, pk: int) -> Enrolment:
    classroom = lookups.own_classroom(request, code)
    enrolment = classroom.enrolments.select_related("learner__user").filter(pk=pk).first()
    if enrolment is None:
        raise Http404
    enrolment.classroom = classroom
    return enrolment


@require_http_methods(FORM_METHODS)
@never_cache
def detail(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    enrolment = _student(request, code, pk)
    form = StudentForm(posted(request), instance=enrolment)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Saved for %(name)s.") % {"name": enrolment.nickname})
        return redirect(enrolment.classroom)
    return _page(request, enrolment, status=422 if form.is_bound else 200, form=form)


def _page(request: HttpRequest, enrolment: Enrolment, status: int = 200, **more: object) -> HttpResponseBase:
    assignments = list(enrolment.classroom.assignments.given_to(enrolment))
    context = {
        "enrolment": enrolment,
        "cells": cells_of(enrolment, assignments, timezone.now()),
        "form": StudentForm(instance=enrolment),
        "with_accounts": settings.STUDENT_ACCOUNTS,
        "account_form": NewAccountForm(initial={"username": slugify(enrolment.nickname)}),
        **more,
    }
    return render(request, "quizzes/classes/enrolment.html", context, status=status)


@require_POST
def new_words(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Replace the three words of a student whose card is lost or was copied."""
    enrolment = _student(request, code, pk)
    enrolment.renew_words()
    sentence = _("%(name)s has new words. What the old card opened is closed.")
    messages.success(request, sentence % {"name": enrolment.nickname})
    return redirect("enrolment", enrolment.classroom.code, enrolment.pk)


@require_POST
@never_cache
@sensitive_variables("password")
def account(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Open or close a student's account, or renew its password. A password is shown once, in this response."""
    enrolment = _student(request, code, pk)
    if not settings.STUDENT_ACCOUNTS:
        raise Http404
    learner, password, user = enrolment.learner, "", identity.signed_in_user(request)
    if user is None or learner.enrolments.exclude(classroom__in=Classroom.objects.taught_by(user)).exists():
        sentence = _("This student is in a class of another teacher too. Whoever installed ScoQuiz can do it.")
        messages.error(request, sentence)
        return redirect("enrolment", enrolment.classroom.code, enrolment.pk)
    if learner.user is None:
        account_form = NewAccountForm(request.POST)
        if not account_form.is_valid():
            return _page(request, enrolment, account_form=account_form, status=422)
        try:
            password = learner.open_account(account_form.cleaned_data["username"])
        except (IntegrityError, HasAccount):  # A second click or another tab was first.
            messages.error(request, _("Somebody was quicker. Look below whether the student has an account now."))
            return redirect("enrolment", enrolment.classroom.code, enrolment.pk)
    elif "close" in request.POST:
        learner.close_account()
        messages.success(request, _("The account is gone. The three words bring the student back again."))
        return redirect("enrolment", enrolment.classroom.code, enrolment.pk)
    elif "renew" in request.POST and not learner.user.is_staff:
        password = learner.renew_password()
    return _page(request, enrolment, password=password)


@require_POST
def erase(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    enrolment = _student(request, code, pk)
    erase_student(enrolment)
    messages.success(request, _("The student is erased, with everything they answered for this class."))
    return redirect(enrolment.classroom)


@require_safe
@never_cache
def known(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Send all that is stored about one student, as a file."""
    enrolment = _student(request, code, pk)
    response = JsonResponse(export_student_data(enrolment), json_dumps_params={"indent": 1, "ensure_ascii": False})
    name = slugify(enrolment.nickname) or "student"
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_http_methods(FORM_METHODS)
@never_cache
def roster(request: HttpRequest, code: str) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    if request.method != "POST":
        return _roster_page(request, classroom, RosterForm())
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _roster_page(request, classroom, form, status=422)
    imported = import_roster(
        classroom, read_roster(form.cleaned_data["file"]), may_rename=form.cleaned_data["may_rename"]
    )
    if imported.problems:
        return _roster_page(request, classroom, form, problems=imported.problems, status=422)
    text = ngettext("%(n)s student was added.", "%(n)s students were added.", len(imported.added))
    renamed = [_("%(old)s is now %(new)s.") % {"old": old, "new": new} for old, new in imported.renamed]
    messages.success(request, " ".join([text % {"n": len(imported.added)}, *renamed]))
    return redirect("classroom_cards" if imported.added else "classroom_detail", classroom.code)


def _roster_page(
    request: HttpRequest, classroom: Classroom, form: RosterForm, problems: object = (), status: int = 200
) -> HttpResponseBase:
    context = {"classroom": classroom, "form": form, "problems": problems}
    return render(request, "quizzes/classes/roster.html", context, status=status)


@require_safe
@never_cache
def cards(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a card for each student, to print and cut: where to go, who they are, and their three words."""
    classroom = lookups.own_classroom(request, code)
    address = request.build_absolute_uri(reverse("classroom_join", args=[classroom.code]))
    context = {
        "classroom": classroom,
        "enrolments": classroom.enrolments.select_related("learner__user"),
        "address": address,
        "code_picture": qr_code(address),
    }
    return render(request, "quizzes/classes/cards.html", context)
