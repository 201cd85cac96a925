"""The rules Q1–Q8 and the shares of L13 and L19: what can be wrong with a quiz whose questions are all fine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items.base import Text

from .balance import balance_of_statements, blueprint, key_positions, longest_is_right
from .cueing import cross_item_cueing, hinged_facts, near_duplicates
from .findings import Entry, QuizFinding, Severity, readable
from .reading_level import lix
from .stem import is_negative
from .thresholds import HIGHEST_LIX, MOST_NEGATIVE

_REFERENCE = re.compile(r"\bparagraph \d+|\bP\d+s\d+\b", re.IGNORECASE)


# A quiz is checked for each of these, under the codes of the findings.
CHECKS: dict[str, Text] = {
    "Q1": gettext_lazy("The right answers stand in different places"),
    "Q2": gettext_lazy("No question gives another away"),
    "Q3": gettext_lazy("No two questions hang on one fact"),
    "Q4": gettext_lazy("No question is asked twice"),
    "Q5": gettext_lazy("The longest answer is not always the right one"),
    "Q6": gettext_lazy("Topics, paragraphs and claims are mixed"),
    "Q7": gettext_lazy("True and false are in balance"),
    "Q8": gettext_lazy("Every question has an explanation"),
    "L13": gettext_lazy("Few questions ask for what is not so"),
    "L19": gettext_lazy("It is easy to read"),
}


def lint_quiz(entries: Sequence[Entry], shows_feedback: bool) -> list[QuizFinding]:  # noqa: FBT001  # it is what it is
    """Return what is wrong with the questions together, in the order of the codes.

    shows_feedback: True where the right answer is shown after each question, before the next one is answered.
    """
    entries = [replace(entry, item=readable(entry.item)) for entry in entries]
    findings = [*cross_item_cueing(entries, shows_feedback=shows_feedback)]
    for rule in _RULES:
        findings += rule(entries)
    return sorted(findings, key=lambda finding: (finding.code, finding.slugs))


def few_negatives(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check L13 over a quiz, in which one negative question is always fine."""
    negative = tuple(e.slug for e in entries if is_negative(e.item.stem) and not e.context.is_quotation)
    if len(negative) > max(1, MOST_NEGATIVE * len(entries)):
        message = _("%(n)s questions ask for what is not so. Keep at most one in ten.") % {"n": len(negative)}
        yield QuizFinding("L13", Severity.WARNING, message, negative)


def easy_to_read(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check L19 over a quiz."""
    index = lix([entry.item.stem for entry in entries])
    if index > HIGHEST_LIX:
        message = _("The questions are hard to read (LIX %(lix)s). Use shorter sentences and words, down to %(most)s.")
        yield QuizFinding("L19", Severity.WARNING, message % {"lix": round(index), "most": HIGHEST_LIX}, ())


def feedback(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q8. A fact brings its reference, which is shown with the explanation; else the explanation names it."""
    silent = tuple(entry.slug for entry in entries if not entry.context.explanation.strip())
    if silent:
        message = _(
            "%(n)s questions have no explanation. Say why the answer is right, and in which paragraph it stands."
        )
        yield QuizFinding("Q8", Severity.WARNING, message % {"n": len(silent)}, silent)
    unplaced = tuple(
        entry.slug
        for entry in entries
        if entry.slug not in silent and entry.context.fact is None and not _REFERENCE.search(entry.context.explanation)
    )
    if unplaced:
        message = _(
            "%(n)s explanations do not name the paragraph they stand on. Add it, as in “paragraph 3” or “P3s1”."
        )
        yield QuizFinding("Q8", Severity.WARNING, message % {"n": len(unplaced)}, unplaced)


_RULES: tuple[Callable[[Sequence[Entry]], Iterator[QuizFinding]], ...] = (
    few_negatives,
    easy_to_read,
    key_positions,
    hinged_facts,
    near_duplicates,
    longest_is_right,
    blueprint,
    balance_of_statements,
    feedback,
)
