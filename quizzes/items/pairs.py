"""What matching and categorise share: rows, each of which is given one of the choices. This is not a type itself."""

from __future__ import annotations

import random
from abc import abstractmethod
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from .base import BadResponse, Form, Item, ItemType, Option, Response, ReviewRow, Text, Variant
from .parts import alike, field_of, listed, order_of, read_parts


class Pairs(ItemType):
    """A type whose rows are the options with a text; what a row belongs to is its `match`.

    The stated rule: the share of the rows that were given their own choice, as in Moodle's matching. Every row counts
    the same, and a wrong one takes nothing off. A response is {"given": {text of a row: the choice it was given}}.
    """

    keyed_by = "match"
    fewest_rows: ClassVar[int] = 2
    # The first sentence is for a student, the others are for a teacher.
    please_choose: ClassVar[Text]
    rows_missing: ClassVar[Text]
    match_missing: ClassVar[Text]
    choices_missing: ClassVar[Text]

    def rows(self, item: Item) -> list[Option]:
        return [option for option in item.options if option.text.strip()]

    @abstractmethod
    def choices(self, item: Item) -> list[str]:
        """Return what can be given to a row, in an order that does not depend on which row each belongs to."""

    def problems(self, item: Item) -> list[Text]:
        rows, choices = self.rows(item), self.choices(item)
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if len(rows) < self.fewest_rows:
            problems.append(self.rows_missing)
        if any(not row.match.strip() for row in rows):
            problems.append(self.match_missing)
        if len(choices) < 2:
            problems.append(self.choices_missing)
        if same := alike(row.text for row in rows):
            problems.append(_("These say the same: %(texts)s. Change or remove one.") % {"texts": _quoted(same)})
        if same := alike(choices):
            problems.append(_("These mean the same: %(texts)s. Write them alike.") % {"texts": _quoted(same)})
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        rows = list(range(len(self.rows(item))))
        rng.shuffle(rows)
        return {"rows": rows, "choices": order_of(self.choices(item), rng)}

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        rows, choices = self.rows(item), self.choices(item)
        return {
            "rows": [
                {"field": field_of(place), **rows[index].shown()}
                for place, index in enumerate(variant["rows"], start=1)
            ],
            "choices": [
                {"token": str(place), "text": choices[index]} for place, index in enumerate(variant["choices"], start=1)
            ],
        }

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        rows, choices = self.rows(item), self.choices(item)
        by_token = {str(place): choices[index] for place, index in enumerate(variant["choices"], start=1)}
        fields = [field_of(place) for place in range(1, len(rows) + 1)]
        tokens = read_parts(form, fields, self.please_choose)
        if not by_token.keys() >= set(tokens) - {""}:
            raise BadResponse(_("That is not one of the choices. Please choose again."))
        chosen = zip(variant["rows"], tokens, strict=True)
        choice_by_row = {rows[index].text: by_token[token] for index, token in chosen if token}
        return {"given": {row.text: choice_by_row[row.text] for row in rows if row.text in choice_by_row}}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        rows, choices = self.rows(item), self.choices(item)
        return {
            field_of(place): [str(variant["choices"].index(choices.index(response["given"][rows[index].text])) + 1)]
            for place, index in enumerate(variant["rows"], start=1)
            if rows[index].text in response["given"]
        }

    def grade(self, item: Item, response: Response) -> float:
        rows = self.rows(item)
        hits: int = sum(response["given"].get(row.text) == row.match for row in rows)
        return hits / len(rows)

    def right_response(self, item: Item) -> Response:
        return {"given": {row.text: row.match for row in self.rows(item)}}

    def summarise(self, item: Item, response: Response) -> str:
        """Return the pairs in the order of the question, for PostgreSQL keeps them in an order of its own."""
        choice_by_row = response["given"]
        return "; ".join(
            f"{row.text} → {choice_by_row[row.text]}" for row in self.rows(item) if row.text in choice_by_row
        )

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        rows = self.rows(item)
        choice_by_row = response["given"] if response else {}
        return [
            ReviewRow(
                row.text,
                is_right=choice_by_row.get(row.text) == row.match,
                was_chosen=row.text in choice_by_row,
                feedback=row.feedback,
                given=choice_by_row.get(row.text, ""),
                right=row.match,
                picture=row.picture,
            )
            for row in (rows[index] for index in variant["rows"])
        ]

    def random_guess_score(self, item: Item) -> float | None:
        """Return 1 over the number of choices: a row is guessed right once in as many times as there are choices."""
        return 1 / len(self.choices(item))


def choices_of(options: tuple[Option, ...]) -> list[str]:
    return listed(option.match for option in options if option.match.strip())


def _quoted(texts: list[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)
