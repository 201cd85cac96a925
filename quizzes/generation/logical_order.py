"""Numbers and dates among options stand in ascending order, for every learner (docs/items.md, L08)."""

from __future__ import annotations

from dataclasses import replace

from quizzes.items import Item, type_of

from .lint.values import ORDERED, read, shapes


def logical_order(item: Item) -> list[int] | None:
    """The indices of the options in their own order; None where they have none, or where the type lists no options."""
    texts = [option.text for option in item.options]
    values = [value for value in map(read, texts) if value is not None]
    is_listed = any(setting.name == "shuffle" for setting in type_of(item).settings)
    if not is_listed or len(texts) < 2 or len(values) < len(texts) or not set(shapes(texts)) <= ORDERED:
        return None
    if not all(value.is_comparable_to(values[0]) for value in values):
        return None
    return sorted(range(len(texts)), key=lambda index: (values[index].low, values[index].high))


def in_logical_order(item: Item) -> Item:
    """The item with its options in their own order, which delivery then keeps; as it is where they have none."""
    order = logical_order(item)
    if order is None:
        return item
    options = tuple(item.options[index] for index in order)
    return replace(item, options=options, params={**item.params, "shuffle": False})
