"""Show the versions of a question that were answered, and regrade the answers when its key was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from quizzes.forms.admin.regrades import RegradeForm
from quizzes.models import Attempt, Enrolment, Question, Regrade
from quizzes.models.bank.versions import digest_of
from quizzes.models.marking.regrades import (
    Change,
    Grounds,
    NothingToRegrade,
    VersionPreview,
    count_out_of_reach,
    preview,
    regrade,
)
from quizzes.requests import posted
from quizzes.scoring import Score

MAX_ROWS = 100  # on one page


class RegradeMixin:
    """A mixin for the admin of questions: it regrades their answers."""

    def get_urls(self) -> list[Any]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.regrade_view)
        route = self.page("<path:object_id>/regrade/", view, "regrade", "change")  # type: ignore[attr-defined]  # of the admin
        return [route, *super().get_urls()]  # type: ignore[misc]  # of the admin

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if question := context["original"]:
            answered = Count("responses", filter=Q(responses__answered_at__isnull=False))
            context["versions"] = list(question.versions.defer("content").annotate(answers=answered).order_by("number"))
            context["answers"] = sum(version.answers for version in context["versions"])
        page: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]  # of the admin
        return page

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        question, user = Question.objects.with_content().get(pk=obj.pk), user_of(request)
        previews = [each for each in preview(question, user) if each.content]
        if count := sum(len(each.tally.changes) + len(each.still_open) for each in previews):
            text = ngettext(
                "The key is another one now than for %(n)s answer.",
                "The key is another one now than for %(n)s answers.",
                count,
            ) % {"n": count}
            link = ngettext("Regrade %(n)s answer …", "Regrade %(n)s answers …", count) % {"n": count}
            page = reverse("admin:quizzes_question_regrade", args=[obj.pk])
            messages.warning(request, format_html('{} <a href="{}">{}</a>', text, page, link))
        if kept := kept_elsewhere(question, user):
            messages.warning(request, kept)
        response: HttpResponse = super().response_change(request, obj)  # type: ignore[misc]  # of the admin
        return response

    def regrade_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        stored: Any = self.get_object(request, object_id)  # type: ignore[attr-defined]  # of the admin
        question, user = Question.objects.with_content().get(pk=stored.pk), user_of(request)
        previews = preview(question, user)
        form = RegradeForm(
            posted(request),
            previews=[each for each in previews if each.content],
            key=digest_of(question.content()["item"]),
        )
        if form.is_valid():
            return self._regrade(request, question, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # of the admin
            "title": _("Regrade"),
            "subtitle": str(question),
            "opts": self.opts,  # type: ignore[attr-defined]  # of the admin
            "question": question,
            "form": form,
            "sections": _sections(previews, form, user),
            "kept_elsewhere": kept_elsewhere(question, user),
            "history": history_of(question.regrades.all()),
        }
        return render(request, "admin/quizzes/regrades/regrade.html", context)

    def _regrade(self, request: HttpRequest, question: Question, chosen: dict[str, Any]) -> HttpResponse:
        grounds = Grounds(user_of(request), chosen["reason"], timezone.now())
        try:
            count = regrade(question, chosen["versions"], grounds).changes.count()
        except NothingToRegrade:
            messages.info(request, _("There is nothing to regrade any more: somebody else was faster."))
        else:
            text = ngettext("%(n)s answer is regraded.", "%(n)s answers are regraded.", count) % {"n": count}
            messages.success(request, text)
        return redirect("admin:quizzes_question_regrade", question.pk)


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]  # nobody anonymous gets here
    return user


def kept_elsewhere(question: Question, user: User) -> str:
    """Return in a sentence what a regrade by this user does not reach; "" if it reaches everything."""
    count = count_out_of_reach(question, user)
    text = ngettext(
        "%(n)s answer in a class of another teacher keeps its mark; its teacher can regrade it as well.",
        "%(n)s answers in classes of other teachers keep their marks; their teachers can regrade them as well.",
        count,
    )
    return text % {"n": count} if count else ""


def _sections(previews: Sequence[VersionPreview], form: RegradeForm, user: Any) -> list[tuple[Any, Any, list[Row]]]:
    """Return each version with the box that chooses it, if it can be regraded, and the rows of marks that change."""
    boxes = {str(box.data["value"]): box for box in form["versions"]}
    return [(each, boxes.get(str(each.version.pk)), rows_of(each.tally.differing, user)) for each in previews]


@dataclass(frozen=True, slots=True)
class Row:
    """One change of a mark, with the name of the student and the score of the whole attempt."""

    who: str  # "" for somebody who is in no class of the teacher
    change: Change
    before: Score
    after: Score


def rows_of(changes: Sequence[Change], user: Any) -> list[Row]:
    """Return the rows of the first changes, at most MAX_ROWS, in two queries."""
    shown = changes[:MAX_ROWS]
    attempts = Attempt.objects.with_score().in_bulk([change.response.attempt_id for change in shown])
    names = _nicknames([attempt.learner_id for attempt in attempts.values()], user)
    rows = []
    for change in shown:
        attempt = attempts[change.response.attempt_id]
        before = attempt.score
        # An answer that waits is in no score.
        counted = 0.0 if change.response.needs_grading else change.response.max_mark
        after = Score(before.mark + change.gain, before.max_mark + change.max_mark - counted)
        rows.append(Row(names.get(attempt.learner_id, ""), change, before, after))
    return rows


def _nicknames(learners: list[int], user: User) -> dict[int, str]:
    enrolments = Enrolment.objects.filter(learner__in=learners)
    if not user.is_superuser:
        enrolments = enrolments.filter(classroom__teachers=user)
    return dict(enrolments.values_list("learner", "nickname"))


def history_of(regrades: QuerySet[Regrade]) -> QuerySet[Regrade]:
    """Return the regrades, latest first, with how many answers each changed, and how many marks went up and down."""
    counted = regrades.select_related("made_by", "quiz").annotate(
        answers=Count("changes"),
        up=Count("changes", filter=Q(changes__mark__gt=F("changes__old_mark"))),
        down=Count("changes", filter=Q(changes__mark__lt=F("changes__old_mark"))),
    )
    return counted.order_by("-made_at", "-pk")  # Grouping drops the order.
