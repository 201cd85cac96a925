"""The layout of our tables: a row for each question, under a row of headings.

type, question, topic, explanation, tags, id, name, settings (as JSON), quote, place, source, link, licence; then for
each option four columns: option 1, share 1 (of the mark: 1, 0.5, x …), belongs to 1, feedback 1, and so on. A row
without a question continues the options of the row before it. Only "question" has to be there; the order is free.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from quizzes.items import TYPES, Item, Option
from quizzes.items.base import Text

from ..base import Citation, Loss, Problem, Reading, Record
from .cells import from_cell, share_of

OPTIONS_PER_ROW = 8  # options in a row
FIELDS = (
    *("type", "question", "topic", "explanation", "tags", "id", "name", "settings"),
    *("quote", "place", "source", "link", "licence"),
)
OPTION_FIELDS = ("option", "share", "belongs to", "feedback")
HEADINGS = (*FIELDS, *(f"{field} {n}" for n in range(1, OPTIONS_PER_ROW + 1) for field in OPTION_FIELDS))
BETWEEN_TOPICS = " / "
MAX_ROWS = 100_000
MAX_PROBLEMS = 1000
_NUMBERED = re.compile(r"(option|share|belongs to|feedback) (\d{1,3})")


def rows_of(record: Record) -> Iterator[list[str]]:
    """Yield the rows of a question, as texts under HEADINGS."""
    item, cited = record.item, record.citation
    settings = json.dumps(dict(item.params), ensure_ascii=False) if item.params else ""
    first = [
        *(item.type, item.stem, BETWEEN_TOPICS.join(record.topic), record.explanation, ", ".join(record.tags)),
        *(record.id, record.name, settings),
        *((cited.quote, cited.ref, cited.source, cited.url, cited.licence) if cited else ("",) * 5),
    ]
    options = [_cells_of(option) for option in item.options]
    yield first + [cell for option in options[:OPTIONS_PER_ROW] for cell in option]
    for start in range(OPTIONS_PER_ROW, len(options), OPTIONS_PER_ROW):
        yield [""] * len(FIELDS) + [cell for option in options[start : start + OPTIONS_PER_ROW] for cell in option]


def _cells_of(option: Option) -> list[str]:
    share = f"{option.fraction:.10g}" if option.fraction else ""
    return [option.text, share, option.match, option.feedback]


def losses_of(record: Record) -> list[Text]:
    pictures = [record.item.picture, *(option.picture for option in record.item.options)]
    return [_("A table holds no pictures; they are left behind.")] if any(pictures) else []


def read_rows(rows: Iterable[Sequence[object]], reading: Reading) -> None:
    """Take all rows into the reading. The first that has a "question" in it holds the headings."""
    columns: dict[str, int] | None = None
    entry: list[dict[str, str]] = []
    begun = 0
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS or len(reading.problems) >= MAX_PROBLEMS:
            reading.problems.append(_too_many(number))
            return
        cells = [from_cell(value) for value in row]
        if not any(cells):
            continue
        if columns is None:
            columns = _headings(cells)
            continue
        values = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        if values.get("question"):
            _take(entry, begun, reading)
            entry, begun = [values], number
        elif entry:
            entry.append(values)
        else:
            reading.problems.append(_without_question(number, cells))
    if columns is None:
        reading.problems.append(_without_headings())
    _take(entry, begun, reading)


def _headings(cells: Sequence[str]) -> dict[str, int] | None:
    names = [" ".join(cell.casefold().split()) for cell in cells]
    return {name: place for place, name in enumerate(names) if name} if "question" in names else None


def _take(entry: list[dict[str, str]], line: int, reading: Reading) -> None:
    if not entry:
        return
    first = entry[0]
    options, problem = _options(entry, line)
    params = _params(first.get("settings", ""))
    code = (first.get("type") or _guess(options)).casefold().replace(" ", "_").replace("-", "_")
    if params is None:
        problem = Problem(
            line,
            first["settings"][:200],
            _("Its settings cannot be read."),
            _("Leave the cell empty, or write JSON into it, as our own tables have it."),
        )
    elif code not in TYPES:
        problem = Problem(
            line,
            first["type"][:200],
            _("There is no such type of question."),
            _("Write one of these: %(codes)s.") % {"codes": ", ".join(TYPES)},
        )
    if problem:
        reading.problems.append(problem)
        return
    record = Record(
        Item(code, first["question"], tuple(options), params or {}),
        name=first.get("name", ""),
        id=first.get("id", ""),
        topic=tuple(part.strip() for part in first.get("topic", "").split(BETWEEN_TOPICS) if part.strip()),
        explanation=first.get("explanation", ""),
        tags=tuple(tag.strip() for tag in first.get("tags", "").split(",") if tag.strip()),
        citation=_citation(first),
        line=line,
    )
    reading.records.append(record)
    known = {*FIELDS, "option", "share", "belongs to", "feedback"}
    others = [name for name, value in first.items() if value and name not in known and not _NUMBERED.fullmatch(name)]
    reading.losses += [
        Loss(
            line, record.name or record.item.stem[:80], _("The column “%(name)s” is left behind.") % {"name": name[:80]}
        )
        for name in others
    ]


def _options(entry: list[dict[str, str]], line: int) -> tuple[list[Option], Problem | None]:
    options: list[Option] = []
    for values in entry:
        most = max((int(match[2]) for name in values if (match := _NUMBERED.fullmatch(name))), default=0)
        for number in range(1, most + 1):
            text, share, partner, feedback = (values.get(f"{field} {number}", "") for field in OPTION_FIELDS)
            if not (text or partner):
                continue
            fraction = share_of(share)
            if fraction is None:
                wrong = _("That is no share of the mark.")
                remedy = _("Write 1 for a right option, and nothing for a wrong one.")
                return [], Problem(line, share[:200], wrong, remedy)
            options.append(Option(text, fraction, partner, feedback))
    return options, None


def _guess(options: Sequence[Option]) -> str:
    """Guess the type of a question that names none from its options."""
    if not options:
        return "essay"
    if any(option.match for option in options):
        return "matching"
    if all(option.is_key for option in options):
        return "short_answer"
    return "single_choice" if sum(option.is_key for option in options) == 1 else "multiple_response"


def _params(text: str) -> dict[str, object] | None:
    if not text:
        return {}
    try:
        params = json.loads(text[:10_000])
    except (ValueError, RecursionError):
        return None
    return params if isinstance(params, dict) else None


def _citation(values: dict[str, str]) -> Citation | None:
    cited = Citation(*(values.get(name, "") for name in ("quote", "source", "place", "link", "licence")))
    return cited if cited.quote else None


def _too_many(line: int) -> Problem:
    return Problem(line, "", _("The table is too long, or has too many faults."), _("Split it into smaller ones."))


def _without_question(line: int, cells: Sequence[str]) -> Problem:
    text = next(cell for cell in cells if cell)[:200]
    return Problem(
        line,
        text,
        _("This row has no question."),
        _("Write one into its column, or delete what else stands in the row."),
    )


def _without_headings() -> Problem:
    return Problem(
        1,
        "",
        _("The table has no row of headings with a column “question”."),
        _("Put the headings into the first row: %(names)s.") % {"names": ", ".join(HEADINGS[:17])},
    )
