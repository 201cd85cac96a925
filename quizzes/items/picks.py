"""What a report counts of a response of any type: the options that were chosen, or what each part was given."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .base import Item, ItemType, Response, ReviewRow


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that can be chosen, in words that are understood without the page around them."""

    text: str
    is_right: bool


def listed_picks(item_type: ItemType, item: Item) -> list[Pick]:
    """Return what a report lists even if nobody chose it: all options, or what each part should have been given."""
    return [
        Pick(f"{row.text} → {row.right}", True) if row.right else Pick(row.text, row.is_right)
        for row in _rows(item_type, item, None)
    ]


def picks_of(item_type: ItemType, item: Item, response: Response) -> list[Pick]:
    """Return what was chosen in a response: all of a typed one, and nothing of one that a person has to read."""
    if item_type.graded_by_hand:
        return []
    if rows := _rows(item_type, item, response):
        return [_pick(row) for row in rows if row.was_chosen]
    return [Pick(item_type.summarise(item, response), item_type.grade(item, response) == 1)]


def _pick(row: ReviewRow) -> Pick:
    return Pick(f"{row.text} → {row.given or '–'}" if row.right else row.text, row.is_right)


def _rows(item_type: ItemType, item: Item, response: Response | None) -> list[ReviewRow]:
    """Return the review in the order of the item, whatever order a learner got."""
    variant = item_type.vary(item, random.Random(0))  # noqa: S311  # not a secret
    places = {option.text: place for place, option in enumerate(item.options)}
    rows = item_type.review(item, variant, response)
    return sorted(rows, key=lambda row: places.get(row.text, len(places)))
