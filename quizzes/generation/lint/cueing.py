"""The rules Q2–Q4: no question answers, repeats or hinges on another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from quizzes.items import Item, type_of

from ..facts import Fact
from .findings import Entry, QuizFinding, Severity
from .thresholds import (
    FEWEST_KEY_CHARACTERS,
    FEWEST_STEMS_TO_COMPARE,
    RELATED_STEMS,
    SAME_STEM_JACCARD,
    SAME_STEM_RATIO,
)
from .values import read
from .words import comparable, contains, content


def cross_item_cueing(entries: Sequence[Entry], *, shows_feedback: bool) -> Iterator[QuizFinding]:
    """Check Q2. A number that turns up in a question about something else entirely is there by chance and is no cue.

    With feedback at once, the options of a related question count as well: its answer confirms or excludes them. The
    options of an unrelated one do not count, or every list of countries would cue every other. What the feedback itself
    says, its explanation and the sentence it cites, counts for later questions.
    """
    read_entries = [_Reading(entry) for entry in entries]
    for place, one in enumerate(read_entries):
        for other_place, other in enumerate(read_entries):
            if one is other:
                continue
            shared = len(one.stems & other.stems)
            slugs = (one.slug, other.slug)
            if key := one.key_in(other.stem, shared):
                severity = Severity.ERROR if shared >= RELATED_STEMS else Severity.WARNING
                message = _(
                    "The question “%(other)s” contains “%(key)s”, the answer to “%(one)s”. Keep one of the two."
                )
                yield QuizFinding("Q2", severity, message % {"other": other.slug, "key": key, "one": one.slug}, slugs)
            elif shows_feedback and shared >= RELATED_STEMS and (key := one.key_in(other.options, shared)):
                message = _(
                    "The feedback on “%(other)s” speaks of “%(key)s”, the answer to “%(one)s”. "
                    "Keep one of the two, or show feedback at the end."
                )
                values = {"other": other.slug, "key": key, "one": one.slug}
                yield QuizFinding("Q2", Severity.WARNING, message % values, slugs)
            elif shows_feedback and other_place < place and one.is_told_by(other):
                message = _(
                    "The feedback on “%(other)s”, its explanation or the sentence it cites, holds the answer to the "
                    "later “%(one)s”. Ask “%(one)s” first, keep one of the two, or show feedback at the end."
                )
                yield QuizFinding("Q2", Severity.WARNING, message % {"other": other.slug, "one": one.slug}, slugs)


def hinged_facts(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q3: whoever misses the one question misses the other, so the fact counts twice."""
    for one, other in combinations(entries, 2):
        fact, second = one.context.fact, other.context.fact
        if fact is None or second is None:
            continue
        if fact.slug == second.slug:
            message = _("Both questions ask for the same fact (%(fact)s). Keep one of them.") % {"fact": fact.slug}
        elif fact.slug in second.derived_from or second.slug in fact.derived_from:
            message = _("The answer to one of these questions follows from the other. Keep one of them.")
        else:
            continue
        yield QuizFinding("Q3", Severity.WARNING, message, (one.slug, other.slug))


def near_duplicates(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q4. Statements have only True and False for keys, so only their words can make two of them the same."""
    read_entries = [_Reading(entry) for entry in entries]
    for one, other in combinations(read_entries, 2):
        if not one.has_answer_of(other) or one.is_statement != other.is_statement:
            continue
        union = one.stems | other.stems
        alike = len(union) >= FEWEST_STEMS_TO_COMPARE and len(one.stems & other.stems) / len(union) >= SAME_STEM_JACCARD
        if alike or (not one.is_statement and fuzz.token_set_ratio(one.stem, other.stem) >= SAME_STEM_RATIO):
            message = _("These two questions are nearly the same and have the same answer. Keep one of them.")
            yield QuizFinding("Q4", Severity.ERROR, message, (one.slug, other.slug))


_GLOSS = re.compile(r"\s*\(.*?\)")


class _Reading:
    """An entry folded once, since every pair of a quiz is compared."""

    def __init__(self, entry: Entry) -> None:
        item_type = type_of(entry.item)
        texts = [option.text for option in entry.item.keys]
        self.slug = entry.slug
        self.is_statement = item_type.has_fixed_options
        self.is_typed = item_type.accepts_options
        self.stems = content(entry.item.stem)
        self.stem = comparable(entry.item.stem)
        self.options = "" if self.is_statement else " | ".join(comparable(o.text) for o in entry.item.options)
        self.answer = _answer_of(entry.item) if item_type.keyed_by != "fraction" else frozenset(map(comparable, texts))
        fact = entry.context.fact
        self._is_unsaid = entry.context.kind == "not_stated"
        if self.is_statement:  # "True" is no cue; the answer that makes it true is one.
            texts = [fact.answer] if fact and not self._is_unsaid else []
        # Bare figures are cues, but a figure is easily there by chance.
        self._keys = [(text, comparable(text), read(text) is not None) for text in texts]
        self._items = [comparable(_GLOSS.sub("", item)) for item in fact.items] if fact else []
        self._place = (fact.source, fact.paragraph, fact.sentence_number) if fact else None
        self._stands_in_place = fact is not None and not self._is_unsaid and _is_said(fact)
        feedback = " ".join([entry.context.explanation, *(option.feedback for option in entry.item.options)])
        self._told = [(comparable(text), content(text)) for text in (feedback, fact.sentence if fact else "")]

    def has_answer_of(self, other: _Reading) -> bool:
        """Say whether both have the same answer: any accepted form where one is typed, else all keys together."""
        if self.is_typed or other.is_typed:
            return bool(self.answer & other.answer)
        return self.answer == other.answer

    def key_in(self, text: str, shared: int) -> str:
        """Return the key that a text contains, as it is written; "" where it contains none."""
        for written, key, is_value in self._keys:
            counts = shared > 0 if is_value else len(key) >= FEWEST_KEY_CHARACTERS
            if key and counts and f" {key} " in f" {text} ":
                return written
        return ""

    def is_told_by(self, other: _Reading) -> bool:
        """Say whether the feedback on `other` holds the answer, or all of it where it is a list."""
        if self._stands_in_place and self._place == other._place:
            return True
        for text, stems in other._told:
            if not (shared := len(self.stems & stems)) or self._is_unsaid:
                continue
            if self._items:
                if all(f" {item} " in f" {text} " for item in self._items):
                    return True
            elif self.key_in(text, shared):
                return True
        return False


def _answer_of(item: Item) -> frozenset[str]:
    """Return what is right where no single option is: each part with what belongs to it, or all parts in order."""
    if type_of(item).keyed_by == "match":
        return frozenset(f"{comparable(option.text)} | {comparable(option.match)}" for option in item.options)
    return frozenset({" | ".join(comparable(option.text) for option in item.options)})


def _is_said(fact: Fact) -> bool:
    """Say whether the sentence says the answer outright: what follows from other facts may have to be worked out."""
    return not fact.derived_from or any(contains(fact.sentence, form) for form in (fact.answer, *fact.accepted))
