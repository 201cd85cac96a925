"""Classes. A teacher has their own and cannot tell that there are others."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizzes.forms.enrolments import EnrolmentForm, EnrolmentFormSet
from quizzes.models import Classroom, Enrolment

from .base import QuizModelAdmin, QuizTabularInline


class EnrolmentInline(QuizTabularInline):
    model = Enrolment
    form = EnrolmentForm
    formset = EnrolmentFormSet
    fields = ("nickname", "joined_at")
    readonly_fields = ("joined_at",)
    extra = 0
    max_num = 0  # students join by themselves


@admin.register(Classroom)
class ClassroomAdmin(QuizModelAdmin):
    list_display = ("name", "code", "student_count", "quiz_count", "created_at")
    search_fields = ("name", "code")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    inlines = (EnrolmentInline,)
    change_form_template = "admin/quizzes/classroom/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Classroom]:
        mine = {} if request.user.is_superuser else {"teacher": request.user.pk}
        return (
            Classroom.objects.filter(**mine)
            .annotate(student_count=Count("enrolments", distinct=True), quiz_count=Count("quizzes", distinct=True))
            .order_by("name")
        )

    def get_fields(self, request: HttpRequest, obj: Classroom | None = None) -> tuple[str, ...]:
        return ("name", "quizzes", "teacher") if request.user.is_superuser else ("name", "quizzes")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        shown: tuple[str, ...] = self.list_display
        return (*shown, "teacher") if request.user.is_superuser else shown

    @admin.display(description=_("students"), ordering="student_count")
    def student_count(self, classroom: Classroom) -> int:
        return classroom.student_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    @admin.display(description=_("quizzes"), ordering="quiz_count")
    def quiz_count(self, classroom: Classroom) -> int:
        return classroom.quiz_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    def save_model(self, request: HttpRequest, obj: Classroom, form: ModelForm[Classroom], change: Any) -> None:
        if obj.teacher is None:
            obj.teacher = request.user  # type: ignore[assignment]  # nobody anonymous gets here
        super().save_model(request, obj, form, change)
