"""Send tables as files for other programs; every cell is safe for whoever opens it there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from quizzes.formats.tables.cells import to_cell
from quizzes.formats.tables.workbook import MEDIA_TYPE, written

Value = str | float | None
Rows = Iterable[Iterable[Value]]


def as_csv(rows: Rows, name: str) -> HttpResponse:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(_safe(rows))
    return _file("\ufeff" + out.getvalue(), name, "text/csv; charset=utf-8", "csv")


def as_xlsx(rows: Rows, name: str, sheet: str) -> HttpResponse:
    return _file(written(_safe(rows), sheet), name, MEDIA_TYPE, "xlsx")


def _safe(rows: Rows) -> Iterable[list[Value]]:
    """Defuse the texts, and leave numbers to calculate with; only the type tells them apart, never how they look."""
    return ([to_cell(value) if isinstance(value, str) else value for value in row] for row in rows)


def _file(content: str | bytes, name: str, media_type: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    file_name = f"{slugify(name) or 'class'}-{timezone.localdate():%Y-%m-%d}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
