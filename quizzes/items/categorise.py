import random
from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import Item, Option, Setting, Text, Variant
from .pairs import Pairs, choices_of


class Categorise(Pairs):
    """Cards are sorted into boxes; the cards are shuffled, the boxes are not.

    params:
      boxes (list of str): the boxes in their order, including those to which no card belongs. A box that only cards
        name follows behind them, in alphabetical order: an order of first mention would tell where the first card
        belongs.
    """

    code = "categorise"
    label = gettext_lazy("Sort into boxes")
    instruction = gettext_lazy("Choose a box for each card. Every card counts the same.")
    please_choose = gettext_lazy("Please choose a box for each card.")
    rows_missing = gettext_lazy("Give at least two cards.")
    match_missing = gettext_lazy("Say for each card into which box it belongs.")
    choices_missing = gettext_lazy("Give at least two boxes.")
    settings = (
        Setting(
            "boxes",
            gettext_lazy("boxes"),
            "words",
            default=(),
            help=gettext_lazy(
                "In their order, with commas between them, as “Fact, Claim, Not stated”. "
                "A box may stay empty: name it here."
            ),
        ),
    )
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("card"),
        "match": gettext_lazy("its box"),
        "feedback": gettext_lazy("feedback"),
        "picture": gettext_lazy("picture"),
    }
    options_help: ClassVar[Text] = gettext_lazy("Each row is a card, with the name of the box into which it belongs.")

    def choices(self, item: Item) -> list[str]:
        named = [str(box) for box in item.params.get("boxes", ()) if str(box).strip()]
        return list(dict.fromkeys([*named, *choices_of(item.options)]))

    def problems(self, item: Item) -> list[Text]:
        problems = super().problems(item)
        if any(not option.text.strip() for option in item.options):
            problems.append(_("Every card needs a text."))
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        return {**super().vary(item, rng), "choices": list(range(len(self.choices(item))))}

    def examples(self) -> list[Item]:
        sentences = {
            "The SCO was established in 2001.": "Fact",
            "The SCO is a linchpin (the part that holds everything together) of the region.": "Claim",
            "The summit of 2025 takes place in Tianjin.": "Fact",
        }
        roles = {"India": "Member", "Mongolia": "Observer", "Türkiye": "Partner", "Belarus": "Member"}
        return [
            Item(
                self.code,
                "Is each of these sentences a fact or a claim?",
                tuple(Option(text, match=box) for text, box in sentences.items()),
                {"boxes": ["Fact", "Claim", "Not stated"]},
            ),
            Item(
                self.code,
                "Which part does each of these countries have in the SCO?",
                tuple(Option(text, match=box, feedback=f"{box} of the SCO.") for text, box in roles.items()),
            ),
        ]


TYPE = Categorise()
