"""This module says how texts and numbers are compared: typed answers, the lint and the generator share one folding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

_ONES = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {word: value for value, word in enumerate(_ONES.split())}
NUMBER_WORDS |= {word: value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)}
MAGNITUDES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
_ROUND_TENS = {str(value) for value in range(20, 100, 10)}
_ARTICLE = re.compile(r"^(?:the|an?)\s+")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:,\d{3})+|(?:'\d{3})+|(?: \d{3})+)(?!\d|[,']\d)")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-"})
_DROPPED = re.compile(r"[^\w\s.,$€£¥%']", re.UNICODE)
_OUTER = re.compile(r"^(?:[.,']+(?!\d)|'+)|[.,']+$")
_SYMBOL = re.compile(r"([$€£¥%])")
# A dash is a minus at the very start, or where it touches a number and nothing before it.
_MINUS = re.compile(r"(?:^[-\u2013\u2212]\s*|(?<!\w)[-\u2013\u2212])(?=[$€£¥]?[.,]?\d)")
_NUMBER = re.compile(r"(?:\d+(?:[.,]\d+)?|[.,]\d+)")
_GLUED = re.compile(rf"({_NUMBER.pattern})([a-z]+)")


def plain(text: str) -> str:
    """Return the text in compatibility form, with straight quotes, no accents, one case and single spaces."""
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold(text: str) -> str:
    """Return the form in which two texts count as the same answer.

    Accents, case, curly quotes, hyphens, outer punctuation, a leading article, thousands separators and the space
    beside a currency or percent sign make no difference; number words below one hundred become digits
    ("twenty-six" → "26"). A minus, a decimal point and the boundary between two numbers always make a difference.
    """
    text = _GROUPED.sub(lambda number: re.sub("[,' ]", "", number.group()), plain(text))
    text = _DROPPED.sub(" ", _SYMBOL.sub(r" \1 ", _MINUS.sub(" minus ", text)))
    words = [_OUTER.sub("", word) for word in text.split()]
    return _ARTICLE.sub("", " ".join(_digits([word for word in words if word])))


def _digits(words: list[str]) -> list[str]:
    folded: list[str] = []
    for word in words:
        value = NUMBER_WORDS.get(word)
        if value is None:
            folded.append(word)
        elif 0 < value < 10 and folded and folded[-1] in _ROUND_TENS:
            folded[-1] = str(int(folded[-1]) + value)
        else:
            folded.append(str(value))
    return folded


def parse_quantity(text: str) -> tuple[Decimal, str, bool] | None:
    """Read "3,650 billion yuan" as (3650000000000, "yuan", True).

    It returns the number, the words left over (folded: they are the unit), and whether a magnitude word from a thousand
    up scaled the number; None where there is no number, or more than one. A comma with groups of three digits behind it
    separates thousands; any other comma is a decimal sign. Numbers in words go on after a magnitude ("two thousand and
    one").
    """
    in_words = not re.search(r"\d", text)
    total, group = Decimal(0), Decimal(0)
    room: Decimal | None = (
        None  # None before the number; after it, what follows belongs to the number if it is below this
    )
    sign, scaled = 1, False
    rest: list[str] = []
    for part in _parts(text):
        if _NUMBER.fullmatch(part):
            value = Decimal(part.replace(",", "."))
            if room is not None and not (in_words and value < room):
                return None
            group, room = group + value, Decimal(0)
        elif part in MAGNITUDES and room is not None:
            factor = MAGNITUDES[part]
            if part == "hundred":
                if group >= factor:
                    return None
                group *= factor
            else:
                total, group, scaled = (
                    (total + group) * factor if room > 100 else total + group * factor,
                    Decimal(0),
                    True,
                )
            room = Decimal(factor)
        elif part == "minus" and room is None:
            sign = -1
        elif part != "and" or not room:
            rest.append(part)
    return None if room is None else (sign * (total + group), " ".join(rest), scaled)


def _parts(text: str) -> Iterator[str]:
    for word in fold(text).split():
        glued = _GLUED.fullmatch(word)
        yield from glued.groups() if glued else (word,)


def digits_of(text: str) -> int:
    """Count the significant digits with which the first number of a text is written: 2 in "23,000", 1 in "ten"."""
    figure = re.search(r"\d[\d,. ]*", text)
    if figure is None:
        return 1
    digits = re.sub(r"\D", "", figure[0]).lstrip("0")
    return len(digits if "." in figure[0] else digits.rstrip("0")) or 1
