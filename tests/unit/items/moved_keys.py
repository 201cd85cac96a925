"""Items that differ in their key alone: what is presented of them must not differ at all."""

from collections.abc import Iterator
from dataclasses import replace

from quizzes.items import TYPES, Item


def rotated(values: list, by: int) -> list:
    return values[by:] + values[:by]


def moved_keys(item: Item) -> Iterator[Item]:
    """The item with its key in each place it can be moved to; first as it is."""
    for shift in range(max(1, len(item.options))):
        yield _MOVED[TYPES[item.type].keyed_by](item, shift)


def without_key(item: Item) -> Item:
    """The item with nothing right in it. No order is wrong in itself, so of an order too little is left."""
    match TYPES[item.type].keyed_by:
        case "fraction":
            options = tuple(replace(option, fraction=0.0) for option in item.options)
        case "match":
            options = tuple(replace(option, match="") for option in item.options)
        case "order":
            options = item.options[:1]
    return replace(item, options=options)


def _move_fractions(item: Item, shift: int) -> Item:
    """Among the options of each blank or part, where several belong to one."""
    options = list(item.options)
    matches = [option.match for option in options]
    groups = matches if len(set(matches)) < len(matches) else [""] * len(matches)
    for group in set(groups):
        places = [place for place, one in enumerate(groups) if one == group]
        fractions = rotated([options[place].fraction for place in places], shift % len(places))
        for place, fraction in zip(places, fractions, strict=True):
            options[place] = replace(options[place], fraction=fraction)
    return replace(item, options=tuple(options))


def _move_matches(item: Item, shift: int) -> Item:
    matches = rotated([option.match for option in item.options], shift)
    return replace(
        item, options=tuple(replace(option, match=m) for option, m in zip(item.options, matches, strict=True))
    )


def _move_places(item: Item, shift: int) -> Item:
    return replace(item, options=tuple(rotated(list(item.options), shift)))


_MOVED = {"fraction": _move_fractions, "match": _move_matches, "order": _move_places}
