"""Any article → what stands in it → candidates for facts, which a teacher accepts, edits or rejects.

Deterministic: the same text and the same version give the same result, byte for byte. Pure: no database, no request.
"""

from __future__ import annotations

import datetime as dt

from .base import Candidate, SpanType, TextSpan
from .candidates import find_candidates_in
from .drafting import draft_fact
from .spans import rule_spans as find_spans

EXTRACTION_VERSION = 1  # goes up with every change of what is found


def find_candidates(text: str, title: str = "", published_on: dt.date | None = None) -> list[Candidate]:
    """What a text offers to be asked, in reading order."""
    return find_candidates_in(text, find_spans(text, title), title, published_on)


__all__ = [
    "EXTRACTION_VERSION",
    "Candidate",
    "SpanType",
    "TextSpan",
    "draft_fact",
    "find_candidates",
    "find_spans",
]
