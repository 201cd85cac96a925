from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import BadResponse, Form, Item, ItemType, Option, Response, ReviewRow, Setting, Text, Variant
from .choice import FIELD
from .text import fold


@cache
def atlas() -> dict[str, Any]:
    """Return what tests/assets/outlines.py made: "regions" by code, and the "land" around them.

    Each region has a name and an outline.
    """
    drawing: dict[str, Any] = json.loads((Path(__file__).parent / "regions.json").read_text())
    return drawing


class Map(ItemType):
    """A country is chosen on an outline map of Eurasia, or in the list below it, which says the same.

    An option is a country: its `match` is the code by which the map knows it (ISO 3166, three letters). Exactly one is
    the key. The list is in alphabetical order, and the outlines have names that say nothing; nothing is left to chance,
    and so nothing depends on the key.

    params: everywhere (bool, default false) — where it is true, every country of the map can be chosen, under the map's
    name for it; the options then only say which country is right, and give feedback to those who choose one of them.
    A response is {"region": code}.
    """

    code = "map"
    label = gettext_lazy("Country on a map")
    instruction = gettext_lazy("Choose a country on the map or in the list.")
    settings = (
        Setting(
            "everywhere",
            gettext_lazy("every country of the map can be chosen"),
            "bool",
            default=False,
            help=gettext_lazy("Then only the right country needs a row."),
        ),
    )
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("country"),
        "match": gettext_lazy("code"),
        "fraction": gettext_lazy("share of the mark"),
        "feedback": gettext_lazy("feedback"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Each row is a country that can be chosen, with its code of three letters (ISO 3166: KAZ, CHN, IRN) and the "
        "share 1 for the right one."
    )

    def problems(self, item: Item) -> list[Text]:
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if len(item.options) < 2 and not is_everywhere(item):
            problems.append(_("Give at least two countries, or let every country of the map be chosen."))
        if any(not option.text.strip() for option in item.options):
            problems.append(_("Every country needs its name."))
        for code in sorted({code_of(option) for option in item.options} - atlas()["regions"].keys()):
            message = _("The map has no country with the code “%(code)s”. Write three letters, as KAZ for Kazakhstan.")
            problems.append(message % {"code": code})
        codes = [code_of(option) for option in item.options]
        if len(set(codes)) < len(codes) or len({fold(option.text) for option in item.options}) < len(codes):
            problems.append(_("Two rows are the same country."))
        if [key.fraction for key in item.keys] != [1]:
            problems.append(_("Give exactly one country the share 1, and the others 0."))
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        return {}

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        choices = self._choices(item)
        tokens = {code: str(place) for place, code in enumerate(choices, start=1)}
        regions = atlas()["regions"]
        outlines = {regions[code]["outline"]: token for code, token in tokens.items()}
        land = {*atlas()["land"], *(region["outline"] for region in regions.values())} - outlines.keys()
        return {
            "width": atlas()["width"],
            "height": atlas()["height"],
            "land": sorted(land),
            # They stand in the order of their numbers, so that the smallest lie on top.
            "regions": [
                {"outline": outline, "token": outlines[outline]}
                for outline in sorted(outlines, key=lambda outline: int(outline[1:]))
            ],
            "choices": [{"token": tokens[code], "text": text} for code, text in choices.items()],
        }

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        token = form.one(FIELD, _("Please choose a country."))
        by_token = {str(place): code for place, code in enumerate(self._choices(item), start=1)}
        if token not in by_token:
            raise BadResponse(_("That is not one of the countries. Please choose again."))
        return {"region": by_token[token]}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {FIELD: [str(list(self._choices(item)).index(response["region"]) + 1)]}

    def grade(self, item: Item, response: Response) -> float:
        return next((option.fraction for option in item.options if code_of(option) == response["region"]), 0.0)

    def right_response(self, item: Item) -> Response:
        return {"region": code_of(max(item.options, key=lambda option: option.fraction))}

    def summarise(self, item: Item, response: Response) -> str:
        return self._choices(item)[response["region"]]

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        """Return a row for each country that has an option, and one for a country that was chosen besides them."""
        chosen = response["region"] if response else ""
        rows = {code_of(option): option for option in item.options}
        if chosen and chosen not in rows:
            rows[chosen] = Option(self._choices(item)[chosen])
        return [
            ReviewRow(option.text, option.is_key, code == chosen, option.feedback)
            for code, option in sorted(rows.items(), key=lambda row: fold(row[1].text))
        ]

    def random_guess_score(self, item: Item) -> float | None:
        return 1 / len(self._choices(item))

    def examples(self) -> list[Item]:
        hosts = {"KGZ": "Kyrgyzstan", "CHN": "China", "UZB": "Uzbekistan", "RUS": "Russia"}
        options = (Option(name, float(code == "CHN"), code, f"{name} has hosted one.") for code, name in hosts.items())
        return [
            Item(self.code, "Which country hosts the summit of 2025?", tuple(options)),
            Item(
                self.code,
                "Which country joined the SCO in 2024?",
                (Option("Belarus", 1.0, "BLR"), Option("Iran", match="IRN", feedback="Iran joined in 2023.")),
                {"everywhere": True},
            ),
        ]

    @staticmethod
    def _choices(item: Item) -> dict[str, str]:
        """Return what can be chosen, in the order of the list, as the name of each country by its code."""
        if is_everywhere(item):
            names = {code: str(region["name"]) for code, region in atlas()["regions"].items()}
        else:
            names = {code_of(option): option.text for option in item.options}
        return dict(sorted(names.items(), key=lambda row: (fold(row[1]), row[0])))


def is_everywhere(item: Item) -> bool:
    return bool(item.params.get("everywhere", False))


def code_of(option: Option) -> str:
    return option.match.strip().upper()


TYPE = Map()
