from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import Item, Option, Text
from .pairs import Pairs, choices_of


class Matching(Pairs):
    """A partner is chosen for each row from all partners. Several rows may have the same one.

    An option without a text is no row: its match is one more choice, which belongs to no row.
    """

    code = "matching"
    label = gettext_lazy("Matching")
    instruction = gettext_lazy("Choose for each what belongs to it. Every one counts the same.")
    please_choose = gettext_lazy("Please choose what belongs to each.")
    rows_missing = gettext_lazy("Give at least two rows with a text and what belongs to it.")
    match_missing = gettext_lazy("Say for each row what belongs to it.")
    choices_missing = gettext_lazy("Give at least two different things to choose from.")
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("to be matched"),
        "match": gettext_lazy("what belongs to it"),
        "feedback": gettext_lazy("feedback"),
        "picture": gettext_lazy("picture"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Students choose for the left side of each row what stands on the right. Several rows may have the same on the "
        "right. A row with nothing on its left adds a choice that belongs to none: then the last pair is no gift."
    )

    def choices(self, item: Item) -> list[str]:
        return choices_of(item.options)

    def problems(self, item: Item) -> list[Text]:
        problems = super().problems(item)
        if any(not option.text.strip() and not option.match.strip() for option in item.options):
            problems.append(_("A row is empty on both sides. Fill it in or remove it."))
        return problems

    def examples(self) -> list[Item]:
        cities = {"Tianjin": "China", "Astana": "Kazakhstan", "Samarkand": "Uzbekistan", "Tashkent": "Uzbekistan"}
        years = {"India": "2017", "Iran": "2023", "Belarus": "2024"}
        return [
            Item(
                self.code,
                "In which country does each of these cities lie?",
                (*(Option(city, match=country) for city, country in cities.items()), Option("", match="Tajikistan")),
            ),
            Item(
                self.code,
                "In which year did each of these countries join the SCO?",
                tuple(Option(country, match=year, feedback=f"It was {year}.") for country, year in years.items()),
            ),
        ]


TYPE = Matching()
