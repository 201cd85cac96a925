from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items import Item, Option
from quizzes.items.base import Text

from .bare_choices import BareChoices
from .base import Problem, Reading, Record
from .markup import from_plain
from .tables.cells import from_cell, to_cell
from .tables.workbook import MEDIA_TYPE, SUFFIX, is_workbook, rows_in, written
from .xml import Unreadable

MAX_QUESTION_LENGTH, MAX_ANSWER_LENGTH = 120, 75  # characters
MAX_ANSWERS = 4
SECONDS = "20"
# Kahoot reads from below its headings, which stand where its own template has them.
LINES_ABOVE: tuple[list[str], ...] = (
    ["Quiz template"],
    [],
    ["Add questions, at least two answer alternatives, time limit and correct answers."],
)
HEADINGS_AT = 8
HEADINGS = (
    *("", "Question - max 120 characters"),
    *(f"Answer {n} - max 75 characters" for n in range(1, MAX_ANSWERS + 1)),
    *("Time limit (sec) - 5, 10, 20, 30, 60, 90, 120, or 240 secs", "Correct answer(s) - choose at least one"),
)
_MARKS = re.compile(r"\*+|\\(?=[*_\\])")
_HOLDS = ("single_choice", "multiple_response", "true_false")


class Kahoot(BareChoices):
    """The workbook from which Kahoot imports a quiz. It knows nothing but questions, answers and a time."""

    code = "kahoot"
    label = gettext_lazy("Kahoot workbook")
    suffix = ".kahoot.xlsx"
    suffixes = (SUFFIX,)
    media_type = MEDIA_TYPE
    left_out = gettext_lazy("Kahoot has no form for this question, so it is left out.")
    bare = gettext_lazy("Kahoot takes the question and its answers alone; topic, source and the rest are left behind.")
    no_pictures = gettext_lazy("A workbook holds no pictures; they are left behind.")

    def recognises(self, name: str, data: bytes) -> bool:
        """Recognise a workbook by its name only: what is in it cannot be seen from outside."""
        return "kahoot" in name.lower() and name.lower().endswith(SUFFIX) and is_workbook(data)

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        columns: dict[str, int] = {}
        try:
            for line, row in enumerate(rows_in(data), start=1):
                cells = [from_cell(value) for value in row]
                if columns:
                    _take(cells, columns, line, reading)
                else:
                    columns = _columns(cells)
        except Unreadable as error:
            reading.problems.append(error.problem)
            return reading
        if not columns:
            wrong = _("The workbook has no row of headings with a question, answers and the correct ones.")
            remedy = _("Use Kahoot's template for spreadsheets, and leave its headings as they are.")
            reading.problems.append(Problem(1, "", wrong, remedy))
        return reading

    def cut(self, record: Record) -> list[Text]:
        item = record.item
        if len(item.stem) > MAX_QUESTION_LENGTH or any(len(option.text) > MAX_ANSWER_LENGTH for option in item.options):
            return [_("Kahoot cuts questions at 120 characters and answers at 75.")]
        return []

    def holds(self, record: Record) -> bool:
        item = record.item
        return item.type in _HOLDS and 2 <= len(item.options) <= MAX_ANSWERS and bool(item.keys)

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        yield written(self._rows(records), "Quiz")

    def _rows(self, records: Iterable[Record]) -> Iterator[Sequence[str]]:
        yield from LINES_ABOVE
        for _line in range(len(LINES_ABOVE) + 1, HEADINGS_AT):
            yield []
        yield HEADINGS
        held = (record.item for record in records if self.holds(record))
        for number, item in enumerate(held, start=1):
            answers = [to_cell(_bare(option.text)) for option in item.options]
            answers += [""] * (MAX_ANSWERS - len(answers))
            keys = ",".join(str(place) for place, option in enumerate(item.options, start=1) if option.is_key)
            yield [str(number), to_cell(_bare(item.stem)), *answers, SECONDS, keys]


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return where question, answers and the correct ones stand, if this is the row of headings; else nothing."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = cell.casefold()
        if match := re.match(r"answer (\d)", name):
            columns[f"answer {match[1]}"] = place
        for word in ("question", "correct"):
            if name.startswith(word):
                columns[word] = place
    return columns if {"question", "answer 1", "answer 2", "correct"} <= columns.keys() else {}


def _take(cells: Sequence[str], columns: dict[str, int], line: int, reading: Reading) -> None:
    def cell(name: str) -> str:
        place = columns.get(name, len(cells))
        return cells[place] if place < len(cells) else ""

    if not cell("question"):
        return
    answers = [cell(f"answer {n}") for n in range(1, MAX_ANSWERS + 1)]
    right = {int(figure) for figure in re.findall(r"\d", cell("correct"))}
    if not right or any(n > MAX_ANSWERS or not answers[n - 1] for n in right):
        wrong = _("It does not say which of its answers are correct.")
        remedy = _("Write their numbers into the last column, as 2 or as 1,3.")
        reading.problems.append(Problem(line, cell("question")[:200], wrong, remedy))
        return
    options = tuple(Option(from_plain(a), float(n in right)) for n, a in enumerate(answers, start=1) if a)
    texts = tuple(option.text for option in options)
    if texts == ("True", "False") and len(right) == 1:
        code = "true_false"
    else:
        code = "single_choice" if len(right) == 1 else "multiple_response"
    reading.records.append(Record(Item(code, from_plain(cell("question")), options), line=line))


FORMAT = Kahoot()
