from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import BadResponse, Form, Item, ItemType, Option, Part, Response, ReviewRow, Setting, Text, Variant
from .choice import FIELD
from .parts import alike, read_parts

ANSWER, EVIDENCE = "answer", "evidence"  # what an option's `match` says it is part of
_DEFAULT_SHARE = 0.5


class PickTheSentence(ItemType):
    """A sentence of a passage is marked as the evidence for an answer or, where no answer is asked for, for the stem.

    Options whose `match` is "answer" are the answers to choose from, shuffled; those whose `match` is "evidence" are
    the sentences of the passage, in reading order, never shuffled. Several sentences may be right, where the text says
    the same twice, and one may be worth a share of the mark.

    The stated rule: both parts are scored separately, and neither takes anything off the other.
    params: evidence_share (number between 0 and 1, default ½) is the share of the mark for the sentence, which earns
    all of it where there is no answer part.
    A response is {"answer": index into item.options (or absent), "evidence": index}.
    """

    code = "pick_the_sentence"
    label = gettext_lazy("Pick the sentence")
    instruction = gettext_lazy("Mark the sentence of the text that shows it.")
    unfit_for_live = gettext_lazy("A whole passage is too long to read on a phone against the clock.")
    settings = (
        Setting(
            "evidence_share",
            gettext_lazy("share of the mark for the sentence"),
            "number",
            default=_DEFAULT_SHARE,
            help=gettext_lazy(
                "Between 0 and 1. The rest is for the answer; without answers, the sentence earns it all."
            ),
        ),
    )
    option_columns: ClassVar[Mapping[str, Text]] = {
        "match": gettext_lazy("answer or evidence"),
        "text": gettext_lazy("answer, or sentence"),
        "fraction": gettext_lazy("share of the mark"),
        "feedback": gettext_lazy("feedback"),
    }
    options_help: ClassVar[Text] = gettext_lazy(
        "Write “answer” before each answer to choose from, and “evidence” before each sentence of the passage, in the "
        "order of the text. Give the right answer and the right sentence the share 1. Without any answer, only the "
        "sentence is asked for."
    )

    def problems(self, item: Item) -> list[Text]:
        answers, sentences = self._indices(item, ANSWER), self._indices(item, EVIDENCE)
        problems: list[Text] = []
        if not item.stem.strip():
            problems.append(_("Write the question."))
        if len(answers) + len(sentences) < len(item.options):
            problems.append(_("Say of each row whether it is an “answer” or “evidence”."))
        if any(not option.text.strip() for option in item.options):
            problems.append(_("Every row needs a text."))
        if len(answers) == 1:
            problems.append(_("Give at least two answers, or none."))
        if answers and [item.options[i].fraction for i in answers if item.options[i].is_key] != [1]:
            problems.append(_("Give exactly one answer the share 1, and the others 0."))
        if alike(item.options[i].text for i in answers):
            problems.append(_("Two answers say the same."))
        if len(sentences) < 2:
            problems.append(_("Give at least two sentences."))
        if not any(item.options[i].fraction == 1 for i in sentences):
            problems.append(_("Give the sentence that is the evidence the share 1."))
        if not 0 < _share(item) < 1:
            problems.append(_("The share of the mark for the sentence must be more than 0 and less than 1."))
        return problems

    def vary(self, item: Item, rng: random.Random) -> Variant:
        answers = self._indices(item, ANSWER)
        rng.shuffle(answers)
        return {"answers": answers}

    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        return {
            "choices": self._shown(item, variant["answers"]),
            "passage": self._shown(item, self._indices(item, EVIDENCE)),
        }

    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        shown = {FIELD: variant["answers"], EVIDENCE: self._indices(item, EVIDENCE)}
        fields = [field for field, indices in shown.items() if indices]
        missing = _("Please choose an answer, and the sentence that shows it.")
        tokens = read_parts(form, fields, missing if len(fields) > 1 else _("Please mark a sentence."))
        response = {}
        for field, token in zip(fields, tokens, strict=True):
            if not token:
                continue
            by_token = {str(place): index for place, index in enumerate(shown[field], start=1)}
            if token not in by_token:
                raise BadResponse(_("That is not one of the choices. Please choose again."))
            response[field] = by_token[token]
        return response

    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        shown = {FIELD: variant["answers"], EVIDENCE: self._indices(item, EVIDENCE)}
        return {field: [str(shown[field].index(index) + 1)] for field, index in response.items()}

    def grade(self, item: Item, response: Response) -> float:
        earned = {name: item.options[index].fraction for name, index in response.items()}
        evidence = earned.get(EVIDENCE, 0.0)
        if not self._indices(item, ANSWER):
            return evidence
        answer = earned.get(ANSWER, 0.0)
        return answer + _share(item) * (evidence - answer)

    def parts(self, item: Item, response: Response) -> list[Part]:
        labels = {ANSWER: gettext_lazy("Answer"), EVIDENCE: gettext_lazy("Evidence")}
        return [Part(labels[name], item.options[index].fraction) for name, index in response.items()]

    def right_response(self, item: Item) -> Response:
        by_part = {ANSWER: self._indices(item, ANSWER), EVIDENCE: self._indices(item, EVIDENCE)}
        return {
            name: max(indices, key=lambda i: item.options[i].fraction) for name, indices in by_part.items() if indices
        }

    def summarise(self, item: Item, response: Response) -> str:
        texts = [item.options[response[ANSWER]].text] if ANSWER in response else []
        if EVIDENCE in response:
            texts.append(f"“{' '.join(item.options[response[EVIDENCE]].text.split())}”")
        return " – ".join(texts)

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        """Return a row for each answer in the learner's order, then for each sentence of the passage."""
        chosen = set(response.values()) if response else set()
        return [
            ReviewRow(option.text, option.is_key, i in chosen, option.feedback)
            for i in [*variant["answers"], *self._indices(item, EVIDENCE)]
            for option in (item.options[i],)
        ]

    def random_guess_score(self, item: Item) -> float | None:
        expected = {
            name: sum(item.options[i].fraction for i in indices) / len(indices)
            for name in (ANSWER, EVIDENCE)
            if (indices := self._indices(item, name))
        }
        share = _share(item) if ANSWER in expected else 1.0
        return (1 - share) * expected.get(ANSWER, 0.0) + share * expected[EVIDENCE]

    def examples(self) -> list[Item]:
        passage = (
            "The SCO was established in Shanghai in 2001.",
            "It has ten members today.",
            "The summit of 2025 takes place in Tianjin, a port in the north of China.",
            "Twenty heads of state are expected.",
        )
        cities = ("Tianjin", "Shanghai", "Beijing")
        return [
            Item(
                self.code,
                "Where does the summit of 2025 take place, and which sentence says so?",
                (
                    *(Option(city, float(city == "Tianjin"), ANSWER) for city in cities),
                    *(Option(text, float("Tianjin" in text), EVIDENCE, "Read it again.") for text in passage),
                ),
                {"evidence_share": 0.4},
            ),
            Item(
                self.code,
                "Which sentence says how many members the SCO has?",
                tuple(Option(text, float("members" in text), EVIDENCE) for text in passage),
            ),
        ]

    @staticmethod
    def _indices(item: Item, name: str) -> list[int]:
        return [i for i, option in enumerate(item.options) if option.match.strip().lower() == name]

    @staticmethod
    def _shown(item: Item, indices: list[int]) -> list[dict[str, Any]]:
        return [{"token": str(place), "text": item.options[i].text} for place, i in enumerate(indices, start=1)]


def _share(item: Item) -> float:
    return float(item.params.get("evidence_share", _DEFAULT_SHARE))


TYPE = PickTheSentence()
