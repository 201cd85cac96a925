"""The rules L20–L22: the stem says whose word it is and when it was true, and does not answer itself."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.items import Item, type_of
from quizzes.items.text import plain

from ..facts import AnswerType
from .findings import Context, Finding, Rule, error
from .values import Shape, read
from .words import contains, quoted

_SAYING = (
    r"(?:say|(?<!member )(?<!observer )state|describe|claim|list|call|name|use|present|mention|credit|characteri[sz]e"
    r"|portray|report|write|wrote|argue|attribute|suggest|quote|paraphrase|see|tell|told|said|reaffirm|express|put)"
)
_ATTRIBUTION = re.compile(
    r"\baccording to\b|\b(?:in|from|of) the (?:article|text)\b"
    rf"|\b(?:article|text|author)(?:'s\b|\W+(?:\w+\W+)?{_SAYING})"
)
_SAYS = re.compile(rf"\baccording to\b|\b{_SAYING}|\b(?:words?|vision|view|opinion|statement|description)\b")
_THE_TEXT_ITSELF = re.compile(r"\b(?:article|author|text|source)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_WHEN_WRITTEN = re.compile(r"\bwhen the (?:article|text) was written\b")
_MONTHS = [name.casefold() for name in calendar.month_name[1:]]


def attribution(item: Item, context: Context) -> Iterator[Finding]:
    """Check L20: attribution. A person who is the answer ("Who called it a big family?") is named by the options."""
    fact = context.fact
    if context.kind != "claim" and not (fact and fact.is_claim):
        return
    whose = re.sub(r"\(.*?\)", "", context.attributed_to or (fact.attributed_to if fact else "")).strip()
    stem = plain(item.stem)
    if not whose or _THE_TEXT_ITSELF.search(whose):
        if not _ATTRIBUTION.search(stem):
            message = _("This is a claim, not a fact. Say whose it is: “According to the article, …”.")
            yield error("L20", "stem", message)
        return
    texts = [option.text for option in item.options]
    in_stem = any(contains(item.stem, name) for name in (whose, *whose.split()))
    if not in_stem and not any(contains(text, whose) for text in texts):
        message = _("This is a claim of %(whose)s. Name its author in the question: “According to %(whose)s, …”.")
        yield error("L20", "stem", message % {"whose": whose})
    elif in_stem and not _SAYS.search(stem):
        message = _("The question gives a claim as a fact. Say that it is the word of %(whose)s: “According to …”.")
        yield error("L20", "stem", message % {"whose": whose})


def date_anchor(item: Item, context: Context) -> Iterator[Finding]:
    """Check L21: a date. Where the answer is a year, the stem cannot name one."""
    fact = context.fact
    if fact is None or fact.as_of is None or fact.answer_type is AnswerType.YEAR:
        return
    if not _YEAR.search(item.stem) and not _WHEN_WRITTEN.search(plain(item.stem)):
        message = _(
            "The answer can change with time. Put the year into the question, "
            "or “when the article was written (%(month)s %(year)s)”."
        )
        month = _MONTHS[fact.as_of.month - 1].capitalize()
        yield error("L21", "stem", message % {"month": month, "year": fact.as_of.year})


def answer_not_in_stem(item: Item, context: Context) -> Iterator[Finding]:
    """Check L22. An answer gives nothing away where the stem names every option ("China or Russia?")."""
    full = [option.text for option in item.keys if option.fraction == 1 or type_of(item).lists_options]
    named = sorted(text for text in full if mentions(item.stem, text))
    if not named or (item.distractors and all(mentions(item.stem, option.text) for option in item.distractors)):
        return
    message = _("The question contains its own answer: %(texts)s. Take it out of the question.")
    yield error("L22", "stem", message % {"texts": quoted(named)})


def no_paired_value(item: Item, context: Context) -> Iterator[Finding]:
    """Check L22 for a value from which the answer follows (511 billion dollars ↔ 3.65 trillion yuan)."""
    if context.fact is None:
        return
    if named := [value for value in context.fact.paired_values if mentions(item.stem, value)]:
        message = _("From %(texts)s in the question the answer can be worked out. Take it out of the question.")
        yield error("L22", "stem", message % {"texts": quoted(named)})


def mentions(stem: str, text: str) -> bool:
    """Say whether a text is in the stem, where a date may stand in either order."""
    forms = [text]
    value = read(text)
    if value and value.shape is Shape.DATE and value.unit == "day" and value.is_point:
        month, day = _MONTHS[int(value.low) // 100 % 100 - 1], int(value.low) % 100
        forms += [f"{day} {month}", f"{month} {day}"]
    return any(contains(stem, form) for form in forms)


ANY_TYPE: tuple[Rule, ...] = (attribution, date_anchor, no_paired_value)
ANSWERS: tuple[Rule, ...] = (answer_not_in_stem,)
