"""Wrong items for lists, and whole lists that differ in two places."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ..facts import Fact
from ..seeded_choice import SeededChoice
from ..truth import NotEnough, OpenList
from .base import FEWEST, Distractor, usable_foils

FEWEST_ITEMS = 2


def foils_for_list(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return reviewed items that are not in the list.

    Raises OpenList where the source says "such as" or "including", and NotEnough where the list has fewer than two
    items or fewer than two foils.
    """
    if len(set(fact.items)) < FEWEST_ITEMS:
        raise NotEnough(_("A list needs at least two items."))
    if not fact.is_complete:
        raise OpenList(_("The list is open (“such as”): nothing outside it can be called wrong."))
    foils = usable_foils(fact, facts)[:need]
    if len(foils) < FEWEST:
        raise NotEnough(_("Reviewed foils of the list: %(n)s. At least two are needed.") % {"n": len(foils)})
    return foils


def whole_lists(fact: Fact, facts: Sequence[Fact]) -> list[Distractor]:
    """Return three wrong lists that make a 2 × 2 grid with the right one.

    Two items are exchanged, one by one and together. Each variable item then stands in exactly two of the four lists,
    so that the rule "take the list that shares most with the others" finds nothing.
    """
    x, y = foils_for_list(fact, facts, 2)
    choice = SeededChoice(fact.slug)
    a, b = choice.order("exchanged", fact.items)[:2]
    items = list(fact.items)

    def exchange(swaps: dict[str, str]) -> str:
        return in_a_row([swaps.get(item, item) for item in items])

    return [
        Distractor(exchange({a: x.text}), f"2 × 2 list: {a} → {x.text}", x.feedback),
        Distractor(exchange({b: y.text}), f"2 × 2 list: {b} → {y.text}", y.feedback),
        Distractor(
            exchange({a: x.text, b: y.text}),
            f"2 × 2 list: {a} → {x.text}, {b} → {y.text}",
            " ".join(dict.fromkeys(filter(None, (x.feedback, y.feedback)))),
        ),
    ]


def in_a_row(items: Sequence[str]) -> str:
    """Join items as a person lists them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
