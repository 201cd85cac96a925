"""A text → its typed spans, by the rules."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.generation.sentences import Span, split

from .base import SpanType, TextSpan
from .figures import Found, apart, figures, hedges
from .lists import lists
from .names import names
from .speech import evaluative, quotations, speakers


def rule_spans(text: str, title: str = "") -> list[TextSpan]:
    """What the rules find, in reading order; a longer span before the shorter ones inside it."""
    sentences = split(text, title)
    named = names([sentence.text for sentence in sentences], title)
    spans = (span for sentence, found in zip(sentences, named, strict=True) for span in _of_sentence(sentence, found))
    return sorted(spans, key=order)


def order(span: TextSpan) -> tuple[int, int, str]:
    return span.start, -span.end, span.type.value


def _of_sentence(sentence: Span, named: list[Found]) -> Iterator[TextSpan]:
    text = sentence.text
    amounts = figures(text)
    named = apart(named, amounts)
    quoted = quotations(text)
    found = [*amounts, *hedges(text, amounts), *named, *quoted]
    found += [*speakers(text, named, quoted), *evaluative(text)]
    for start, end, kind in found:
        yield _span(sentence, start, end, kind)
    for listed in lists(text):
        yield _span(sentence, listed.start, listed.end, SpanType.LIST, is_open=listed.is_open)


def _span(sentence: Span, start: int, end: int, kind: SpanType, *, is_open: bool = False) -> TextSpan:
    return TextSpan(
        sentence.paragraph,
        sentence.number,
        sentence.start + start,
        sentence.start + end,
        sentence.text[start:end],
        kind,
        is_open,
    )
