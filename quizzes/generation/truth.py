"""What may not be called wrong. Truth is a set: every true answer, and all that is true under another reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quizzes.items.text import parse_quantity

from .facts import Fact
from .places import fold_place


class CannotAsk(ValueError):
    """Why a fact gives no question of some type; a sentence for the teacher."""


class NotEnough(CannotAsk):
    """Too few wrong options. Never padded with nonsense: another type may still do."""


class OpenList(CannotAsk):
    """Nothing outside an open list ("such as", "including") can be called wrong."""


class Truth:
    """Everything that cannot be a wrong answer to a fact, in view of the other facts of the bank."""

    def __init__(self, fact: Fact, facts: Sequence[Fact] = ()) -> None:
        asked = (fold_place(fact.subject), fold_place(fact.relation))
        alike = [other for other in facts if (fold_place(other.subject), fold_place(other.relation)) == asked]
        texts = [*fact.vetoes]
        for true in (fact, *alike):
            texts += [true.answer, *true.accepted, *true.items]
        self._folded = {fold_place(text) for text in texts}
        self._quantities = {quantity[:2] for quantity in map(parse_quantity, texts) if quantity}

    def __contains__(self, text: str) -> bool:
        if fold_place(text) in self._folded:
            return True
        quantity = parse_quantity(text)
        if quantity is None:
            return False
        # "15" vetoes "15 members"; "31 August" says nothing of "31 October".
        return any(
            value == quantity[0] and (not unit or not quantity[1] or unit == quantity[1])
            for value, unit in self._quantities
        )


def same_source(fact: Fact, facts: Iterable[Fact]) -> list[Fact]:
    """The other facts of the same source, in a fixed order."""
    others = (other for other in facts if other.source == fact.source and other.slug != fact.slug)
    return sorted(others, key=lambda other: other.slug)
