"""Quotations, who says so, and words that judge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .base import SpanType
from .figures import Found
from .words import COMMON_SAYERS, EVALUATIVE, SAYING, TITLES

_QUOTED = re.compile(r"“([^“”]{2,2000})”|(?<!\w)\"([^\"]{2,2000})\"(?!\w)")
_WORD = re.compile(r"[A-Za-z]+")
_SAYS_BEHIND = re.compile(
    r"^(?:,[^,;.]{1,60},)?(?: of the (?:[A-Z][\w-]* ?(?:of )?){1,6})?"
    rf"\s(?:has |had |also |later )?(?:{SAYING})\b"
)
_SAYS_BEFORE = re.compile(rf"\b(?:{SAYING})\s(?:the\s)?(?:(?:{'|'.join(sorted(TITLES))})\s)*$")
_ACCORDING = re.compile(r"\b[Aa]ccording to\s(?:the\s)?(?:(?:[A-Z]?[a-z]+)\s){0,2}$")
# A verb that says something about somebody: "called Peter", "told Mary" have their object behind them.
_WITH_OBJECT = re.compile(r"\b(?:told|tells|called|calls|praised|criticised|criticized|wrote)\s(?:the\s)?$")
NEAR = 200  # characters around a name in which its verb stands
_SAYERS = (SpanType.PERSON, SpanType.ORGANISATION)
_COMMON_SAYER = re.compile(
    rf"\b[Tt]he ((?:[a-z]+ )?(?:{COMMON_SAYERS}))\b(?=\s(?:{SAYING})\b)"
    rf"|\b[Aa]ccording to (?:the |a )?((?:[a-z]+ )?(?:{COMMON_SAYERS}))\b"
)


def quotations(text: str) -> list[Found]:
    """The words inside quotation marks, without the comma or full stop of the sentence around them."""
    found = []
    for match in _QUOTED.finditer(text):
        start, end = match.span(1 if match[1] is not None else 2)
        while end > start and text[end - 1] in ",. ":
            end -= 1
        if end > start:
            found.append((start, end, SpanType.QUOTATION))
    return found


def speakers(text: str, named: Sequence[Found], quoted: Sequence[Found]) -> list[Found]:
    """The people and organisations that are said to say something, each where it is named as the one who says it."""
    found = []
    for start, end, kind in named:
        if kind not in _SAYERS or any(low <= start < high for low, high, _kind in quoted):
            continue
        before, behind = text[max(0, start - NEAR) : start], text[end : end + NEAR]
        says = _SAYS_BEHIND.match(behind) or _ACCORDING.search(before)
        if says or (_SAYS_BEFORE.search(before) and not _WITH_OBJECT.search(before)):
            found.append((start, end, SpanType.SPEAKER))
    for match in _COMMON_SAYER.finditer(text):
        start, end = match.span(1 if match[1] is not None else 2)
        if not any(low <= start < high for low, high, _kind in (*quoted, *found)):
            found.append((start, end, SpanType.SPEAKER))
    return found


def evaluative(text: str) -> list[Found]:
    """Words that judge; a capital makes one part of a name."""
    return [
        (match.start(), match.end(), SpanType.EVALUATIVE)
        for match in _WORD.finditer(text)
        if match[0] in EVALUATIVE and not text[match.end() : match.end() + 2].startswith("-")
    ]
