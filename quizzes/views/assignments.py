"""What a class is given to do, as one of its students sees it."""

from __future__ import annotations

import random

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quizzes.models import Attempt, LimitReached, NothingToAsk, NotOpen

from . import access


@require_safe
@never_cache
def detail(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    assignment, enrolment = access.given_assignment(request, code, pk)
    attempts = Attempt.objects.of(enrolment.learner).filter(assignment=assignment)
    context = {
        "assignment": assignment,
        "enrolment": enrolment,
        "open_attempt": attempts.running(timezone.now()).first(),
    }
    return render(request, "quizzes/assignments/detail.html", context)


@require_POST
def start(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    assignment, enrolment = access.given_assignment(request, code, pk)
    try:
        attempt = Attempt.start_assigned(assignment, enrolment, timezone.now(), random.SystemRandom())
    except NotOpen:
        messages.error(request, _("This is not open: look when it opens and closes."))
    except LimitReached:
        messages.error(request, _("You have used all the attempts that you were given."))
    except NothingToAsk:
        messages.error(request, _("There are no questions in it yet. Please tell your teacher."))
    else:
        return redirect("attempt_question", attempt.uuid, attempt.next_position() or 1)
    return redirect(assignment)
