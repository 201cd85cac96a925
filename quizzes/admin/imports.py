"""Import files of questions: send one, have it checked, look at the report, store it."""

from __future__ import annotations

import csv
import io
import threading
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes.formats.tables.cells import to_cell
from quizzes.forms.admin.exchange import ImportForm
from quizzes.models import Import
from quizzes.models.exchange.imports import shown_name
from quizzes.models.exchange.question_import import Verdict

from .base import QuizModelAdmin

MAX_INLINE_BYTES = 100_000  # bytes: a file up to here is worked on in the request itself
MAX_SHOWN_ROWS = 100  # rows of each table on the page; the file for downloading has all


class ImportMixin(QuizModelAdmin):
    """A mixin for the admin of questions: it imports them."""

    def get_urls(self) -> list[Any]:
        here = "import/<int:import_pk>/"
        send, store = require_http_methods(["GET", "HEAD", "POST"])(self.import_view), require_POST(self.store_view)
        return [
            self.page("import/", send, "import", "add"),
            self.page(here, require_safe(self.import_report_view), "import_report", "add"),
            self.page(f"{here}store/", store, "import_store", "add"),
            self.page(f"{here}report.csv", require_safe(self.import_csv_view), "import_csv", "add"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        if not form.is_valid():
            context = {"title": _("Import questions"), "form": form}
            return self._page(request, "upload", context, status=422 if form.is_bound else 200)
        Import.objects.visible_to(request.user).abandoned(timezone.now()).delete()  # type: ignore[arg-type]
        job = Import.objects.create(
            user=request.user,  # type: ignore[misc]  # nobody anonymous gets here
            name=shown_name(form.cleaned_data["file"].name),
            format=form.file_format.code,
            topic=form.cleaned_data["topic"],
            data=form.data_sent,
        )
        set_to_work(job)
        return redirect("admin:quizzes_question_import_report", job.pk)

    def import_report_view(self, request: HttpRequest, import_pk: int) -> HttpResponse:
        """Show how far the import is, then what was found, then what was stored. This restarts one that has stopped."""
        job = import_of(request, import_pk)
        set_to_work(job)
        context = {"title": _("Import of %(file)s") % {"file": job.name}, "job": job, **report_of(job)}
        if request.htmx and job.is_at_work:  # type: ignore[attr-defined]  # set by its middleware
            return self._page(request, "report", context, part="#import")
        return self._page(request, "report", context)

    def store_view(self, request: HttpRequest, import_pk: int) -> HttpResponse:
        job = import_of(request, import_pk)
        if job.confirm():
            job.refresh_from_db()
            set_to_work(job)
        else:
            self.message_user(request, _("Nothing was left to be stored."), messages.WARNING)
        return redirect("admin:quizzes_question_import_report", job.pk)

    def import_csv_view(self, request: HttpRequest, import_pk: int) -> HttpResponse:
        job = import_of(request, import_pk)
        response = HttpResponse(csv_of(job), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slugify(job.name)[:60] or "import"}-report.csv"'
        return response

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200, part: str = ""
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/quizzes/exchange/{name}.html{part}", context, status=status)


def import_of(request: HttpRequest, pk: int) -> Import:
    """Return an import to whoever sent the file. Raises Http404 for all others."""
    imports = Import.objects.visible_to(request.user)  # type: ignore[arg-type]  # nobody anonymous gets here
    return get_object_or_404(imports.select_related("topic"), pk=pk)


def set_to_work(job: Import) -> None:
    """Work on a small file at once, and on a large one in a thread.

    Whoever looks at an import whose thread has died starts another.
    """
    if not job.is_at_work:
        return
    if len(job.data) <= MAX_INLINE_BYTES:
        job.work()
    else:
        threading.Thread(target=work_alone, args=(job.pk,), daemon=True, name=f"import-{job.pk}").start()


def work_alone(pk: int) -> None:
    try:
        Import.objects.get(pk=pk).work()
    finally:
        connection.close()


def report_of(job: Import) -> dict[str, Any]:
    """Return what the page says: a sentence for each count, and the first rows of each table."""
    counts = job.report.get("counts", {})
    questions = reverse("admin:quizzes_question_changelist")
    return {
        "counts": [(label, counts[verdict]) for verdict, label in verdicts(job).items() if counts.get(verdict)],
        "problems": job.problems[:MAX_SHOWN_ROWS],
        "problem_count": len(job.problems),
        "losses": job.report.get("losses", [])[:MAX_SHOWN_ROWS],
        "loss_count": len(job.report.get("losses", [])),
        "rows": [
            {**row, "verdict": verdicts(job)[row["verdict"]]} for row in job.report.get("rows", [])[:MAX_SHOWN_ROWS]
        ],
        "row_count": len(job.report.get("rows", [])),
        "questions_url": f"{questions}?imported_in__id__exact={job.pk}",
    }


def verdicts(job: Import) -> dict[str, str]:
    is_stored = job.state == Import.State.STORED
    return {
        Verdict.NEW.value: _("New, stored as drafts") if is_stored else _("New: will be stored as drafts"),
        Verdict.CHANGED.value: _("Changed") if is_stored else _("Changed in the file: will be changed here, as drafts"),
        Verdict.UNCHANGED.value: _("The same as here already"),
        Verdict.LEFT_ALONE.value: _("Left alone, since they belong to a person or to the generator"),
        Verdict.CLASH.value: _("Twice in the file: taken once"),
    }


def csv_of(job: Import) -> str:
    """Return the whole report as a table that is safe to open in a spreadsheet."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_("Line"), _("Question"), _("What"), _("What to do")])
    for row in job.problems:
        table.writerow([row["line"], *map(to_cell, (row["text"], row["wrong"], row["remedy"]))])
    for row in job.report.get("losses", []):
        table.writerow([row["line"], to_cell(row["name"]), to_cell(row["what"]), ""])
    for row in job.report.get("rows", []):
        table.writerow([row["line"], to_cell(row["name"]), verdicts(job)[row["verdict"]], ""])
    return "\ufeff" + out.getvalue()
