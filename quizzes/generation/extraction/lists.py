"""Lists of three or more items with commas between them and "and" or "or" before the last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .words import OPEN_LIST, words

MOST_WORDS = 5  # of one item
MAX_LIST_LENGTH = 600  # characters before the last item
_TAIL = re.compile(r",?\s(?:and|or)\s")
_TOKEN = re.compile(r"[^\s,;:.()“”\"]+(?:['’][^\s,;:.()“”\"]+)?")
_OPEN = re.compile(rf"\b(?:{OPEN_LIST})(?:\s(?:the|its|his|her|their))?[\s:]*$", re.IGNORECASE)
# What no item begins with, so that the first item begins behind it.
_STOPS = words("""
    such as including includes include included like are is was were be been being has have had with of in into to
    from for on at by between among than that which who when while where but and or will would can could may might
    must shall should do does did not also then only both either neither mainly namely notably example instance
    serves serve served carries carry makes make made produces produce sells sell offers offer covers cover contains
    contain needs need uses use exports export imports import joins join links link crosses cross visits visit
    covering linking joining carrying selling
    """)
_ARTICLES = words("""
    the a an its his her their our your this these those
    """)


@dataclass(frozen=True, slots=True)
class Listed:
    start: int
    end: int
    items: tuple[str, ...]
    is_open: bool


def lists(text: str) -> list[Listed]:
    """The lists of a sentence, in order; none overlaps another."""
    found: list[Listed] = []
    at = 0
    for tail in _TAIL.finditer(text):
        if tail.start() < at:
            continue
        listed = _around(text, tail.start(), tail.end(), at)
        if listed is not None:
            found.append(listed)
            at = listed.end
    return found


def _around(text: str, before: int, behind: int, floor: int) -> Listed | None:
    """The list whose last "and" stands at before:behind, if there is one."""
    floor = max(floor, before - MAX_LIST_LENGTH)
    clause = max(floor, max(text.rfind(mark, floor, before) for mark in '.;:(“"') + 1)
    if "," not in text[clause:before]:
        return None
    parts = [(m.start() + clause, m.end() + clause) for m in re.finditer(r"[^,]+", text[clause:before])]
    # From the back: short parts are items, and the first that is long holds the first item at its end.
    items: list[tuple[int, int]] = []
    for begin, end in reversed(parts):
        start = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
        tokens = [(m.start() + start, m.end() + start, m[0]) for m in _TOKEN.finditer(text[start:end])]
        if not tokens:
            return None
        is_plain = len(tokens) <= MOST_WORDS and not any(token[2].casefold() in _STOPS for token in tokens)
        opens = text[clause:start].strip() == ""
        if is_plain and not opens:
            items.append((start, tokens[-1][1]))
            continue
        items.append((_first_item(tokens, max((_length(text, item) for item in items), default=1)), tokens[-1][1]))
        break
    last = _last_item(text, behind)
    if len(items) < 2 or last is None:
        return None
    items = [*reversed(items), last]
    start, end = items[0][0], items[-1][1]
    texts = tuple(text[low:high] for low, high in items)
    return Listed(start, end, texts, is_open=bool(_OPEN.search(text[max(0, start - 40) : start])))


def _length(text: str, item: tuple[int, int]) -> int:
    return len(text[item[0] : item[1]].split())


def _first_item(tokens: list[tuple[int, int, str]], longest: int) -> int:
    """Where the first item begins: behind a word that begins none, at an article, or as long as the others are."""
    start = tokens[-1][0]
    for place in range(len(tokens) - 1, -1, -1):
        low, _high, word = tokens[place]
        is_first = place == len(tokens) - 1
        if word.casefold() in _STOPS:
            break
        if word.casefold() in _ARTICLES:
            return low
        has_article = any(token[2].casefold() in _ARTICLES for token in tokens[max(0, place - 2) : place])
        is_name = word[0].isupper()
        if not is_first and not has_article and not is_name and len(tokens) - place > longest:
            break
        if not is_first and word.endswith("ed") and not has_article:
            break
        if not is_first and not is_name and tokens[place + 1][2][0].isupper():
            break
        start = low
    return start


def _last_item(text: str, behind: int) -> tuple[int, int] | None:
    """From "and" to the end of the clause, or to a word that no item holds."""
    end = behind
    for count, match in enumerate(_TOKEN.finditer(text, behind)):
        gap = text[end : match.start()]
        if count and (gap.strip() or match[0].casefold() in _STOPS):
            break
        if count >= MOST_WORDS or (not count and (gap.strip() or match[0].casefold() in _STOPS)):
            return None
        end = match.end()
    return (behind, end) if end > behind else None
