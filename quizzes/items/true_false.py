from django.utils.translation import gettext_lazy as _

from .base import Item, Option
from .choice import FixedOptions


class TrueFalse(FixedOptions):
    code = "true_false"
    label = _("True or false")
    instruction = _("Is this statement true or false?")
    texts = ("True", "False")

    def examples(self) -> list[Item]:
        return [
            Item(self.code, f"The SCO was established in {year}.", tuple(map(Option, self.texts, fractions)))
            for year, fractions in ((2001, (1.0, 0.0)), (2011, (0.0, 1.0)))
        ]


TYPE = TrueFalse()
