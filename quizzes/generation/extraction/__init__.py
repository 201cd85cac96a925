"""Any article → what stands in it → candidates for facts, which a teacher accepts, edits or rejects.

Deterministic: the same text, the same version and the same extractors give the same result, byte for byte. Pure: no
database, no request.
"""

from __future__ import annotations

import datetime as dt

from . import nlp
from .base import Candidate, SpanType, TextSpan
from .candidates import find_candidates_in
from .drafting import draft_fact
from .spans import rule_spans

EXTRACTION_VERSION = 2  # goes up with every change of what is found


def find_spans(text: str, title: str = "") -> list[TextSpan]:
    """What the rules find, and the names that spaCy adds where it is installed and works, in reading order."""
    ours = rule_spans(text, title)
    if not nlp.is_installed():
        return ours
    try:
        return nlp.merge(ours, nlp.nlp_spans(text, title))
    except nlp.Unusable:
        return ours  # `manage.py check --deploy` says why


def extractors() -> str:
    """Who finds things here, in words."""
    return f"the rules and {nlp.release()}" if nlp.is_installed() else "the rules"


def find_candidates(text: str, title: str = "", published_on: dt.date | None = None) -> list[Candidate]:
    """What a text offers to be asked, in reading order."""
    return find_candidates_in(text, find_spans(text, title), title, published_on)


__all__ = [
    "EXTRACTION_VERSION",
    "Candidate",
    "SpanType",
    "TextSpan",
    "draft_fact",
    "extractors",
    "find_candidates",
    "find_spans",
]
