"""This module turns one assessment item of QTI 2 or 3 into a record, and says what of it is left behind.

What the standard leaves open is decided here. A choice without a mapping is right as a whole. A text that is typed at
the very end of a question is a short answer or a number; anywhere else it is a blank. Modal feedback whose identifier
is that of a choice belongs to it; one called GENERAL, or the only one left, is the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.base import Record
from quizzes.formats.text import part_citation
from quizzes.items import TYPES, Item
from quizzes.items.base import Text

from .content import Open
from .interactions import read_body
from .item import ItemReading
from .manifest import Entry
from .names import in_qti_2
from .writing import GENERAL, TOOL

# In a package, each of these types of ours looks like the type beside it.
_SAME_FORM = {"true_false": "single_choice", "true_false_not_stated": "single_choice", "categorise": "matching"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an item gives.

    record: None where the item has no form here. title: the title of the item.
    """

    record: Record | None
    title: str
    losses: list[Text]


def read_item(root: Element, entry: Entry, opened: Open) -> Outcome:
    """Read an item as a record; `opened` gives the data of a file by its path in the package."""
    reading = ItemReading(in_qti_2(root), entry, opened)
    item = read_body(reading)
    if item is None:
        return Outcome(None, reading.title, reading.content.losses[-1:])
    explanation, citation = part_citation(_explanation(reading))
    _note_what_has_no_place(reading, item)
    is_ours = root.get("toolName") == TOOL
    record = Record(
        _as_labelled(item, reading.label),
        reading.title,
        entry.id if entry.id or is_ours else root.get("identifier", ""),
        entry.topic,
        explanation,
        entry.tags,
        citation,
        reading.content.files,
    )
    return Outcome(record, reading.title, reading.content.losses)


def _as_labelled(item: Item, label: str) -> Item:
    if _SAME_FORM.get(label) != item.type:
        return item
    params = {name: value for name, value in item.params.items() if name != "shuffle"}
    changed = replace(item, type=label, params=params)
    return item if TYPES[label].problems(changed) else changed


def _explanation(reading: ItemReading) -> str:
    """Return the explanation from the modal feedback, from which reading the choices has taken theirs out."""
    general = reading.modal.pop(GENERAL, None)
    if general is None and len(reading.modal) == 1:
        _name, general = reading.modal.popitem()
    return "" if general is None else reading.content.text(general)


def _note_what_has_no_place(reading: ItemReading, item: Item) -> None:
    if reading.modal:
        reading.content.lose(_("Feedback on the whole answer is left behind; feedback here belongs to options."))
    if reading.body.find(".//feedbackBlock") is not None:
        reading.content.lose(_("Feedback inside the text of the question is left behind."))
    if reading.body.find(".//rubricBlock") is not None and "guidance" not in item.params:
        reading.content.lose(_("Its rubric is left behind."))
    if reading.root.find(".//assessmentStimulusRef") is not None:
        reading.content.lose(_("The text that it refers to is left behind; add it as a source."))
