"""Which questions a ready quiz asks, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .drafts import Draft
from .lint import Context, Entry, lint_quiz
from .seeded_choice import SeededChoice

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
    The slug of a question in place of its fact's asks that question and no other of the fact.
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
    choice = SeededChoice(blueprint.slug)
    drawn = {slug: rank for rank, slug in enumerate(choice.order("question", (draft.slug for draft in drafts)))}
    cues = Cues(shows_feedback=blueprint.feedback == "practice")
    chosen: list[Draft] = []
    for slug in blueprint.facts:
        wanted = [draft for draft in drafts if slug in (draft.fact.slug, draft.slug)]
        if blueprint.types:
            wanted = [draft for draft in wanted if draft.item.type in blueprint.types]
        for draft in sorted(wanted, key=lambda draft: (*_wear(draft, chosen), drawn[draft.slug])):
            if len(chosen) < blueprint.length and _fits(draft, chosen, blueprint, cues):
                chosen.append(draft)
                break
    return _in_order(chosen, cues) or []


def entry_of(draft: Draft) -> Entry:
    context = Context(
        fact=draft.fact, explanation=draft.explanation, kind=draft.kind, attributed_to=draft.attributed_to
    )
    return Entry(draft.item, context, draft.fact.topic, draft.slug)


class Cues:
    """Which questions give others away, each pair looked at once."""

    def __init__(self, *, shows_feedback: bool) -> None:
        self._shows_feedback = shows_feedback
        self._known: dict[tuple[str, str], bool] = {}

    def between(self, first: Draft, second: Draft) -> bool:
        """Whether one gives the other away where `first` comes first."""
        pair = (first.slug, second.slug)
        if pair not in self._known:
            findings = lint_quiz([entry_of(first), entry_of(second)], self._shows_feedback)
            self._known[pair] = any(finding.code in CUEING for finding in findings)
        return self._known[pair]


def _fits(draft: Draft, chosen: Sequence[Draft], blueprint: Blueprint, cues: Cues) -> bool:
    trial = [*chosen, draft]
    if _in_order(trial, cues) is None or not _leaves_answers_open(trial):
        return False
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


def _leaves_answers_open(trial: Sequence[Draft]) -> bool:
    """Whether no answer of true, false and not said is right in more than half of the questions that offer them.

    What the article does not say is never the only kind.
    """
    places = Counter(_key_place(draft) for draft in trial if draft.item.type == "true_false_not_stated")
    count = places.total()
    return count == 0 or (max(places.values()) <= max(1, count / 2) and places[2] <= count / 2)


def _in_order(chosen: Sequence[Draft], cues: Cues) -> list[Draft] | None:
    """An order in which none gives a later one away; None where there is no such order.

    The shortest question comes first. Then neighbours share as little as possible: the feedback shows the sentence a
    question stands on.
    """
    ordered: list[Draft] = []
    left = list(chosen)
    while left:
        ready = [draft for draft in left if not any(cues.between(draft, other) for other in left if other is not draft)]
        if not ready:
            return None
        recent = ordered[-1:-4:-1]
        best = min(ready, key=lambda draft: _likeness(draft, recent) if ordered else _words(draft))
        ordered.append(best)
        left.remove(best)
    return ordered


def _words(draft: Draft) -> int:
    return sum(len(text.split()) for text in (draft.item.stem, *(option.text for option in draft.item.options)))


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
