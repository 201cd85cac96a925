from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items.base import Text

from .base import Format, Problem, Reading, Record
from .comparing import comes_back
from .tables.cells import to_cell
from .tables.layout import HEADINGS, losses_of, read_rows, rows_of
from .text import decode, too_much

BOM = "\ufeff"  # without it, some spreadsheet programs take UTF-8 for something else


MAX_FIRST_LINE = 100_000  # characters


class CSVTable(Format):
    """Tables as CSV, laid out as in tables/layout.py.

    They are written with commas. They are read with commas, semicolons or tabs, whichever the headings have most of.
    """

    code = "csv"
    label = gettext_lazy("CSV table")
    suffix = ".csv"
    suffixes = (".csv", ".tsv")
    media_type = "text/csv; charset=utf-8"

    def recognises(self, name: str, data: bytes) -> bool:
        return name.lower().endswith(self.suffixes)

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        if refused := too_much(data):
            return Reading(problems=[refused])
        text = decode(data)
        if "\n" not in text[:MAX_FIRST_LINE] and len(text) > MAX_FIRST_LINE:
            wrong = _("Its first line is longer than any row of headings.")
            return Reading(problems=[Problem(1, text[:200], wrong, _("Put the headings into the first row."))])
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        try:
            read_rows(rows, reading)
        except csv.Error:
            wrong = _("From here on the table cannot be read: perhaps a quotation mark is never closed.")
            remedy = _("Look at the row in a spreadsheet program, and save the table anew as CSV.")
            reading.problems.append(Problem(rows.line_num, "", wrong, remedy))
        return reading

    def losses(self, record: Record) -> list[Text]:
        return losses_of(record) or comes_back(self, record)

    def holds(self, record: Record) -> bool:
        return True

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        yield (BOM + _line(HEADINGS)).encode()
        for record in records:
            for row in rows_of(record):
                yield _line([to_cell(cell) for cell in row]).encode()


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _delimiter(text: str) -> str:
    headings = text[:5000].partition("\n")[0]
    return max(",;\t", key=headings.count)


FORMAT = CSVTable()
