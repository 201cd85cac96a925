"""What the types share whose answer is typed into one field. This is not a type itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy

from .base import Item, ItemType, Response, Text, Variant
from .choice import FIELD


class Typed(ItemType):
    """A type whose options are the accepted answers; the first that earns the most is the one that is shown.

    A response is {"text": what was typed}.
    """

    accepts_options = True
    option_columns: ClassVar[Mapping[str, Text]] = {
        "text": gettext_lazy("accepted answer"),
        "fraction": gettext_lazy("share of the mark"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Each row is an answer that counts, with the share of the mark it earns: 1 for all of it. "
        "The first is the one shown."
    )

    def right_response(self, item: Item) -> Response:
        return {"text": max(item.options, key=lambda option: option.fraction).text}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {FIELD: [response["text"]]}

    def summarise(self, item: Item, response: Response) -> str:
        return str(response["text"])

    def random_guess_score(self, item: Item) -> float | None:
        return 0.0
