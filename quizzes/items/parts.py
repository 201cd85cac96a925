"""What the types share whose answer has several parts, each in a field of its own. This is not a type itself."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from django.utils.translation import ngettext

from .base import BadResponse, Form, Item, Text
from .choice import FIELD
from .text import fold, parse_quantity


def field_of(place: int) -> str:
    """Return the name of the field at this place on the page, counted from 1."""
    return f"{FIELD}-{place}"


def read_parts(form: Form, fields: Sequence[str], empty: Text) -> list[str]:
    """Return what was posted for each field; in a partial form, a part that is still open is "".

    Raises BadResponse where nothing was posted, with the sentence `empty`, and where a part is left open: that is more
    often an oversight than a wish, and nothing is ever taken off for a guess.
    """
    missing = sum(not any(value.strip() for value in form.many(field)) for field in fields)
    if form.is_partial and missing < len(fields):
        return [form.one(field, empty) if any(map(str.strip, form.many(field))) else "" for field in fields]
    if missing and missing < len(fields):
        message = ngettext(
            "%(n)s part has no answer yet. Please give it one: a guess costs nothing.",
            "%(n)s parts have no answer yet. Please give each one: a guess costs nothing.",
            missing,
        )
        raise BadResponse(message % {"n": missing})
    return [form.one(field, empty) for field in fields]


def listed(texts: Iterable[str]) -> list[str]:
    """Return each text once, in an order that tells nothing of the key: numbers ascending, all else alphabetical."""
    once = sorted(set(texts))
    return sorted(once, key=_value) if are_numbers(once) else once


def order_of(texts: Sequence[str], rng: random.Random) -> list[int]:
    """Return indices of `listed` texts in the order to show. Numbers keep theirs: they are looked up, not read."""
    order = list(range(len(texts)))
    if not are_numbers(texts):
        rng.shuffle(order)
    return order


def are_numbers(texts: Sequence[str]) -> bool:
    """Say whether all texts are numbers of one unit."""
    quantities = [parse_quantity(text) for text in texts]
    return len({quantity and quantity[1] for quantity in quantities} | {None}) == 2 and None not in quantities


def _value(text: str) -> float:
    quantity = parse_quantity(text)
    return float(quantity[0]) if quantity else 0.0


def alike(texts: Iterable[str]) -> list[str]:
    """Return the texts that say the same as another of them, in other letters."""
    by_fold: dict[str, list[str]] = {}
    for text in texts:
        by_fold.setdefault(fold(text) or text.strip(), []).append(text)
    return [text for group in by_fold.values() if len(group) > 1 for text in group]


def texts_of(item: Item) -> list[str]:
    return [option.text for option in item.options]
