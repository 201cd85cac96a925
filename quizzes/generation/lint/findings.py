"""What goes into the lint and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from quizzes.items import Item, type_of

from ..facts import Fact


class Severity(StrEnum):
    ERROR = "error"  # The question cannot be published.
    WARNING = "warning"  # A teacher confirms it, with a reason that is kept.


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with an item.

    field: the part of the question it is about: stem, options, explanation, quote, params, or "" for all of it.
    """

    code: str
    severity: Severity
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the lint knows of an item besides the item itself.

    fact: the fact from which the item was made. facts: all facts of its source, for items without one of their own.
    kind: fact, claim or not_stated; a claim is attributed_to someone.
    is_quotation: True where the stem is a sentence of the source with a blank, so that the author could not choose its
    words.
    """

    fact: Fact | None
    facts: tuple[Fact, ...] = ()
    explanation: str = ""
    kind: str = "fact"
    attributed_to: str = ""
    is_quotation: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in its place in a quiz."""

    item: Item
    context: Context
    topic: str
    slug: str


@dataclass(frozen=True, slots=True)
class QuizFinding:
    """Something that is wrong with a quiz.

    slugs: the questions it is about; there are none where it is about the quiz as a whole.
    """

    code: str
    severity: Severity
    message: str
    slugs: tuple[str, ...]


Rule = Callable[[Item, Context], Iterable[Finding]]


def readable(item: Item) -> Item:
    """Return the item with its stem as a person reads it, for the rules know blanks as lines."""
    return replace(item, stem=type_of(item).readable_stem(item))


def error(code: str, field: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, field, message)


def warning(code: str, field: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, field, message)
