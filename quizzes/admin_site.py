"""The admin site. It is outside of the package `admin`, because importing that registers with it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from quizzes.models import Fact, Question, Response

MODEL_ORDER = ("Question", "Quiz", "Classroom", "Fact", "Source", "Topic", "User")


class QuizAdminSite(admin.AdminSite):
    site_header = _("ScoQuiz for teachers")
    site_title = _("ScoQuiz")
    index_title = _("Your questions and classes")
    enable_nav_sidebar = False  # the few pages are listed in a line at the top

    def get_urls(self) -> list[Any]:
        # "View on site" redirects to any object by its number, even to the class of somebody else.
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return one list in the order of a teacher's day, instead of one for each app."""
        apps = super().get_app_list(request, app_label)
        models = [model for app in apps for model in app["models"] if model["object_name"] in MODEL_ORDER]
        for model in models:
            if model["object_name"] == "User":
                model["name"] = _("Teachers")  # the accounts of students are not listed here
        models.sort(key=lambda model: MODEL_ORDER.index(model["object_name"]))
        return [{**apps[0], "models": models}] if models else []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        attention = needs_attention(request.user) if request.user.has_perm("quizzes.view_question") else []
        return super().index(request, {"attention": attention, **(extra_context or {})})


def needs_attention(user: Any) -> list[dict[str, Any]]:
    """Return what waits for a teacher, each with a text and the address of its list, in four queries."""
    drafts, errors, warnings = Q(status="draft"), Q(lint="error"), Q(lint="warning")
    n = Question.objects.exclude(status="retired").aggregate(
        drafts=Count("pk", filter=drafts), errors=Count("pk", filter=errors), warnings=Count("pk", filter=warnings)
    )
    waiting = [
        (
            n["drafts"],
            "status__exact=draft",
            ngettext("%(n)s draft to look at", "%(n)s drafts to look at", n["drafts"]),
        ),
        (
            n["errors"],
            "lint__exact=error",
            ngettext("%(n)s question with errors", "%(n)s questions with errors", n["errors"]),
        ),
        (
            n["warnings"],
            "lint__exact=warning",
            ngettext(
                "%(n)s question with warnings to settle", "%(n)s questions with warnings to settle", n["warnings"]
            ),
        ),
    ]
    questions = reverse("admin:quizzes_question_changelist")
    entries = [{"url": f"{questions}?{query}", "text": text % {"n": count}} for count, query, text in waiting if count]
    if count := Question.objects.stale().count() + Fact.objects.filter(stale_since__isnull=False).count():
        text = ngettext(
            "%(n)s to confirm, as its source has changed", "%(n)s to confirm, as their source has changed", count
        )
        entries.append({"url": reverse("admin:quizzes_source_stale"), "text": text % {"n": count}})
    if count := Response.objects.needing_grading().readable_by(user).count():
        text = ngettext("%(n)s answer to grade", "%(n)s answers to grade", count)
        entries.append({"url": reverse("admin:quizzes_response_changelist"), "text": text % {"n": count}})
    return entries
