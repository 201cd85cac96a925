"""How texts and numbers are compared: one folding for typed answers, the lint and the generator."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

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
_ARTICLE = re.compile(r"^(?:the|an?)\s+")
_GROUPED = re.compile(r"(?<=\d)[,'\u00a0\u2009\u202f ](?=\d{3}(?!\d))")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-"})
_DASHES = re.compile(r"[\u2012-\u2015\u2212-]+")
_DROPPED = re.compile(r"[^\w\s.,$€£¥%']", re.UNICODE)
_SYMBOL = re.compile(r"([$€£¥%])")
_MINUS = re.compile(r"(?<!\w)[-\u2212](?=\s*[\d.,])")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)")


def plain(text: str) -> str:
    """Compatibility form, straight quotes, no accents, one case, single spaces."""
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold(text: str) -> str:
    """The form in which two texts count as the same answer.

    Accents, case, curly quotes, hyphens, outer punctuation, a leading article and thousands separators make no
    difference; number words below one hundred become digits ("twenty-six" → "26").
    """
    text = _DASHES.sub(" ", plain(text))
    text = _GROUPED.sub("", _DROPPED.sub(" ", text))
    words = [word.strip(".,'") for word in text.split()]
    return _ARTICLE.sub("", " ".join(_digits([word for word in words if word])))


def _digits(words: list[str]) -> list[str]:
    folded: list[str] = []
    for word in words:
        value = NUMBER_WORDS.get(word)
        if value is None:
            folded.append(word)
        elif 0 < value < 10 and folded and folded[-1].isdigit() and int(folded[-1]) in range(20, 100, 10):
            folded[-1] = str(int(folded[-1]) + value)
        else:
            folded.append(str(value))
    return folded


def parse_quantity(text: str) -> tuple[Decimal, str, bool] | None:
    """Read "3,650 billion yuan" as (3650000000000, "yuan", True).

    Returns the number, the words left over (folded; the unit), and whether a magnitude word scaled the number; None
    where there is no number, or more than one. A comma with groups of three behind it separates thousands; any other
    comma is a decimal sign.
    """
    words = fold(_SYMBOL.sub(r" \1 ", _MINUS.sub(" minus ", text))).split()
    number: Decimal | None = None
    scaled = False
    rest: list[str] = []
    sign = 1
    for word in words:
        glued = re.fullmatch(rf"({_NUMBER.pattern})([a-z]+)", word)
        for part in glued.groups() if glued else (word,):
            if _NUMBER.fullmatch(part):
                if number is not None:
                    return None
                try:
                    number = Decimal(part.replace(",", "."))
                except InvalidOperation:
                    return None
            elif part in MAGNITUDES and number is not None:
                number *= MAGNITUDES[part]
                scaled = True
            elif part == "minus" and number is None:
                sign = -1
            else:
                rest.append(part)
    return None if number is None else (sign * number, " ".join(rest), scaled)
