from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any, ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import BadResponse, Form, Item, ItemType, Option, Response, ReviewRow, Text, Variant
from .parts import alike, field_of, read_parts, texts_of


class Ordering(ItemType):
    """The options are put into the order in which they stand. A response is {"order": [text, …]}.

    The stated rule: Kendall's rank correlation (Kendall 1938), never below 0: of all pairs of parts, those in the right
    relative order less those in the wrong one, over the number of pairs. Two neighbours exchanged cost one pair, and an
    order by chance is worth 0 on the average before the cut; counting places instead gives nothing to whoever has one
    part too early and all the others in the right order.

    The order shown is any but the right one, each as likely as another, so it says no more than its own wrongness,
    which is all that anybody can learn from knowing this rule. (An order that may be the right one would now and then
    hand out the whole mark.) Nothing else of the key goes into it: chance orders the parts by the alphabet.
    """

    code = "ordering"
    label = gettext_lazy("Ordering")
    instruction = gettext_lazy("Place 1 comes first. A pair in the wrong order cancels a pair in the right one.")
    keyed_by = "order"
    fewest_parts = 3  # of two, the order that is not shown is the right one
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("part"),
        "feedback": gettext_lazy("feedback"),
        "picture": gettext_lazy("picture"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Write the parts in their right order, from the first to the last. Students get them shuffled."
    )

    def problems(self, item: Item) -> list[Text]:
        found: list[Text] = []
        if not item.stem.strip():
            found.append(_("Write the question."))
        if len(item.options) < self.fewest_parts:
            found.append(_("Give at least %(n)s parts.") % {"n": self.fewest_parts})
        if any(not option.text.strip() for option in item.options):
            found.append(_("Every part needs a text."))
        if alike(texts_of(item)):
            found.append(_("Two parts say the same."))
        return found

    def vary(self, item: Item, rng: random.Random) -> Variant:
        parts = _by_alphabet(item)
        right = [parts.index(option) for option in item.options]
        order = list(range(len(parts)))
        rng.shuffle(order)
        while order == right:
            rng.shuffle(order)
        return {"order": order}

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        shown = self._shown(item, variant)
        return {
            "rows": [{"field": field_of(place), **option.shown()} for place, option in enumerate(shown, start=1)],
            "choices": [{"token": str(place), "text": str(place)} for place in range(1, len(shown) + 1)],
        }

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        shown = self._shown(item, variant)
        places = [str(place) for place in range(1, len(shown) + 1)]
        given = read_parts(form, [field_of(place) for place in range(1, len(shown) + 1)], _("Please order the parts."))
        if not set(given) <= set(places):
            raise BadResponse(
                _("The places go from 1 to %(n)s. Please give each part one of them.") % {"n": len(places)}
            )
        if len(set(given)) < len(places):
            twice = ", ".join(sorted((place for place, count in Counter(given).items() if count > 1), key=int))
            raise BadResponse(
                _("More than one part has this place: %(places)s. Please give each a place of its own.")
                % {"places": twice}
            )
        by_place = {place: option.text for place, option in zip(given, shown, strict=True)}
        return {"order": [by_place[place] for place in places]}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {
            field_of(place): [str(response["order"].index(option.text) + 1)]
            for place, option in enumerate(self._shown(item, variant), start=1)
        }

    def grade(self, item: Item, response: Response) -> float:
        rank = {text: place for place, text in enumerate(texts_of(item))}
        given = [rank[text] for text in response["order"] if text in rank]
        in_order = [first < second for first, second in combinations(given, 2)]
        pairs = len(rank) * (len(rank) - 1) // 2
        return max(0, 2 * sum(in_order) - len(in_order)) / pairs

    def right_response(self, item: Item) -> Response:
        return {"order": texts_of(item)}

    def summarise(self, item: Item, response: Response) -> str:
        return "; ".join(f"{place}. {text}" for place, text in enumerate(response["order"], start=1))

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        """In the right order: it is read from top to bottom."""
        given = {text: place for place, text in enumerate(response["order"], start=1)} if response else {}
        return [
            ReviewRow(
                option.text,
                is_right=given.get(option.text) == place,
                was_chosen=option.text in given,
                feedback=option.feedback,
                given=_place(given[option.text]) if option.text in given else "",
                right=_place(place),
                picture=option.picture,
            )
            for place, option in enumerate(item.options, start=1)
        ]

    def random_guess_score(self, item: Item) -> float | None:
        return _score_by_chance(len(item.options))

    def examples(self) -> list[Item]:
        joined = ("Kazakhstan", "India", "Iran", "Belarus")
        events = (
            "The Shanghai Five meet for the first time.",
            "The SCO is established.",
            "India and Pakistan become members.",
        )
        return [
            Item(
                self.code, "Put these countries in the order in which they joined the SCO.", tuple(map(Option, joined))
            ),
            Item(
                self.code,
                "In which order did these events take place, the earliest first?",
                tuple(Option(text, feedback="See paragraph 2.") for text in events),
            ),
        ]

    def _shown(self, item: Item, variant: Variant) -> list[Option]:
        parts = _by_alphabet(item)
        return [parts[index] for index in variant["order"]]


def _place(number: int) -> str:
    return _("place %(number)s") % {"number": number}


def _by_alphabet(item: Item) -> list[Option]:
    return sorted(item.options, key=lambda option: option.text)


@lru_cache
def _score_by_chance(parts: int) -> float:
    """The mean of the rule over all orders, from how many orders have 0, 1, 2, … pairs wrong (Mahonian numbers)."""
    orders = [1]
    for added in range(2, parts + 1):
        longer = [0] * (len(orders) + added - 1)
        for wrong, count in enumerate(orders):
            for more in range(added):
                longer[wrong + more] += count
        orders = longer
    pairs = len(orders) - 1
    return sum(count * max(0, pairs - 2 * wrong) for wrong, count in enumerate(orders)) / (pairs * sum(orders))


TYPE = Ordering()
