"""Facts out of fixture rows, and fixture rows out of drafts. Rows are those of Django's JSON format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .blueprints import BLUEPRINTS, DEMO_CLASS, FILES
from .composition import Blueprint, compose
from .drafts import Draft
from .facts import AnswerType, AskMode, Fact
from .questions import findings_of, generate

Row = dict[str, Any]
Key = tuple[Any, ...]

# loaddata stores rows as they are, so nothing else would fill these in.
MADE_AT = "2025-09-01T12:00:00Z"
_PAIRS = ("foils",)
_TUPLES = ("items", "accepted", "vetoes", "paired_values", "derived_from")


class FixtureError(ValueError):
    """Two files disagree, or a row refers to something that is in none of them."""


@dataclass
class Bank:
    """What people write: topics, sources with their sentences, and facts, each row by its natural key."""

    topics: dict[str, Row] = field(default_factory=dict)
    sources: dict[str, Row] = field(default_factory=dict)
    sentences: dict[Key, Row] = field(default_factory=dict)
    facts: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def read(cls, files: Mapping[str, Iterable[Row]]) -> Bank:
        """The union of the files. Rows that generation makes are passed over."""
        bank = cls()
        for name, rows in sorted(files.items()):
            for row in rows:
                bank._add(name, row)
        return bank

    def _add(self, name: str, row: Row) -> None:
        fields = row["fields"]
        kept: dict[Any, Row] | None
        kept, key = {
            "quizzes.topic": (self.topics, fields.get("slug")),
            "quizzes.source": (self.sources, fields.get("slug")),
            "quizzes.sentence": (
                self.sentences,
                (*fields.get("source", ()), fields.get("paragraph"), fields.get("number")),
            ),
            "quizzes.fact": (self.facts, fields.get("slug")),
        }.get(row["model"], (None, None))  # type: ignore[assignment]  # keys differ in type
        if kept is not None and kept.setdefault(key, row) != row:
            raise FixtureError(f"{name}: {row['model']} {key} differs from the row of the same name in another file.")

    def to_facts(self) -> list[Fact]:
        return [self._to_fact(row["fields"]) for _slug, row in sorted(self.facts.items())]

    def _to_fact(self, fields: Row) -> Fact:
        values = {name: value for name, value in fields.items() if name in Fact.__slots__}
        place = tuple(fields["sentence"])
        try:
            sentence, source = self.sentences[place]["fields"], self.sources[place[0]]["fields"]
        except KeyError:
            raise FixtureError(f"Fact {fields['slug']} stands on the sentence {place}, which is in no file.") from None
        as_of = fields.get("as_of")
        return Fact(
            **values
            | {name: tuple(fields.get(name, ())) for name in _TUPLES}
            | {name: tuple(tuple(pair) for pair in fields.get(name, ())) for name in _PAIRS}
            | {
                "topic": fields["topic"][0],
                "source": place[0],
                "source_kind": source["kind"],
                "paragraph": place[1],
                "sentence_number": place[2],
                "sentence": sentence["text"],
                "answer_type": AnswerType(fields["answer_type"]),
                "ask_mode": AskMode(fields.get("ask_mode", "fact")),
                "as_of": dt.date.fromisoformat(as_of) if as_of else None,
            }
        )


def build(files: Mapping[str, Iterable[Row]]) -> dict[str, list[Row]]:
    """What every fixture file is to hold, from the facts in all of them; each file is complete in itself."""
    bank = Bank.read(files)
    facts = bank.to_facts()
    drafts, _refusals = generate(facts)
    quizzes = {blueprint.slug: (blueprint, compose(blueprint, drafts)) for blueprint in BLUEPRINTS}
    return {
        name: list(_file(name, bank, facts, drafts, topics, [quizzes[slug] for slug in slugs]))
        for name, (topics, slugs) in FILES.items()
    }


def _file(
    name: str,
    bank: Bank,
    facts: Sequence[Fact],
    drafts: Sequence[Draft],
    topics: Sequence[str],
    quizzes: Sequence[tuple[Blueprint, Sequence[Draft]]],
) -> Iterator[Row]:
    asked = {draft.slug: draft for _blueprint, chosen in quizzes for draft in chosen}
    asked |= {draft.slug: draft for draft in drafts if draft.fact.topic in topics}
    held = {fact.slug: fact for fact in facts if fact.topic in topics}
    held |= {draft.fact.slug: draft.fact for draft in asked.values()}
    of_quizzes = {blueprint.topic for blueprint, _chosen in quizzes if blueprint.topic}
    used_topics = {fact.topic for fact in held.values()} | of_quizzes | set(topics)
    used_sources = {fact.source for fact in held.values()} or {
        slug for slug, row in bank.sources.items() if row["fields"]["kind"] == "article"
    }
    yield from sorted(
        (row for slug, row in bank.topics.items() if slug in used_topics), key=lambda row: row["fields"]["position"]
    )
    for source in sorted(used_sources):
        yield bank.sources[source]
        yield from (row for key, row in sorted(bank.sentences.items()) if key[0] == source)
    yield from (bank.facts[slug] for slug in sorted(held))
    for _slug, draft in sorted(asked.items()):
        yield from question_rows(draft, facts)
    for blueprint, chosen in quizzes:
        yield from quiz_rows(blueprint, chosen)
    if name == "demo_class":
        slugs = [[blueprint.slug] for blueprint, _chosen in quizzes]
        yield _row("classroom", DEMO_CLASS | {"teacher": None, "quizzes": slugs, "created_at": MADE_AT})


def question_rows(draft: Draft, facts: Sequence[Fact]) -> Iterator[Row]:
    findings = findings_of(draft, facts)
    yield _row(
        "question",
        {
            "slug": draft.slug,
            "item_type": draft.item.type,
            "stem": draft.item.stem,
            "params": dict(draft.item.params),
            "explanation": draft.explanation,
            "topic": [draft.fact.topic],
            "sentence": list(draft.place),
            "quote": draft.fact.quote,
            "kind": draft.kind,
            "attributed_to": draft.attributed_to,
            "fact": [draft.fact.slug],
            "status": "draft" if findings else "published",
            "origin": "generated",
            "generated_digest": draft.digest(),
            "lint": "warning" if findings else "clean",
            "lint_findings": [asdict(finding) | {"severity": finding.severity.value} for finding in findings],
            "created_at": MADE_AT,
            "updated_at": MADE_AT,
        },
    )
    for position, (option, provenance) in enumerate(zip(draft.item.options, draft.provenance, strict=True)):
        yield _row(
            "option",
            {"question": [draft.slug], "position": position, "provenance": provenance} | asdict(option),
        )


def quiz_rows(blueprint: Blueprint, chosen: Sequence[Draft]) -> Iterator[Row]:
    yield _row(
        "quiz",
        {
            "slug": blueprint.slug,
            "title": blueprint.title,
            "description": blueprint.description,
            "topic": [blueprint.topic] if blueprint.topic else None,
            "feedback": blueprint.feedback,
            "is_published": True,
            "position": blueprint.position,
        },
    )
    for position, draft in enumerate(chosen, start=1):
        yield _row(
            "quizquestion", {"quiz": [blueprint.slug], "question": [draft.slug], "position": position, "max_mark": 1.0}
        )


def _row(model: str, fields: Row) -> Row:
    return {"model": f"quizzes.{model}", "fields": fields}
