"""An article as published → its paragraphs and sentences, each with its place in the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The first line of what follows an article and is not part of it.
FOOTER = re.compile(r"^(?:Topics\b|【|※|©|Share this|Related articles)", re.MULTILINE)
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]+)*")
_ENDING = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9À-Þ])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“‘\"'])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Col|Sen|Rep|Gov|No|vs|etc|e\.g|i\.e|cf|al|Inc|Ltd|Co"
    r"|U\.S|U\.K|U\.N|a\.m|p\.m|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Fig|Vol|pp|approx)\.$"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence at text[start:end]; paragraphs and the sentences of each are numbered from 1."""

    paragraph: int
    number: int
    start: int
    end: int
    text: str


def split(text: str, title: str = "") -> list[Span]:
    """The sentences of the body: lines that repeat the title and everything from the footer on are left out."""
    found: list[Span] = []
    footer = FOOTER.search(text)
    paragraph = 0
    for match in _PARAGRAPH.finditer(text, 0, footer.start() if footer else len(text)):
        if title and match.group().strip() == title.strip():
            continue
        paragraph += 1
        for number, (start, end) in enumerate(_sentences(text, match.start(), match.end()), start=1):
            found.append(Span(paragraph, number, start, end, text[start:end]))
    return found


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _ENDING.finditer(text, start, end):
        if _ABBREVIATION.search(text[start : match.end()]):
            continue
        yield start, match.end()
        start = match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip())
    stop = start + len(text[start:end].rstrip())
    if start < stop:
        yield start, stop
