"""Manage facts and their topics in the admin, and generate questions from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from quizzes.forms.admin.facts import FactForm
from quizzes.generation.questions import generate
from quizzes.models import Fact, Question, Topic
from quizzes.models.bank.generated import store_drafts

from .base import QuizModelAdmin
from .staleness import CitingMixin

MAX_SHOWN_REFUSALS = 10  # sentences on one page


@admin.register(Topic)
class TopicAdmin(QuizModelAdmin):
    list_display = ("name", "question_count", "fact_count", "position")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.annotate(
            question_count=Count("questions", distinct=True), fact_count=Count("facts", distinct=True)
        ).order_by("position", "name")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Topic | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    @admin.display(description=gettext_lazy("questions"), ordering="question_count")
    def question_count(self, topic: Topic) -> int:
        return topic.question_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    @admin.display(description=gettext_lazy("facts"), ordering="fact_count")
    def fact_count(self, topic: Topic) -> int:
        return topic.fact_count  # type: ignore[attr-defined,no-any-return]  # annotated above


@admin.register(Fact)
class FactAdmin(CitingMixin, QuizModelAdmin):
    form = FactForm
    list_display = ("slug", "subject", "relation", "answer", "kind", "topic", "place", "question_count")
    list_display_links = ("slug", "subject")
    list_filter = ("topic", "kind", "ask_mode", "answer_type", "sentence__source")
    list_select_related = ("topic", "sentence")
    search_fields = ("slug", "subject", "relation", "answer", "quote", "note")
    autocomplete_fields = ("sentence",)
    actions = ("generate",)
    change_form_template = "admin/quizzes/fact/change_form.html"
    fieldsets = (
        (None, {"fields": ("slug", "topic", "sentence", "quote")}),
        (
            gettext_lazy("What it says"),
            {"fields": ("subject", "relation", "answer_type", "answer", "unit", "approximate")},
        ),
        (gettext_lazy("Who says so, and until when"), {"fields": ("kind", "attributed_to", "as_of")}),
        (gettext_lazy("How it is asked"), {"fields": ("ask_mode", "prompt", "statement", "note")}),
        (
            gettext_lazy("Right and wrong answers"),
            {
                "fields": ("items", "is_complete", "accepted", "vetoes", "foils", "paired_values", "derived_from"),
                "classes": ("collapse",),
            },
        ),
        (gettext_lazy("For teachers"), {"fields": ("caveats",), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        return Fact.objects.annotate(question_count=Count("questions")).order_by("slug")

    @admin.display(description=gettext_lazy("sentence"), ordering="sentence")
    def place(self, fact: Fact) -> str:
        return fact.sentence.ref

    @admin.display(description=gettext_lazy("questions"), ordering="question_count")
    def question_count(self, fact: Fact) -> int:
        return fact.question_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    def get_urls(self) -> list[Any]:
        view = require_POST(self.generate_view)
        return [self.page("<path:object_id>/generate/", view, "generate", "change"), *super().get_urls()]

    def generate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        fact = self.get_object(request, object_id)
        self._generate(request, [fact])  # type: ignore[list-item]  # a fact, as in the registration above
        return redirect(f"{reverse('admin:quizzes_question_changelist')}?fact__id__exact={fact.pk}")

    @admin.action(description=gettext_lazy("Generate questions from these facts"), permissions=["change"])
    def generate(self, request: HttpRequest, queryset: QuerySet[Fact]) -> None:
        self._generate(request, list(queryset))

    def _generate(self, request: HttpRequest, facts: Sequence[Fact]) -> None:
        """Store the drafts, and say what came of it and what was refused, with the reasons."""
        bank = [fact.to_value() for fact in Fact.objects.select_related("topic", "sentence__source")]
        slugs = {fact.slug for fact in facts if fact.stale_since is None}
        drafts, refusals = generate([value for value in bank if value.slug in slugs], among=bank)
        stored = store_drafts(drafts, refusals, bank)
        # Whoever asked for the questions here should look at them first.
        Question.objects.filter(slug__in=stored.created).update(status=Question.Status.DRAFT)
        if made := len(stored.created):
            text = ngettext("%(n)s new draft to look at.", "%(n)s new drafts to look at.", made) % {"n": made}
            questions = reverse("admin:quizzes_question_changelist")
            link = format_html('<a href="{}?status__exact=draft&origin__exact=generated">{}</a>', questions, text)
            self.message_user(request, link, messages.SUCCESS)
        else:
            self.message_user(request, _("These facts give no question that is not there already."), messages.INFO)
        if kept := len(stored.left_alone):
            self.message_user(
                request,
                ngettext(
                    "%(n)s question was left as a teacher has changed it.",
                    "%(n)s questions were left as teachers have changed them.",
                    kept,
                )
                % {"n": kept},
            )
        if stale := sum(fact.stale_since is not None for fact in facts):
            text = ngettext(
                "%(n)s fact gives no questions: its source has changed. Confirm or change it first.",
                "%(n)s facts give no questions: their sources have changed. Confirm or change them first.",
                stale,
            )
            self.message_user(request, text % {"n": stale}, messages.WARNING)
        for refusal in refusals[:MAX_SHOWN_REFUSALS]:
            text = _("Refused for %(fact)s: %(reason)s") % {"fact": refusal.fact.slug, "reason": refusal.reason}
            self.message_user(request, text, messages.WARNING)
        if more := len(refusals[MAX_SHOWN_REFUSALS:]):
            text = ngettext("%(n)s more was refused.", "%(n)s more were refused.", more) % {"n": more}
            self.message_user(request, text, messages.WARNING)
