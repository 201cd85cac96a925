"""The rules L13, L15–L18 and L23, which look at the stem as a piece of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.items import Item, type_of
from quizzes.items.text import fold

from .findings import Context, Finding, Rule, error, warning
from .thresholds import FEWEST_STEM_WORDS, LONGEST_COPY, MOST_OPTION_WORDS, MOST_STEM_WORDS, STEM_WORDS_LIMIT
from .words import BLANK, EMPHASIS, quoted, tokens, unquoted

_NEGATIVE = re.compile(r"\b(?:not(?! only)|except|never|(?<!at )least|cannot|false|\w+n['’]t)\b", re.IGNORECASE)
_HIGHLIGHTED = re.compile(r"\*\*(?:NOT|EXCEPT|NEVER|LEAST|CANNOT|FALSE)\*\*")
_VAGUE = re.compile(
    r"\b(?:usually|often|sometimes|rarely|frequently|(?<!how )(?<!as )many|several|recently|currently|now(?:adays)?"
    r"|today)\b",
    re.IGNORECASE,
)
_END_OF_QUESTION = re.compile(r"\?[\s\"'”’*)\]]*(?:\([^()]*\)[\s.]*)?$")
_UNFOCUSED = re.compile(
    r"\b(?:which|what)(?: one)?(?: of (?:the following|these|those))?(?: (?:statements?|sentences?|options?))?"
    r" (?:is|are|was|were) (?:not |\*\*NOT\*\* )?(?:true|correct|right|false|wrong|incorrect)\b(?P<about>[^?]*)\??$",
    re.IGNORECASE,
)
_OUTER = " \"'“”‘’*(["
_LEANS_ON_CONTEXT = re.compile(
    r"(it|they|he|she|this|these|those|that|his|her|hers|its|their|theirs|there)\b", re.IGNORECASE
)
# Behind such an opening a pronoun still has nothing to stand for; "there are" and "this summit" are fine there.
_PRONOUN_BEHIND = re.compile(r"according to the (?:article|text), (it|they|he|she|his|her|its|their)\b", re.IGNORECASE)


def is_negative(text: str) -> bool:
    """Say whether a text asks in the negative; "not only" and "at least" do not, nor does a quotation."""
    return _NEGATIVE.search(unquoted(text)) is not None


def negatives(item: Item, context: Context) -> Iterator[Finding]:
    """Check L13: negatives. The fixed options of a type count as none: that a statement is negative is said once."""
    if context.is_quotation or not is_negative(item.stem):
        return
    if is_negative(_HIGHLIGHTED.sub("", item.stem)):
        message = _("A negative word in the question is easily missed. Ask it the other way round, or write **NOT**.")
        yield error("L13", "stem", message)
        return
    message = _("The question asks for what is not so. Ask it the other way round if you can.")
    yield warning("L13", "stem", message)
    negative = sorted(option.text for option in item.options if is_negative(option.text))
    if negative and not type_of(item).has_fixed_options:
        message = _("The question and these options are both negative: %(texts)s. Reword one of the two.")
        yield error("L13", "options", message % {"texts": quoted(negative)})


def vague_words(item: Item, context: Context) -> Iterator[Finding]:
    """Check L15: vague words, in the stem and in listed options."""
    item_type = type_of(item)
    is_own = item_type.lists_options and not item_type.has_fixed_options
    parts = {"stem": item.stem, "options": " | ".join(option.text for option in item.options) if is_own else ""}
    for field, text in parts.items():
        vague = sorted({word.casefold() for word in _VAGUE.findall(unquoted(text))})
        if vague and not (field == "stem" and context.is_quotation):
            message = _("These words mean something else to everyone: %(words)s. Give a number or a date instead.")
            yield warning("L15", field, message % {"words": quoted(vague)})


def complete_question(item: Item, context: Context) -> Iterator[Finding]:
    """Check L16 for stems that ask: the question can be understood and answered with the options covered."""
    blanks = len(BLANK.findall(item.stem))
    if blanks > 1:
        yield error("L16", "stem", _("The question has %(n)s blanks. Leave exactly one.") % {"n": blanks})
    elif not blanks and not _END_OF_QUESTION.search(item.stem.strip()):
        message = _("The question asks nothing yet. Let it end with a question mark, or leave one blank: ____.")
        yield error("L16", "stem", message)
    elif BLANK.match(item.stem.strip(_OUTER)):
        message = _("The blank comes first, so one reads on without knowing what for. Move it towards the end.")
        yield warning("L16", "stem", message)
    if match := _UNFOCUSED.search(item.stem.strip()):
        make = warning if match["about"].strip() else error
        message = _(
            "The question cannot be answered with the options covered. Ask for one thing: who, what, when, where?"
        )
        yield make("L16", "stem", message)
    yield from _enough_words(item)


def complete_task(item: Item, context: Context) -> Iterator[Finding]:
    """Check L16 for stems that ask or tell what to do with the parts below them."""
    stem = item.stem.strip()
    if BLANK.search(stem) or not (_END_OF_QUESTION.search(stem) or stem.endswith((".", ":"))):
        message = _("Say what to do in a whole sentence, or ask a question, without a blank.")
        yield error("L16", "stem", message)
    yield from _enough_words(item)


def complete_statement(item: Item, context: Context) -> Iterator[Finding]:
    """Check L16 for stems that are judged true or false."""
    if BLANK.search(item.stem) or _END_OF_QUESTION.search(item.stem.strip()):
        message = _(
            "Only a statement can be true or false. Write a whole sentence, without a question mark or a blank."
        )
        yield error("L16", "stem", message)
    yield from _enough_words(item)


def brevity(item: Item, context: Context) -> Iterator[Finding]:
    """Check L17: stem and options are short."""
    length = len(tokens(item.stem))
    if length > MOST_STEM_WORDS and not type_of(item).has_blanks:  # A text with blanks is read, not kept in mind.
        make = error if length > STEM_WORDS_LIMIT else warning
        message = _("The question has %(n)s words. Shorten it to %(most)s or fewer.")
        yield make("L17", "stem", message % {"n": length, "most": MOST_STEM_WORDS})
    for text in sorted(option.text for option in item.options):
        if len(tokens(text)) > MOST_OPTION_WORDS:
            message = _("The option “%(text)s” has %(n)s words. Shorten it to %(most)s or fewer.")
            yield warning("L17", "options", message % {"text": text, "n": len(tokens(text)), "most": MOST_OPTION_WORDS})


def self_contained(item: Item, context: Context) -> Iterator[Finding]:
    """Check L18. A quotation that opens the stem is no exception: nobody knows who "it" is there either."""
    stem = item.stem.strip(_OUTER)
    match = _LEANS_ON_CONTEXT.match(stem) or _PRONOUN_BEHIND.match(stem)
    if match:
        message = _("The question opens with “%(word)s”, and nothing before it says what that is. Name it.")
        yield error("L18", "stem", message % {"word": match[1]})


def no_copying(item: Item, context: Context) -> Iterator[Finding]:
    """Check L23 against the sentence of the fact; without a fact, against all known sentences of the source."""
    if context.is_quotation:
        return
    facts = [context.fact] if context.fact else context.facts
    copied = _runs(item.stem)
    if copied and any(copied & _runs(sentence) for sentence in {fact.sentence for fact in facts}):
        message = _("%(n)s words or more in a row are copied from the source. Say it in your own words.")
        yield warning("L23", "stem", message % {"n": LONGEST_COPY})


def _enough_words(item: Item) -> Iterator[Finding]:
    length = len(tokens(item.stem))
    if length < FEWEST_STEM_WORDS:
        message = _("The question has only %(n)s words. Write a whole sentence that says what is asked.")
        yield error("L16", "stem", message % {"n": length})


def _runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of as many words as may not be copied."""
    words = fold(EMPHASIS.sub(r"\1", text)).split()
    return {tuple(words[start : start + LONGEST_COPY]) for start in range(len(words) - LONGEST_COPY + 1)}


ANY_TYPE: tuple[Rule, ...] = (negatives, vague_words, brevity, self_contained, no_copying)
QUESTIONS: tuple[Rule, ...] = (complete_question,)
STATEMENTS: tuple[Rule, ...] = (complete_statement,)
TASKS: tuple[Rule, ...] = (complete_task,)
