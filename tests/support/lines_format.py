"""A format of its own for tests of what surrounds the formats: one JSON object a line."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator

from quizzes.formats import Citation, Format, Loss, Problem, Reading, Record
from quizzes.items import Item, Option


class LinesFormat(Format):
    code = "lines"
    label = "Lines"
    suffix = ".lines"
    suffixes = (".lines",)
    media_type = "text/plain"

    def recognises(self, name, data):
        return name.endswith(".lines")

    def read(self, data):
        reading = Reading()
        for number, line in enumerate(data.decode().splitlines(), start=1):
            try:
                row = json.loads(line)
            except ValueError:
                reading.problems.append(Problem(number, line[:80], "This line is no JSON.", "Correct the line."))
                continue
            for what in row.pop("lost", []):
                reading.losses.append(Loss(number, row.get("name", ""), what))
            row["citation"] = Citation(**row["citation"]) if row.get("citation") else None
            row["files"] = {name: base64.b64decode(data) for name, data in row.get("files", {}).items()}
            row["item"] = Item.from_json(row["item"])
            row["topic"], row["tags"] = tuple(row.get("topic", ())), tuple(row.get("tags", ()))
            reading.records.append(Record(**row, line=number))
        return reading

    def losses(self, record):
        return ["The tags are left behind."] if record.tags else []

    def holds(self, record):
        return record.item.type != "cloze"

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        for record in filter(self.holds, records):
            yield line_of(record)


def line_of(record: Record, **more) -> bytes:
    citation = record.citation
    row = {
        "item": record.item.to_json(),
        "name": record.name,
        "id": record.id,
        "topic": record.topic,
        "explanation": record.explanation,
        "citation": citation and {name: getattr(citation, name) for name in Citation.__slots__},
        "files": {name: base64.b64encode(data).decode() for name, data in record.files.items()},
        **more,
    }
    return json.dumps(row).encode() + b"\n"


def file_of(*records: Record) -> bytes:
    return b"".join(map(line_of, records))


def record(stem: str = "In which year was the SCO established?", **fields) -> Record:
    options = (Option("1998"), Option("2001", 1.0), Option("2006", feedback="It was five years old."))
    return Record(Item("single_choice", stem, options), **fields)
