"""This module reads names and numbers from lists of students (CSV or XLSX). The first row may hold headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..base import Problem
from ..text import decode
from ..xml import Unreadable
from .cells import from_cell
from .workbook import is_workbook, rows_in

MAX_BYTES = 1024 * 1024
MAX_LISTED_STUDENTS = 500
_NAMES = {"name", "names", "student", "students", "nickname", "pupil"}
# These stand above a column that is no nickname and no number, in the languages in which schools write such lists. A
# list under such headings would come in with the headings as a student, and with surnames as names.
_OTHERS = {
    *("surname", "last name", "first name", "forename", "given name", "family name", "full name", "e-mail", "email"),
    *("mail", "class", "group", "nachname", "vorname", "familienname", "klasse", "nr.", "nr", "nom", "prénom"),
    *(
        "classe",
        "apellido",
        "apellidos",
        "nombre",
        "curso",
        "cognome",
        "nome",
        "sobrenome",
        "фамилия",
        "имя",
        "отчество",
    ),
    *("класс", "姓名", "姓", "名", "班级", "学号"),
}
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_NUMBERS = {"id", "number", "no", "no.", "student id", "student number", "matriculation number"}


@dataclass(frozen=True, slots=True)
class Listed:
    line: int
    name: str
    number: str


@dataclass(slots=True)
class Roster:
    """What a list of students gives. If there is a problem, none of it may be taken in."""

    students: list[Listed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_roster(data: bytes) -> Roster:
    """Return everything that the list holds. It never raises for what a file may hold."""
    roster = Roster()
    if len(data) > MAX_BYTES:
        wrong = _("The file is larger than %(n)s MB, which no list of a class is.") % {"n": MAX_BYTES // 1024**2}
        roster.problems.append(Problem(1, "", wrong, _("Copy the names into a new table.")))
        return roster
    try:
        _read_rows(rows_in(data) if is_workbook(data) else _csv_rows(data), roster)
    except Unreadable as error:
        roster.problems.append(error.problem)
    except csv.Error:
        wrong = _("The table cannot be read: perhaps a quotation mark is never closed.")
        roster.problems.append(Problem(1, "", wrong, _("Save it anew as CSV or XLSX.")))
    if not (roster.students or roster.problems):
        wrong = _("There is nobody in this file.")
        roster.problems.append(Problem(1, "", wrong, _("Put one student in each row: the name, then the number.")))
    return roster


def _csv_rows(data: bytes) -> Iterator[Sequence[object]]:
    text = decode(data)
    if _NO_TEXT.search(text):
        wrong = _("This is no table: it is neither CSV nor XLSX.")
        raise Unreadable(wrong, _("Save the list as CSV or XLSX."), 1)
    first = text[:2000].partition("\n")[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))


def _read_rows(rows: Iterable[Sequence[object]], roster: Roster) -> None:
    name_at, number_at = 0, 1
    for line, row in enumerate(rows, start=1):
        cells = [from_cell(value) for value in row[:50]]
        if not any(cells):
            continue
        headings = [" ".join(cell.casefold().split()) for cell in cells]
        if not roster.students and not roster.problems and _NAMES & set(headings):
            name_at = next(place for place, heading in enumerate(headings) if heading in _NAMES)
            number_at = next((place for place, heading in enumerate(headings) if heading in _NUMBERS), len(cells))
            continue
        if not roster.students and not roster.problems and _OTHERS & set(headings):
            wrong = _("The first row looks like headings, and none of them says which column has the names.")
            hint = _("Write “Name” above the names, and “Number” above the numbers if there are some.")
            roster.problems.append(Problem(line, ", ".join(cells)[:200], wrong, hint))
            return
        name, number = (cells[at] if at < len(cells) else "" for at in (name_at, number_at))
        if not name:
            wrong = _("This row has no name.")
            text = next(cell for cell in cells if cell)[:200]
            roster.problems.append(Problem(line, text, wrong, _("Write one into its column, or delete the row.")))
        else:
            roster.students.append(Listed(line, name, number))
        if len(roster.students) > MAX_LISTED_STUDENTS:
            wrong = _("There are more than %(n)s students in it.") % {"n": MAX_LISTED_STUDENTS}
            roster.problems.append(Problem(line, "", wrong, _("Make several classes of them.")))
            return
