from django.utils.translation import gettext_lazy as _

from .base import Item, Option
from .choice import OneOf


class SingleChoice(OneOf):
    code = "single_choice"
    label = _("Single choice")
    instruction = _("Choose one answer.")

    def examples(self) -> list[Item]:
        cities = (Option("Tianjin", 1.0), Option("Beijing", feedback="Beijing hosted in 2012."), Option("Qingdao"))
        years = tuple(Option(str(year), float(year == 2001)) for year in (1998, 2001, 2006, 2010))
        return [
            Item(self.code, "Which city hosts the 2025 summit?", cities),
            Item(self.code, "In which year was the SCO established?", years, {"shuffle": False}),
        ]


TYPE = SingleChoice()
