"""Places, people and organisations, by their own words, by the words beside them, and by where else they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .base import SpanType
from .figures import Found
from .gazetteer import PLACES
from .words import (
    JOINED,
    KINDS_OF_PLACE,
    MONTHS,
    NATIONALITIES,
    NO_NAMES,
    ORGANISATION_WORDS,
    PERSON_ROLES,
    PLACE_PREPOSITIONS,
    PLACE_WORDS,
    PORTFOLIOS,
    SAYING,
    TITLES,
    WEEKDAYS,
)

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŽČĆĐŁ][\w'’]*(?:-[A-Za-z][\w'’]*)*"
_NAME = re.compile(rf"{_CAPITAL}(?:\s(?:(?:of|of the|and|for|de|del|da|van|von|der|bin|al)\s)?{_CAPITAL})*")
_OWNED_TITLE = re.compile(rf"['’]s\s(?=(?:{'|'.join(sorted(TITLES))})\s)")
_ACRONYM = re.compile(r"\b[A-Z]{2,7}\b(?![-.]?\d)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_LINKS = {"of", "the", "and", "for"}
_PARTICLES = {"de", "del", "da", "van", "von", "der", "bin", "al"}
_NO_PERSON = NATIONALITIES | ORGANISATION_WORDS | PLACE_WORDS | PLACES
_CALENDAR = {*MONTHS, *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS)}
_BEFORE_PLACE = re.compile(
    rf"\b(?:{PLACE_PREPOSITIONS})(?:\sthe)?(?:\s(?:northern|southern|eastern|western|central))?\s$"
)
_KIND_OF_PLACE = re.compile(
    rf"\b(?:{KINDS_OF_PLACE})\b[^.]{{0,80}}?\b(?:such as|like|include|including|are)\s(?:[^.]{{0,80}}(?:,|\sand)\s)?$",
    re.IGNORECASE,
)
_BEFORE_PERSON = re.compile(rf"\b(?:{PERSON_ROLES}|according to|said|added|told|named|called)\s$", re.IGNORECASE)
_DOING = (
    "who|was born|died|had|has|presented|identified|marked|found|discovered|invented|painted|arrived|studied|visited|"
    "met|signed|opened|led|won|became|thanked|joined|founded|wrote|designed|proposed|doubted"
)
_AFTER_PERSON = re.compile(rf"^(?:\s(?:{SAYING}|{_DOING})\b|,\s(?:who|a|an|the|chief|head|{PERSON_ROLES})\b)")
_LANDSCAPE = re.compile(
    r"^\s(?:mountains?|river|lake|district|valley|province|region|islands?|desert|peninsula|parish|coast)\b"
)


@dataclass(slots=True)
class Known:
    """What a text has shown so far: full names by kind, which hold wherever they stand again."""

    kinds: dict[str, SpanType] = field(default_factory=dict)
    surnames: set[str] = field(default_factory=set)

    def learn(self, name: str, kind: SpanType) -> None:
        self.kinds.setdefault(name, kind)
        if kind is SpanType.PERSON and " " in name:
            self.surnames.add(name.rpartition(" ")[2])

    def kind_of(self, name: str) -> SpanType | None:
        if name in PLACES:
            return SpanType.PLACE
        if name in self.surnames:
            return SpanType.PERSON
        return self.kinds.get(name)


def names(sentences: Sequence[str], title: str = "") -> list[list[Found]]:
    """The names of each sentence. Two passes: what one sentence shows of a name holds in all the others."""
    known = Known()
    for text in (title, *sentences):
        for start, end, kind in _sentence(text, known, is_title=text is title):
            known.learn(text[start:end], kind)
    return [_sentence(text, known) for text in sentences]


def _sentence(text: str, known: Known, *, is_title: bool = False) -> list[Found]:
    found: list[Found] = []
    for start, end in _capitalised(text):
        for piece in _pieces_of_owners(text, start, end):
            kind = _kind(text, *piece, known)
            alone = " " not in text[piece[0] : piece[1]]
            # In a title every word may be a capital; only what stands behind a preposition is a name.
            if kind and not (is_title and alone and kind is not SpanType.PLACE):
                found.append((*piece, kind))
    return found


def _capitalised(text: str) -> Iterator[tuple[int, int]]:
    for match in _NAME.finditer(text):
        start, end = match.span()
        yield start, end - (2 if match[0].endswith(("'s", "’s")) else 0)


def _pieces_of_owners(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run of capitals as names, where the first may own the second: China's President Xi."""
    owned = _OWNED_TITLE.search(text, start, end)
    if owned is None:
        return _pieces(text, start, end)
    return _pieces(text, start, owned.start()) + _pieces(text, owned.end(), end)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run of capitals as names: without what leads it (The, Minister of Culture), and parted at "and"."""
    words = [(start + m.start(), start + m.end(), m[0]) for m in re.finditer(r"\S+", text[start:end])]
    while words and (words[0][2] in NO_NAMES | _CALENDAR | TITLES or words[0][2] in _LINKS):
        is_title = words[0][2] in TITLES
        words.pop(0)
        if is_title and len(words) > 2 and words[0][2] == "of" and words[1][2] in PORTFOLIOS:
            words = words[2:]
        while is_title and words and words[0][2] in PORTFOLIOS:
            words.pop(0)
    if not words:
        return []
    whole = text[words[0][0] : words[-1][1]]
    if whole in PLACES or _is_organisation(whole):
        return [(words[0][0], words[-1][1])]
    pieces: list[tuple[int, int]] = []
    run: list[tuple[int, int, str]] = []
    for word in [*words, (0, 0, "and")]:
        if word[2] in ("and", "for", "of", "the"):
            if run:
                pieces.append((run[0][0], run[-1][1]))
            run = []
        elif word[2] in _CALENDAR and not run:
            continue
        else:
            run.append(word)
    return [piece for piece in pieces if text[piece[0] : piece[1]] not in NO_NAMES]


def _is_organisation(name: str) -> bool:
    if name in JOINED:
        return True
    words = name.split()
    head = set(words[: words.index("of")] if "of" in words else words)
    return len(words) > 1 and bool(head & ORGANISATION_WORDS) and "and" not in words[:-2]


def _kind(text: str, start: int, end: int, known: Known) -> SpanType | None:
    name = text[start:end]
    if name in NATIONALITIES or name in _CALENDAR:
        return None
    return (
        known.kind_of(name) or _kind_by_words(name, text[end : end + 20]) or _kind_by_company(text, start, end, known)
    )


def _kind_by_words(name: str, behind: str) -> SpanType | None:
    """What the words of a name say of it."""
    words = name.split()
    if _is_organisation(name):
        return SpanType.ORGANISATION
    is_landscape = words[-1] in PLACE_WORDS or (words[0] in PLACE_WORDS and len(words) > 1) or _LANDSCAPE.match(behind)
    if is_landscape and (words[0] not in NATIONALITIES or len(words) > 1):
        return SpanType.PLACE
    return SpanType.ORGANISATION if _ACRONYM.fullmatch(name) and not _ROMAN.fullmatch(name) else None


def _kind_by_company(text: str, start: int, end: int, known: Known) -> SpanType | None:
    """What the words around a name say of it."""
    words = text[start:end].split()
    before = text[max(0, start - 120) : start]
    is_person = _is_like_person(words)
    is_titled = before.split()[-1:] and before.split()[-1] in TITLES
    if is_titled or (is_person and (_BEFORE_PERSON.search(before) or _AFTER_PERSON.match(text[end : end + 30]))):
        return SpanType.PERSON
    if _is_place_by(before, known):
        return SpanType.PLACE if len(words) < 3 else None
    return SpanType.PERSON if is_person and len(words) > 1 else None


def _is_place_by(before: str, known: Known) -> bool:
    if _KIND_OF_PLACE.search(before):
        return True
    # "and" alone says nothing: it joins what stands before it.
    joined = before.endswith("and ")
    return bool(_BEFORE_PLACE.search(before)) and (not joined or known.kind_of(_last_name(before)) is SpanType.PLACE)


def _is_like_person(words: Sequence[str]) -> bool:
    return len(words) < 5 and all(
        word[0].isupper()
        and word not in NATIONALITIES | ORGANISATION_WORDS | PLACE_WORDS | PLACES
        and not word.isupper()
        for word in words
        if word not in ("de", "del", "da", "van", "von", "der", "bin", "al")
    )


def _last_name(before: str) -> str:
    matches = list(_NAME.finditer(before))
    return matches[-1][0].removesuffix(" and") if matches else ""
