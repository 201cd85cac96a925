"""This module turns the question types of Moodle into items.

What Moodle leaves open is decided here. An answer with an asterisk, which stands for any letters there, is left behind.
Right options that earn unequal shares earn equal ones here. Several options that are right by themselves become a
multiple response. Where answers have tolerances of their own, the smallest counts for all: nothing wrong becomes right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.formats.numbers import number, plain_number, rounded
from quizzes.formats.xml import text_of
from quizzes.items import Item, Option
from quizzes.items.base import Text

from .embedded import read_embedded
from .question import TRUE, Question

_GAP = re.compile(r"\[\[\s*(\d{1,3})\s*\]\]")

LEFT_OUT: dict[str, Text] = {
    "description": gettext_lazy("It is a text without a question, for which there is no place here. It is left out."),
    "calculated": gettext_lazy(
        "It draws its numbers anew for each student, which no type here does. It is left out: write it with "
        "fixed numbers."
    ),
    "ddmarker": gettext_lazy("Students drag markers onto a picture, which no type here offers. It is left out."),
    "ddimageortext": gettext_lazy("Students drag onto a picture, which no type here offers. It is left out."),
    "random": gettext_lazy("It draws a question from a category. Let a quiz draw from a topic. It is left out."),
    "randomsamatch": gettext_lazy("It is put together from other questions. It is left out; write it as matching."),
}
LEFT_OUT |= dict.fromkeys(("calculatedsimple", "calculatedmulti"), LEFT_OUT["calculated"])


def _share(element: Element) -> Decimal:
    """Return the share of the mark that an answer earns, 0–1; Moodle counts in percent."""
    return (number(element.get("fraction", "0")) or Decimal(0)) / 100


def _options(question: Question) -> list[tuple[Option, Decimal]]:
    options = []
    for answer in question.element.iterfind("answer"):
        text, picture = question.texts.pictured(answer)
        feedback = question.texts.marked(answer.find("feedback"))
        options.append((Option(text, 0.0, "", feedback, picture), _share(answer)))
    return options


def _choice(question: Question) -> Item:
    if question.value("single").lower() not in ("", *TRUE):
        return _several(question)
    options = _options(question)
    best = max((fraction for _option, fraction in options), default=Decimal(0))
    if any(fraction not in (0, best) for _option, fraction in options):
        question.lose(_("Some options earn a part of the mark or cost one. Here one is right and the others wrong."))
    chosen = [replace(option, fraction=float(fraction == best > 0)) for option, fraction in options]
    if sum(option.fraction for option in chosen) > 1:
        question.lose(_("Several options are right by themselves; here all of them have to be chosen."))
        return question.item("multiple_response", chosen, question.shuffle())
    return question.item("single_choice", chosen, question.shuffle())


def _several(question: Question) -> Item:
    options = _options(question)
    right = [fraction for _option, fraction in options if fraction > 0]
    wrong = [fraction for _option, fraction in options if fraction <= 0]
    slack = Decimal("0.00002")
    if right and max(right) - min(right) > slack:
        question.lose(_("The right options earn unequal shares. Here each earns the same."))
    if right and any(abs(fraction + Decimal(1) / len(right)) > slack for fraction in wrong):
        question.lose(_("What a wrong choice costs is left behind. Here it cancels one right choice."))
    chosen = [replace(option, fraction=float(fraction > 0)) for option, fraction in options]
    return question.item("multiple_response", chosen, question.shuffle())


def _all_or_nothing(question: Question) -> Item:
    chosen = [replace(option, fraction=float(fraction > 0)) for option, fraction in _options(question)]
    return question.item("multiple_response", chosen, {**question.shuffle(), "all_or_nothing": True})


def _true_false(question: Question) -> Item:
    said = {
        text_of(answer.find("text")).strip().lower(): (_share(answer), question.texts.marked(answer.find("feedback")))
        for answer in question.element.iterfind("answer")
    }
    options = []
    for text in ("True", "False"):
        fraction, feedback = said.get(text.lower(), (Decimal(0), ""))
        options.append(Option(text, float(fraction > 0), "", feedback))
    return question.item("true_false", options)


def _short_answer(question: Question) -> Item:
    if question.value("usecase").lower() in TRUE:
        question.lose(_("Capital letters made a difference in Moodle; here they make none."))
    options = []
    for answer in question.element.iterfind("answer"):
        text = question.texts.plain(answer)
        if re.search(r"(?<!\\)\*", text):
            question.lose(
                _("The answer “%(text)s” is left behind: an asterisk stands for any letters, and no answer here does.")
                % {"text": text[:80]}
            )
            continue
        feedback = question.texts.marked(answer.find("feedback"))
        options.append(Option(text.replace("\\*", "*"), rounded(_share(answer)), "", feedback))
    return question.item("short_answer", options)


def _numerical(question: Question) -> Item:
    options: list[Option] = []
    tolerances: list[Decimal] = []
    for answer in question.element.iterfind("answer"):
        text = question.texts.plain(answer)
        if text == "*":
            question.lose(_("What is said to any other number is left behind."))
            continue
        feedback = question.texts.marked(answer.find("feedback"))
        options.append(Option(text, rounded(_share(answer)), "", feedback))
        tolerances.append(number(text_of(answer.find("tolerance")) or "0") or Decimal(0))
    if len(set(tolerances)) > 1:
        question.lose(_("Its answers have tolerances of their own. Here the smallest counts for all of them."))
    params: dict[str, object] = {}
    if smallest := min(tolerances, default=Decimal(0)):
        params["tolerance"] = plain_number(smallest)
    same: list[str] = []
    to_convert: list[str] = []
    for unit in question.element.iterfind("units/unit"):
        name = text_of(unit.find("unit_name")).strip()
        (same if number(text_of(unit.find("multiplier")) or "1") == 1 else to_convert).append(name)
    if same:
        params["unit"] = same[0]
    if same[1:]:
        params["units"] = same[1:]
    if to_convert:
        question.lose(
            _("Units that have to be converted are left behind: %(units)s.") % {"units": ", ".join(to_convert)[:80]}
        )
    if question.value("unitgradingtype") not in ("", "0"):
        question.lose(_("A wrong unit cost a part of the mark in Moodle; here it is asked for again."))
    return question.item("numerical", options, params)


def _matching(question: Question) -> Item:
    options = []
    for row in question.element.iterfind("subquestion"):
        text, picture = question.texts.pictured(row)
        options.append(Option(text, 0.0, question.texts.plain(row.find("answer")), "", picture))
    if question.shuffle():
        question.lose(_("In Moodle its rows keep their order; here they are shuffled."))
    return question.item("matching", options)


def _ordering(question: Question) -> Item:
    options = sorted(_options(question), key=lambda pair: pair[1])
    if question.value("selecttype").upper() not in ("", "ALL", "0"):
        question.lose(_("In Moodle each student gets a few of its parts; here everybody gets all of them."))
    grading = question.value("gradingtype").upper()
    if grading not in ("", "RELATIVE_ALL_PREVIOUS_AND_NEXT"):
        question.lose(_("Moodle's way of marking it is left behind. Here each pair in the right order counts."))
    return question.item("ordering", [option for option, _place in options])


def _cloze(question: Question) -> Item | None:
    holder = question.element.find("questiontext")
    if holder is None:
        return None
    embedded = read_embedded(text_of(holder.find("text")))
    if not embedded.is_held:
        question.lose(_("A blank in it takes several choices at once, which no blank here does. It is left out."))
        return None
    question.stem, question.picture = question.texts.html(embedded.html, holder)
    for loss in embedded.losses:
        question.lose(loss)
    tolerance = min(embedded.tolerances, default=Decimal(0))
    return question.item("cloze", embedded.options, {"tolerance": plain_number(tolerance)} if tolerance else {})


def _gaps(question: Question) -> Item:
    """Read a text in which [[2]] is the second choice; the others of its group are offered beside it."""
    choices: list[tuple[str, str]] = []
    for box in [*question.element.iterfind("selectoption"), *question.element.iterfind("dragbox")]:
        text, _picture = question.texts.pictured(box)
        choices.append((text, text_of(box.find("group")).strip() or "1"))
    options: list[Option] = []
    count = 0

    def blank(match: re.Match[str]) -> str:
        nonlocal count
        index = int(match[1]) - 1
        if not 0 <= index < len(choices):
            return match[0]
        count += 1
        text, group = choices[index]
        offered = dict.fromkeys(other for other, its_group in choices if its_group == group)
        options.extend(Option(other, float(other == text), str(count)) for other in offered)
        return f"[[{count}]]"

    question.stem = _GAP.sub(blank, question.stem)
    return question.item("cloze", options)


def _essay(question: Question) -> Item:
    lines = number(question.value("responsefieldlines") or "10") or Decimal(10)
    words = number(question.value("minwordlimit") or "0") or Decimal(0)
    guidance = question.texts.marked(question.element.find("graderinfo"))
    params: dict[str, object] = {}
    if lines != 10:
        params["lines"] = min(60, max(2, int(lines)))
    if words:
        params["minimum_words"] = min(1000, max(0, int(words)))
    if guidance:
        params["guidance"] = guidance
    if question.texts.marked(question.element.find("responsetemplate")):
        question.lose(_("The text that stood in the box beforehand is left behind: the box is empty here."))
    if question.value("attachments") not in ("", "0"):
        question.lose(_("In Moodle files can be handed in with it; here a text is written."))
    if question.value("maxwordlimit") not in ("", "0"):
        question.lose(_("Its greatest number of words is left behind; a text here has up to 10,000 characters."))
    return question.item("essay", [], params)


READERS: dict[str, Callable[[Question], Item | None]] = {
    "multichoice": _choice,
    "multichoiceset": _all_or_nothing,
    "oumultiresponse": _several,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _gaps,
    "ddwtos": _gaps,
}
