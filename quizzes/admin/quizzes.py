"""Quizzes and their questions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quizzes.forms.ordered import OrderedFormSet
from quizzes.forms.quizzes import QuizForm, QuizQuestionForm
from quizzes.models import Quiz, QuizQuestion

from .base import QuizModelAdmin, QuizTabularInline


class QuizQuestionInline(QuizTabularInline):
    model = QuizQuestion
    form = QuizQuestionForm
    formset = OrderedFormSet
    fields = ("place", "question", "max_mark")
    autocomplete_fields = ("question",)
    extra = 3

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuizQuestion]:
        return super().get_queryset(request).select_related("question")


@admin.register(Quiz)
class QuizAdmin(QuizModelAdmin):
    form = QuizForm
    list_display = ("title", "topic", "feedback", "question_count", "is_published", "position")
    list_filter = ("is_published", "feedback", "topic")
    list_select_related = ("topic",)
    search_fields = ("title", "description")
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    inlines = (QuizQuestionInline,)
    change_form_template = "admin/quizzes/quiz/change_form.html"
    fieldsets = (
        (None, {"fields": ("title", "slug", "description", "topic", "is_published")}),
        (
            _("How it is taken"),
            {
                "fields": (
                    "feedback",
                    ("time_limit", "attempts_allowed", "pass_percent"),
                    ("shuffle_questions", "position"),
                )
            },
        ),
        (
            _("A draw instead of chosen questions"),
            {"fields": ("draw", "draw_topics"), "classes": ("collapse",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        quizzes: QuerySet[Quiz] = Quiz.objects.with_length().order_by("position", "title")
        return quizzes

    @admin.display(description=_("questions"), ordering="question_count")
    def question_count(self, quiz: Quiz) -> int:
        return quiz.length

    def get_prepopulated_fields(self, request: HttpRequest, obj: Quiz | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        quiz: Quiz | None = context["original"]
        if quiz:
            questions = quiz.available().in_bulk(field_name="slug")
            context["lacks"] = [
                {"finding": finding, "questions": [questions[slug] for slug in finding.slugs]}
                for finding in quiz.findings()
            ]
        return super().render_change_form(request, context, *args, **kwargs)
