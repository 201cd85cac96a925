"""What the generator hands on: questions as it proposes them, and what it refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quizzes.items import Item

from .facts import Fact


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as the generator proposes it. `provenance` is parallel to the options of the item."""

    slug: str
    fact: Fact
    item: Item
    kind: str
    attributed_to: str
    explanation: str
    provenance: tuple[str, ...]

    @property
    def place(self) -> tuple[str, int, int]:
        """The sentence it stands on, by its natural key."""
        return (self.fact.source, self.fact.paragraph, self.fact.sentence_number)

    def digest(self) -> str:
        return digest_of(
            self.item,
            topic=self.fact.topic,
            kind=self.kind,
            attributed_to=self.attributed_to,
            explanation=self.explanation,
            citation=(*self.place, self.fact.quote),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """item_type: empty where the fact gives no question at all. reason: a sentence for the teacher."""

    fact: Fact
    item_type: str
    reason: str


def digest_of(
    item: Item, *, topic: str, kind: str, attributed_to: str, explanation: str, citation: Sequence[object]
) -> str:
    """Identifies everything the generator decides about a question; equal on every machine."""
    content: list[Any] = [item.to_json(), topic, kind, attributed_to, explanation, list(citation)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
