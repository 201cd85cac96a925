"""Drop a question from a quiz that was taken already, or put it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quizzes.forms.admin.regrades import DROP_LABELS, DropForm, ReasonForm
from quizzes.models import Question, Quiz, QuizQuestion, Response
from quizzes.models.marking.drops import AlreadyDone, DropState, drop, preview_drop, put_back
from quizzes.models.marking.regrades import Grounds
from quizzes.requests import posted

from .regrades import history_of, rows_of, user_of


class DropMixin:
    """A mixin for the admin of quizzes: it shows what was asked so far, with a page for each of the questions."""

    def get_urls(self) -> list[Any]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.drop_view)
        route = self.page("<path:object_id>/drop/<int:question>/", view, "drop", "change")  # type: ignore[attr-defined]  # of the admin
        return [route, *super().get_urls()]  # type: ignore[misc]  # of the admin

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if quiz := context["original"]:
            context["asked"] = asked_in(quiz)
        page: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]  # of the admin
        return page

    def drop_view(self, request: HttpRequest, object_id: str, question: int) -> HttpResponse:
        quiz: Any = self.get_object(request, object_id)  # type: ignore[attr-defined]  # of the admin
        dropping, user = get_object_or_404(Question, pk=question), user_of(request)
        standing = DropState.of(quiz, dropping, user)
        drop_form, back_form = _forms(request, standing)
        if request.method == "POST":
            form = back_form if "back" in request.POST else drop_form
            if form is None or form.is_valid():
                return _apply(request, quiz, dropping, form.cleaned_data if form else None)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # of the admin
            "title": _("Drop from the quiz") if standing.is_asked else _("Dropped from the quiz"),
            "subtitle": str(dropping),
            "opts": self.opts,  # type: ignore[attr-defined]  # of the admin
            "quiz": quiz,
            "question": dropping,
            "standing": standing,
            "drop_form": drop_form,
            "back_form": back_form,
            "ways": _ways(quiz, dropping, user, drop_form.ways) if drop_form else [],
            "history": history_of(quiz.regrades.filter(question=dropping)),
        }
        return render(request, "admin/quizzes/regrades/drop.html", context)


def _forms(request: HttpRequest, standing: DropState) -> tuple[DropForm | None, ReasonForm | None]:
    """Return the forms for what can be done; what was posted goes into the one whose button was pressed."""
    data = posted(request)
    to_drop, to_put_back = (None, data) if "back" in request.POST else (data, None)
    return (
        DropForm(to_drop, is_asked=standing.is_asked) if standing.can_be_dropped else None,
        ReasonForm(to_put_back, auto_id="back_%s") if standing.can_be_put_back else None,
    )


def _apply(request: HttpRequest, quiz: Quiz, question: Question, chosen: dict[str, Any] | None) -> HttpResponse:
    """Do what was chosen, None if there is nothing to choose any more, and redirect to the page."""
    sentence = _do(quiz, question, chosen, user_of(request)) if chosen else ""
    if sentence:
        messages.success(request, sentence % {"question": question})
    else:
        messages.info(request, _("This was done already. Here is how it stands now."))
    return redirect("admin:quizzes_quiz_drop", quiz.pk, question.pk)


def _do(quiz: Quiz, question: Question, chosen: dict[str, Any], user: User) -> str:
    """Drop the question or put it back. Return what has been done, "" if it was done before."""
    grounds = Grounds(user, chosen["reason"], timezone.now())
    try:
        if "kind" in chosen:
            drop(quiz, question, chosen["kind"], grounds)
            return _("“%(question)s” is dropped from this quiz.")
        put_back(quiz, question, grounds)
    except AlreadyDone:
        return ""
    return _("“%(question)s” is back in this quiz.")


def _ways(quiz: Quiz, question: Question, user: User, kinds: Iterable[Any]) -> list[tuple[Any, Any, Any]]:
    """Return each way to drop the question, with what becomes of the answers."""
    return [
        (DROP_LABELS[kind], tally, rows_of(tally.differing, user))
        for kind in kinds
        for tally in (preview_drop(quiz, question, kind, user),)
    ]


def dropped_from(quiz: Quiz) -> QuerySet[QuizQuestion]:
    return quiz.quizquestion_set.filter(dropped_at__isnull=False)


def asked_in(quiz: Quiz) -> list[tuple[Question, int, bool]]:
    """Return the questions answered in the quiz or dropped from it: (question, number of answers, is it dropped)."""
    answered = Response.objects.answered().filter(attempt__quiz=quiz, version__question__isnull=False)
    answers = dict(answered.values_list("version__question").annotate(Count("pk")))
    dropped = set(dropped_from(quiz).values_list("question", flat=True))
    questions = Question.objects.filter(pk__in={*answers, *dropped}).order_by("slug")
    return [(question, answers.get(question.pk, 0), question.pk in dropped) for question in questions]
