"""Split the text of an article into pieces, so that a template can mark what was found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from quizzes.generation import extraction
from quizzes.generation.extraction import SpanType, TextSpan
from quizzes.models import Candidate, Sentence, Source

# Each has a colour and a line of its own in articles.css, so that nobody has to tell them apart by colour.
GROUPS = {
    "when": _("When"),
    "number": _("Numbers"),
    "place": _("Places"),
    "who": _("People and organisations"),
    "list": _("Lists"),
    "said": _("Who says so, and quotations"),
    "view": _("Judging or hedging words"),
}
GROUP_OF = {
    SpanType.DATE: "when",
    SpanType.COUNT: "number",
    SpanType.MONEY: "number",
    SpanType.PERCENT: "number",
    SpanType.PLACE: "place",
    SpanType.PERSON: "who",
    SpanType.ORGANISATION: "who",
    SpanType.LIST: "list",
    SpanType.QUOTATION: "said",
    SpanType.SPEAKER: "said",
    SpanType.HEDGE: "view",
    SpanType.EVALUATIVE: "view",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that looks the same throughout.

    `group` is one of GROUPS, or "" for plain text; `candidate` is the one that the piece leads to.
    """

    text: str
    group: str = ""
    candidate: Candidate | None = None
    is_current: bool = False

    @property
    def look(self) -> str:
        """The CSS classes of the piece, or "" if it is not marked."""
        classes = [f"span span-{self.group}"] if self.group else []
        if self.candidate:
            classes.append(f"of-{self.candidate.status}")
        return " ".join([*classes, "is-current"] if self.is_current else classes)


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class SpanMark(Mark):
    group: str


@dataclass(frozen=True, slots=True)
class CandidateMark(Mark):
    candidate: Candidate


@lru_cache(maxsize=16)
def spans_of(text: str, title: str) -> tuple[TextSpan, ...]:
    """Return the spans in the text. They are cached, since every step of a review shows the same text again."""
    return tuple(extraction.find_spans(text, title))


def legend(source: Source) -> list[tuple[str, object, int]]:
    """Return the code and the name of each group that the text has, and how often it occurs."""
    counts = Counter(GROUP_OF[span.type] for span in spans_of(source.text, source.title))
    return [(code, name, counts[code]) for code, name in GROUPS.items() if counts[code]]


def marked(
    source: Source, candidates: Sequence[Candidate], current: Candidate | None
) -> list[list[tuple[Sentence, list[Piece]]]]:
    """Return the paragraphs, each as sentences with their pieces. Where marks overlap, the shortest one shows."""
    spans = spans_of(source.text, source.title)
    shown = []
    for paragraph in source.paragraphs:
        row = []
        for sentence in paragraph:
            of_sentence = [
                SpanMark(span.start - sentence.start, span.end - sentence.start, GROUP_OF[span.type])
                for span in spans
                if sentence.start <= span.start and span.end <= sentence.end
            ]
            own = [CandidateMark(c.start, c.end, c) for c in candidates if c.sentence_id == sentence.pk]
            row.append((sentence, pieces(sentence.text, of_sentence, own, current)))
        shown.append(row)
    return shown


def pieces(
    text: str, spans: Sequence[SpanMark], candidates: Sequence[CandidateMark], current: Candidate | None
) -> list[Piece]:
    edges = {0, len(text)}
    for mark in (*spans, *candidates):
        edges |= {mark.start, mark.end}
    result: list[Piece] = []
    for start, end in pairwise(sorted(edge for edge in edges if 0 <= edge <= len(text))):
        groups = sorted((s for s in spans if s.covers(start, end)), key=_length)
        owners = sorted((c for c in candidates if c.covers(start, end)), key=_length)
        piece = Piece(
            text[start:end],
            groups[0].group if groups else "",
            owners[0].candidate if owners else None,
            any(owner.candidate == current for owner in owners),
        )
        result.append(piece)
    return result


def _length(mark: Mark) -> int:
    return mark.end - mark.start
