from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from .base import Form, Item, Option, Response, Text, Variant
from .choice import FIELD
from .text import fold
from .typed import Typed


class ShortAnswer(Typed):
    """A word or a phrase is typed. Each option's text is an accepted form; the first is the one that is shown.

    Two texts are the same answer when `fold` makes them equal: accents, case, spaces, hyphens, a leading article and
    number words make no difference. Nothing else is forgiven, so a near miss of a number or a name is never right.
    """

    code = "short_answer"
    label = gettext_lazy("Short answer")
    instruction = gettext_lazy("Type your answer. Capital letters and accents make no difference.")

    def problems(self, item: Item) -> list[Text]:
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if not any(option.fraction == 1 for option in item.options):
            problems.append(_("Give at least one accepted answer that earns the full mark."))
        if any(not fold(option.text) for option in item.options):
            problems.append(_("Every accepted answer needs a letter or a figure."))
        return problems

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        return {}

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        return {"text": form.one(FIELD, _("Please type an answer.")).strip()}

    def grade(self, item: Item, response: Response) -> float:
        folded = fold(response["text"])
        return max((option.fraction for option in item.options if fold(option.text) == folded), default=0.0)

    def examples(self) -> list[Item]:
        return [
            Item(
                self.code,
                "To which city did the train run?",
                (Option("Tashkent", 1.0), Option("Tashkent, Uzbekistan", 1.0), Option("Uzbekistan", 0.5)),
            )
        ]


TYPE = ShortAnswer()
