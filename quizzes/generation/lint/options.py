"""The rules L01 and L03–L09, which look at the options as a set. Types with fixed options have only L01."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from rapidfuzz import fuzz

from quizzes.items import Item, type_of
from quizzes.items.text import fold

from .findings import Context, Finding, Rule, error, warning
from .places import is_inside
from .thresholds import (
    FEWEST_OPTIONS,
    LONG_KEY,
    MOST_OPTIONS,
    MOST_OPTIONS_OF_SEVERAL_KEYS,
    NEAR_DUPLICATE,
    NEAR_WORD,
    SHORT_KEY,
    UNNOTICED_CHARACTERS,
)
from .values import ORDERED, Shape, Value, read, shape, shapes
from .words import comparable, quoted

_SHAPE_NAMES: dict[Shape, str | Promise] = {
    Shape.YEAR: gettext_lazy("a year"),
    Shape.DATE: gettext_lazy("a date"),
    Shape.MONEY: gettext_lazy("an amount of money"),
    Shape.NUMBER: gettext_lazy("a number"),
    Shape.NAME: gettext_lazy("a name"),
    Shape.PHRASE: gettext_lazy("a phrase"),
    Shape.LIST: gettext_lazy("a list"),
}
_ABOUT_OTHER_OPTIONS = re.compile(
    r"^(?:all|none|any|both|neither)(?: of)? (?:the above|these|them|those|the options|the others)\b"
    r"|\bthe above(?: answers| options)?$",
    re.IGNORECASE,
)
# These are letters that stand for options: "A and B", "both (a) and (c)", "A, B and D"; not "Vitamin A and B".
_LETTERS = re.compile(
    r"(?i:both |either |neither |only )?\(?[A-H]\)?(?:, \(?[A-H]\)?)*,? (?:and|or|nor|&) \(?[A-H]\)?(?: only)?"
)


def one_best_key(item: Item, context: Context) -> Iterator[Finding]:
    """Check L01: there is one key, or a key and a wrong option where several may be right, or an accepted answer."""
    item_type = type_of(item)
    keys = len(item.keys)
    if not item_type.lists_options:
        if item_type.accepts_options and not keys:
            yield error("L01", "options", _("No answer is accepted. Give at least one that earns the full mark."))
    elif item_type.multiple:
        if not 1 <= keys < len(item.options):
            yield error("L01", "options", _("Mark at least one option as right, and leave at least one wrong."))
    elif keys != 1:
        message = _("%(n)s options are marked as right. Mark exactly one.") % {"n": keys}
        yield error("L01", "options", message)


def no_duplicates(item: Item, context: Context) -> Iterator[Finding]:
    """Check L03. Whole lists, texts with a figure and texts that differ in a word may look alike: that is no slip."""
    for text, other in combinations(sorted(_texts(item)), 2):
        if fold(text) == fold(other):
            message = _("Two options say the same: %(texts)s. Change or remove one.")
            yield error("L03", "options", message % {"texts": quoted([text, other])})
        elif is_slip(text, other):
            message = _("Two options are almost the same: %(texts)s. Make them easier to tell apart.")
            yield warning("L03", "options", message % {"texts": quoted([text, other])})


def number_of_options(item: Item, context: Context) -> Iterator[Finding]:
    """Check L04. Where several may be right, a longer list can still be read: up to eight options are not too many."""
    count = len(item.options)
    most = MOST_OPTIONS_OF_SEVERAL_KEYS if type_of(item).multiple else MOST_OPTIONS
    if count < FEWEST_OPTIONS:
        message = _("There are only %(count)s options. Write at least %(fewest)s, or ask it as true or false.")
        yield error("L04", "options", message % {"count": count, "fewest": FEWEST_OPTIONS})
    elif count > most:
        message = _("There are %(count)s options, and hardly anyone weighs so many. Keep the best %(most)s.")
        yield warning("L04", "options", message % {"count": count, "most": most})


def no_option_about_others(item: Item, context: Context) -> Iterator[Finding]:
    """Check L05: no option is about the others."""
    for text in sorted(_texts(item)):
        if _ABOUT_OTHER_OPTIONS.search(text.strip(" .")) or _LETTERS.fullmatch(text.strip(" .")):
            message = _("The option “%(text)s” is about the other options. Write an answer of its own instead.")
            yield error("L05", "options", message % {"text": text})


def length_balance(item: Item, context: Context) -> Iterator[Finding]:
    """Check L06. Where there are several keys, each must stand out for the length to be a clue."""
    keys = [len(option.text.strip()) for option in item.keys]
    others = [len(option.text.strip()) for option in item.distractors]
    if not keys or not others:
        return
    if min(keys) > LONG_KEY * max(others) and min(keys) - max(others) > UNNOTICED_CHARACTERS:
        message = _(
            "The right answer is much longer than the others (%(key)s characters against %(other)s). "
            "Shorten it or lengthen a wrong one."
        )
        yield warning("L06", "options", message % {"key": min(keys), "other": max(others)})
    elif max(keys) < SHORT_KEY * min(others) and min(others) - max(keys) > UNNOTICED_CHARACTERS:
        message = _(
            "The right answer is much shorter than the others (%(key)s characters against %(other)s). "
            "Lengthen it or shorten a wrong one."
        )
        yield warning("L06", "options", message % {"key": max(keys), "other": min(others)})


def homogeneous_options(item: Item, context: Context) -> Iterator[Finding]:
    """Check L07. Units may differ in a balanced grid (two options in billions, two in trillions): it is no clue.

    Between names, phrases and lists the line is thin: see `_are_unlike`.
    """
    texts = sorted(_texts(item))
    text_by_shape = dict(zip(shapes(texts), texts, strict=True))
    if len(text_by_shape) > 1 and (ORDERED & set(text_by_shape) or _are_unlike(texts, set(text_by_shape))):
        examples = "; ".join(
            _("“%(text)s” is %(shape)s") % {"text": text_by_shape[kind], "shape": _SHAPE_NAMES[kind]}
            for kind in sorted(text_by_shape)
        )
        make = error if ORDERED & set(text_by_shape) else warning
        message = _("The options are of different kinds: %(examples)s. Make them all of one kind.")
        yield make("L07", "options", message % {"examples": examples})
    units = Counter((value.unit, value.magnitude) for value in _values(item))
    if len(text_by_shape) == 1 and len(units) > 1 and (len(set(units.values())) > 1 or 1 in units.values()):
        message = _("The options use different units. Give them all in the same unit and with the same magnitude word.")
        yield warning("L07", "options", message)


def logical_order(item: Item, context: Context) -> Iterator[Finding]:
    """Check L08. What has no common order (yuan beside dollars) is left to L07."""
    values = _values(item)
    if not values or not all(value.is_comparable_to(values[0]) for value in values):
        return
    if any((before.low, before.high) > (after.low, after.high) for before, after in pairwise(values)):
        message = _("Numbers and dates are read in order. Sort the options from the lowest to the highest.")
        yield error("L08", "options", message)
    if item.params.get("shuffle", True) is not False:
        message = _("Numbers and dates keep their order. Switch shuffling off for this question.")
        yield error("L08", "params", message)


def independent_options(item: Item, context: Context) -> Iterator[Finding]:
    """Check L09: no option holds another.

    It is an error where both could then be right: for values, and where one of two places is the key. Names are
    compared as places and words as sets: "cooperation" lies in "regional cooperation".
    """
    keys = {option.text for option in item.keys}
    message = _("One of these options includes the other: %(texts)s. Change one, so that only one of them can be true.")
    for one, other in combinations(sorted(set(_texts(item)), key=lambda text: (len(text), text)), 2):
        if fold(one) == fold(other):
            continue
        texts = {"texts": quoted([one, other])}
        first, second = read(one), read(other)
        if first and second:
            is_point = first.is_point and second.is_point
            if first.is_comparable_to(second) and not is_point and first.overlaps(second):
                yield error("L09", "options", message % texts)
        elif is_inside(one, other) or is_inside(other, one):
            make = error if len({one, other} & keys) == 1 else warning
            yield make("L09", "options", message % texts)
        elif _words(one) < _words(other) or _words(other) < _words(one):
            yield warning("L09", "options", message % texts)


def is_slip(one: str, other: str) -> bool:
    """Say whether two texts look like one that was written wrongly once."""
    if re.search(r"\d", one + other) or Shape.LIST in {shape(one), shape(other)}:
        return False
    words, others = comparable(one).split(), comparable(other).split()
    differing = " ".join(w for w in words if w not in others), " ".join(w for w in others if w not in words)
    return fuzz.ratio(" ".join(words), " ".join(others)) >= NEAR_DUPLICATE and fuzz.ratio(*differing) >= NEAR_WORD


def _are_unlike(texts: list[str], kinds: set[Shape]) -> bool:
    """Say whether options in words are of different kinds beyond doubt.

    "Mutual trust" beside "Equality" is not (a capital may only open the option), nor is "a and b" beside "a, b and c".
    """
    if Shape.LIST in kinds:
        return not all(" and " in text or ";" in text for text in texts)
    return any(text == text.casefold() for text in texts)


def _texts(item: Item) -> list[str]:
    return [option.text for option in item.options]


def _values(item: Item) -> list[Value]:
    """Return the options as values, where each of them is one; else none."""
    values = [value for value in map(read, _texts(item)) if value]
    return values if len(values) == len(item.options) else []


def _words(text: str) -> set[str]:
    return set(comparable(text).split()) - {"a", "an", "the", "and", "of", "in", "for", "to"}


ANY_TYPE: tuple[Rule, ...] = (one_best_key,)
LISTED: tuple[Rule, ...] = (
    no_duplicates,
    number_of_options,
    no_option_about_others,
    length_balance,
    homogeneous_options,
    logical_order,
    independent_options,
)
OF_A_BLANK: tuple[Rule, ...] = (
    no_duplicates,
    no_option_about_others,
    length_balance,
    homogeneous_options,
    independent_options,
)
