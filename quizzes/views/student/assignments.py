"""Show a student what the class is given to do, and start it."""

from __future__ import annotations

import datetime as dt
import random

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes.forms.student.assignments import PasswordForm
from quizzes.models import (
    Assignment,
    Attempt,
    Enrolment,
    LimitReached,
    NoQuestions,
    NotOpen,
    Review,
    StudentResult,
    WrongCode,
)
from quizzes.models.classes.code_guesses import TooManyWrongCodes
from quizzes.models.marking.gradebook import Cell, cells_of
from quizzes.views import identity, lookups


@require_safe
@never_cache
def detail(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    if classroom := lookups.taught_classroom(request, code):
        return redirect("assignment_change", classroom.code, pk)
    assignment, enrolment = lookups.given_assignment(request, code, pk)
    return _page(request, assignment, enrolment, PasswordForm())


def _page(
    request: HttpRequest, assignment: Assignment, enrolment: Enrolment, form: PasswordForm, status: int = 200
) -> HttpResponseBase:
    now = timezone.now()
    (cell,) = cells_of(enrolment, [assignment], now)
    left = assignment.attempts_allowed - len(cell.attempts) if assignment.attempts_allowed else None
    context = {
        "assignment": assignment,
        "enrolment": enrolment,
        "terms": assignment.terms_for(enrolment),
        "length": assignment.quiz.draw or assignment.quiz.available().count(),
        "sources": assignment.quiz.sources() if _may_read_first(assignment, now) or _may_read_after(cell, now) else (),
        "has_opened": assignment.has_opened(now),
        "has_closed": assignment.is_live or assignment.has_closed_for(enrolment, now),
        "own": StudentResult.of(cell, now),
        "open_attempt": cell.open,
        "finished_attempts": cell.finished[::-1],
        "shows_marks": assignment.review_at(now) >= Review.MARKS,
        "attempts_left": None if left is None else max(0, left),
        "form": form,
    }
    return render(request, "quizzes/assignments/detail.html", context, status=status)


def _may_read_first(assignment: Assignment, now: dt.datetime) -> bool:
    """Say whether the student may read the text first.

    Which text a test is about may be its teacher's secret; it is none if each answer is explained at once.
    """
    is_open = assignment.has_opened(now) and not assignment.password
    return is_open and (assignment.is_practice or assignment.has_feedback_at_once)


def _may_read_after(cell: Cell, now: dt.datetime) -> bool:
    return bool(cell.finished) and not cell.open and cell.assignment.review_at(now) == Review.ALL


@require_POST
def start(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    assignment, enrolment = lookups.given_assignment(request, code, pk)
    try:
        if problem := _password_problem(request, assignment):
            form = PasswordForm(request.POST)
            form.add_error("password", problem)
            return _page(request, assignment, enrolment, form, status=422)
        attempt = Attempt.start_assigned(assignment, enrolment, timezone.now(), random.SystemRandom())
    except TooManyWrongCodes:
        messages.error(request, _("Too many wrong passwords were tried from here. Wait a minute, then try again."))
    except NotOpen:
        messages.error(request, _("This is not open: look when it opens and closes."))
    except LimitReached:
        messages.error(request, _("You have used all the attempts that you were given."))
    except NoQuestions:
        messages.error(request, _("There are no questions in it yet. Please tell your teacher."))
    else:
        return redirect(attempt)
    return redirect(assignment)


def _password_problem(request: HttpRequest, assignment: Assignment) -> str:
    """Return why the password that was typed does not open the assignment, "" if it does. Raises TooManyWrongCodes."""
    if not assignment.password:
        return ""
    place, now = (identity.address_of(request), identity.browser_of(request)), timezone.now()
    WrongCode.check_limits(*place, now)
    typed = request.POST.get("password", "")[:100]
    if assignment.is_password(typed):
        return ""
    WrongCode.record(*place, now)
    return _("That is not the password. Please type it as your teacher gave it.")
