from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from .base import BadResponse, Form, Item, Option, Response, Setting, Text, Variant
from .choice import FIELD
from .text import MAGNITUDES, fold, parse_quantity
from .typed import Typed


class Numerical(Typed):
    """A number is typed. Each option's text is an accepted number; the first is the one that is shown.

    params:
      unit (str): what is printed behind the field. It may hold a magnitude word ("trillion yuan"), and a bare number is
        read in it.
      units (list of str): the unit words that may be typed besides those of `unit`.
      tolerance (number): how far from an accepted number an answer still counts, in `unit`; it is 0 by default.
    """

    code = "numerical"
    label = gettext_lazy("Number")
    instruction = gettext_lazy("Type a number, in figures or words.")
    settings = (
        Setting(
            "unit",
            gettext_lazy("unit"),
            "text",
            default="",
            help=gettext_lazy("Printed behind the field, as “trillion yuan”. A bare number is read in it."),
        ),
        Setting(
            "units",
            gettext_lazy("other units that may be typed"),
            "words",
            default=(),
            help=gettext_lazy("With commas between them, as “rmb, ¥”."),
        ),
        Setting(
            "tolerance",
            gettext_lazy("tolerance"),
            "number",
            default=0,
            help=gettext_lazy("How far from the accepted number still counts, in the unit."),
        ),
    )

    def problems(self, item: Item) -> list[Text]:
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if not any(option.fraction == 1 for option in item.options):
            problems.append(_("Give at least one accepted number that earns the full mark."))
        for option in item.options:
            quantity = parse_quantity(option.text)
            if quantity is None or (quantity[1] and quantity[1] not in self._units(item)):
                problems.append(_("“%(text)s” is not a number in the unit of this question.") % {"text": option.text})
        if not isinstance(tolerance := item.params.get("tolerance", 0), int | float) or not 0 <= tolerance < inf:
            problems.append(_("The tolerance must be a number, 0 or more."))
        return problems

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        return {"unit": item.params.get("unit", "")}

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        text = form.one(FIELD, _("Please type a number.")).strip()
        quantity = parse_quantity(text)
        if quantity is None:
            raise BadResponse(_("That is not one number. Write it like 12, 3.5 or twelve."))
        if quantity[1] and quantity[1] not in self._units(item):
            unit = item.params.get("unit", "")
            if unit:
                raise BadResponse(_("Please type the number alone; it is counted in %(unit)s.") % {"unit": unit})
            raise BadResponse(_("Please give the number alone, without other words."))
        return {"text": text}

    def grade(self, item: Item, response: Response) -> float:
        tolerance = Decimal(str(item.params.get("tolerance", 0))) * self._scale(item)
        readings = self._readings(item, response["text"])
        return max(
            (
                option.fraction
                for option in item.options
                if any(abs(value - self._readings(item, option.text)[-1]) <= tolerance for value in readings)
            ),
            default=0.0,
        )

    def summarise(self, item: Item, response: Response) -> str:
        unit = str(item.params.get("unit", ""))
        quantity = parse_quantity(response["text"])
        bare = quantity is not None and not quantity[1] and not quantity[2]
        return f"{response['text']} {unit}".strip() if bare else str(response["text"])

    def examples(self) -> list[Item]:
        return [
            Item(self.code, "How many containers did the train carry?", (Option("50", 1.0),), {"unit": "containers"}),
            Item(
                self.code,
                "What was the trade volume in 2024?",
                (Option("3.65", 1.0), Option("4", 0.5)),
                {"unit": "trillion yuan", "units": ["rmb", "¥"], "tolerance": 0.05},
            ),
        ]

    def _scale(self, item: Item) -> int:
        scale = 1
        for word in fold(str(item.params.get("unit", ""))).split():
            scale *= MAGNITUDES.get(word, 1)
        return scale

    def _units(self, item: Item) -> set[str]:
        unit = [word for word in fold(str(item.params.get("unit", ""))).split() if word not in MAGNITUDES]
        accepted = {" ".join(unit), *unit, *(fold(str(word)) for word in item.params.get("units", ()))}
        return accepted - {""}

    def _readings(self, item: Item, text: str) -> list[Decimal]:
        """Return what a typed number may stand for: it as written and, without a magnitude word, in the unit (last)."""
        quantity = parse_quantity(text)
        if quantity is None:
            return []
        value, _unit, scaled = quantity
        return [value] if scaled else [value, value * self._scale(item)]


TYPE = Numerical()
