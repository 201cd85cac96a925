"""Moodle XML, as Moodle 2 to 5 export and import it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.formats.base import MAX_QUESTIONS, Format, Reading, Record
from quizzes.formats.text import too_many_questions
from quizzes.formats.xml import Unreadable, each_child, text_of
from quizzes.items.base import Text

from .reading import read_question
from .writing import WRITTEN, category, what_is_lost, write_question

_ROOT = re.compile(rb"<quiz[\s>]")
_CONTEXT = re.compile(r"\$[\w-]+\$")


class MoodleXML(Format):
    """Moodle XML. Any question bank that Moodle exports is read; what is written keeps to the types of Moodle itself.

    Categories are topics, without "top" and the context ($course$) above them.
    """

    code = "moodle_xml"
    label = gettext_lazy("Moodle XML")
    suffix = ".xml"
    suffixes: ClassVar[tuple[str, ...]] = (".xml",)
    media_type = "application/xml"

    def recognises(self, name: str, data: bytes) -> bool:
        return bool(_ROOT.search(data.replace(b"\x00", b"")[:4096]))  # This holds in UTF-16 as well.

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        if data.count(b"<question ") > MAX_QUESTIONS:
            return Reading(problems=[too_many_questions(1)])
        topic: tuple[str, ...] = ()

        def take(element: Element, line: int) -> None:
            nonlocal topic
            if element.tag != "question":
                return
            if element.get("type") == "category":
                topic = path_of(text_of(element.find("category")))
                return
            record, losses = read_question(element, line, topic)
            reading.losses.extend(losses)
            if record is not None:
                reading.records.append(record)

        try:
            each_child(data, take)
        except Unreadable as error:
            return Reading(problems=[error.problem])
        return reading

    def losses(self, record: Record) -> list[Text]:
        losses = what_is_lost(record)
        if not losses and self.read(b"".join(self.write([record]))).records != [record]:
            losses.append(_("Some of its details have no form in Moodle XML, such as spaces at the ends of a text."))
        return losses

    def holds(self, record: Record) -> bool:
        return record.item.type in WRITTEN

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        yield b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
        topic: tuple[str, ...] = ()
        for record in filter(self.holds, records):
            if record.topic != topic:
                topic = record.topic
                yield category(topic).encode(errors="replace")
            yield write_question(record).encode(errors="replace")
        yield b"</quiz>\n"


def path_of(category: str) -> tuple[str, ...]:
    """Return the names of a path; Moodle writes a slash inside a name as two."""
    names = [name.strip().replace("//", "/") for name in re.split(r"(?<!/)/(?!/)", category.strip())]
    if names and _CONTEXT.fullmatch(names[0]):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(filter(None, names))


FORMAT = MoodleXML()
