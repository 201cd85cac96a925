"""Manage classes in the admin. Teachers see their own, and cannot tell that there are others."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizzes.forms.admin.enrolments import EnrolmentForm, EnrolmentFormSet
from quizzes.models import Classroom, Enrolment
from quizzes.models.privacy.erasure import erase_class

from .base import QuizModelAdmin, QuizTabularInline


class EnrolmentInline(QuizTabularInline):
    model = Enrolment
    form = EnrolmentForm
    formset = EnrolmentFormSet
    fields = ("nickname", "joined_at")
    readonly_fields = ("joined_at",)
    extra = 0
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Classroom | None = None) -> bool:
        """Return False, since students join by themselves."""
        return False


@admin.register(Classroom)
class ClassroomAdmin(QuizModelAdmin):
    list_display = ("name", "code", "student_count", "assignment_count", "created_at")
    search_fields = ("name", "code")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    inlines = (EnrolmentInline,)
    change_form_template = "admin/quizzes/classroom/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Classroom]:
        counts = {
            "student_count": Count("enrolments", distinct=True),
            "assignment_count": Count("assignments", distinct=True),
        }
        taught: QuerySet[Classroom] = Classroom.objects.filter(pk__in=_mine(request))
        return taught.annotate(**counts).prefetch_related("teachers").order_by("name")

    def get_fields(self, request: HttpRequest, obj: Classroom | None = None) -> tuple[str, ...]:
        shown = ("name", "is_open", "erase_on")
        return (*shown, "teachers") if request.user.is_superuser else shown

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        shown: tuple[str, ...] = self.list_display
        return (*shown, "taught_by") if request.user.is_superuser else shown

    @admin.display(description=_("teachers"))
    def taught_by(self, classroom: Classroom) -> str:
        return ", ".join(map(str, classroom.teachers.all()))

    @admin.display(description=_("students"), ordering="student_count")
    def student_count(self, classroom: Classroom) -> int:
        return classroom.student_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    @admin.display(description=_("assignments"), ordering="assignment_count")
    def assignment_count(self, classroom: Classroom) -> int:
        return classroom.assignment_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what would be deleted: Django would ask for a permission on each answer, and list them all."""
        classes = Classroom.objects.filter(pk__in=[classroom.pk for classroom in objs])
        students, assignments = (
            classes.aggregate(n=Count(kind, distinct=True))["n"] for kind in ("enrolments", "assignments")
        )
        counts = {_("classes"): len(objs), _("students"): students, _("assignments"): assignments}
        return [str(classroom) for classroom in objs], counts, set(), []

    def delete_model(self, request: HttpRequest, obj: Classroom) -> None:
        erase_class(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Classroom]) -> None:
        for classroom in queryset:
            erase_class(classroom)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, *add: Any) -> Any:
        """Leave out the names of students: the log of the class would keep them when they are erased."""
        message: list[dict[str, Any]] = super().construct_change_message(request, form, formsets, *add)
        for change in message:
            for details in change.values():
                if "object" in details:
                    details["object"] = "…"
        return message

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Let whoever creates a class teach it, so that nobody shuts themselves out of a class by accident."""
        super().save_related(request, form, formsets, change)
        if not form.instance.teachers.exists():
            form.instance.teachers.add(request.user)


def _mine(request: HttpRequest) -> QuerySet[Classroom]:
    taught: QuerySet[Classroom] = Classroom.objects.taught_by(request.user)
    return taught.values("pk")  # type: ignore[return-value]  # for a subquery
