"""Dates, sums of money, percentages and counts, and the words that make them approximate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from .base import SpanType
from .words import CURRENCIES, FULL_MONTHS, HEDGES, MAGNITUDES, MONTHS, WEEKDAYS

Found = tuple[int, int, SpanType]

_MONTH = rf"(?:{'|'.join(MONTHS)})\b\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d{3}|20\d{2})"
_DASH = r"\s?[-–—]\s?"
_TO = rf"(?:{_DASH}|\s(?:to|and|until)\s)"
_DATE = re.compile(
    rf"\b(?:"
    rf"{_DAY}{_TO}{_DAY}\s{_MONTH}(?:,?\s{_YEAR})?"  # 30–31 July 2025
    rf"|{_DAY}\s{_MONTH}(?:,?\s{_YEAR})?"  # 14 May 2019
    rf"|{_MONTH}\s{_DAY}(?:{_DASH}{_DAY}|{_TO}{_MONTH}\s{_DAY})?(?!\d)(?:,?\s{_YEAR})?"  # August 31 and September 1
    rf"|{_MONTH}\s{_YEAR}|{_YEAR}{_DASH}(?:{_YEAR}|\d\d)\b|{_YEAR}s|(?:{'|'.join(WEEKDAYS)})\b"
    rf"|{'|'.join(month for month in FULL_MONTHS if month not in ('March', 'May'))}"
    rf")(?![\w-])"
)
# "May" and "March" alone, and a bare year, are dates in company only.
_IN_COMPANY = re.compile(r"(?<=\b(?:in|by)\s)(?:March|May)\b|(?<=\b(?:last|next|this)\s)(?:March|May)\b")
_BARE_YEAR = re.compile(rf"(?<![\w.,$€£¥-]){_YEAR}(?![\w-]|,\d|\.\d|%)")
_COUNTED = re.compile(r"\s(?:[a-z]+\s)?(?:people|men|women|children|[a-z]{3,}s)\b(?<!as)(?<!is)(?<!was)(?<!has)")
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MAGNITUDE = rf"(?:\s(?:{'|'.join(MAGNITUDES)}|mn|bn|tn)\b|(?:bn|tn|m)\b)"
_NUMBER = (
    rf"(?:(?:{_DIGITS})(?:{_MAGNITUDE})?|\b(?:{_WORDS}|one|a|half a)(?:\s(?:{'|'.join(MAGNITUDES)}))+|\b(?:{_WORDS}))"
)
IN_NUMBERS = re.compile(_DIGITS)
_MONEY = re.compile(
    rf"(?:US|A|C|HK)?[$€£¥]\s?(?:{_DIGITS})(?:{_MAGNITUDE})?|(?<![\w.,-])(?:{_NUMBER})\s(?:{CURRENCIES})\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.,-])(?:{_NUMBER})(?:\s?%|\s(?:percent|per cent|percentage points?)\b)", re.IGNORECASE)
_COUNT = re.compile(rf"(?<![\w.,$€£¥-])(?:{_NUMBER})(?![\w%]|-\w|[.,]\d)", re.IGNORECASE)
_HALF = re.compile(r"(?:(?<=nearly )|(?<=almost )|(?<=about )|(?<=over ))(?:half|a third|a quarter)\b")
_HEDGE = re.compile(rf"\b(?:{HEDGES})\b(?=\s)", re.IGNORECASE)


def figures(text: str) -> list[Found]:
    """Dates, money, percentages and counts of a sentence; none overlaps another."""
    taken: list[Found] = []
    for pattern, kind in (
        (_MONEY, SpanType.MONEY),
        (_PERCENT, SpanType.PERCENT),
        (_DATE, SpanType.DATE),
        (_IN_COMPANY, SpanType.DATE),
    ):
        taken += apart(((m.start(), m.end(), kind) for m in pattern.finditer(text)), taken)
    years = (
        (m.start(), m.end(), SpanType.DATE) for m in _BARE_YEAR.finditer(text) if not _COUNTED.match(text, m.end())
    )
    taken += apart(years, taken)
    taken += apart(((m.start(), m.end(), SpanType.COUNT) for m in _HALF.finditer(text)), taken)
    taken += apart(((m.start(), m.end(), SpanType.COUNT) for m in _COUNT.finditer(text)), taken)
    return sorted(taken, key=lambda found: found[:2])


def hedges(text: str, of: list[Found]) -> list[Found]:
    """The words that stand right before one of these figures and make it approximate or a bound."""
    starts = {start: kind for start, _end, kind in of}
    found = []
    for match in _HEDGE.finditer(text):
        kind = starts.get(match.end() + 1)
        # "an increase over 2022" compares; "some" and "under" bound no date either.
        if kind is not None and (kind is not SpanType.DATE or match[0].casefold() in ("about", "around", "circa")):
            found.append((match.start(), match.end(), SpanType.HEDGE))
    return found


def apart(found: Iterable[Found], taken: Sequence[Found]) -> list[Found]:
    """Those that overlap nothing that is taken. What is taken does not overlap itself."""
    in_order = sorted(taken, key=lambda span: span[:2])
    starts = [start for start, _end, _kind in in_order]
    free = []
    for span in found:
        place = bisect_left(starts, span[1])
        if not place or in_order[place - 1][1] <= span[0]:
            free.append(span)
    return free
