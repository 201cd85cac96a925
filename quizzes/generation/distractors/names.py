"""Wrong names for the blank of a quotation: names from elsewhere in the source that do not stand there."""

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
    """Return reviewed foils, then names of the same type from elsewhere in the source, then places from the pools.

    It leaves out what the sentence itself names and what contains the key, since those could not be told apart. It also
    leaves out a place of the same paragraph, since one of the two may lie in the other.
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
    candidates = usable_foils(fact, facts)
    candidates += [
        Distractor(name, f"named elsewhere in the source ({alike[name].slug})") for name in choice.order("name", whole)
    ]
    if len(candidates) < need and fact.answer_type is AnswerType.COUNTRY:
        candidates += _of_pool(countries, fact, facts, need)
    if len(candidates) < need and fact.answer_type is AnswerType.PLACE:
        candidates += _of_pool(cities, fact, facts, need)
    outside = [name for name in candidates if fold_place(name.text) not in sentence]
    return without_repeats(outside, need)


def _of_pool(
    pool: Callable[[Fact, Sequence[Fact], int], list[Distractor]], fact: Fact, facts: Sequence[Fact], need: int
) -> list[Distractor]:
    try:
        return pool(fact, facts, need)
    except CannotAsk:  # The pool does not know the key.
        return []
