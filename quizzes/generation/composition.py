"""Which questions a ready quiz asks, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .drafts import Draft
from .lint import Context, Entry, lint_quiz
from .lots import Lots

# How much of a quiz each type should make up, in parts.
WEIGHTS = {
    "single_choice": 4.0,
    "true_false": 2.0,
    "multiple_response": 3.0,
    "short_answer": 2.0,
    "numerical": 2.0,
    "true_false_not_stated": 1.0,
}
CUEING = {"Q2", "Q3", "Q4"}  # one question answers the other, hinges on it, or asks the same
MOST_CLAIMS = 0.3
MOST_OF_TOPIC = 0.5
MOST_OF_PARAGRAPH = 0.4


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a ready quiz is to be.

    facts: what it may ask for, the most important first; more of them than questions, since some of them cue others.
    types: the question types it may use; empty means any. topic: empty where it mixes them.
    """

    slug: str
    title: str
    description: str
    length: int
    facts: tuple[str, ...]
    topic: str = ""
    types: tuple[str, ...] = ()
    most_claims: float = MOST_CLAIMS
    feedback: str = "practice"
    position: int = 100


def compose(blueprint: Blueprint, drafts: Sequence[Draft]) -> list[Draft]:
    """Up to `length` questions, one a fact, that do not cue each other; of each fact the one that varies the quiz most.

    Greedy and deterministic, whatever the order of the drafts.
    """
    lots = Lots(blueprint.slug)
    drawn = {slug: rank for rank, slug in enumerate(lots.order("question", (draft.slug for draft in drafts)))}
    chosen: list[Draft] = []
    for slug in blueprint.facts:
        of_fact = [draft for draft in drafts if draft.fact.slug == slug]
        if blueprint.types:
            of_fact = [draft for draft in of_fact if draft.item.type in blueprint.types]
        for draft in sorted(of_fact, key=lambda draft: (*_wear(draft, chosen), drawn[draft.slug])):
            if len(chosen) < blueprint.length and _fits(draft, chosen, blueprint):
                chosen.append(draft)
                break
    return _spread(chosen)


def entry_of(draft: Draft) -> Entry:
    context = Context(
        fact=draft.fact, explanation=draft.explanation, kind=draft.kind, attributed_to=draft.attributed_to
    )
    return Entry(draft.item, context, draft.fact.topic, draft.slug)


def _fits(draft: Draft, chosen: Sequence[Draft], blueprint: Blueprint) -> bool:
    if any(_cue(draft, other) for other in chosen):
        return False
    trial = [*chosen, draft]
    claims = sum(other.fact.is_claim for other in trial)
    if claims > blueprint.most_claims * blueprint.length:
        return False
    if blueprint.topic:
        return True
    topics = Counter(other.fact.topic for other in trial)
    paragraphs = Counter(other.place[:2] for other in trial)
    return (
        topics[draft.fact.topic] <= MOST_OF_TOPIC * blueprint.length
        and paragraphs[draft.place[:2]] <= MOST_OF_PARAGRAPH * blueprint.length
    )


def _wear(draft: Draft, chosen: Sequence[Draft]) -> tuple[float, ...]:
    """How much of the same a quiz has already, the most important first; the least worn candidate is taken."""
    same_type = [other for other in chosen if other.item.type == draft.item.type]
    same_key = sum(_key_place(other) == _key_place(draft) for other in same_type)
    return (
        (len(same_type) + 1) / WEIGHTS[draft.item.type],
        same_key if draft.item.params.get("shuffle") is False or draft.item.type.startswith("true_false") else 0,
    )


def _key_place(draft: Draft) -> int:
    return next(index for index, option in enumerate(draft.item.options) if option.is_key)


def _cue(draft: Draft, other: Draft) -> bool:
    entries = (entry_of(draft), entry_of(other))
    return any(finding.code in CUEING for finding in lint_quiz(entries, shows_feedback=True))


def _spread(chosen: Sequence[Draft]) -> list[Draft]:
    """The order of the facts, changed so that neighbours share as little as possible.

    The feedback shows the paragraph a question stands on, so questions on one sentence are kept apart.
    """
    ordered: list[Draft] = []
    left = list(chosen)
    while left:
        recent = ordered[-1:-4:-1]
        best = min(left, key=lambda draft: _likeness(draft, recent))
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
