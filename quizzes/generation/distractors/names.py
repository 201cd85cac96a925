"""Wrong names for the blank of a quotation: what else the source names, which is not what stands there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..facts import AnswerType, Fact
from ..places import fold_place
from ..seeded_choice import SeededChoice
from ..truth import CannotAsk, Truth, same_source
from .base import Distractor, usable_foils, without_repeats
from .places import cities, countries

NAMES = {AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE, AnswerType.COUNTRY}


def names_of_the_source(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Reviewed foils, then names of the same type elsewhere in the source, then the pools of places.

    None that the sentence itself has, nor a part of the key: that would not be told apart. Nor a place of the same
    paragraph: one of the two may lie in the other.
    """
    truth, choice = Truth(fact, facts), SeededChoice(fact.slug)
    sentence, key = fold_place(fact.sentence), fold_place(fact.answer)
    alike = {
        other.answer: other
        for other in same_source(fact, facts)
        if other.answer_type is fact.answer_type
        and other.answer not in truth
        and fold_place(other.answer) not in sentence
        and key not in fold_place(other.answer)
        and not (fact.answer_type is AnswerType.PLACE and other.paragraph == fact.paragraph)
    }
    whole = {name for name in alike if not any(f" {name} " in f" {other} " for other in alike if other != name)}
    found = usable_foils(fact, facts)
    found += [
        Distractor(name, f"named elsewhere in the source ({alike[name].slug})") for name in choice.order("name", whole)
    ]
    if len(found) < need and fact.answer_type is AnswerType.COUNTRY:
        found += _of_pool(countries, fact, facts, need)
    if len(found) < need and fact.answer_type is AnswerType.PLACE:
        found += _of_pool(cities, fact, facts, need)
    outside = [name for name in found if fold_place(name.text) not in sentence]
    return without_repeats(outside, need)


def _of_pool(
    pool: Callable[[Fact, Sequence[Fact], int], list[Distractor]], fact: Fact, facts: Sequence[Fact], need: int
) -> list[Distractor]:
    try:
        return pool(fact, facts, need)
    except CannotAsk:  # the pool does not know the key
        return []
