"""The rule L19: a learner can read it.

There is no word-frequency list in here: the library that has one takes 57 MB and is no longer maintained, and the
libraries that count syllables for Flesch download word lists when they run. Instead, the rule looks at the length of
the sentences, LIX for a whole quiz, and the rare words (Zipf frequency below 3.0) that the article brings along, each
with a gloss that a teacher can paste. A rare word that is not in the list is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from quizzes.items import Item
from quizzes.items.text import plain

from .findings import Context, Finding, Rule, warning
from .thresholds import MOST_WORDS_PER_SENTENCE
from .words import tokens

RARE_WORDS = {
    "bilateral": "between two sides",
    "congregate": "come together",
    "geopolitical": "about the power of countries",
    "harmonizing": "bringing into agreement",
    "inclusivity": "leaving nobody out",
    "interconnectedness": "being closely linked",
    "interdependence": "needing each other",
    "invigorate": "give new energy to",
    "invigorates": "gives new energy to",
    "linchpin": "the part that holds everything together",
    "multilateral": "between many sides",
    "optimize": "make as good as possible",
    "optimizes": "makes as good as possible",
    "separatism": "wanting a region to become a country of its own",
    "synergy": "working better together than apart",
    "trans-regional": "across several regions",
}
_LONG_WORD = 6  # letters; LIX counts words with more
# Names count as one short word: a learner reads "Kyrgyzstan" as a label.
_NAME = re.compile(r"(?<![.!?:“\"] )(?<!^)\b[A-Z][\w’'-]*(?: (?:of |and the |and |the )?[A-Z][\w’'-]*)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])[\"”'’)]*\s+")


def reading_level(item: Item, context: Context) -> Iterator[Finding]:
    """Check L19 for one item. The sentences of a quotation are the source's, so only its rare words count."""
    sentences = _sentences([item.stem])
    words = sum(map(len, sentences))
    if sentences and words > MOST_WORDS_PER_SENTENCE * len(sentences) and not context.is_quotation:
        message = _("The sentences have %(n)s words on average. Make them shorter: %(most)s words at most.")
        yield warning("L19", "stem", message % {"n": round(words / len(sentences)), "most": MOST_WORDS_PER_SENTENCE})
    everything = plain(" | ".join([item.stem, *sorted(option.text for option in item.options)]))
    for word, gloss in RARE_WORDS.items():
        if re.search(rf"\b{word}\b", everything) and not re.search(rf"\b{word}\W*\(", everything):
            field = "stem" if re.search(rf"\b{word}\b", plain(item.stem)) else "options"
            message = _("“%(word)s” is a rare word. Explain it, as in “%(word)s (%(gloss)s)”, or use a simpler one.")
            yield warning("L19", field, message % {"word": word, "gloss": gloss})


def lix(texts: Sequence[str]) -> float:
    """Return LIX (Läsbarhetsindex, Björnsson 1968): words per sentence + percentage of words over six letters."""
    sentences = _sentences(texts)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) > _LONG_WORD for word in words) / len(words)


def _sentences(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each sentence, with "Name" for a name."""
    split = [tokens(sentence) for text in texts for sentence in _SENTENCE_END.split(_NAME.sub("Name", text.strip()))]
    return [words for words in split if words]


RULES: tuple[Rule, ...] = (reading_level,)
