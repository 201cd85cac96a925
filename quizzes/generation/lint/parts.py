"""The rules L03, L09 and L22 for what is put together from parts: pairs, orders and blanks in a text.

A blank with a list is linted as the single choice it is, among others by L05–L07.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from django.utils.translation import gettext as _

from quizzes.items import Item
from quizzes.items.text import fold

from . import options
from .anchors import mentions
from .findings import Context, Finding, Rule, error, warning
from .thresholds import FEWEST_KEY_CHARACTERS
from .words import contains, quoted

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def no_slips(item: Item, context: Context) -> Iterator[Finding]:
    """Check L03: no slips. Two boxes that differ by a slip of the pen are one box to whoever wrote them."""
    for texts in ({option.text for option in item.options}, {option.match for option in item.options}):
        for text, other in combinations(sorted(texts - {""}), 2):
            if options.is_slip(text, other):
                message = _("Two of these are almost the same: %(texts)s. Make them easier to tell apart, or the same.")
                yield warning("L03", "options", message % {"texts": quoted([text, other])})


def partner_not_in_text(item: Item, context: Context) -> Iterator[Finding]:
    """Check L22 between the two sides of a pair: what names its partner is no question."""
    telling = sorted(option.text for option in item.options if option.match and contains(option.text, option.match))
    if telling:
        message = _("These contain what belongs to them: %(texts)s. Take it out of their text.")
        yield warning("L22", "options", message % {"texts": quoted(telling)})


def order_not_in_texts(item: Item, context: Context) -> Iterator[Finding]:
    """Check L22 where each part names its year and the years are the order."""
    years = [_YEAR.findall(option.text) for option in item.options]
    if len(years) < 2 or any(len(named) != 1 for named in years):
        return
    steps = {later > earlier for (earlier,), (later,) in pairwise(years)}
    if len(steps) == 1:
        message = _("The years in the parts tell their order. Take them out.")
        yield warning("L22", "options", message)


def answers_not_in_text(item: Item, context: Context) -> Iterator[Finding]:
    """Check L22 for blanks: the text around them gives no answer. A word such as "is" stands in it by chance."""
    answers = {option.text for option in item.options if option.fraction == 1}
    if named := sorted(
        text for text in answers if len(fold(text)) >= FEWEST_KEY_CHARACTERS and mentions(item.stem, text)
    ):
        message = _("The text contains the answer to one of its blanks: %(texts)s. Take it out of the text.")
        yield error("L22", "stem", message % {"texts": quoted(named)})


def choices_of_blanks(item: Item, context: Context) -> Iterator[Finding]:
    """Check L03, L05–L07 and L09 for each blank that has something to choose from."""
    for number in sorted({option.match for option in item.options}):
        of_blank = tuple(option for option in item.options if option.match == number)
        if any(not option.is_key for option in of_blank):
            for rule in options.OF_A_BLANK:
                yield from rule(replace(item, options=of_blank), context)


BLANKS: tuple[Rule, ...] = (answers_not_in_text, choices_of_blanks)
OF_KEY: dict[str, tuple[Rule, ...]] = {
    "fraction": (),
    "match": (no_slips, partner_not_in_text),
    "order": (no_slips, order_not_in_texts),
}
