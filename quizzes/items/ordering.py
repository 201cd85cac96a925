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
    """The shuffled options are put back into the order in which they stand. A response is {"order": [text, …]}.

    The stated rule: Kendall's rank correlation (Kendall 1938), never below 0: the pairs of parts in the right relative
    order less those in the wrong one, over the number of all pairs. To exchange two neighbours costs one pair, and a
    random order is worth 0 on average before negative values are cut off. A rule that counts places instead would give
    nothing to whoever has one part too early and all the others in the right order.

    The order that is shown is any but the right one, each as likely as another, so it says no more than that it is
    wrong, which is all that anybody can learn from knowing this rule. (If it could be the right one, it would now and
    then hand out the whole mark.) Nothing else of the key goes into it: the parts are shuffled from alphabetical order.
    """

    code = "ordering"
    label = gettext_lazy("Ordering")
    instruction = gettext_lazy("Place 1 comes first. A pair in the wrong order cancels a pair in the right one.")
    keyed_by = "order"
    fewest_parts = 3  # Of two parts, the order that is not shown would be the right one.
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("part"),
        "feedback": gettext_lazy("feedback"),
        "picture": gettext_lazy("picture"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Write the parts in their right order, from the first to the last. Students get them shuffled."
    )

    def problems(self, item: Item) -> list[Text]:
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if len(item.options) < self.fewest_parts:
            problems.append(_("Give at least %(n)s parts.") % {"n": self.fewest_parts})
        if any(not option.text.strip() for option in item.options):
            problems.append(_("Every part needs a text."))
        if alike(texts_of(item)):
            problems.append(_("Two parts say the same."))
        return problems

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
        tokens = read_parts(form, [field_of(place) for place in range(1, len(shown) + 1)], _("Please order the parts."))
        if not set(tokens) <= set(places):
            raise BadResponse(
                _("The places go from 1 to %(n)s. Please give each part one of them.") % {"n": len(places)}
            )
        if len(set(tokens)) < len(places):
            twice = ", ".join(sorted((place for place, count in Counter(tokens).items() if count > 1), key=int))
            raise BadResponse(
                _("More than one part has this place: %(places)s. Please give each a place of its own.")
                % {"places": twice}
            )
        by_place = {place: option.text for place, option in zip(tokens, shown, strict=True)}
        return {"order": [by_place[place] for place in places]}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {
            field_of(place): [str(response["order"].index(option.text) + 1)]
            for place, option in enumerate(self._shown(item, variant), start=1)
        }

    def grade(self, item: Item, response: Response) -> float:
        rank = {text: place for place, text in enumerate(texts_of(item))}
        ranks = [rank[text] for text in response["order"] if text in rank]
        in_order = [first < second for first, second in combinations(ranks, 2)]
        pairs = len(rank) * (len(rank) - 1) // 2
        return max(0, 2 * sum(in_order) - len(in_order)) / pairs

    def right_response(self, item: Item) -> Response:
        return {"order": texts_of(item)}

    def summarise(self, item: Item, response: Response) -> str:
        return "; ".join(f"{place}. {text}" for place, text in enumerate(response["order"], start=1))

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        """Return the parts in the right order, for the review is read from top to bottom."""
        place_by_text = {text: place for place, text in enumerate(response["order"], start=1)} if response else {}
        return [
            ReviewRow(
                option.text,
                is_right=place_by_text.get(option.text) == place,
                was_chosen=option.text in place_by_text,
                feedback=option.feedback,
                given=_place(place_by_text[option.text]) if option.text in place_by_text else "",
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
    """Return the mean of the rule over all orders: Mahonian numbers count the orders with 0, 1, 2, … pairs wrong."""
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
