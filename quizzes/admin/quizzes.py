"""Manage quizzes and their questions in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.forms.models import inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from quizzes.forms.admin.quizzes import MAX_QUIZ_QUESTIONS, QuizForm, QuizQuestionForm
from quizzes.forms.fields.ordering import OrderedFormSet
from quizzes.generation.lint import CHECKS, QuizFinding
from quizzes.models import Assignment, Classroom, Question, Quiz, QuizQuestion

from .base import QuizModelAdmin, QuizTabularInline
from .drops import DropMixin
from .sheets import SHEET_LETTERS, sheet_of


class QuizQuestionInline(QuizTabularInline):
    model = QuizQuestion
    form = QuizQuestionForm
    formset = OrderedFormSet
    fields = ("place", "question", "max_mark")
    autocomplete_fields = ("question",)
    extra = 3
    max_num = MAX_QUIZ_QUESTIONS

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuizQuestion]:
        return super().get_queryset(request).select_related("question")


QuizQuestionFormSet = inlineformset_factory(
    Quiz,
    QuizQuestion,
    form=QuizQuestionForm,
    formset=OrderedFormSet,
    extra=0,
    can_delete=True,
    max_num=MAX_QUIZ_QUESTIONS,
)


@admin.register(Quiz)
class QuizAdmin(DropMixin, QuizModelAdmin):
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

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect what is assigned. Django would name the assignments, and with them the classes of other teachers."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, _assigned(objs, request) if protected else []

    @admin.display(description=_("questions"), ordering="question_count")
    def question_count(self, quiz: Quiz) -> int:
        return quiz.length

    def get_prepopulated_fields(self, request: HttpRequest, obj: Quiz | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    def get_urls(self) -> list[Any]:
        view = require_POST(self.meter_view)
        return [
            self.page("meter/", view, "meter", "add"),
            self.page("<path:object_id>/meter/", view, "meter_of", "change"),
            self.page("<path:object_id>/print/", require_safe(self.sheet_view), "print", "view"),
            *super().get_urls(),
        ]

    def meter_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Show what the quiz lacks as the form on the page has it, and store nothing."""
        stored: Any = self.get_object(request, object_id) if object_id else None
        form = self.get_form(request, stored)(request.POST, instance=stored)
        form.is_valid()
        rows: Any = QuizQuestionFormSet(request.POST, instance=stored, prefix="quizquestion_set")
        chosen = None
        if not form.instance.draw and rows.arrived_whole:
            rows.is_valid()
            chosen = [question for row in rows.in_order() if (question := row.cleaned_data.get("question"))]
        # For a draw, or a page that cannot be read, only what is stored can be measured.
        findings = form.instance.findings(chosen) if stored or chosen is not None else []
        return render(request, "admin/quizzes/quiz/meter.html", meter_of(findings))

    def sheet_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        quiz: Any = self.get_object(request, object_id)
        letter = request.GET.get("sheet", "")
        letter = letter if letter in SHEET_LETTERS else SHEET_LETTERS[0]
        return render(request, "admin/quizzes/quiz/sheet.html", sheet_of(quiz, letter))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        quiz: Quiz | None = context["original"]
        if quiz:
            context |= meter_of(quiz.findings())
        return super().render_change_form(request, context, *args, **kwargs)


def _assigned(quizzes: Any, request: HttpRequest) -> list[str]:
    """Return where they are assigned: the user's own assignments by name, and the number of all others."""
    assigned = Assignment.objects.filter(quiz__in=quizzes)
    own = assigned.filter(classroom__in=Classroom.objects.taught_by(request.user)).select_related("classroom")
    named = [f"{assignment.classroom}: {assignment.title}" for assignment in own]
    if others := assigned.count() - len(named):
        text = ngettext("%(n)s assignment of another teacher", "%(n)s assignments of other teachers", others)
        named.append(text % {"n": others})
    return named


def meter_of(findings: Sequence[QuizFinding]) -> dict[str, Any]:
    """Return which checks of a quiz find nothing, what the others find, and how many checks there are."""
    questions = Question.objects.in_bulk({slug for finding in findings for slug in finding.slugs}, field_name="slug")
    lacks = [
        {"finding": finding, "questions": [questions[slug] for slug in finding.slugs if slug in questions]}
        for finding in findings
    ]
    failed = {finding.code for finding in findings}
    fine = [label for code, label in CHECKS.items() if code not in failed]
    return {"lacks": lacks, "fine": fine, "checks": len(CHECKS) + len(failed - CHECKS.keys())}
