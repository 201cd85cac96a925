"""Write, check, preview, publish and retire questions in the admin."""

from __future__ import annotations

import random
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from quizzes.forms.admin.options import MAX_OPTIONS, OptionForm, columns_of, rows_of
from quizzes.forms.admin.questions import RETYPE_BUTTON, QuestionForm
from quizzes.forms.fields.ordering import OrderedFormSet
from quizzes.forms.fields.settings import PREFIX
from quizzes.items import TYPES, Item, ItemType, type_of
from quizzes.models import Option, Question
from quizzes.models.bank.questions import item_type_choices

from .base import QuizModelAdmin, QuizTabularInline
from .exports import ExportMixin
from .imports import ImportMixin
from .regrades import RegradeMixin
from .staleness import CitingMixin


class TypeFilter(admin.SimpleListFilter):
    """A filter by type. The column has no choices of its own, so that a new type needs no migration."""

    title = gettext_lazy("type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return item_type_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return queryset.filter(item_type=self.value()) if self.value() else queryset


class OptionInline(QuizTabularInline):
    model = Option
    form = OptionForm
    formset = OrderedFormSet
    readonly_fields = ("provenance",)
    template = "admin/quizzes/question/options.html"

    def get_fields(self, request: HttpRequest, obj: Question | None = None) -> tuple[str, ...]:
        fields = tuple(columns_of(type_asked_for(request, obj)))
        is_generated = obj is not None and obj.origin == Question.Origin.GENERATED
        return (*fields, "provenance") if is_generated else fields

    def get_extra(self, request: HttpRequest, obj: Question | None = None, **kwargs: Any) -> int:
        fixed = rows_of(type_asked_for(request, obj))
        if fixed:
            return len(fixed) - obj.options.count() if obj else len(fixed)
        return 1 if obj else 4

    def get_max_num(self, request: HttpRequest, obj: Question | None = None, **kwargs: Any) -> int | None:
        return len(rows_of(type_asked_for(request, obj))) or MAX_OPTIONS

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return not rows_of(type_asked_for(request, obj)) and super().has_delete_permission(request, obj)


@admin.register(Question)
class QuestionAdmin(ImportMixin, ExportMixin, RegradeMixin, CitingMixin, QuizModelAdmin):
    form = QuestionForm
    inlines = (OptionInline,)
    list_display = ("readable", "type_label", "topic", "status", "lint", "came_from", "updated_at")
    list_filter = ("topic", TypeFilter, "status", "lint", "origin", "kind")
    search_fields = ("slug", "stem", "quote", "options__text")
    list_select_related = ("topic", "sentence__source")
    autocomplete_fields = ("sentence", "fact")
    readonly_fields = ("came_from", "confirmation")
    actions = ("publish", "retire", "duplicate", "export_chosen")
    change_form_template = "admin/quizzes/question/change_form.html"
    fieldsets = (
        (None, {"fields": ("item_type", "stem", "picture")}),
        (gettext_lazy("What it stands on"), {"fields": ("sentence", "quote", "explanation")}),
        (gettext_lazy("Where it belongs"), {"fields": ("topic", "kind", "attributed_to")}),
        (gettext_lazy("Publishing"), {"fields": ("status", "reason", "confirmation")}),
        (gettext_lazy("More"), {"fields": ("slug", "tags", "fact", "came_from"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).prefetch_related("options")

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        (name, first), *others = self.fieldsets
        own = tuple(PREFIX + setting.name for setting in type_asked_for(request, obj).settings)
        return [(name, {**first, "fields": (*first["fields"], *own)}), *others]

    def get_inline_instances(self, request: HttpRequest, obj: Question | None = None) -> Any:
        """Return no table of options for a type that has none."""
        has_options = bool(columns_of(type_asked_for(request, obj)))
        return super().get_inline_instances(request, obj) if has_options else []

    def get_formset_kwargs(self, request: HttpRequest, obj: Question, inline: Any, prefix: str) -> dict[str, Any]:
        item_type = type_asked_for(request, obj)
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        kwargs["form_kwargs"] = {"item_type": item_type}
        if not obj.pk and request.method != "POST":
            kwargs["initial"] = rows_of(item_type)
        return kwargs

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "item_type": type_asked_for(request).code}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask for the type first. If it is changed later, show the form as it was typed, and store nothing yet."""
        if object_id is None and request.method == "GET" and request.GET.get("item_type") not in TYPES:
            return self.choose_type(request)
        if RETYPE_BUTTON in request.POST and request.POST.get("new_type") in TYPES:
            posted = request.POST.copy()
            posted["item_type"] = str(posted["new_type"])
            request.POST = posted  # type: ignore[assignment]  # a copy, which may be changed
        question = self.get_object(request, object_id) if object_id else None
        item_type = type_asked_for(request, question)  # type: ignore[arg-type]  # get_object gives a Question here
        extra = {"item_type": item_type, "item_types": simplest_first(), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra)

    def choose_type(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        query = request.GET.copy()
        query.pop("item_type", None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What kind of question?"),
            "opts": self.opts,
            "types": [
                (item_type, item_type.readable_stem(next(iter(item_type.examples())))) for item_type in simplest_first()
            ],
            "query": query.urlencode(),
        }
        return render(request, "admin/quizzes/question/choose_type.html", context)

    @admin.display(description=gettext_lazy("question"), ordering="stem")
    def readable(self, question: Question) -> str:
        return str(question)

    @admin.display(description=gettext_lazy("type"), ordering="item_type")
    def type_label(self, question: Question) -> Any:
        return question.type.label

    @admin.display(description=gettext_lazy("origin"), ordering="origin")
    def came_from(self, question: Question) -> Any:
        if question.origin != Question.Origin.GENERATED or question.is_untouched:
            return question.get_origin_display()
        return _("Generated, edited")

    @admin.display(description=gettext_lazy("warnings confirmed"))
    def confirmation(self, question: Question) -> str:
        if not question.confirmed_at:
            return "–"
        return _("%(reason)s (%(who)s, %(when)s)") % {
            "reason": question.confirmed_reason,
            "who": question.confirmed_by or _("somebody whose account is gone"),
            "when": timezone.localtime(question.confirmed_at).date(),
        }

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """Refuse it if somebody has answered: such a question is retired, so that results can always be looked up."""
        return super().has_delete_permission(request, obj) and not (obj and obj.was_answered)

    def get_actions(self, request: HttpRequest, *, action_location: Any = None) -> dict[str, Any]:
        where = {"action_location": action_location} if action_location else {}  # Django 6.1 and later pass it.
        actions: dict[str, Any] = super().get_actions(request, **where)
        actions.pop("delete_selected", None)  # Many questions at once are retired instead.
        return actions

    def save_model(self, request: HttpRequest, obj: Question, form: ModelForm[Question], change: Any) -> None:
        if form.cleaned_data["reason"] and obj.warnings:
            obj.confirm_warnings(form.cleaned_data["reason"], request.user, timezone.now())  # type: ignore[arg-type]
        if obj.status == Question.Status.PUBLISHED and "status" in form.changed_data:
            obj.approved_by, obj.approved_at = request.user, timezone.now()  # type: ignore[assignment]  # as above
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm[Question], formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        question = Question.objects.get(pk=form.instance.pk)
        if question.put_in_logical_order():
            self.message_user(request, _("The options are numbers or dates, so they were put in ascending order."))
        if problem := question.publishing_problem():
            self.message_user(request, problem, messages.WARNING)

    # Pages of its own

    def get_urls(self) -> list[Any]:
        preview, live = require_safe(self.preview_view), require_POST(self.live_preview_view)
        return [
            self.page("preview/", live, "live_preview", "add"),
            self.page("<path:object_id>/live-preview/", live, "live_preview_of", "change"),
            self.page("<path:object_id>/preview/", preview, "preview", "view"),
            self.page("<path:object_id>/duplicate/", require_POST(self.duplicate_view), "duplicate", "add"),
            *super().get_urls(),
        ]

    def live_preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Show the question as the form on the page has it, and store nothing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        question = self.get_object(request, object_id) if object_id else None
        form: Any = self.get_form(request, question)(request.POST, request.FILES, instance=question)
        form.is_valid()
        return render(request, "admin/quizzes/question/preview.html", preview_of(form.item, form.instance))

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        question: Any = self.get_object(request, object_id)
        context = preview_of(question.to_item(), question)
        context["citation"] = question.sentence.cite(question.quote) if question.sentence else None
        return render(request, "admin/quizzes/question/preview_page.html", {"question": question, **context})

    def duplicate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        question: Any = self.get_object(request, object_id)
        copy = question.duplicate()
        self.message_user(request, _("This is the copy. It is a draft until you publish it."), messages.SUCCESS)
        return redirect("admin:quizzes_question_change", copy.pk)

    # Bulk actions

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        now = timezone.now()
        problems = [(question, question.publish(request.user, now)) for question in queryset]  # type: ignore[arg-type]
        left_out = [(question, problem) for question, problem in problems if problem]
        count = len(queryset) - len(left_out)
        if count:
            text = ngettext("%(n)s question is published.", "%(n)s questions are published.", count) % {"n": count}
            self.message_user(request, text, messages.SUCCESS)
        for question, problem in left_out:
            self.message_user(
                request,
                _("“%(question)s” was left out. %(problem)s") % {"question": question, "problem": problem},
                messages.WARNING,
            )

    @admin.action(description=gettext_lazy("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        for question in queryset:
            question.retire()
        count = len(queryset)
        text = ngettext("%(n)s question is retired.", "%(n)s questions are retired.", count) % {"n": count}
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Duplicate"), permissions=["add"])
    def duplicate(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        copies = [question.duplicate() for question in queryset]
        text = ngettext("%(n)s copy made, as a draft.", "%(n)s copies made, as drafts.", len(copies))
        self.message_user(request, text % {"n": len(copies)}, messages.SUCCESS)


def type_asked_for(request: HttpRequest, question: Question | None = None) -> ItemType:
    """Return the type of the question on the page: as it was posted, as its address says, or as it is stored."""
    for code in (request.POST.get("item_type"), request.GET.get("item_type")):
        if code in TYPES:
            return TYPES[code]
    return question.type if question and question.item_type in TYPES else TYPES["single_choice"]


def simplest_first() -> list[ItemType]:
    """Return the types with options to choose from, then those with an answer to type, then those to put together."""
    return sorted(TYPES.values(), key=lambda item_type: (not item_type.lists_options, not item_type.accepts_options))


def preview_of(item: Item | None, question: Question) -> dict[str, Any]:
    """Return what a student will see, or what still keeps the question from being asked."""
    if item is None:
        return {}
    item_type = type_of(item)
    if problems := item_type.problems(item):
        return {"problems": problems}
    shown = {
        "stem": item.stem,
        "instruction": item_type.instruction,
        "template": item_type.template_name,
        "picture": item.picture,
        **item_type.present(item, item_type.vary(item, random.Random(1))),  # noqa: S311  # an order to look at
    }
    return {"shown": shown, "right": item_type.right_answer(item), "findings": question.lint_findings}
