"""Show what has to be confirmed after the text of a source has changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quizzes.forms.admin.staleness import ConfirmForm
from quizzes.models import Fact, Question
from quizzes.models.bank.staleness import NotStale, confirm, doubts


class StalenessMixin:
    """A mixin for the admin of sources: a page lists what is stale, each with the sentence where it may stand now."""

    def get_urls(self) -> list[Any]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.stale_view)
        return [self.page("stale/", view, "stale", "view"), *super().get_urls()]  # type: ignore[misc,attr-defined]  # of the admin

    def stale_view(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return self._confirm(request)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # of the admin
            "title": _("To confirm: the text has changed"),
            "opts": self.opts,  # type: ignore[attr-defined]  # of the admin
            "waiting": [(doubt, ConfirmForm.of(doubt), _page_of(doubt.row)) for doubt in doubts()],
        }
        return render(request, "admin/quizzes/source/stale.html", context)

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            raise Http404
        row = form.cleaned_data["row"]
        if not request.user.has_perm(f"quizzes.change_{row._meta.model_name}"):
            raise PermissionDenied
        try:
            confirm(row, form.cleaned_data["sentence"], form.cleaned_data["quote"])
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        except NotStale:
            messages.info(request, _("“%(row)s” was confirmed already.") % {"row": row})
        else:
            messages.success(request, _("“%(row)s” is confirmed and in use again.") % {"row": row})
        return redirect("admin:quizzes_source_stale")


def _page_of(row: Fact | Question) -> str:
    return reverse(f"admin:quizzes_{row._meta.model_name}_change", args=[row.pk])


class CitingMixin:
    """A mixin for the admin of what stands on a sentence: saving it with a sentence of the text ends its staleness."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if obj.stale_since and obj.sentence and obj.sentence.is_gone:
            text = _("It stays out of use: its sentence is no longer in the text. Choose the one it stands on now.")
            messages.warning(request, text)
        elif obj.stale_since and obj.sentence:
            obj.stale_since = None
        super().save_model(request, obj, form, change)  # type: ignore[misc]  # of the admin
