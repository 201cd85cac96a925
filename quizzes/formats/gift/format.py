from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items import Item
from quizzes.items.base import Text

from ..base import MAX_QUESTIONS, Format, Loss, Problem, Reading, Record
from ..text import decode, too_many_questions, too_much
from .reading import read_block
from .scanning import blocks
from .writing import WRITERS, category, write_question

MAX_PROBLEMS = 1000
_LOOKS_LIKE = re.compile(rb"^\s*(?:\$CATEGORY:|::[^\n]*::|//)|^[^\n{}<]*\{[^\n{}]*[=~#TF]", re.MULTILINE)


class GIFT(Format):
    code = "gift"
    label = gettext_lazy("GIFT (Moodle, as text)")
    suffix = ".gift.txt"
    suffixes = (".gift", ".gift.txt", ".txt")
    media_type = "text/plain; charset=utf-8"

    def recognises(self, name: str, data: bytes) -> bool:
        lower = name.lower()
        if lower.endswith((".gift", ".gift.txt")):
            return True
        return lower.endswith(".txt") and bool(_LOOKS_LIKE.search(decode(data[:8192]).encode()))

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        if refused := too_much(data):
            return Reading(problems=[refused])
        for count, block in enumerate(blocks(decode(data)), start=1):
            if count > MAX_QUESTIONS:
                reading.problems.append(too_many_questions(block.line))
                break
            record, lost, problem = read_block(block)
            if problem:
                reading.problems.append(problem)
                if len(reading.problems) >= MAX_PROBLEMS:
                    break
            if record:
                reading.records.append(record)
            name = block.title or block.stem[:80]
            reading.losses += [Loss(block.line, name, what) for what in lost]
        if not (reading.records or reading.problems or reading.losses):
            reading.problems.append(
                Problem(
                    1, "", _("There is no question in this file."), _("Send a file with questions in the GIFT format.")
                )
            )
        return reading

    def holds(self, record: Record) -> bool:
        item = record.item
        return item.type in WRITERS and not (item.type == "true_false" and len(item.keys) != 1)

    def losses(self, record: Record) -> list[Text]:
        if not self.holds(record):
            return [_("GIFT has no form for this type, so the question is left out.")]
        losses = _known_losses(record.item)
        if not losses:
            # Nothing is known to get lost; whether everything comes back has to be tried.
            again = self.read("".join(_pieces([record])).encode()).records
            if again != [record]:
                losses.append(_("Spaces, signs or numbers in its texts come back a little changed."))
        return losses

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        for piece in _pieces(record for record in records if self.holds(record)):
            yield piece.encode()


def _pieces(records: Iterable[Record]) -> Iterator[str]:
    topic: tuple[str, ...] = ()
    for record in records:
        if record.topic != topic:
            topic = record.topic
            yield category(topic)
        yield write_question(record)


def _known_losses(item: Item) -> list[Text]:
    losses: list[Text] = []
    if item.picture or any(option.picture for option in item.options):
        losses.append(_("GIFT files hold no pictures; they are left behind."))
    if not item.params.get("shuffle", True):
        losses.append(_("GIFT cannot say that options keep their order."))
    if item.params.get("all_or_nothing"):
        losses.append(_("GIFT gives a part of the mark for a part of the right options, not all or nothing."))
    if item.params.get("unit") or item.params.get("units"):
        losses.append(_("GIFT has no units for numbers; they are left behind."))
    if item.type == "essay" and item.params:
        losses.append(_("GIFT has no settings for an essay; its guidance and model answer are left behind."))
    return losses


__all__ = ["GIFT"]
