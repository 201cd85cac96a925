"""Show a student the page of the class; let them leave the class, or leave no trace on a device."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes.live.cache import cached_round_of_class
from quizzes.models import (
    Enrolment,
    StudentResult,
)
from quizzes.models.marking.gradebook import cells_of
from quizzes.views import identity, lookups
from quizzes.views.teacher import classes as teacher_classes


@require_safe
@never_cache
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    if classroom := lookups.taught_classroom(request, code):
        return teacher_classes.detail(request, classroom)
    if enrolment := lookups.enrolment_in(request, code):
        return _student_page(request, enrolment)
    raise Http404


def _student_page(request: HttpRequest, enrolment: Enrolment) -> HttpResponseBase:
    """Show what one student may see: the template is given nothing about any other."""
    classroom = enrolment.classroom
    now = timezone.now()
    cells = cells_of(enrolment, list(classroom.assignments.given_to(enrolment)), now)
    cards = [
        {
            "assignment": cell.assignment,
            "attempt": cell.attempts[-1] if cell.attempts else None,
            "own": own,
            "has_opened": cell.assignment.has_opened(now),
            "closes_at": cell.assignment.closes_for(enrolment),
            "time_limit": cell.assignment.time_limit_for(enrolment),
            "is_to_do": cell.is_to_do(now),
            "is_waiting": cell.waiting > 0,
        }
        for cell in cells
        if (own := StudentResult.of(cell, now)).says_something or cell.finished or not cell.assignment.is_live
    ]
    context = {
        "live_round": cached_round_of_class(classroom),
        "name": classroom.name,
        "code": classroom.code,
        "nickname": enrolment.nickname,
        "words": "" if enrolment.learner.user_id else enrolment.words,
        "to_do": [card for card in cards if card["is_to_do"]],
        "done": [card for card in cards if not card["is_to_do"]],
    }
    return render(request, "quizzes/classes/student.html", context)


@require_POST
def forget(request: HttpRequest, code: str) -> HttpResponseBase:
    """Forget the student on a device that others use as well. The student stays in the class."""
    enrolment = lookups.enrolment_in(request, code)
    if enrolment is None:
        raise Http404
    if enrolment.is_playing_live:
        return _while_it_is_on(request, enrolment)
    messages.success(request, _("This device has forgotten you. Come back with your three words."))
    return identity.forget(redirect("home"))


def _while_it_is_on(request: HttpRequest, enrolment: Enrolment) -> HttpResponseBase:
    """Refuse to let a student go during a live round.

    Their answers would be lost, and a student whom the host had removed from the round could join it again.
    """
    messages.error(request, _("A live round is on. You can leave when it is over."))
    return redirect(enrolment.classroom)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponseBase:
    enrolment = lookups.enrolment_in(request, code)
    if enrolment is None:
        raise Http404
    if enrolment.is_playing_live:
        return _while_it_is_on(request, enrolment)
    response, learner = redirect("home"), enrolment.learner
    with transaction.atomic():
        enrolment.delete()
        if learner.is_student_without_a_class:
            learner.close_account()
            logout(request)
            identity.remember(response, learner)  # The results stay in this browser, as the page says.
    messages.success(request, _("You have left %(name)s.") % {"name": enrolment.classroom.name})
    return response
