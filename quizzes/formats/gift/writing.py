"""This module writes records as GIFT."""

from __future__ import annotations

from collections.abc import Callable

from quizzes.items import Item, Option
from quizzes.items.text import parse_quantity

from .. import markup
from ..base import Record
from ..numbers import percent
from ..text import with_citation
from .scanning import escaped


def category(topic: tuple[str, ...]) -> str:
    return f"$CATEGORY: $course$/top/{'/'.join(part.replace('/', '//') for part in topic)}\n\n"


def write_question(record: Record) -> str:
    marks = [f"[id:{_bracketed(record.id)}]"] if record.id else []
    marks += [f"[tag:{_bracketed(tag)}]" for tag in record.tags]
    comment = f"// {' '.join(marks)}\n" if marks else ""
    title = f"::{escaped(record.name)}::" if record.name else ""
    said = with_citation(record.explanation, record.citation)
    general = f"\n\t####{_text(said)}" if said else ""
    answers = WRITERS[record.item.type](record.item)
    return f"{comment}{title}{_text(record.item.stem)}{{{answers}{general}\n}}\n\n"


def _bracketed(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("\n", " ")


def _text(text: str) -> str:
    """Return our text for the file, as HTML where there is anything to mark."""
    if markup.from_plain(text) == text and not {"<", "&"} & set(text) and "\n" not in text:
        shown = markup.to_inline_html(text)
        if shown == text:
            return escaped(text)
    return "[html]" + escaped(markup.to_html(text))


def _answer(sign: str, option: Option, text: str) -> str:
    feedback = f"#{_text(option.feedback)}" if option.feedback else ""
    return f"\n\t{sign}{text}{feedback}"


def _single(item: Item) -> str:
    return "".join(_answer("=" if option.is_key else "~", option, _text(option.text)) for option in item.options)


def _several(item: Item) -> str:
    share = percent(1 / max(1, len(item.keys)))
    return "".join(
        _answer(f"~%{share}%" if option.is_key else f"~%-{share}%", option, _text(option.text))
        for option in item.options
    )


def _true_false(item: Item) -> str:
    right = next(option for option in item.options if option.is_key)
    wrong = next(option for option in item.options if not option.is_key)
    feedback = f"#{_text(wrong.feedback)}#{_text(right.feedback)}" if wrong.feedback or right.feedback else ""
    return f"{'T' if right.text == 'True' else 'F'}{feedback}"


def _weight(option: Option) -> str:
    return "" if option.fraction == 1 else f"%{percent(option.fraction)}%"


def _short_answer(item: Item) -> str:
    return "".join(_answer(f"={_weight(option)}", option, escaped(option.text)) for option in item.options)


def _numerical(item: Item) -> str:
    tolerance = item.params.get("tolerance", 0)
    answers = []
    for option in item.options:
        quantity = parse_quantity(option.text)
        figures = option.text if quantity is None else format(quantity[0], "f")
        text = f"{figures}:{tolerance}" if tolerance else figures
        answers.append(_answer(f"={_weight(option)}", option, text))
    return "#" + "".join(answers)


def _matching(item: Item) -> str:
    return "".join(_answer("=", option, f"{_text(option.text)} -> {escaped(option.match)}") for option in item.options)


def _essay(item: Item) -> str:
    return ""


WRITERS: dict[str, Callable[[Item], str]] = {
    "single_choice": _single,
    "multiple_response": _several,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "essay": _essay,
}
