"""What the types with listed options share: order, tokens and review. This is not a type itself."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import BadResponse, Form, Item, ItemType, Response, ReviewRow, Setting, Text, Variant
from .text import fold

FIELD = "answer"


class Choice(ItemType):
    """A type whose options are posted by their place on the page (1, 2, …), never by anything from the author's order.

    params: shuffle (bool, default true) — it is false where the options have an order of their own, as numbers and
    dates have.
    A response is {"chosen": [index into item.options, …]}, ascending.
    """

    lists_options = True
    fewest_options = 2
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("option"),
        "fraction": gettext_lazy("right"),
        "feedback": gettext_lazy("feedback"),
        "picture": gettext_lazy("picture"),
    }
    options_help: ClassVar[Text] = gettext_lazy("Tick what is right. Feedback is shown to those who choose the option.")
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(
            "shuffle",
            gettext_lazy("shuffle the options"),
            "bool",
            default=True,
            help=gettext_lazy("Each student gets them in another order. Off for numbers and dates: they keep theirs."),
        ),
    )

    def problems(self, item: Item) -> list[Text]:
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if len(item.options) < self.fewest_options:
            problems.append(_("Give at least %(n)s options.") % {"n": self.fewest_options})
        if any(not option.text.strip() for option in item.options):
            problems.append(_("Every option needs a text."))
        folded = [fold(option.text) for option in item.options]
        if len(set(folded)) < len(folded):
            problems.append(_("Two options say the same."))
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        order = list(range(len(item.options)))
        if item.params.get("shuffle", True):
            rng.shuffle(order)
        return {"order": order}

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        return {
            "choices": [
                {"token": str(place), **item.options[index].shown()}
                for place, index in enumerate(variant["order"], start=1)
            ]
        }

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        if self.multiple:
            tokens = form.many(FIELD)
            if not tokens:
                raise BadResponse(_("Please choose at least one answer."))
        else:
            tokens = [form.one(FIELD, _("Please choose an answer."))]
        by_token = {str(place): index for place, index in enumerate(variant["order"], start=1)}
        try:
            return {"chosen": sorted({by_token[token] for token in tokens})}
        except KeyError:
            raise BadResponse(_("That is not one of the answers. Please choose again.")) from None

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {FIELD: [str(variant["order"].index(index) + 1) for index in response["chosen"]]}

    def summarise(self, item: Item, response: Response) -> str:
        return "; ".join(item.options[index].text for index in response["chosen"])

    def right_response(self, item: Item) -> Response:
        return {"chosen": [index for index, option in enumerate(item.options) if option.is_key]}

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        chosen = response["chosen"] if response else []
        return [
            ReviewRow(option.text, option.is_key, i in chosen, option.feedback, picture=option.picture)
            for i in variant["order"]
            for option in (item.options[i],)
        ]


class OneOf(Choice):
    """A choice of which exactly one option is the key."""

    def problems(self, item: Item) -> list[Text]:
        problems = super().problems(item)
        if [key.fraction for key in item.keys] != [1]:
            problems.append(_("Mark exactly one option as right, with the whole mark."))
        return problems

    def grade(self, item: Item, response: Response) -> float:
        chosen: int = response["chosen"][0]
        return item.options[chosen].fraction

    def right_response(self, item: Item) -> Response:
        return {"chosen": [max(range(len(item.options)), key=lambda i: item.options[i].fraction)]}

    def random_guess_score(self, item: Item) -> float | None:
        return sum(option.fraction for option in item.options) / len(item.options)


class FixedOptions(OneOf):
    """A choice among fixed statements about the stem, whose texts are the type's own and are never shuffled."""

    has_fixed_options = True
    texts: tuple[str, ...]
    settings: ClassVar[tuple[Setting, ...]] = ()

    def problems(self, item: Item) -> list[Text]:
        problems = super().problems(item)
        if tuple(option.text for option in item.options) != self.texts:
            problems.append(_("The options must be: %(texts)s.") % {"texts": ", ".join(self.texts)})
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        return {"order": list(range(len(item.options)))}
