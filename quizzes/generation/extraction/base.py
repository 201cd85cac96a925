"""The values that extraction hands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from quizzes.generation.facts import AnswerType


class SpanType(Enum):
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    PLACE = "place"
    PERSON = "person"
    ORGANISATION = "organisation"
    LIST = "list"
    HEDGE = "hedge"
    QUOTATION = "quotation"
    SPEAKER = "speaker"  # who says so, with the verb that says it
    EVALUATIVE = "evaluative"  # a word that judges


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A typed piece of the text at text[start:end], inside one sentence (numbered as in `sentences.Span`).

    is_open: of a list, whether more could be on it ("such as", "including"). extractors: who found it, as
    ("rules", "spacy"), in alphabetical order.
    """

    paragraph: int
    number: int
    start: int
    end: int
    text: str
    type: SpanType
    is_open: bool = False
    extractors: tuple[str, ...] = ("rules",)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may become a fact: an answer in its sentence, with what the rules could tell of it.

    start, end: of the answer in the raw text. kind: "fact" or "claim", and then attributed_to says whose.
    subject, relation, prompt: proposals, "" where the rules have none; without subject and relation only a quotation
    with a blank is asked. unit, approximate, items, is_complete: as in `facts.Fact`.
    """

    paragraph: int
    number: int
    start: int
    end: int
    answer: str
    answer_type: AnswerType
    kind: str = "fact"
    attributed_to: str = ""
    unit: str = ""
    approximate: bool = False
    items: tuple[str, ...] = ()
    is_complete: bool = False
    subject: str = ""
    relation: str = ""
    prompt: str = ""
    extractors: tuple[str, ...] = ("rules",)
