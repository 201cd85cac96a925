from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from .base import Form, Item, ItemType, Response, Setting, Text, Variant
from .choice import FIELD

MAX_ESSAY_LENGTH = 10_000  # characters
SUMMARY_LENGTH = 200
_CRITERION = re.compile(r"^\s*(\d{1,2}(?:[.,]\d)?)\s*[:–-]\s+(\S.*?)\s*$", re.MULTILINE)
_LINE_BREAK = re.compile(r"\r\n?")


class Essay(ItemType):
    """A longer text is written, and a person grades it: until then the response needs grading.

    params:
      lines (number, default 10): the height of the box.
      minimum_words (number, default 0): what the student is advised to write; a shorter text is taken all the same.
      guidance (str): what helps whoever grades; students see only its rubric (see `rubric_of`), with their mark.
      model_answer (str): what is shown after the answer, and to whoever grades. It may be left out.
    A response is {"text": what was written}, in which a line break is one character.
    """

    code = "essay"
    label = gettext_lazy("Essay")
    instruction = gettext_lazy("Write your answer. A teacher reads and marks it.")
    right_answer_label = gettext_lazy("A model answer")
    graded_by_hand = True
    unfit_for_live = gettext_lazy("An essay has to be read by a person before it has a mark.")
    settings = (
        Setting("lines", gettext_lazy("lines of the box"), "number", default=10),
        Setting(
            "minimum_words",
            gettext_lazy("words to aim at"),
            "number",
            default=0,
            help=gettext_lazy("Students are told; a shorter text is taken all the same. 0 says nothing."),
        ),
        Setting(
            "guidance",
            gettext_lazy("guidance for grading"),
            "paragraphs",
            default="",
            help=gettext_lazy(
                "What earns marks; students do not see it. Lines such as “2: names the three parts” become a rubric, "
                "of which each student learns what they got."
            ),
        ),
        Setting(
            "model_answer",
            gettext_lazy("model answer"),
            "paragraphs",
            default="",
            help=gettext_lazy("Shown to students after they have answered."),
        ),
    )

    def problems(self, item: Item) -> list[Text]:
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if item.options:
            problems.append(_("An essay has no options. Take them out, or choose another type."))
        if not 2 <= item.params.get("lines", 10) <= 60:
            problems.append(_("Give the box 2 to 60 lines."))
        if not 0 <= item.params.get("minimum_words", 0) <= 1000:
            problems.append(_("Aim at no more than 1,000 words: the box holds 10,000 characters."))
        return problems

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        return {
            "lines": int(item.params.get("lines", 10)),
            "minimum_words": int(item.params.get("minimum_words", 0)),
            "longest": MAX_ESSAY_LENGTH,
        }

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        # A browser counts a line break as one character, and posts two.
        texts = Form({FIELD: [_LINE_BREAK.sub("\n", text) for text in form.many(FIELD)]})
        return {"text": texts.one(FIELD, _("Please write an answer."), longest=MAX_ESSAY_LENGTH).strip()}

    def grade(self, item: Item, response: Response) -> None:
        return None

    def right_response(self, item: Item) -> Response:
        return {"text": self.right_answer(item) or "–"}

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        return {FIELD: [response["text"]]}

    def summarise(self, item: Item, response: Response) -> str:
        line = " ".join(str(response["text"]).split())
        return line if len(line) <= SUMMARY_LENGTH else f"{line[: SUMMARY_LENGTH - 1].rstrip()}…"

    def in_full(self, item: Item, response: Response) -> str:
        return str(response["text"])

    def right_answer(self, item: Item) -> str:
        return str(item.params.get("model_answer", "")).strip()

    def random_guess_score(self, item: Item) -> float | None:
        return None

    def examples(self) -> list[Item]:
        return [
            Item(
                self.code,
                "What does the article mean by the “Shanghai Spirit”?",
                params={
                    "minimum_words": 50,
                    "guidance": "One mark for trust, one for the voice of the article.",
                    "model_answer": "The article names mutual trust and benefit. It speaks as somebody who approves.",
                },
            ),
            Item(self.code, "Which sentence of the article convinced you most, and why?", params={"lines": 5}),
        ]


def rubric_of(item: Item) -> list[tuple[float, str]]:
    """Return (points, criterion) for each line of the guidance that begins with a number; none where no line does."""
    lines = _CRITERION.findall(str(item.params.get("guidance", "")))
    return [
        (float(points.replace(",", ".")), criterion) for points, criterion in lines if float(points.replace(",", "."))
    ]


TYPE = Essay()
