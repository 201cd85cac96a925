"""The three words with which a student comes back to a class on any device, easy to say, to type and to remember."""

from __future__ import annotations

import re
import unicodedata
from random import Random

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"  # heard and spelt alike in most languages
WORD_COUNT = 3
# Words with these sound like something rude in a language that is spoken in many classrooms.
_UNFIT = re.compile(
    r"naz|sad[eo]|ped[eo]|put[aeo]|suk|fik|fag|nig|kon[aeo]|kul|bit[ae]|nut[ae]|piz|tit|tet|pip|pop|kak|pup|god|lul"
)


def new_words(rng: Random) -> str:
    """Return words such as "bamo rife tuda", one of 10¹¹, which nobody guesses within the limits on wrong ones."""
    words: list[str] = []
    while len(words) < WORD_COUNT:
        word = "".join(rng.choice(letters) for letters in (CONSONANTS, VOWELS, CONSONANTS, VOWELS))
        if word not in words and not _UNFIT.search(word):
            words.append(word)
    return " ".join(words)


def tidy_words(text: str) -> str:
    """Return the words in what was typed, which may be in any case, with hyphens, commas or full-width letters."""
    return " ".join(re.findall(r"[a-z]+", unicodedata.normalize("NFKC", text).lower()))
