import random

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quizzes.models import Attempt, LimitReached, NoQuestions, Quiz, Source
from quizzes.views import identity, lookups


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    learner = identity.current_learner(request)
    latest = Attempt.objects.of(learner).self_paced().first_rounds().with_score().latest_by_quiz()
    quizzes = Quiz.objects.published().with_length().select_related("topic")
    context = {
        "cards": [{"quiz": quiz, "attempt": latest.get(quiz.pk)} for quiz in quizzes],
        "sources": Source.objects.defer("text"),
        "enrolments": learner.enrolments.select_related("classroom") if learner else [],
    }
    return render(request, "quizzes/quizzes/home.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    quiz = lookups.visible_quiz(slug)
    attempts = Attempt.objects.of(identity.current_learner(request)).self_paced().filter(quiz=quiz)
    used = attempts.first_rounds().count() if quiz.attempts_allowed else 0
    context = {
        "quiz": quiz,
        "sources": quiz.sources(),
        "open_attempt": attempts.with_score().running(timezone.now()),
        "finished_attempts": attempts.finished().first_rounds().with_score()[:5],
        "attempts_left": max(0, quiz.attempts_allowed - used) if quiz.attempts_allowed else None,
    }
    return render(request, "quizzes/quizzes/detail.html", context)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    quiz = lookups.visible_quiz(slug)
    learner = identity.learner_for(request)
    try:
        attempt = Attempt.start(quiz, learner, timezone.now(), random.SystemRandom())
    except LimitReached:
        messages.error(request, _("You have used all the attempts that this quiz allows."))
        return redirect(quiz)
    except NoQuestions:
        messages.error(request, _("This quiz has no questions yet. Please come back later."))
        return redirect(quiz)
    return identity.remember(redirect("attempt_question", attempt.uuid, attempt.next_position() or 1), learner)
