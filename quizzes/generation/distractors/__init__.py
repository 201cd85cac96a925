"""Wrong options: each is provably wrong and says where it came from (docs/items.md, section 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..facts import AnswerType, AskMode, Fact
from ..truth import NotEnough, OpenList
from .base import FEWEST, NEED, Distractor, reviewed
from .dates import date_ranges, dates, day_of, months
from .lists import foils_for_list, in_a_row, whole_lists
from .names import NAMES, names_of_the_source
from .numbers import counts, figure_of, quantities, years
from .places import cities, countries

Maker = Callable[[Fact, Sequence[Fact], int], list[Distractor]]

# A type that is missing here has reviewed foils or none: no rule can make up a wrong person or phrase.
FAMILIES: dict[AnswerType, Maker] = {
    AnswerType.YEAR: years,
    AnswerType.COUNT: counts,
    AnswerType.MONEY: quantities,
    AnswerType.RATIO: quantities,
    AnswerType.DATE: dates,
    AnswerType.DATE_RANGE: date_ranges,
    AnswerType.MONTH: months,
    AnswerType.COUNTRY: countries,
    AnswerType.PLACE: cities,
}


# Options of these types stand in their own order and are never shuffled (docs/items.md, L08).
READING_ORDER: dict[AnswerType, Callable[[str], Any]] = {
    AnswerType.YEAR: figure_of,
    AnswerType.COUNT: figure_of,
    AnswerType.MONEY: figure_of,
    AnswerType.RATIO: figure_of,
    AnswerType.DATE: day_of,
    AnswerType.DATE_RANGE: day_of,
    AnswerType.MONTH: day_of,
}


def choose(fact: Fact, facts: Sequence[Fact] = (), need: int = NEED) -> list[Distractor]:
    """Return up to `need` wrong options for a fact with one answer, and never fewer than two.

    Raises NotEnough where fewer than two are provably wrong, and OpenList for a list that is open.
    """
    if fact.answer_type is AnswerType.LIST:
        return foils_for_list(fact, facts, need)
    make = FAMILIES.get(fact.answer_type, reviewed)
    if fact.ask_mode is AskMode.CLOZE_QUOTE and fact.answer_type in NAMES:
        make = names_of_the_source
    distractors = make(fact, facts, need)
    if len(distractors) < FEWEST:
        raise NotEnough(
            _("Wrong answers to “%(answer)s” that are provably wrong: %(n)s. At least two are needed.")
            % {"answer": fact.answer, "n": len(distractors)}
        )
    return distractors


__all__ = [
    "FEWEST",
    "NEED",
    "READING_ORDER",
    "Distractor",
    "NotEnough",
    "OpenList",
    "choose",
    "figure_of",
    "foils_for_list",
    "in_a_row",
    "whole_lists",
]
