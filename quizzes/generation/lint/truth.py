"""The rules L02 and L10: by what the facts say, keys are true and wrong options are false.

What is true is a set, and so is what a fact vetoes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.items import Item
from quizzes.items.text import fold, plain

from ..facts import AnswerType, AskMode, Fact
from .findings import Context, Finding, Rule, error
from .stem import is_negative
from .thresholds import APPROXIMATE_TOLERANCE
from .values import Shape, Value, read, same
from .words import contains, content, quoted, tokens, without

_APPROXIMATELY = re.compile(r"\b(?:about|around|approximately|nearly|roughly|almost)\s+(?:how|[$€£¥]?[\d]|us\$)", re.I)


def options_fit_the_fact(item: Item, context: Context) -> Iterator[Finding]:
    """Check L02 for listed options. Asked in the negative for a list, the keys are outside it and all others inside.

    An item without a fact is compared with the facts for which it visibly asks: see `_facts_asked`.
    """
    if context.fact is None:
        for fact in _facts_asked(item, context):
            yield from _no_true_distractor(item, fact)
    elif not is_negative(item.stem):
        yield from _no_false_key(item, context.fact, context)
        yield from _no_true_distractor(item, context.fact)
    elif context.fact.items:
        yield from _negative_of_a_list(item, context.fact)


def typed_answers_fit_the_fact(item: Item, context: Context) -> Iterator[Finding]:
    """Check L02 for accepted answers that earn the full mark; those that earn a part need not be the whole truth."""
    fact = context.fact
    if fact is None:
        return
    unit = str(item.params.get("unit", ""))
    for option in item.options:
        forms = [option.text, f"{option.text} {unit}"]
        if option.fraction < 1:
            continue
        if not any(_is_true(form, fact, context) for form in forms):
            yield error("L02", "options", _not_the_answer(option.text, fact))


def judgement_fits_the_fact(item: Item, context: Context) -> Iterator[Finding]:
    """Check L02 for statements: True is keyed exactly where the fact's statement was filled with a true value.

    False is keyed only where the value is neither true nor vetoed. Statements that are worded in another way cannot
    be checked. What the article does not say is neither true nor false.
    """
    fact = context.fact
    if fact is None or len(item.keys) != 1:
        return
    keyed = {option.text for option in item.keys}
    says_true, says_false = (option.text in keyed for option in item.options[:2])
    if context.kind == "not_stated" or fact.ask_mode is AskMode.NOT_STATED:
        if says_true or says_false:
            message = _("The article does not say this, so neither True nor False is right. Mark the third answer.")
            yield error("L02", "options", message)
        return
    value = _filled_in(item.stem, fact.statement)
    if value is None:
        return
    is_true = _is_true(value, fact, context)
    if is_true and not says_true:
        message = _("The statement is true: “%(value)s” is right. Mark True, or state something else.")
        yield error("L02", "options", message % {"value": value})
    elif not is_true and says_true:
        message = _("The statement is not true: the answer is “%(answer)s”. Mark False, or correct the statement.")
        yield error("L02", "options", message % {"answer": fact.answer})
    elif says_false and not is_true and _cannot_be_wrong(value, fact):
        message = _("“%(value)s” is true under another reading, so the statement is not false. Use another value.")
        yield error("L02", "options", message % {"value": value})


def numeric_distance(item: Item, context: Context) -> Iterator[Finding]:
    """Check L10 for keys that are only approximately known; without a fact, those of which the text says "about".

    Exact values only have to differ, which L02 and L03 see to. Years and dates are never approximate.
    """
    fact = context.fact
    keys = [option.text for option in item.keys]
    hedged = _APPROXIMATELY.search(plain(" | ".join([item.stem, *keys])))
    if not (fact.approximate if fact else hedged):
        return
    near = [value for value in map(read, keys + list(fact.vetoes if fact else ())) if value]
    for text in sorted(option.text for option in item.distractors):
        distractor = read(text)
        if distractor and any(_is_too_close(distractor, value) for value in near):
            message = _(
                "The wrong option “%(text)s” is within %(percent)s %% of a value that is only approximately known. "
                "Choose one further away."
            )
            yield error("L10", "options", message % {"text": text, "percent": int(APPROXIMATE_TOLERANCE * 100)})


def _no_false_key(item: Item, fact: Fact, context: Context) -> Iterator[Finding]:
    for option in item.keys:
        if not _is_true(option.text, fact, context):
            yield error("L02", "options", _not_the_answer(option.text, fact))


def _no_true_distractor(item: Item, fact: Fact) -> Iterator[Finding]:
    for text in sorted(option.text for option in item.distractors):
        if _cannot_be_wrong(text, fact):
            message = _("The wrong option “%(text)s” is true, or true under another reading. Replace it.")
            yield error("L02", "options", message % {"text": text})


def _negative_of_a_list(item: Item, fact: Fact) -> Iterator[Finding]:
    if not fact.is_complete:
        message = _("The list of the source is open (“such as”), so nothing can be said not to be in it. Ask what is.")
        yield error("L02", "stem", message)
        return
    for option in item.keys:
        if _cannot_be_wrong(option.text, fact):
            message = _(
                "“%(text)s” is in the list, or is so under another reading, and the question asks for what is not."
            )
            yield error("L02", "options", message % {"text": option.text})
    outside = sorted(o.text for o in item.distractors if not any(same(o.text, true) for true in _truths(fact)))
    if outside:
        message = _(
            "The question asks for what is not in the list. These are not in it either: %(texts)s. Replace them."
        )
        yield error("L02", "options", message % {"texts": quoted(outside)})


def _facts_asked(item: Item, context: Context) -> list[Fact]:
    """Return the facts of the source that have the subject and relation of the stem, and the key among their answers.

    A stem has a subject when it has all its words, and a relation when it has most of its word stems. That is strict,
    for an error stops a teacher from publishing.
    """
    if is_negative(item.stem) or not item.keys:
        return []
    stems = content(item.stem)
    asked_for = []
    for fact in context.facts:
        relation = content(fact.relation)
        has_subject = all(contains(item.stem, word) for word in tokens(fact.subject) if len(word) > 2)
        has_relation = 2 * len(relation & stems) > len(relation)
        if has_subject and has_relation and all(_is_listed(option.text, fact) for option in item.keys):
            asked_for.append(fact)
    return asked_for


def _truths(fact: Fact) -> list[str]:
    return [text for text in (fact.answer, *fact.accepted, *fact.items) if text]


def _is_true(text: str, fact: Fact, context: Context) -> bool:
    """Say whether a text is a true answer. In a quotation, every part of the sentence can be the key."""
    return _is_listed(text, fact) or (context.is_quotation and contains(fact.sentence, text))


def _is_listed(text: str, fact: Fact) -> bool:
    return any(same(text, true) for true in _truths(fact)) or _consists_of(text, fact, list(fact.items))


def _cannot_be_wrong(text: str, fact: Fact) -> bool:
    known = [*_truths(fact), *fact.vetoes]
    return any(same(text, known_text) for known_text in known) or _consists_of(text, fact, [*fact.items, *fact.vetoes])


def _consists_of(text: str, fact: Fact, parts: list[str]) -> bool:
    """Say whether a whole list consists of `parts` alone: nothing may be left of it when they are struck out."""
    return fact.answer_type is AnswerType.LIST and bool(fold(text)) and not without(text, parts)


def _filled_in(stem: str, statement: str) -> str | None:
    """Return what stands in the stem where the statement has its {}; the stem may open with its own attribution."""
    before, braces, after = plain(statement).partition("{}")
    if not braces:
        return None
    match = re.fullmatch(rf"(?:.+?, )??{re.escape(before)}(.+){re.escape(after)}", plain(stem))
    return match[1] if match else None


def _is_too_close(value: Value, other: Value) -> bool:
    if {value.shape, other.shape} - {Shape.NUMBER, Shape.MONEY} or not value.is_comparable_to(other):
        return False
    return abs(value.number - other.number) <= APPROXIMATE_TOLERANCE * abs(other.number)


def _not_the_answer(text: str, fact: Fact) -> str:
    message = _("“%(text)s” is marked as right, but the fact says “%(answer)s”. Correct one of the two.")
    return message % {"text": text, "answer": fact.answer}


LISTED: tuple[Rule, ...] = (options_fit_the_fact, numeric_distance)
TYPED: tuple[Rule, ...] = (typed_answers_fit_the_fact,)
STATEMENTS: tuple[Rule, ...] = (judgement_fits_the_fact,)
