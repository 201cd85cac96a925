"""The rules L11, L12, L14 and L24: what lets a test-wise student find the key without the answer (NBME)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.items import Item
from quizzes.items.text import plain

from .findings import Context, Finding, Rule, error, warning
from .values import Shape, read, shape
from .words import BLANK, comparable, content, quoted

_ENDS_IN_ARTICLE = re.compile(r"\b(an?)\s*[:.…]*$", re.IGNORECASE)
_ENDS_IN_VERB = re.compile(r"\b(is|are|was|were)\s*[:.…]*$", re.IGNORECASE)
_SAID_WITH_A_VOWEL = re.compile(r"[aeiou]|hour|honest|honou?r|heir|8|1[18]\b", re.IGNORECASE)
_SAID_WITH_A_CONSONANT = re.compile(r"uni(?![nm])|us[eu]|util|eu|one\b|once|ubiq|urani|utop", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"[A-Z]{2,}(?![a-z])")
_LETTERS_WITH_A_VOWEL = "AEFHILMNORSX"
_PREPOSITION = re.compile(r"\s(?:of|for|in|to|on|with|by|from|at|against|between|that|which|who|linking)\s")
_ABSOLUTE = re.compile(
    r"\b(always|never|only|all|none|every|everyone|everything|nobody|nothing|must|completely|entirely|absolutely)\b",
    re.IGNORECASE,
)


def grammar_cue(item: Item, context: Context) -> Iterator[Finding]:
    """Check L11: grammar. The options complete the stem at its blank, or at its end.

    Singular and plural are compared among phrases only, and only where these differ: a name does not show whether it is
    one or many.
    """
    before = BLANK.split(item.stem)[0] if BLANK.search(item.stem) else item.stem
    texts = sorted(option.text for option in item.options if option.text.strip())
    if article := _ENDS_IN_ARTICLE.search(before):
        wants_vowel = article[1].casefold() == "an"
        if misfits := [text for text in texts if _starts_with_vowel_sound(text) != wants_vowel]:
            message = _(
                "“%(article)s” does not fit these options: %(texts)s. Write “a(n)”, so that nothing is ruled out."
            )
            yield error("L11", "stem", message % {"article": article[1], "texts": quoted(misfits)})
    elif verb := _ENDS_IN_VERB.search(before):
        wants_plural = verb[1].casefold() in {"are", "were"}
        phrases = [text for text in texts if shape(text) is Shape.PHRASE]
        misfits = [text for text in phrases if _is_plural(text) != wants_plural]
        if misfits and len(misfits) < len(phrases):
            message = _("After “%(verb)s” these options are bad grammar: %(texts)s. Give all options the same number.")
            yield error("L11", "stem", message % {"verb": verb[1], "texts": quoted(misfits)})


def clang(item: Item, context: Context) -> Iterator[Finding]:
    """Check L12: clang. Words of the subject have to be in the stem, so they do not count.

    Where every wrong option repeats some word of the stem as well ("Is it Tianjin or Beijing …?"), none stands out.
    """
    in_stem = content(item.stem) - (content(context.fact.subject) if context.fact else frozenset())
    if all(in_stem & content(option.text) for option in item.distractors):
        return
    in_keys = frozenset().union(*(content(option.text) for option in item.keys))
    in_distractors = frozenset().union(*(content(option.text) for option in item.distractors))
    if repeated := in_stem & in_keys - in_distractors:
        words = sorted({w for w in re.findall(r"\w+", plain(item.stem)) if content(w) & repeated})
        message = _(
            "Only the right answer repeats a word of the question: %(words)s. "
            "Use another word in the question, or the same word in a wrong option."
        )
        yield warning("L12", "options", message % {"words": quoted(words)})


def absolute_terms(item: Item, context: Context) -> Iterator[Finding]:
    """Check L14: absolute terms."""
    in_keys = _absolute_in([option.text for option in item.keys])
    in_distractors = _absolute_in([option.text for option in item.distractors])
    if in_distractors and not in_keys:
        message = _("Only wrong options use absolute words: %(words)s. Such options are easy to rule out; reword them.")
        yield warning("L14", "options", message % {"words": quoted(in_distractors)})
    elif in_keys and not in_distractors and item.distractors:
        message = _(
            "Only the right answer uses absolute words: %(words)s. Reword it, or use them in a wrong option too."
        )
        yield warning("L14", "options", message % {"words": quoted(in_keys)})


def convergence(item: Item, context: Context) -> Iterator[Finding]:
    """Check L24 for a single key: the rule "take the option that shares most with the others" must not find it."""
    if len(item.keys) != 1:
        return
    elements = [_elements(option.text) for option in item.options]
    counts = Counter(element for of_option in elements for element in of_option)
    scores = [sum(counts[element] - 1 for element in of_option) for of_option in elements]
    key = next(place for place, option in enumerate(item.options) if option.is_key)
    if all(scores[key] > score for place, score in enumerate(scores) if place != key) and item.distractors:
        are_lists = all(shape(option.text) is Shape.LIST for option in item.options)
        message = _(
            "The right answer shares more with the other options than any of them does, which points to it. "
            "Let each part stand in the same number of options."
        )
        yield (error if are_lists else warning)("L24", "options", message)


def _starts_with_vowel_sound(text: str) -> bool:
    text = text.strip(" “”\"'‘’(*")
    if spelled := _SPELLED_OUT.match(text):
        return spelled[0][0] in _LETTERS_WITH_A_VOWEL
    return bool(_SAID_WITH_A_VOWEL.match(text)) and not _SAID_WITH_A_CONSONANT.match(text)


def _is_plural(text: str) -> bool:
    head = _PREPOSITION.split(f" {plain(text)} ")[0].strip()
    last = re.sub(r"[^\w]+$", "", head).rsplit(" ", 1)[-1]
    if " and " in f" {head} ":
        return True
    return last in {"people", "men", "women", "children"} or (
        last.endswith("s") and not last.endswith(("ss", "us", "is", "ics", "news"))
    )


def _absolute_in(texts: list[str]) -> list[str]:
    return sorted({word.casefold() for text in texts for word in _ABSOLUTE.findall(text)})


def _elements(text: str) -> frozenset[str]:
    """Return what two options can share: the items of a list, the figures and units of a value, else content words."""
    if read(text):
        return frozenset(comparable(text).split())
    if shape(text) is Shape.LIST:
        parts = re.split(r";" if ";" in text else r",|\band\b", text)
        return frozenset(filter(None, map(comparable, parts)))
    return content(text)


RULES: tuple[Rule, ...] = (grammar_cue, clang, absolute_terms, convergence)
