"""This module writes a record as one <question> of Moodle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from quizzes.formats.base import Record
from quizzes.formats.numbers import percent
from quizzes.formats.text import with_citation
from quizzes.formats.xml import attribute, escaped
from quizzes.items import Item, Option, type_of
from quizzes.items.base import Text
from quizzes.items.text import parse_quantity

from .embedded import write_embedded
from .reading import MARKER, STANDS_FOR
from .texts import plain, rich, rich_html

Files = Mapping[str, bytes]


def category(topic: tuple[str, ...]) -> str:
    path = "/".join(["$course$", "top", *(name.replace("/", "//") for name in topic)])
    return f'  <question type="category"><category><text>{escaped(path)}</text></category></question>\n'


def write_question(record: Record) -> str:
    item = record.item
    kind, body = _WRITERS[item.type]
    explanation = with_citation(record.explanation, record.citation)
    stem = (
        rich_html("questiontext", write_embedded(item), item.picture, record.files)
        if kind == "cloze"
        else rich("questiontext", item.stem, item.picture, record.files)
    )
    lines = [
        f'<question type="{kind}">',
        plain("name", record.name),
        stem,
        rich("generalfeedback", explanation),
        "<defaultgrade>1.0000000</defaultgrade>",
        f"<penalty>{'0.3333333' if kind != 'truefalse' else '1.0000000'}</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{escaped(record.id)}</idnumber>",
        *body(item, record.files),
        *_marker(item),
        *([f"<tags>{''.join(plain('tag', tag) for tag in record.tags)}</tags>"] if record.tags else []),
    ]
    return "  " + "\n    ".join(lines) + "\n  </question>\n"


def what_is_lost(record: Record) -> list[Text]:
    """Return the losses that can be told before the record is written."""
    item = record.item
    losses: list[Text] = []
    if item.params.get("all_or_nothing"):
        losses.append(_("Moodle gives a part of the mark for a part of the right options, not all or nothing."))
    if item.type in ("matching", "categorise") and any(option.feedback for option in item.options):
        losses.append(_("Moodle has no feedback for the single rows of this type; it is left behind."))
    if item.type == "numerical" and any(_figures(option.text) != option.text for option in item.options):
        losses.append(_("Moodle takes numbers in figures only, so the accepted numbers are written in figures."))
    if item.params.get("model_answer"):
        losses.append(_("Moodle has no place for a model answer; it is left behind. The general feedback can say it."))
    pictures = [item.picture, *(option.picture for option in item.options)]
    if any(picture and picture.name not in record.files for picture in pictures):
        losses.append(_("The data of a picture is missing, so the picture is left behind."))
    return losses


def _marker(item: Item) -> list[str]:
    if item.type not in STANDS_FOR:
        return []
    return [f'<{MARKER} type="{item.type}" params={attribute(json.dumps(dict(item.params), ensure_ascii=False))}/>']


def _shuffle(item: Item) -> str:
    shuffles = item.params.get("shuffle", True) and not type_of(item).has_fixed_options
    return f"<shuffleanswers>{'true' if shuffles else 'false'}</shuffleanswers>"


def _answer(option: Option, share: str, files: Files) -> str:
    feedback = rich("feedback", option.feedback)
    answer = rich("answer", option.text, option.picture, files, f' fraction="{share}"')
    return answer.removesuffix("</answer>") + feedback + "</answer>"


def _typed_answer(option: Option, text: str, more: str = "") -> str:
    feedback = rich("feedback", option.feedback)
    head = f'<answer fraction="{percent(option.fraction)}" format="moodle_auto_format">'
    return f"{head}<text>{escaped(text)}</text>{feedback}{more}</answer>"


def _single(item: Item, files: Files) -> list[str]:
    answers = [_answer(option, percent(option.fraction), files) for option in item.options]
    return ["<single>true</single>", _shuffle(item), "<answernumbering>abc</answernumbering>", *answers]


def _several(item: Item, files: Files) -> list[str]:
    """Write options of which a wrong one takes off what a right one earns: that is Moodle's way to say our rule."""
    share = percent(1 / max(1, len(item.keys)))
    answers = [_answer(option, share if option.is_key else f"-{share}", files) for option in item.options]
    return ["<single>false</single>", _shuffle(item), "<answernumbering>abc</answernumbering>", *answers]


def _true_false(item: Item, _files: Files) -> list[str]:
    return [_typed_answer(option, option.text.lower()) for option in item.options]


def _short_answer(item: Item, _files: Files) -> list[str]:
    answers = [_typed_answer(option, option.text.replace("*", "\\*")) for option in item.options]
    return ["<usecase>0</usecase>", *answers]


def _figures(text: str) -> str:
    quantity = parse_quantity(text)
    return text if quantity is None else format(quantity[0], "f")


def _numerical(item: Item, _files: Files) -> list[str]:
    tolerance = f"<tolerance>{item.params.get('tolerance', 0)}</tolerance>"
    answers = [_typed_answer(option, _figures(option.text), tolerance) for option in item.options]
    names = [str(name) for name in (item.params.get("unit", ""), *item.params.get("units", ())) if name]
    units = [f"<unit><multiplier>1</multiplier><unit_name>{escaped(name)}</unit_name></unit>" for name in names]
    return [
        *answers,
        "<unitgradingtype>0</unitgradingtype>",
        "<unitpenalty>0.1000000</unitpenalty>",
        f"<showunits>{0 if units else 3}</showunits>",
        "<unitsleft>0</unitsleft>",
        *([f"<units>{''.join(units)}</units>"] if units else []),
    ]


def _matching(item: Item, files: Files) -> list[str]:
    rows = [
        rich("subquestion", option.text, option.picture, files).removesuffix("</subquestion>")
        + plain("answer", option.match)
        + "</subquestion>"
        for option in item.options
    ]
    return ["<shuffleanswers>true</shuffleanswers>", *rows]


def _categorise(item: Item, files: Files) -> list[str]:
    used = {option.match for option in item.options}
    empty = dict.fromkeys(str(box) for box in item.params.get("boxes", ()) if box not in used)
    boxes = replace(item, options=tuple(Option("", match=box) for box in empty))
    return [*_matching(item, files), *_matching(boxes, files)[1:]]


def _ordering(item: Item, files: Files) -> list[str]:
    """Write the parts with the way of marking that is nearest to ours: pairs in the right order."""
    return [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        f"<selectcount>{len(item.options)}</selectcount>",
        "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>",
        "<showgrading>SHOW</showgrading>",
        "<numberingstyle>none</numberingstyle>",
        *(_answer(option, str(place), files) for place, option in enumerate(item.options, start=1)),
    ]


def _essay(item: Item, _files: Files) -> list[str]:
    return [
        "<responseformat>plain</responseformat>",
        "<responserequired>1</responserequired>",
        f"<responsefieldlines>{item.params.get('lines', 10)}</responsefieldlines>",
        f"<minwordlimit>{item.params.get('minimum_words', 0) or ''}</minwordlimit>",
        "<maxwordlimit></maxwordlimit>",
        "<attachments>0</attachments>",
        "<attachmentsrequired>0</attachmentsrequired>",
        rich("graderinfo", str(item.params.get("guidance", ""))),
        rich("responsetemplate", ""),
    ]


def _nothing(_item: Item, _files: Files) -> list[str]:
    return []


_WRITERS: dict[str, tuple[str, Callable[[Item, Files], list[str]]]] = {
    "single_choice": ("multichoice", _single),
    "true_false_not_stated": ("multichoice", _single),
    "multiple_response": ("multichoice", _several),
    "true_false": ("truefalse", _true_false),
    "short_answer": ("shortanswer", _short_answer),
    "numerical": ("numerical", _numerical),
    "matching": ("matching", _matching),
    "categorise": ("matching", _categorise),
    "ordering": ("ordering", _ordering),
    "cloze": ("cloze", _nothing),
    "essay": ("essay", _essay),
}
WRITTEN = frozenset(_WRITERS)
