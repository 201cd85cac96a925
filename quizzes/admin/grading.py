"""Let teachers grade what only a person can grade: a list by question, and a page for each answer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.forms.admin.grading import GradeForm, highest_mark
from quizzes.models import Enrolment, Question, Response
from quizzes.models.attempts.querysets import ResponseQuerySet, ungraded
from quizzes.requests import posted

from .base import QuizModelAdmin


@admin.register(Response)
class GradingAdmin(QuizModelAdmin):
    """The pages on which responses are graded: no other page of the admin opens one.

    Answers are shown without names; a nickname appears on demand, and only that of a student in one's own classes.
    """

    def get_queryset(self, request: HttpRequest) -> ResponseQuerySet:
        return Response.objects.correctable().readable_by(request.user)  # type: ignore[arg-type]  # nobody anonymous

    def get_urls(self) -> list[Any]:
        grade = require_http_methods(["GET", "HEAD", "POST"])(never_cache(self.grade_view))
        return [
            self.page("", require_safe(self.list_view), "changelist", "change"),
            self.page("<int:pk>/", grade, "grade", "change"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """List the answers by question, so that one is graded to its end before the next. Two queries do it."""
        counted = {
            "all": Count("pk"),
            "waiting": Count("pk", filter=ungraded()),
            "first": Min("pk"),
            "next": Min("pk", filter=ungraded()),
        }
        counts: Any = self.get_queryset(request).gradable().values("version__question").annotate(**counted)
        questions = Question.objects.in_bulk([row["version__question"] for row in counts])
        rows = [
            {
                "question": questions[row["version__question"]],
                "waiting": row["waiting"],
                "graded": row["all"] - row["waiting"],
                "open": row["next"] or row["first"],
            }
            for row in counts
        ]
        rows.sort(key=lambda row: (not row["waiting"], row["open"]))
        context = {**self.admin_site.each_context(request), "title": _("Answers to grade"), "rows": rows}
        return render(request, "admin/quizzes/response/list.html", context)

    def grade_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        response = get_object_or_404(
            self.get_queryset(request).select_related("attempt__assignment__classroom", "graded_by"), pk=pk
        )
        form = GradeForm(response, posted(request))
        if form.is_valid():
            if self._store(request, form):
                return self._onward(request, response)
            form.refuse()
        status = 409 if form.is_late else 422 if form.is_bound else 200
        return render(request, "admin/quizzes/response/grade.html", self._page(request, response, form), status=status)

    def _store(self, request: HttpRequest, form: GradeForm) -> bool:
        """Store the mark, and log it with the earlier one. Return False if somebody else was first."""
        response, before = form.response, form.initial["mark"]
        user: Any = request.user  # nobody anonymous gets here
        with transaction.atomic():
            if not form.save(user, timezone.now()):
                return False
            mark = f"{form.cleaned_data['mark']:g}"
            message = _("Graded: %(mark)s.") if before is None else _("Graded anew: %(mark)s, before %(before)s.")
            LogEntry.objects.create(
                user=user,
                content_type=ContentType.objects.get_for_model(Response),
                object_id=str(response.pk),
                object_repr=_("Answer to “%(stem)s”") % {"stem": response.frozen.stem[:150]},
                action_flag=CHANGE,
                change_message=message % {"mark": mark, "before": before},
            )
        return True

    def _onward(self, request: HttpRequest, response: Response) -> HttpResponse:
        """Redirect to the next answer that waits, of the same question if there is one.

        From an answer that its key has graded, redirect to the gradebook of its class.
        """
        if not response.frozen.type.graded_by_hand and response.attempt.assignment:
            messages.success(request, _("The mark is changed."))
            return redirect("gradebook", response.attempt.assignment.classroom.code)
        waiting = self.get_queryset(request).needing_grading().order_by("pk")
        same = waiting.filter(version__question=response.version.question_id)
        after = same.filter(pk__gt=response.pk).first() or same.first() or waiting.first()
        if after is None:
            messages.success(request, _("Everything is graded."))
            return redirect("admin:quizzes_response_changelist")
        return redirect(_address(request, after.pk))

    def _page(self, request: HttpRequest, response: Response, form: GradeForm) -> dict[str, Any]:
        frozen = response.frozen
        same = (
            self.get_queryset(request).gradable().filter(version__question=response.version.question_id).order_by("pk")
        )
        before, after = same.filter(pk__lt=response.pk), same.filter(pk__gt=response.pk)
        texts = [
            (setting.label, frozen.item.params.get(setting.name))
            for setting in frozen.type.settings
            if setting.kind == "paragraphs" and frozen.type.graded_by_hand
        ]
        return {
            **self.admin_site.each_context(request),
            "title": _("Grade an answer"),
            "response": response,
            "form": form,
            "highest": highest_mark(response),
            "texts": [(label, text) for label, text in texts if text],
            "by_key": not frozen.type.graded_by_hand,
            "number": before.count() + 1,
            "all": same.count(),
            "previous": _address(request, before.values_list("pk", flat=True).last()),
            "next": _address(request, after.values_list("pk", flat=True).first()),
            "nickname": self._nickname(request, response),
            "shows_name": "name" in request.GET,
        }

    def _nickname(self, request: HttpRequest, response: Response) -> str:
        """Return the nickname in the class of the assignment, or else in a class that the teacher has; "" if none."""
        conditions = {} if request.user.is_superuser else {"classroom__teachers": request.user.pk}
        if response.attempt.assignment:
            conditions["classroom"] = response.attempt.assignment.classroom_id
        enrolment = Enrolment.objects.filter(learner=response.attempt.learner_id, **conditions).first()
        return enrolment.nickname if enrolment else ""


def _address(request: HttpRequest, pk: int | None) -> str:
    """Return the address of the page of an answer, with names if this page shows them; "" for no answer."""
    if pk is None:
        return ""
    return reverse("admin:quizzes_response_grade", args=[pk]) + ("?name" if "name" in request.GET else "")
