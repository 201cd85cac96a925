"""English words as the lint compares them: content stems, whole-token look-up, quotations, names, blanks."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from quizzes.items.text import fold, plain

BLANK = re.compile(r"_{2,}")
EMPHASIS = re.compile(r"\*\*(.+?)\*\*")
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+(?:['’.,-]\w+)*")
# Single quotes count only where they are no apostrophes. A quotation is at most a sentence long.
_QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)['‘](?!s\b)[^'’]{2,}['’](?!\w)")
_POSSESSIVE = re.compile(r"'s\b|(?<=s)'(?=\s|$)")
# These words of four letters and more carry the grammar, or belong to how a question is put.
_STOP_WORDS = """
about above according after again against also although among another article asked background because been before
being below between both choose complete correct could describe described describes does doing done down during each
either else ever every false following from gave give given gives have having here into itself just least less like
made make makes many mention mentioned mentions more most much must name named names neither none notes
only onto other others over question quote said same says sentence should some stated statement such text than that
their them then there these they this those through true under until upon used uses very were what when where
whether which while whom whose will with within without word words would written your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    # Each call makes a stemmer: it keeps the word it works on, so threads cannot share one.
    return str(snowballstemmer.stemmer("english").stemWord(word))


@lru_cache(maxsize=8192)
def content(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning: four letters or more, none that only serves the grammar."""
    words = _WORD.findall(plain(text))
    return frozenset(stem(word) for word in words if len(word) >= 4 and word not in STOP_WORDS)


def tokens(text: str) -> list[str]:
    """Return the words as a person counts them; a blank is none."""
    return _TOKEN.findall(BLANK.sub(" ", text))


@lru_cache(maxsize=8192)
def comparable(text: str) -> str:
    """Return the text as `fold` does, and without possessives: "China's" is China."""
    return fold(_POSSESSIVE.sub("", plain(text)))


def contains(text: str, phrase: str) -> bool:
    """Say whether the words of `phrase` stand side by side in `text`."""
    wanted = comparable(phrase)
    return bool(wanted) and f" {wanted} " in f" {comparable(text)} "


def without(text: str, phrases: list[str]) -> list[str]:
    """Return the words of `text` that remain when all `phrases`, articles, "and" and "or" are struck out."""
    rest = f" {comparable(text)} "
    for phrase in sorted(map(comparable, phrases), key=len, reverse=True):
        while phrase and f" {phrase} " in rest:
            rest = rest.replace(f" {phrase} ", "  ")
    return [word for word in rest.split() if word not in {"and", "or", "a", "an", "the"}]


def unquoted(text: str) -> str:
    """Return the author's own words: what stands in quotation marks is someone else's."""
    return _QUOTATION.sub(" ", text)


def quoted(texts: list[str]) -> str:
    """Return the texts as a message lists them, each in quotation marks."""
    return ", ".join(f"“{text}”" for text in texts)
