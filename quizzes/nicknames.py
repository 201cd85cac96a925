"""Nicknames: what a person may be called on a screen that others see, and when two of them look the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quizzes.items.text import plain

LONGEST = 24  # characters, after cleaning

# Persian, Hindi and most emoji of several people need them; every other format character is dropped.
JOINERS = "\u200c\u200d"
_FORMAT = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Letters and symbols by their category, but nothing to see: the Hangul fillers, the grapheme joiner, the blank braille.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_REPEATED_JOINERS = re.compile(f"([{JOINERS}])[{JOINERS}]+")
_VARIATION_SELECTORS = "\ufe0e\ufe0f"

# Letters of other scripts that look like a Latin one, by what they look like in either case.
_LOOK_ALIKES = str.maketrans("авеһіјкмнорԛѕтухԝαβεζηικμνορτυχ", "abehijkmhopqstyxwabezhikmnoptyx")
_FIGURES_AS_LETTERS = str.maketrans("013457@$!|", "oieastasii")


def clean_nickname(text: str, longest: int = LONGEST) -> str:
    """A nickname that fits one line and hides nothing. Raises ValidationError with a sentence.

    Compatibility forms become plain ones (ＡＢＣ → ABC); control, direction and invisible characters go, except single
    joiners; spaces become single; no more marks are stacked on a letter than a script needs.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if _is_kept(char))
    text = _REPEATED_JOINERS.sub(r"\1", " ".join(text.split()))
    nickname = _unstack_marks(text).strip(f"{JOINERS} ")
    if not any(unicodedata.category(char)[0] in "LNS" for char in nickname):
        raise ValidationError(_("Please choose a nickname with at least one letter."))
    if len(nickname) > longest:
        raise ValidationError(_("Please choose a nickname of at most %(n)s characters.") % {"n": longest})
    return nickname


def _is_kept(char: str) -> bool:
    if char in JOINERS or char.isspace():
        return True
    return char not in _BLANK and unicodedata.category(char) not in _FORMAT


def _unstack_marks(text: str) -> str:
    """Two general marks suffice for any language; Tibetan or Hindi stack up to four of their own."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= (2 if unicodedata.name(char, "").startswith("COMBINING") else 4):
            kept.append(char)
    return "".join(kept)


def fold_nickname(nickname: str) -> str:
    """The form in which two nicknames count as the same: without case, accents, joiners and look-alike letters."""
    shown = "".join(char for char in nickname if char not in JOINERS + _VARIATION_SELECTORS)
    return plain(shown).translate(_LOOK_ALIKES)


def is_staff_look_alike(nickname: str, staff_names: Iterable[str]) -> bool:
    """Whether a nickname says "teacher" or the like, or one of these names, with or without "Mr" or "Dr"."""
    # Translators: what a student may not be called, separated by spaces.
    reserved = set(_words(_("teacher host admin administrator moderator staff system scoquiz")))
    # Translators: titles that people put before a surname, separated by spaces.
    titles = set(_words(_("mr mrs ms miss sir madam dr prof professor")))
    taken = {"".join(_words(name)) for name in staff_names} - {""}
    folded = fold_nickname(nickname)
    # "T3acher" as well as "Teacher3".
    for reading in (folded.translate(_FIGURES_AS_LETTERS), re.sub(r"\d+", " ", folded)):
        words = _words(reading)
        name = "".join(word for word in words if word not in titles)
        if not reserved.isdisjoint({*words, name}) or name in taken:
            return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold_nickname(text))
