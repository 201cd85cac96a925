"""This module reads the rows of workbooks (XLSX) and writes them. What comes in is checked before it is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from ..qti.packages import Package
from ..xml import Unreadable

MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 20 * 1024 * 1024  # bytes
MAX_COLUMNS = 512
SUFFIX = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_workbook(data: bytes) -> bool:
    """Say whether the data is a workbook, by the names of its members as well: all zip files begin alike."""
    return data.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in data[:65_536]


def rows_in(data: bytes) -> Iterator[Sequence[object]]:
    """Yield the rows of the first sheet. Raises Unreadable."""
    _check(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # What a file says of its size is not to be believed.
        for row in sheet.iter_rows(values_only=True):
            yield row[:MAX_COLUMNS]
    # What openpyxl raises for a damaged file depends on where the damage is.
    except Exception as error:
        if isinstance(error, Unreadable):
            raise
        raise _damaged() from None


def _check(data: bytes) -> None:
    package = Package(data)
    names = list(package)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        unpacked = sum(info.file_size for info in opened.infolist())
    if len(names) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable(
            _("The workbook unpacks to far more than a table of questions needs."),
            _("Copy the questions into a new workbook, without pictures and formats."),
        )


def _damaged() -> Unreadable:
    return Unreadable(
        _("The workbook is damaged, or no workbook."), _("Open it in a spreadsheet program and save it anew as XLSX.")
    )


def written(rows: Iterable[Sequence[str | float | None]], title: str) -> bytes:
    """Return a workbook with one sheet. Every text in it stays a text, whatever it looks like."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: str | float | None) -> object:
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # a write-only sheet
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
