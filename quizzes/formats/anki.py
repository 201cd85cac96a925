from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items import Item, Option, type_of
from quizzes.items.base import Text

from .base import MAX_BYTES, Format, Loss, Problem, Reading, Record
from .comparing import comes_back
from .markup import from_html, from_plain, to_html, to_inline_html
from .text import decode, part_citation, with_citation

SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
HEADERS = "#separator:tab\n#html:true\n#notetype:Basic\n#guid column:1\n#deck column:2\n#tags column:5\n"


class Anki(Format):
    """Notes of Anki as text. Each is a card with the question in front and the right answer behind it.

    A card asks for what is known by heart, so only a short answer with one accepted form comes back as what it was.
    """

    code = "anki"
    label = gettext_lazy("Anki notes")
    suffix = ".anki.txt"
    suffixes = (".anki.txt", ".txt")
    media_type = "text/plain; charset=utf-8"

    def recognises(self, name: str, data: bytes) -> bool:
        return decode(data[:200]).startswith(("#separator:", "#html:", "#notetype", "#deck", "#guid"))

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        if len(data) > MAX_BYTES:
            wrong, remedy = _("The file is larger than 20 MB."), _("Split it, and send its parts one by one.")
            reading.problems.append(Problem(1, "", wrong, remedy))
            return reading
        text = decode(data)
        headers, body, above = _parted(text)
        separator = SEPARATORS.get(headers.get("separator", "tab").lower(), headers.get("separator", "\t")[:1] or "\t")
        rows = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
        try:
            for row in rows:
                if any(cell.strip() for cell in row):
                    _take(row, headers, above + rows.line_num, reading)
        except csv.Error:
            wrong = _("From here on the notes cannot be read: perhaps a quotation mark is never closed.")
            reading.problems.append(
                Problem(above + rows.line_num, "", wrong, _("Export the notes anew, as plain text with its headers."))
            )
        if not (reading.records or reading.problems):
            wrong = _("There is no note in this file.")
            reading.problems.append(Problem(1, "", wrong, _("Export notes from Anki as plain text.")))
        return reading

    def losses(self, record: Record) -> list[Text]:
        item = record.item
        if not self.holds(record):
            return [_("It has no right answer for the back of a card, so it is left out.")]
        if item.type != "short_answer" or len(item.options) > 1:
            return [_("A card has the question in front and the right answer behind; the rest is left behind.")]
        if item.picture or item.options[0].picture:
            return [_("The text of notes holds no pictures; they are left behind.")]
        if record.name or item.options[0].feedback or item.params:
            return [_("The name, the feedback to an answer and settings are left behind.")]
        return comes_back(self, record)

    def holds(self, record: Record) -> bool:
        return bool(type_of(record.item).right_answer(record.item)) if record.item.options else False

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        yield HEADERS.encode()
        for record in records:
            if self.holds(record):
                yield _line(record).encode()


def _line(record: Record) -> str:
    item = record.item
    item_type = type_of(item)
    front = to_html(item_type.readable_stem(item))
    if item_type.lists_options:
        front += "<ul>" + "".join(f"<li>{to_inline_html(option.text)}</li>" for option in item.options) + "</ul>"
    right = item.options[0].text if item.type == "short_answer" else item_type.right_answer(item)
    said = with_citation(record.explanation, record.citation)
    back = to_html(from_plain(right)) + (f"<hr>{to_html(said)}" if said else "")
    tags = " ".join(tag.replace(" ", "_") for tag in record.tags)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerow(
        [record.id, "::".join(record.topic), front, back, tags]
    )
    return out.getvalue()


def _parted(text: str) -> tuple[dict[str, str], str, int]:
    """Return the headers, the text below them, and the number of lines in which they stand."""
    headers: dict[str, str] = {}
    lines = 0
    while text.startswith("#"):
        line, _newline, text = text.partition("\n")
        name, _colon, value = line[1:].partition(":")
        headers[name.strip().lower()] = value.strip() if name.strip().lower() != "separator" else value
        lines += 1
    return headers, text, lines


def _take(row: list[str], headers: dict[str, str], line: int, reading: Reading) -> None:
    special = {
        name: int(place) - 1
        for name in ("guid", "deck", "tags", "notetype")
        if (place := headers.get(f"{name} column", "")).isdecimal() and 0 < int(place) < 100
    }
    fields = [cell for place, cell in enumerate(row) if place not in special.values()]
    values = {name: row[place].strip() for name, place in special.items() if place < len(row)}
    if len(fields) < 2 or not fields[0].strip() or not fields[1].strip():
        wrong = _("The note has no front and back.")
        reading.problems.append(Problem(line, " ".join(row)[:200], wrong, _("Write both, with a tab between them.")))
        return
    answer, _rule, said = fields[1].partition("<hr>")
    is_html = headers.get("html", "false").lower() == "true"
    texts = [from_html(part) if is_html else (from_plain(part.strip()), False) for part in (fields[0], answer, said)]
    (stem, _l1), (back, _l2), (told, _l3) = texts
    explanation, citation = part_citation(told)
    deck = values.get("deck", headers.get("deck", ""))
    record = Record(
        Item("short_answer", stem, (Option(back.replace("\\", ""), 1.0),)),
        id=values.get("guid", ""),
        topic=tuple(part.strip() for part in deck.split("::") if part.strip()),
        explanation=explanation,
        tags=tuple(values.get("tags", "").split()),
        citation=citation,
        line=line,
    )
    reading.records.append(record)
    lost = [_("Formatting other than bold and italics is left behind.")] if any(lossy for _text, lossy in texts) else []
    lost += [_("Fields behind the second are left behind.")] if any(cell.strip() for cell in fields[2:]) else []
    reading.losses += [Loss(line, stem[:80], what) for what in lost]


FORMAT = Anki()
