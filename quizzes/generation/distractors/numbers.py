"""Wrong years, counts and approximate quantities.

How many of them lie below the key is drawn by lot, so that the place of the key among the options gives nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.items.text import NUMBER_WORDS, parse_quantity

from ..facts import AnswerType, Fact
from ..seeded_choice import SeededChoice
from ..truth import CannotAsk, Truth, same_source
from .base import Distractor, usable_foils

NEAR_YEARS = (2, 3, 4, 5, 6)
FAR_YEARS = (8, 10, 12, 15, 20)
SIBLING_YEARS = 15
YEAR_GAP = 2
COUNT_STEPS = (1, 2, 3, 4, 6)
FARTHEST_SIBLING = 6  # above a small count; another count of the source tempts while it is of the order of the key
COUNT_LIMIT = 4  # times the key
NEAR_PERCENT = (31, 45, 65, 145, 195, 265)
FAR_PERCENT = (15, 22, 355, 475)
QUANTITY_GAP = Decimal("0.2")  # share of the key, which is further than "approximately" can reach

WHOLE = Decimal(100)  # percent
IN_WORDS = {Decimal(value): word for word, value in NUMBER_WORDS.items() if value <= 20}

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    value: Decimal
    distractor: Distractor


def years(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return other years of the source, then years nearby; none is later than the last year the source speaks of."""
    key = _figure(fact)
    latest = _latest_year(fact, facts)
    siblings = [other for other in _of_this_type(fact, facts) if abs(_figure(other) - key) <= SIBLING_YEARS]
    tiers = [
        _foils(fact, facts),
        [_sibling(fact, other) for other in siblings],
        [_shifted(fact, key + sign * offset) for offset in NEAR_YEARS for sign in (-1, 1)],
        [_shifted(fact, key + sign * offset) for offset in FAR_YEARS for sign in (-1, 1)],
    ]

    def may_stand_beside(value: Decimal, other: Decimal) -> bool:
        return abs(value - other) >= YEAR_GAP

    return _pick(fact, facts, tiers, need, may_stand_beside=may_stand_beside, ceiling=latest)


def counts(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return other counts of the source (true there, false here), then counts nearby, the double and the half."""
    key = _figure(fact)
    step = Decimal(max(1, int(key / 100)) if key >= 100 else 5 if key >= 30 or (key >= 20 and key % 5 == 0) else 1)
    low, high = key / 2, max(key * 2, key + FARTHEST_SIBLING)
    siblings = [other for other in _of_this_type(fact, facts) if low <= _figure(other) <= high]
    values = [key + sign * factor * step for factor in COUNT_STEPS for sign in (-1, 1)]
    values += [key * 2, *([key / 2] if key % 2 == 0 else [])]
    near = [_shifted(fact, value) for value in values if 1 <= value <= COUNT_LIMIT * key]
    tiers = [_foils(fact, facts), [_sibling(fact, other) for other in siblings], near]
    return _pick(fact, facts, tiers, need, may_stand_beside=lambda value, other: value != other)


def quantities(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return the key times a factor, as round as the key and more than 20 % from the key, the vetoes and each other."""
    key = _figure(fact)
    vetoed = _vetoed_figures(fact)
    tiers = [_foils(fact, facts)]
    for percents in (NEAR_PERCENT, FAR_PERCENT):
        scaled = [_shifted(fact, _as_round_as(key, key * percent / 100)) for percent in percents]
        tiers.append([c for c in scaled if all(_apart(c.value, veto) for veto in vetoed)])
    # A share of a whole is at most all of it.
    is_share = key <= WHOLE and fact.unit in ("percent", "%")
    return _pick(fact, facts, tiers, need, may_stand_beside=_apart, ceiling=WHOLE if is_share else None)


def figure_of(text: str) -> Decimal:
    """Return the number as it is printed, without its magnitude word: 3.65 for "3.65 trillion yuan".

    Raises CannotAsk where there is no number.
    """
    match = _FIGURE.search(text)
    if match is None:
        quantity = parse_quantity(text)
        if quantity is None:
            raise CannotAsk(_("There is no number in “%(text)s”.") % {"text": text})
        return quantity[0]
    return Decimal(match.group().replace(",", ""))


def _figure(fact: Fact) -> Decimal:
    return figure_of(fact.answer)


def _of_this_type(fact: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Return the other facts of the source whose answer is a number of the same type."""
    alike = (other for other in same_source(fact, facts) if other.answer_type is fact.answer_type)
    return [other for other in alike if parse_quantity(other.answer)]


def _with_figure(fact: Fact, value: Decimal) -> str:
    """Return the answer with another number in it; its unit, magnitude word and separators stay."""
    match = _FIGURE.search(fact.answer)
    figure = f"{value:f}" if fact.answer_type is AnswerType.YEAR else f"{value:,f}"
    if match is None:  # "seven" would be recognised beside "5" and "9".
        word = IN_WORDS.get(value, figure)
        return word.capitalize() if fact.answer[:1].isupper() else word
    return fact.answer[: match.start()] + figure + fact.answer[match.end() :]


def _shifted(fact: Fact, value: Decimal) -> Candidate:
    return Candidate(value, Distractor(_with_figure(fact, value), "a value nearby"))


def _sibling(fact: Fact, other: Fact) -> Candidate:
    value = _figure(other)
    feedback = other.statement.replace("{}", other.answer) or other.note
    return Candidate(
        value, Distractor(_with_figure(fact, value), f"another value of the source ({other.slug})", feedback)
    )


def _foils(fact: Fact, facts: Sequence[Fact]) -> list[Candidate]:
    return [Candidate(figure_of(foil.text), foil) for foil in usable_foils(fact, facts) if parse_quantity(foil.text)]


def _latest_year(fact: Fact, facts: Sequence[Fact]) -> Decimal | None:
    """Return the last year that the source speaks of or was true in: a later one would be recognised as the future."""
    sources = [fact, *same_source(fact, facts)]
    known_years = [int(year) for other in sources for year in _YEAR.findall(other.sentence)]
    known_years += [other.as_of.year for other in sources if other.as_of]
    return Decimal(max(known_years)) if known_years else None


def _vetoed_figures(fact: Fact) -> list[Decimal]:
    key = parse_quantity(fact.answer)
    scale = key[0] / _figure(fact) if key and _figure(fact) else Decimal(1)
    vetoed = [quantity for quantity in map(parse_quantity, fact.vetoes) if quantity]
    return [value / scale if scaled else value for value, _unit, scaled in vetoed]


def _apart(value: Decimal, other: Decimal) -> bool:
    return abs(value - other) > QUANTITY_GAP * max(value, other)


def _as_round_as(key: Decimal, value: Decimal) -> Decimal:
    """Round `value` to the decimals and trailing zeros of the key, so that none looks more exact than the others."""
    decimals = max(0, -int(key.as_tuple().exponent))
    digits = str(int(key.scaleb(decimals)))
    zeros = len(digits) - len(digits.rstrip("0"))
    unit = 10**zeros
    whole = max(1, round(value.scaleb(decimals) / unit))
    if whole % 10 == 0:
        whole += 1
    return Decimal(whole * unit).scaleb(-decimals)


def _pick(
    fact: Fact,
    facts: Sequence[Fact],
    tiers: Iterable[Iterable[Candidate]],
    need: int,
    *,
    may_stand_beside: Callable[[Decimal, Decimal], bool],
    ceiling: Decimal | None = None,
) -> list[Distractor]:
    """Return the best candidates, ascending: earlier tiers are preferred, and a lot says how many lie below the key.

    The first tier is what a person chose: where it is enough, nothing else is taken.
    """
    key, truth, choice = _figure(fact), Truth(fact, facts), SeededChoice(fact.slug)
    ranked: list[Candidate] = []
    for number, tier in enumerate(tiers):
        by_text = {
            candidate.distractor.text: candidate
            for candidate in tier
            if candidate.value > 0
            and (ceiling is None or candidate.value <= ceiling)
            and candidate.distractor.text not in truth
            and may_stand_beside(candidate.value, key)
        }
        ranked += [by_text[text] for text in choice.order("candidate", by_text)]
        if number == 0 and len(ranked) >= need:
            break
    picked: list[Candidate] = []
    below = choice.below("rank", need + 1)
    # The lot decides first; where one side cannot be filled, the other one takes its place.
    for room_below, room_above in ((below, need - below), (need, need)):
        for candidate in ranked:
            side = [c for c in picked if (c.value < key) == (candidate.value < key)]
            room = room_below if candidate.value < key else room_above
            fits = all(may_stand_beside(candidate.value, other.value) for other in picked)
            if len(picked) < need and len(side) < room and fits:
                picked.append(candidate)
    return [candidate.distractor for candidate in sorted(picked, key=lambda candidate: candidate.value)]
