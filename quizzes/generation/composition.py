"""Which questions a ready quiz asks, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .drafts import Draft
from .facts import Fact
from .lint import Context, Entry, lint_quiz
from .lots import Lots

# How much of a quiz each type should make up, in parts.
WEIGHTS = {
    "single_choice": 4.0,
    "true_false": 2.0,
    "multiple_response": 1.5,
    "short_answer": 1.5,
    "numerical": 1.5,
    "true_false_not_stated": 1.5,
}
CUEING = {"Q2", "Q3", "Q4"}  # findings of two questions about each other
MOST_CLAIMS = 0.3
MOST_OF_TOPIC = 0.5
MOST_OF_PARAGRAPH = 0.4
MOST_OF_ONE_TRUTH = 0.6  # of the true/false questions, those with one and the same key


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a ready quiz is to be. Empty means: any.

    facts: only questions of these facts, for a quiz chosen by hand. most_claims: their share, 0–1.
    """

    slug: str
    title: str
    description: str
    length: int
    topic: str = ""
    facts: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    most_claims: float = MOST_CLAIMS
    only_article: bool = False
    feedback: str = "practice"
    position: int = 100

    def admits(self, draft: Draft) -> bool:
        return (
            self.topic in ("", draft.fact.topic)
            and (not self.facts or draft.fact.slug in self.facts)
            and (not self.types or draft.item.type in self.types)
            and not (self.only_article and draft.fact.source_kind != "article")
        )


def compose(blueprint: Blueprint, drafts: Sequence[Draft]) -> list[Draft]:
    """Up to `length` questions that do not cue each other: greedy, deterministic, whatever the order of the drafts."""
    lots = Lots(blueprint.slug)
    ranked = {slug: rank for rank, slug in enumerate(lots.order("question", (draft.slug for draft in drafts)))}
    candidates = sorted(filter(blueprint.admits, drafts), key=lambda draft: ranked[draft.slug])
    chosen: list[Draft] = []
    while len(chosen) < blueprint.length:
        fitting = [draft for draft in candidates if _fits(draft, chosen, blueprint)]
        if not fitting:
            break
        chosen.append(min(fitting, key=lambda draft: (*_wear(draft, chosen), ranked[draft.slug])))
    return _spread(chosen, ranked)


def entry_of(draft: Draft) -> Entry:
    context = Context(
        fact=draft.fact, explanation=draft.explanation, kind=draft.kind, attributed_to=draft.attributed_to
    )
    return Entry(draft.item, context, draft.fact.topic, draft.slug)


def _fits(draft: Draft, chosen: Sequence[Draft], blueprint: Blueprint) -> bool:
    if any(_are_linked(draft.fact, other.fact) or _cue(draft, other) for other in chosen):
        return False
    trial = [*chosen, draft]
    claims = sum(other.fact.is_claim for other in trial)
    if claims > blueprint.most_claims * blueprint.length:
        return False
    if not blueprint.topic and not blueprint.facts:
        topics = Counter(other.fact.topic for other in trial)
        paragraphs = Counter((other.fact.source, other.fact.paragraph) for other in trial)
        if topics[draft.fact.topic] > MOST_OF_TOPIC * blueprint.length:
            return False
        if paragraphs[draft.fact.source, draft.fact.paragraph] > MOST_OF_PARAGRAPH * blueprint.length:
            return False
    return True


def _wear(draft: Draft, chosen: Sequence[Draft]) -> tuple[float, ...]:
    """How much of the same a quiz has already, the most important first; the least worn candidate is taken."""
    same_type = [other for other in chosen if other.item.type == draft.item.type]
    same_key = sum(_key_place(other) == _key_place(draft) for other in same_type)
    return (
        (len(same_type) + 1) / WEIGHTS[draft.item.type],
        same_key if draft.item.params.get("shuffle") is False or draft.item.type.startswith("true_false") else 0,
        sum(other.fact.topic == draft.fact.topic for other in chosen),
        sum(other.place[:2] == draft.place[:2] for other in chosen),
        sum(other.place == draft.place for other in chosen),
    )


def _key_place(draft: Draft) -> int:
    return next(index for index, option in enumerate(draft.item.options) if option.is_key)


def _are_linked(fact: Fact, other: Fact) -> bool:
    return bool({fact.slug, *fact.derived_from} & {other.slug, *other.derived_from})


def _cue(draft: Draft, other: Draft) -> bool:
    entries = (entry_of(draft), entry_of(other))
    return any(finding.code in CUEING for finding in lint_quiz(entries, shows_feedback=True))


def _spread(chosen: Sequence[Draft], ranked: dict[str, int]) -> list[Draft]:
    """An order in which neighbours share as little as possible.

    The feedback shows the paragraph a question stands on, so questions on one sentence are kept apart.
    """
    ordered: list[Draft] = []
    left = sorted(chosen, key=lambda draft: ranked[draft.slug])
    while left:
        recent = ordered[-1:-4:-1]
        best = min(left, key=lambda draft: (_likeness(draft, recent), ranked[draft.slug]))
        ordered.append(best)
        left.remove(best)
    return ordered


def _likeness(draft: Draft, recent: Sequence[Draft]) -> float:
    """How much a question resembles the last ones; the nearest of them count most."""
    return sum(
        (
            3 * (draft.place == other.place)
            + 2 * (draft.place[:2] == other.place[:2])
            + (draft.item.type == other.item.type)
            + (draft.item.type == other.item.type and _key_place(draft) == _key_place(other))
        )
        / distance
        for distance, other in enumerate(recent, start=1)
    )
