"""Options as values: numbers, amounts of money, years and dates that can be compared and put in order."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from quizzes.items.text import MAGNITUDES, NUMBER_WORDS, fold, parse_quantity, plain

from ..places import fold_place


class Shape(StrEnum):
    YEAR = "year"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    NAME = "name"
    PHRASE = "phrase"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Value:
    """An interval, which is a single value where low == high.

    A date is written yyyymmdd, with yyyy = 0 where no year is given; where no day is given, it is the whole month.
    unit: the unit word, a currency code, or "day" or "month" for dates. magnitude: 10^9 for "billion".
    is_open: True where neither end belongs to the interval, as in "over 20".
    """

    shape: Shape
    low: Decimal
    high: Decimal
    unit: str = ""
    magnitude: int = 1
    is_open: bool = False

    @property
    def number(self) -> Decimal:
        """The number as it is printed."""
        return self.low if self.low.is_finite() else self.high

    @property
    def figures(self) -> set[Decimal]:
        """All the numbers that are printed: two for a range, one for a bound."""
        return {end for end in (self.low, self.high) if end.is_finite()}

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    @property
    def has_year(self) -> bool:
        return self.low >= 10_000

    def overlaps(self, other: Value) -> bool:
        if self.low == other.high or self.high == other.low:
            return not (self.is_open or other.is_open)
        return self.low < other.high and other.low < self.high

    def is_comparable_to(self, other: Value) -> bool:
        """Say whether the two can be put in order: they are alike, in one unit, and both with a year or without."""
        if self.shape is Shape.DATE or other.shape is Shape.DATE:
            return self.shape == other.shape and self.has_year == other.has_year
        return self.unit == other.unit


ORDERED = frozenset({Shape.YEAR, Shape.DATE, Shape.MONEY, Shape.NUMBER})

_YEARS = range(1500, 2101)
_SMALLEST_THAT_PASSES_FOR_A_YEAR = 100
_CURRENCIES = {
    "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "¥": "CNY", "yuan": "CNY", "rmb": "CNY", "renminbi": "CNY", "cny": "CNY",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "gbp": "GBP",
    "ruble": "RUB", "rubles": "RUB", "rouble": "RUB", "roubles": "RUB", "rupee": "INR", "rupees": "INR", "yen": "JPY",
}  # fmt: skip
_BEFORE_A_NUMBER = {"us", "minus", *_CURRENCIES}
_MOST_UNIT_WORDS = 3
_MOST_WORDS_OF_A_REGION = 3  # "northern China"

_INFINITY = Decimal("Infinity")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_LEAD = re.compile(r"(?:in|on|by|from|a total of|the)\s+")
_HEDGE = re.compile(r"(?:about|around|approximately|approx\.?|nearly|roughly|almost|some|circa|just)\s+")
_BOUND = re.compile(
    r"(?:(over|more than|above)|(at least|no fewer than|no less than)|(under|below|less than|fewer than)"
    r"|(up to|at most|no more than))\s+"
)
_MONTHS = [name[:3].casefold() for name in calendar.month_name[1:]]
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"([0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:,? ([12][0-9]{3}))?"
_DAY_MONTH = re.compile(rf"{_DAY}(?: of)? {_MONTH}{_YEAR}")
_MONTH_DAY = re.compile(rf"{_MONTH} {_DAY}{_YEAR}")
_MONTH_YEAR = re.compile(rf"{_MONTH}{_YEAR}")
_ISO = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])-([0-3][0-9])")
_COMPOUND = re.compile(r"\w+-([a-z]+)")  # "two-way talks" is no number.
_NUMBER_IN_A_NAME = re.compile(r"^[^0-9]*[^0-9\s] [A-Z][^0-9]*$")  # "Three Seas Initiative"
_FROM_TO = re.compile(r"(?:from |between )?(\S.*?)(?: ?- ?| to | and | until )(\S.*)")


@lru_cache(maxsize=4096)
def read(text: str) -> Value | None:
    """Return the value that the whole of a text is; None where it is anything but one value."""
    rest = _DASH.sub("-", plain(text)).strip(" .,;")
    rest = _HEDGE.sub("", rest) if (lead := _LEAD.match(rest)) is None else rest[lead.end() :]
    bound = _BOUND.match(rest)
    rest = _HEDGE.sub("", rest[bound.end() :] if bound else rest)
    value = _date(rest) or (None if _NUMBER_IN_A_NAME.search(text) else _range(rest) or _quantity(rest))
    if value is None or bound is None:
        return value
    over, at_least, under, _up_to = bound.groups()
    low, high = (value.low, _INFINITY) if over or at_least else (-_INFINITY, value.high)
    return Value(value.shape, low, high, value.unit, value.magnitude, is_open=bool(over or under))


def shape(text: str) -> Shape:
    value = read(text)
    if value is not None:
        return value.shape
    if ";" in text or len(re.split(r",|\band\b", text)) >= 3:
        return Shape.LIST
    words = re.sub(r"^the\s+", "", text.strip(), flags=re.IGNORECASE).split()
    if not words or re.match(r"an?$", words[0], re.IGNORECASE) or re.search(r"['’]s?$", words[0]):
        return Shape.PHRASE
    is_name = words[-1][0].isupper() and (words[0][0].isupper() or len(words) <= _MOST_WORDS_OF_A_REGION)
    return Shape.NAME if is_name else Shape.PHRASE


def shapes(texts: list[str]) -> list[Shape]:
    """Return the shape of each text; "1800" beside "12000" is a number, not a year."""
    all_shapes = [shape(text) for text in texts]
    bare = [value for value in map(read, texts) if value and value.shape is Shape.NUMBER and not value.unit]
    if bare and all(value.number >= _SMALLEST_THAT_PASSES_FOR_A_YEAR for value in bare):
        return [Shape.NUMBER if each_shape is Shape.YEAR else each_shape for each_shape in all_shapes]
    return all_shapes


def same(text: str, other: str) -> bool:
    """Say whether two texts give the same answer: folded, as places under any name, or as values in any notation.

    A bound or a hedge makes no difference ("over 20" is 20), nor does a unit or a year that only one of them names.
    """
    if fold_place(text) == fold_place(other):
        return bool(fold(text))
    first, second = read(text), read(other)
    if first is None or second is None or (Shape.DATE in {first.shape, second.shape} and first.shape != second.shape):
        return False
    if first.shape is Shape.DATE:
        modulus = 100_000_000 if first.has_year == second.has_year else 10_000
        return (first.low % modulus, first.high % modulus) == (second.low % modulus, second.high % modulus)
    units = set(first.unit.split()), set(second.unit.split())
    return first.figures == second.figures and (units[0] <= units[1] or units[1] <= units[0])


def _quantity(text: str) -> Value | None:
    if (compound := _COMPOUND.match(text)) and compound[1] not in NUMBER_WORDS:
        return None
    words = fold(text).split()
    first = next((place for place, word in enumerate(words) if re.search(r"[0-9]", word)), None)
    if first is None or any(word not in _BEFORE_A_NUMBER for word in words[:first]):
        return None
    quantity = parse_quantity(text)
    if quantity is None or len(quantity[1].split()) > _MOST_UNIT_WORDS:
        return None
    number, unit, _scaled = quantity
    currency = next((_CURRENCIES[word] for word in unit.split() if word in _CURRENCIES), None)
    magnitude = 1
    for word in re.findall(r"[a-z]+", " ".join(words)):
        magnitude *= MAGNITUDES.get(word, 1)
    if currency:
        return Value(Shape.MONEY, number, number, currency, magnitude)
    is_year = not unit and re.fullmatch(r"[0-9]{4}", words[-1]) is not None and int(number) in _YEARS
    return Value(Shape.YEAR if is_year else Shape.NUMBER, number, number, unit, magnitude)


def _range(text: str) -> Value | None:
    match = _FROM_TO.fullmatch(text)
    if match is None or (" and " in match.group() and not text.startswith("between ")):
        return None
    first, last = _quantity(match[1]), _quantity(match[2])
    if first is None or last is None:
        return None
    low = first.low * (last.magnitude if first.magnitude == 1 else 1)
    if low >= last.high or (first.unit and first.unit != last.unit):
        return None
    return Value(last.shape, low, last.high, last.unit, last.magnitude)


def _date(text: str) -> Value | None:
    if (day := _day(text)) is not None:
        return day
    match = _FROM_TO.fullmatch(text)
    if match is None:
        return None
    first, last = match.groups()
    month_first, month_last = (re.search(rf"\b{_MONTH}", part) for part in (first, last))
    end = _day(last if month_last or not month_first else f"{month_first[1]} {last}")
    start = _day(first if month_first or not month_last else f"{first} {month_last[1]}")
    if start is None or end is None:
        return None
    year = end.high // 10_000 * 10_000
    low = start.low if start.has_year else start.low + year
    return Value(Shape.DATE, low, end.high, end.unit) if low < end.high else None


def _day(text: str) -> Value | None:
    """Read a day or a month; None where the text is neither."""
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_MONTH.fullmatch(text):
        year, month, day = int(match[3] or 0), _MONTHS.index(match[2][:3]) + 1, int(match[1])
    elif match := _MONTH_DAY.fullmatch(text):
        year, month, day = int(match[3] or 0), _MONTHS.index(match[1][:3]) + 1, int(match[2])
    elif match := _MONTH_YEAR.fullmatch(text):
        year, month, day = int(match[2] or 0), _MONTHS.index(match[1][:3]) + 1, 0
    else:
        return None
    low = Decimal(year * 10_000 + month * 100 + day)
    return Value(Shape.DATE, low, low, "day") if day else Value(Shape.DATE, low, low + 31, "month")
