from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import BadResponse, Form, Item, ItemType, Option, Response, ReviewRow, Text, Variant
from .choice import FIELD
from .numerical import Numerical
from .parts import alike, are_numbers, field_of, listed, read_parts
from .short_answer import ShortAnswer
from .single_choice import SingleChoice
from .text import fold

_BLANK = re.compile(r"\[\[\s*(\d{1,2})\s*(typed|number)?\s*\]\]")
_OPENING = re.compile(r"\[\[[^\]\n]*\]{0,2}")
_FILLED_AS: dict[str, ItemType] = {"": SingleChoice(), "typed": ShortAnswer(), "number": Numerical()}
_TOLERANCE = next(setting for setting in Numerical.settings if setting.name == "tolerance")


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank as a question of its own. Its `place` says which one in the text it is, counted from 1."""

    place: int
    number: str  # as the author has it
    type: ItemType
    item: Item
    mode: str  # "" for a choice, else which keyboard a phone shows

    @property
    def field(self) -> str:
        return field_of(self.place)

    def form(self, form: Form) -> Form:
        return Form({FIELD: form.many(self.field)})


class Cloze(ItemType):
    """Blanks in a text are filled. In the stem, [[1]] is chosen from a list; [[2 typed]] and [[3 number]] are typed.

    An option whose `match` is the number of a blank is one of its choices, or one of its accepted answers. Each blank
    is a question of its own: a single choice, a short answer or a number, with the rules of that type.

    The stated rule: the mean of what the blanks earn. A response is {"given": {number of a blank: its response}}.
    params: tolerance (number) means what it does in a numerical question, for all blanks with a number.
    """

    code = "cloze"
    label = gettext_lazy("Blanks in a text")
    instruction = gettext_lazy(
        "Every blank counts the same. Where you type, capital letters and accents do not matter."
    )
    has_blanks = True
    settings = (_TOLERANCE,)
    option_columns: ClassVar[Mapping[str, Text]] = {
        "match": gettext_lazy("blank"),
        "text": gettext_lazy("choice or accepted answer"),
        "fraction": gettext_lazy("share of the mark"),
        "feedback": gettext_lazy("feedback"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Write the text into the question, with a blank as [[1]] where students choose from a list, [[2 typed]] where "
        "they type a word, and [[3 number]] where they type a number. Each row here is a choice or an accepted answer: "
        "say of which blank, and give the right one the share 1."
    )

    def readable_stem(self, item: Item) -> str:
        return _BLANK.sub("_____", item.stem)

    def blanks(self, item: Item) -> list[Blank]:
        """Return the blanks in the order in which they stand in the text."""
        blanks = []
        for place, match in enumerate(_BLANK.finditer(item.stem), start=1):
            number, kind = str(int(match[1])), match[2] or ""
            options = tuple(option for option in item.options if option.match.strip() == number)
            params = dict(item.params)
            if not kind:
                order = listed(option.text for option in options)
                options = tuple(sorted(options, key=lambda option: order.index(option.text)))
                params = {"shuffle": not are_numbers(order)}
            filled_as = _FILLED_AS[kind]
            mode = {"": "", "typed": "text", "number": "decimal"}[kind]
            blanks.append(Blank(place, number, filled_as, Item(filled_as.code, item.stem, options, params), mode))
        return blanks

    def problems(self, item: Item) -> list[Text]:
        blanks = self.blanks(item)
        numbers = [blank.number for blank in blanks]
        problems: list[Text] = []
        for text in _OPENING.findall(_BLANK.sub("", item.stem)):
            message = _("“%(text)s” is no blank. Write [[1]], [[1 typed]] or [[1 number]].")
            problems.append(message % {"text": text})
        if not blanks:
            problems.append(_("Write the text into the question, with a blank as [[1]], [[2 typed]] or [[3 number]]."))
        if alike(numbers):
            problems.append(_("Two blanks have the same number. Give each its own."))
        for number in sorted({option.match.strip() for option in item.options} - set(numbers)):
            message = _("There is no blank “%(number)s” in the text for some of the rows. Correct their blank.")
            problems.append(message % {"number": number})
        for blank in blanks:
            problems += [
                _("Blank %(number)s: %(problem)s") % {"number": blank.number, "problem": problem}
                for problem in blank.type.problems(blank.item)
            ]
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        return {"blanks": {blank.number: blank.type.vary(blank.item, rng) for blank in self.blanks(item)}}

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        """Return as "pieces" the text before each blank with that blank, and as "rest" what follows the last one."""
        texts = _BLANK.split(item.stem)[::3]
        pieces = [
            {
                "text": text,
                "place": blank.place,
                "field": blank.field,
                "mode": blank.mode,
                "choices": blank.type.present(blank.item, variant["blanks"][blank.number]).get("choices", []),
            }
            for text, blank in zip(texts, self.blanks(item), strict=False)
        ]
        return {"stem": _("What belongs in the blanks?"), "pieces": pieces, "rest": texts[-1]}

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        blanks = self.blanks(item)
        read_parts(form, [blank.field for blank in blanks], _("Please fill the blanks."))
        responses = {}
        for blank in blanks:
            if form.is_partial and blank.form(form).is_empty:
                continue
            try:
                responses[blank.number] = blank.type.parse(
                    blank.item, variant["blanks"][blank.number], blank.form(form)
                )
            except BadResponse as error:
                message = _("Blank %(number)s: %(problem)s") % {"number": blank.place, "problem": error}
                raise BadResponse(message) from None
        return {"given": responses}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {
            blank.field: blank.type.to_form(
                blank.item, variant["blanks"][blank.number], response["given"][blank.number]
            )[FIELD]
            for blank in self.blanks(item)
            if blank.number in response["given"]
        }

    def grade(self, item: Item, response: Response) -> float:
        blanks = self.blanks(item)
        return sum(self._fraction(blank, response) for blank in blanks) / len(blanks)

    def right_response(self, item: Item) -> Response:
        return {"given": {blank.number: blank.type.right_response(blank.item) for blank in self.blanks(item)}}

    def summarise(self, item: Item, response: Response) -> str:
        answers = [self._given(blank, response) for blank in self.blanks(item)]
        return "; ".join(f"({place}) {text}" for place, text in enumerate(answers, start=1))

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        rows = []
        for blank in self.blanks(item):
            given = self._given(blank, response) if response else ""
            rows.append(
                ReviewRow(
                    _("Blank %(number)s") % {"number": blank.place},
                    is_right=response is not None and self._fraction(blank, response) == 1,
                    was_chosen=response is not None,
                    feedback=next(
                        (o.feedback for o in blank.item.options if given and fold(o.text) == fold(given)), ""
                    ),
                    given=given,
                    right=blank.type.right_answer(blank.item),
                )
            )
        return rows

    def random_guess_score(self, item: Item) -> float | None:
        blanks = self.blanks(item)
        return sum(blank.type.random_guess_score(blank.item) or 0.0 for blank in blanks) / len(blanks)

    def examples(self) -> list[Item]:
        return [
            Item(
                self.code,
                "The summit of 2025 takes place in [[1]], and it begins on 31 [[2]]. The SCO has [[3 number]] members, "
                "and one of its two observers is [[4 typed]].",
                (
                    *(Option(city, float(city == "Tianjin"), "1") for city in ("Tianjin", "Qingdao", "Beijing")),
                    *(Option(month, float(month == "August"), "2") for month in ("July", "August", "October")),
                    Option("10", 1.0, "3"),
                    Option("Afghanistan", 1.0, "4"),
                    Option("Mongolia", 1.0, "4", "It has been one since 2004."),
                ),
            ),
            Item(
                self.code,
                "Trade reached [[1 number]] billion dollars, which is [[2 typed]] than a year before.",
                (Option("512.4", 1.0, "1"), Option("more", 1.0, "2"), Option("higher", 0.5, "2")),
                {"tolerance": 2},
            ),
        ]

    @staticmethod
    def _fraction(blank: Blank, response: Response) -> float:
        answer = response["given"].get(blank.number)
        return (blank.type.grade(blank.item, answer) or 0.0) if answer else 0.0

    @staticmethod
    def _given(blank: Blank, response: Response) -> str:
        answer = response["given"].get(blank.number)
        return blank.type.summarise(blank.item, answer) if answer else ""


TYPE = Cloze()
