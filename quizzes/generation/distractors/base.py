"""A wrong option, and the foils that people reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..facts import Fact
from ..places import fold_place
from ..seeded_choice import SeededChoice
from ..truth import Truth

NEED = 3  # wrong options beside the key: four options in all
FEWEST = 2  # three options are usually enough (docs/items.md, L04); with fewer, another type asks for the fact


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong option.

    Its provenance tells the teacher where it came from; its feedback tells the student who chose it why it is wrong.
    """

    text: str
    provenance: str
    feedback: str = ""


def usable_foils(fact: Fact, facts: Sequence[Fact] = ()) -> list[Distractor]:
    """Return the reviewed foils that are false by what the bank knows, in hash order."""
    truth = Truth(fact, facts)
    why = dict(fact.foils)
    texts = SeededChoice(fact.slug).order("foil", (text for text in why if text not in truth))
    return [Distractor(text, "reviewed foil", why[text]) for text in texts]


def reviewed(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    return usable_foils(fact, facts)[:need]


def without_repeats(candidates: list[Distractor], need: int) -> list[Distractor]:
    """Return the first `need` candidates that differ from each other under any alias."""
    kept: dict[str, Distractor] = {}
    for candidate in candidates:
        kept.setdefault(fold_place(candidate.text), candidate)
    return list(kept.values())[:need]
