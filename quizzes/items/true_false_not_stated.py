from django.utils.translation import gettext_lazy as _

from .base import Item, Option
from .choice import FixedOptions


class TrueFalseNotStated(FixedOptions):
    """A statement about the article, of which the article may also say nothing."""

    code = "true_false_not_stated"
    label = _("True, false or not stated")
    instruction = _("Going by the article alone: true, false, or does it not say?")
    texts = ("True", "False", "The article does not say")

    def examples(self) -> list[Item]:
        return [
            Item(
                self.code,
                "The article names the two observer states.",
                tuple(Option(text, float(index == key)) for index, text in enumerate(self.texts)),
            )
            for key in range(len(self.texts))
        ]


TYPE = TrueFalseNotStated()
