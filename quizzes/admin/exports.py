"""Export questions into files: choose which, in which format, and see what the file will leave behind."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe

from quizzes.forms.admin.exchange import MAX_CHOSEN_QUESTIONS, ExportForm
from quizzes.models import Question
from quizzes.models.exchange.exports import Export

from .base import QuizModelAdmin

MAX_SHOWN_LOSSES = 100  # kinds of losses on the page
EXAMPLES_PER_LOSS = 3  # questions named for each
MAX_CHECKED_QUESTIONS = 2_000  # questions whose losses are worked out while somebody waits


class ExportMixin(QuizModelAdmin):
    """A mixin for the admin of questions: it exports them."""

    def get_urls(self) -> list[Any]:
        return [
            self.page("export/", require_safe(self.export_view), "export", "view"),
            self.page("export/file/", require_safe(self.export_file_view), "export_file", "view"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        form = ExportForm(request.GET if "format" in request.GET else None, initial=request.GET.dict())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export questions"),
            "opts": self.opts,
            "form": form,
            "chosen_count": len([part for part in request.GET.get("chosen", "").split(",") if part]),
        }
        if form.is_bound and form.is_valid():
            context |= outlook(form.questions(), form)
            context["file_url"] = f"{reverse('admin:quizzes_question_export_file')}?{request.GET.urlencode()}"
        return render(request, "admin/quizzes/exchange/export.html", context)

    def export_file_view(self, request: HttpRequest) -> HttpResponseBase:
        form = ExportForm(request.GET)
        if not form.is_valid():
            return redirect(f"{reverse('admin:quizzes_question_export')}?{request.GET.urlencode()}")
        file_format = form.file_format
        response = StreamingHttpResponse(
            Export(form.questions(), file_format).pieces(), content_type=file_format.media_type
        )
        name = f"questions-{timezone.localdate():%Y-%m-%d}{file_format.suffix}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @admin.action(description=gettext_lazy("Export"), permissions=["view"])
    def export_chosen(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        chosen = [str(pk) for pk in queryset.values_list("pk", flat=True)[: MAX_CHOSEN_QUESTIONS + 1]]
        if len(chosen) > MAX_CHOSEN_QUESTIONS:
            text = _("At most %(n)s questions can be chosen one by one. Export a topic, or all of them.")
            self.message_user(request, text % {"n": MAX_CHOSEN_QUESTIONS})
            return None
        return redirect(f"{reverse('admin:quizzes_question_export')}?chosen={','.join(chosen)}")


def outlook(questions: QuerySet[Question], form: ExportForm) -> dict[str, Any]:
    """Return how many questions the file will have, and what it leaves behind."""
    count = questions.count()
    looked_at = questions.filter(pk__in=list(questions.values_list("pk", flat=True)[:MAX_CHECKED_QUESTIONS]))
    names_by_loss: dict[str, list[str]] = {}
    for loss in Export(looked_at, form.file_format).losses():
        names_by_loss.setdefault(str(loss.what), []).append(loss.name)
    most_first = sorted(names_by_loss.items(), key=lambda entry: -len(entry[1]))
    return {
        "question_count": count,
        "losses": [(what, len(names), names[:EXAMPLES_PER_LOSS]) for what, names in most_first[:MAX_SHOWN_LOSSES]],
        "looked_at": MAX_CHECKED_QUESTIONS if count > MAX_CHECKED_QUESTIONS else 0,
        "format_label": form.file_format.label,
    }
