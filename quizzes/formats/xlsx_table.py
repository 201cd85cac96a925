from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils.translation import gettext_lazy as _

from quizzes.items.base import Text

from .base import Format, Reading, Record
from .comparing import comes_back
from .tables.cells import to_cell
from .tables.layout import HEADINGS, losses_of, read_rows, rows_of
from .tables.workbook import MEDIA_TYPE, SUFFIX, is_workbook, rows_in, written
from .xml import Unreadable


class XLSXTable(Format):
    """Tables as Excel workbooks, laid out as in tables/layout.py. The first sheet is read."""

    code = "xlsx"
    label = _("Excel workbook")
    suffix = SUFFIX
    suffixes = (SUFFIX,)
    media_type = MEDIA_TYPE

    def recognises(self, name: str, data: bytes) -> bool:
        return name.lower().endswith(SUFFIX) or is_workbook(data)

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        try:
            read_rows(rows_in(data), reading)
        except Unreadable as error:
            reading.problems.append(error.problem)
        return reading

    def losses(self, record: Record) -> list[Text]:
        return losses_of(record) or comes_back(self, record)

    def holds(self, record: Record) -> bool:
        return True

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the file all at once: a workbook is finished before its first byte is known."""
        rows = (row for record in records for row in rows_of(record))
        yield written(chain([HEADINGS], ([to_cell(cell) for cell in row] for row in rows)), "Questions")


FORMAT = XLSXTable()
