"""A fact as a pure value: what one sentence says, typed so that questions can be made from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class _Choices(Enum):
    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.value.replace("-", " ")) for member in cls]


class AnswerType(_Choices):
    YEAR = "year"
    MONTH = "month"
    DATE = "date"
    DATE_RANGE = "date-range"
    COUNT = "count"
    MONEY = "money"
    RATIO = "ratio"
    COUNTRY = "country"
    PLACE = "place"
    PERSON = "person"
    ROLE = "role"
    ORGANISATION = "organisation"
    LIST = "list"
    PHRASE = "phrase"
    STATEMENT = "statement"


class AskMode(_Choices):
    """How a fact may be asked (docs/content.md, Fact or claim)."""

    FACT = "fact"
    CLAIM = "claim"  # only with its attribution in the stem
    LIST_MEMBER = "list-member"  # used through its list
    CLOZE_QUOTE = "cloze-quote"  # only as a quotation with a blank
    NOT_STATED = "not-stated"  # the sentence comes close, and the article does not say it
    SPECIAL = "special"
    LOW_VALUE = "low-value"
    AVOID = "avoid"


@dataclass(frozen=True, slots=True)
class Fact:
    """
    answer: the key, as a person would write it; for a list its items joined by "; ". is_complete: nothing else is true,
    so that another value, or another item, can be called false.
    accepted: other forms of the same answer. vetoes: what is never a wrong option, because it is true under another
    reading, date, unit or source. foils: reviewed wrong options, each with the sentence that says why it is wrong.
    paired_values: other values from which the answer follows. as_of: the date it was true, where it can expire.
    prompt: a question whose answer is `answer`. statement: a statement with {} in the place of the answer.
    derived_from: slugs of the facts it follows from.
    """

    slug: str
    topic: str
    source: str
    paragraph: int
    sentence_number: int
    sentence: str
    quote: str
    subject: str
    relation: str
    answer_type: AnswerType
    answer: str
    source_kind: str = "article"
    kind: str = "fact"
    attributed_to: str = ""
    unit: str = ""
    approximate: bool = False
    items: tuple[str, ...] = ()
    is_complete: bool = False
    accepted: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    foils: tuple[tuple[str, str], ...] = ()
    paired_values: tuple[str, ...] = ()
    as_of: dt.date | None = None
    ask_mode: AskMode = AskMode.FACT
    prompt: str = ""
    statement: str = ""
    note: str = ""
    derived_from: tuple[str, ...] = ()

    @property
    def is_claim(self) -> bool:
        return self.kind == "claim"

    @property
    def ref(self) -> str:
        return f"P{self.paragraph}s{self.sentence_number}"
