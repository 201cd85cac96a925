"""Wrong dates, months and ranges of dates: as exact as the key, and disjoint."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ..facts import Fact
from ..seeded_choice import SeededChoice
from ..truth import NotEnough, Truth, same_source
from .base import FEWEST, Distractor, usable_foils

# calendar.month_name would not do: it follows the locale of the machine.
MONTH_NAMES = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES) if name}
MONTH_GAP = 2
DAY_GAP = 4
# They are two months apart or more, so that no option names a month of another one.
RANGE_SHIFTS = (-6, -4, -2, 2, 4, 6)
_ANY_YEAR = 2001  # dates without a year are shifted within a common year
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_MONTH = re.compile(rf"({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_YEAR = re.compile(r"\b\d{4}\b")


def dates(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return days of the same year, up to a month away."""
    key, year = _read_day(fact.answer)
    nearby = (key + dt.timedelta(days) for days in range(-31, 32))
    shifted = {_print_day(day, year): day for day in nearby if day.year == key.year}
    shifted = _to_come(shifted, key, fact, facts)
    picked: list[Distractor] = []
    for candidate in _foils_and(fact, facts, shifted, len(shifted)):
        day, others = _read_day(candidate.text)[0], [key, *(_read_day(other.text)[0] for other in picked)]
        if len(picked) < need and all(abs((day - other).days) >= DAY_GAP for other in others):
            picked.append(candidate)
    return sorted(picked, key=lambda distractor: day_of(distractor.text))


def months(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return months of the same year, two or more apart, none later than the source."""
    match = _MONTH.fullmatch(fact.answer)
    if match is None:
        raise NotEnough(_("“%(text)s” is not a month like “May 2025”.") % {"text": fact.answer})
    year = match[2]
    limit = max((day.month for day in _known_days(fact, facts) if str(day.year) == year), default=12)
    numbers = {number: f"{MONTH_NAMES[number]} {year or ''}".strip() for number in range(1, limit + 1)}
    truth, choice = Truth(fact, facts), SeededChoice(fact.slug)
    foils = {foil.text: foil for foil in usable_foils(fact, facts)}
    ranked = [*foils, *choice.order("month", numbers.values())]
    picked: list[str] = []
    for text in ranked:
        number = _month_of(text)
        apart = all(abs(number - _month_of(other)) >= MONTH_GAP for other in (fact.answer, *picked))
        if apart and text not in truth and len(picked) < need:
            picked.append(text)
    return [foils.get(text, Distractor(text, "another month of the year")) for text in sorted(picked, key=_month_of)]


def date_ranges(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return ranges of the same length in other months; they cross the end of a month where the key does."""
    ends = _DAY.findall(fact.answer)
    if len(ends) != 2:
        raise NotEnough(_("“%(text)s” is not a range like “30 April – 1 May”.") % {"text": fact.answer})
    year = ends[0][2] or ends[1][2]
    first, last = (_read_day(f"{day} {month} {year}".strip())[0] for day, month, _year in ends)
    starts = [_shift_month(first, months, to_end=first.month != last.month) for months in RANGE_SHIFTS]
    texts = {
        _print_range(fact.answer, start, start + (last - first)): start
        for start in starts
        if start is not None and (start + (last - first)).year == first.year
    }
    texts = _to_come(texts, first, fact, facts)
    picked = _foils_and(fact, facts, texts, need)
    return sorted(picked, key=lambda distractor: day_of(distractor.text))


def day_of(text: str) -> tuple[int, int, int]:
    """Return (year, month, day) of the first date in a text, for sorting, with 0 for what it does not say.

    A range says its year once, at the end.
    """
    stated = _YEAR.search(text)
    year = int(stated[0]) if stated else 0
    day = _DAY.search(text)
    if day:
        return (year, MONTHS[day[2]], int(day[1]))
    month = _MONTH.search(text)
    return (year, MONTHS[month[1]], 0) if month else (0, 0, 0)


def _foils_and(fact: Fact, facts: Sequence[Fact], texts: dict[str, dt.date], need: int) -> list[Distractor]:
    truth, choice = Truth(fact, facts), SeededChoice(fact.slug)
    made = [Distractor(text, "a date nearby") for text in choice.order("date", texts) if text not in truth]
    return [*usable_foils(fact, facts), *made][:need]


def _to_come(texts: dict[str, dt.date], key: dt.date, fact: Fact, facts: Sequence[Fact]) -> dict[str, dt.date]:
    """Keep only later days for a key that was to come when the source was written: others would be seen to be past."""
    written = max((day for day in _known_days(fact, facts) if day < key), default=dt.date.min)
    later = {text: day for text, day in texts.items() if day > written}
    return later if len(later) >= FEWEST else texts


def _known_days(fact: Fact, facts: Sequence[Fact]) -> list[dt.date]:
    """Return the days that the source was written for: what comes later would be recognised as the future."""
    return [other.as_of for other in (fact, *same_source(fact, facts)) if other.as_of]


def _read_day(text: str) -> tuple[dt.date, str]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise NotEnough(_("“%(text)s” is not a date like “31 August 2025”.") % {"text": text})
    try:
        return dt.date(int(match[3] or _ANY_YEAR), MONTHS[match[2]], int(match[1])), match[3] or ""
    except ValueError:
        raise NotEnough(_("There is no day “%(text)s”.") % {"text": text}) from None


def _print_day(day: dt.date, year: str) -> str:
    return f"{day.day} {MONTH_NAMES[day.month]} {year}".strip()


def _month_of(text: str) -> int:
    return day_of(text)[1]


def _shift_month(day: dt.date, months: int, *, to_end: bool) -> dt.date | None:
    """Return the same day `months` away, or as far from the end of its month as `day` is; None outside the year."""
    month = day.month + months
    if not 1 <= month <= 12:
        return None
    from_end = calendar.monthrange(day.year, day.month)[1] - day.day
    length = calendar.monthrange(day.year, month)[1]
    return dt.date(day.year, month, length - from_end if to_end else min(day.day, length))


def _print_range(like: str, first: dt.date, last: dt.date) -> str:
    """Print two days in the words of `like`, whose separator and year stay."""
    days = iter((first, last))
    return _DAY.sub(lambda match: _print_day(next(days), match[3] or ""), like)
