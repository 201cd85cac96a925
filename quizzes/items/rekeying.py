"""This module puts the key of a changed item to the item as learners saw it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from . import TYPES, type_of
from .base import Form, Item, Option, Response, Variant
from .text import fold


class CannotRekey(ValueError):
    """Raised when the new key does not say which of the old answers are right. Its message tells a teacher why."""


def rekeyed(old: Item, new: Item) -> Item:
    """Return the old item with the key of the new one: what learners saw, graded as the new item is.

    No type is known here by name. The two are put together in the first way that shows learners the same as before,
    reads their forms in the same way, and has a right answer among what they were shown. Raises CannotRekey where no
    way does.
    """
    if old.type not in TYPES or old.type != new.type:
        raise CannotRekey(_("It was a question of another type."))
    item_type = type_of(old)
    variant, response = item_type.vary(old, random.Random(1)), item_type.right_response(old)  # noqa: S311  # no secret
    for options in _ways(old.options, new.options):
        item = replace(old, options=options, params=new.params)
        if fits(old, item, variant, response):
            return item
    raise CannotRekey(_("Other options were shown, or other settings applied."))


def _ways(old: tuple[Option, ...], new: tuple[Option, ...]) -> Iterator[tuple[Option, ...]]:
    """Yield the options with old texts in the new order (which may be the key) and in the old one, then all new."""
    wordings, keys = {_form(option): option for option in old}, {_form(option): option for option in new}
    if wordings.keys() == keys.keys() and len(old) == len(new) == len(keys):
        yield tuple(_reworded(option, wordings[_form(option)]) for option in new)
        yield tuple(_reworded(keys[_form(option)], option) for option in old)
    yield new


def _form(option: Option) -> str:
    """Return what makes two options the same. A text of nothing but signs folds to nothing and stands for itself."""
    return fold(option.text) or option.text


def _reworded(option: Option, wording: Option) -> Option:
    return replace(option, text=wording.text, picture=wording.picture)


def fits(old: Item, new: Item, variant: Variant, response: Response | None) -> bool:
    """Say whether a response to the old item, in this variant, is the same response to the new one."""
    item_type = type_of(old)
    try:
        if item_type.present(old, variant) != item_type.present(new, variant):
            return False
        item_type.to_form(new, variant, item_type.right_response(new))  # It fails where its right answer was not shown.
        if response is None:
            return True
        return item_type.parse(new, variant, Form(item_type.to_form(old, variant, response))) == response
    except (LookupError, ValueError):
        return False
