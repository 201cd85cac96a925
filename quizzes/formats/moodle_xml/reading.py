"""This module turns one <question> of Moodle into a record, and says what of it is left behind."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.base import Loss, Record
from quizzes.formats.numbers import number
from quizzes.formats.text import part_citation
from quizzes.formats.xml import text_of
from quizzes.items import TYPES, Item

from .kinds import LEFT_OUT, READERS
from .question import Question

MARKER = "scoquiz"  # an element of ours, which Moodle ignores
# Moodle lacks these types; each goes out as the type beside it.
STANDS_FOR = {"categorise": "matching", "true_false_not_stated": "single_choice"}
# Moodle itself puts these there.
_STANDARD_FEEDBACK = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
}


def read_question(element: Element, line: int, topic: tuple[str, ...]) -> tuple[Record | None, list[Loss]]:
    """Return the record and what of the question is lost.

    There is no record where the type has no form here; the losses then say why.
    """
    kind = element.get("type", "")
    name = text_of(element.find("name")).strip()
    reader = READERS.get(kind)
    if reader is None:
        unknown = _("Its type, “%(type)s”, is not known here. It is left out.") % {"type": kind[:40]}
        return None, [Loss(line, name, LEFT_OUT.get(kind, unknown))]
    question = Question(element)
    item = reader(question)
    if item is None:
        return None, [Loss(line, name, what) for what in question.texts.losses]
    explanation, citation = part_citation(question.texts.marked(element.find("generalfeedback")))
    _note_what_has_no_place(question)
    record = Record(
        _as_marked(item, element.find(MARKER)),
        name,
        question.value("idnumber"),
        topic,
        explanation,
        tuple(tag for tag in (text_of(tag).strip() for tag in element.iterfind("tags/tag")) if tag),
        citation,
        question.texts.files,
        line,
    )
    return record, [Loss(line, name, what) for what in question.texts.losses]


def _note_what_has_no_place(question: Question) -> None:
    element = question.element
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        said = question.texts.marked(element.find(tag))
        if said and said not in _STANDARD_FEEDBACK:
            question.lose(
                _("The combined feedback “%(text)s” is left behind; feedback here belongs to options.")
                % {"text": said[:80]}
            )
    if any(text_of(hint.find("text")).strip() for hint in element.iterfind("hint")):
        question.lose(_("Its hints are left behind: a question here is answered once."))
    mark = number(question.value("defaultgrade") or "1")
    if mark is not None and mark != 1:
        question.lose(
            _("Its mark of %(mark)s is left behind; what a question counts is said in the quiz.")
            % {"mark": format(mark.normalize(), "f")}
        )


def _as_marked(item: Item, marker: Element | None) -> Item:
    """Return the item in the type that our own export noted, where it went out as the nearest type of Moodle."""
    code = marker.get("type", "") if marker is not None else ""
    params = _lists(marker.get("params") or "{}") if marker is not None else None
    if params is None or STANDS_FOR.get(code) != item.type:
        return item
    rows = tuple(option for option in item.options if option.text)
    changed = replace(item, type=code, options=rows, params=params)
    return item if TYPES[code].problems(changed) else changed


def _lists(text: str) -> dict[str, list[str]] | None:
    """Return lists of words by their names, which are the only settings of those types; None for anything else."""
    try:
        params = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(params, dict):
        return None
    for words in params.values():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            return None
    return params
