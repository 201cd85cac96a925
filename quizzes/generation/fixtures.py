"""Facts out of fixture rows, and fixture rows out of drafts. Rows are those of Django's JSON format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .composition import Blueprint, compose
from .drafts import Draft
from .facts import AnswerType, AskMode, Fact
from .questions import findings_of, generate
from .ready_quizzes import BLUEPRINTS, FILES, FixtureFile

Row = dict[str, Any]
Key = tuple[Any, ...]

# loaddata stores rows as they are, so nothing else would fill these in.
MADE_AT = "2025-09-01T12:00:00Z"
_PAIRS = ("foils",)
_TUPLES = ("items", "accepted", "vetoes", "paired_values", "derived_from")


class FixtureError(ValueError):
    """A row is not in the file it belongs to, or refers to something that is in none of them."""


@dataclass
class Bank:
    """What people write: topics, sources with their sentences, and facts, each row by its natural key."""

    topics: dict[str, Row] = field(default_factory=dict)
    sources: dict[str, Row] = field(default_factory=dict)
    sentences: dict[Key, Row] = field(default_factory=dict)
    facts: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def read(cls, files: Mapping[str, Iterable[Row]]) -> Bank:
        """Each row from the file of its topic or its source. Its copies in other files follow it, whatever they say."""
        bank = cls()
        for file in FILES:
            for row in files.get(file.name, ()):
                bank._add(file, row)
        for name, rows in files.items():
            for row in rows:
                if row["model"] == "quizzes.fact" and row["fields"]["slug"] not in bank.facts:
                    fields = row["fields"]
                    raise FixtureError(
                        f"{name}: fact {fields['slug']} belongs into the file of “{fields['topic'][0]}”."
                    )
        return bank

    def _add(self, file: FixtureFile, row: Row) -> None:
        fields = row["fields"]
        match row["model"]:
            case "quizzes.topic" if fields["slug"] in file.topics:
                self.topics[fields["slug"]] = row
            case "quizzes.source" if fields["slug"] in file.sources:
                self.sources[fields["slug"]] = row
            case "quizzes.sentence" if fields["source"][0] in file.sources:
                self.sentences[*fields["source"], fields["paragraph"], fields["number"]] = row
            case "quizzes.fact" if fields["topic"][0] in file.topics:
                self.facts[fields["slug"]] = row

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
    return Library(Bank.read(files)).to_files()


class Library:
    """Everything the fixtures hold: the bank, and what generation makes of it."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.facts = bank.to_facts()
        self.drafts, self.refusals = generate(self.facts)
        self.quizzes = {blueprint.slug: (blueprint, compose(blueprint, self.drafts)) for blueprint in BLUEPRINTS}
        wanted = {slug for blueprint in BLUEPRINTS for slug in blueprint.facts}
        known = {fact.slug for fact in self.facts} | {draft.slug for draft in self.drafts}
        if missing := wanted - known:
            raise FixtureError(f"The ready quizzes ask for what is in no file: {', '.join(sorted(missing))}.")

    def to_files(self) -> dict[str, list[Row]]:
        return {file.name: list(self._rows(file)) for file in FILES}

    def _rows(self, file: FixtureFile) -> Iterator[Row]:
        """In an order in which each row follows all that it refers to."""
        quizzes = [self.quizzes[slug] for slug in file.quizzes]
        asked = {draft.slug: draft for _blueprint, chosen in quizzes for draft in chosen}
        asked |= {draft.slug: draft for draft in self.drafts if draft.fact.topic in file.topics}
        facts = {fact.slug: fact for fact in self.facts if fact.topic in file.topics}
        facts |= {draft.fact.slug: draft.fact for draft in asked.values()}
        topics = {*file.topics, *(fact.topic for fact in facts.values())}
        topics |= {blueprint.topic for blueprint, _chosen in quizzes if blueprint.topic}
        yield from sorted((self.bank.topics[slug] for slug in topics), key=lambda row: row["fields"]["position"])
        for source in sorted({*file.sources, *(fact.source for fact in facts.values())}):
            yield self.bank.sources[source]
            yield from (row for key, row in sorted(self.bank.sentences.items()) if key[0] == source)
        yield from (self.bank.facts[slug] for slug in sorted(facts))
        for _slug, draft in sorted(asked.items()):
            yield from question_rows(draft, self.facts)
        for blueprint, chosen in quizzes:
            yield from quiz_rows(blueprint, chosen)
        if file.classroom:
            yield _row(
                "classroom",
                {
                    "code": file.classroom[0],
                    "name": file.classroom[1],
                    "created_at": MADE_AT,
                },
            )
            for blueprint, _chosen in quizzes:
                yield assignment_row(file.classroom[0], blueprint)


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
            "lint_findings": [
                {"code": f.code, "severity": f.severity.value, "field": f.field, "message": str(f.message)}
                for f in findings
            ],
            "created_at": MADE_AT,
            "updated_at": MADE_AT,
        },
    )
    for position, (option, provenance) in enumerate(
        zip(draft.item.to_json()["options"], draft.provenance, strict=True)
    ):
        yield _row(
            "option",
            {"question": [draft.slug], "position": position, "provenance": provenance} | option,
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


def assignment_row(code: str, blueprint: Blueprint) -> Row:
    return _row(
        "assignment",
        {
            "classroom": [code],
            "quiz": [blueprint.slug],
            "title": blueprint.title,
            "review_when": "each" if blueprint.feedback == "practice" else "finish",
            "created_at": MADE_AT,
        },
    )


def _row(model: str, fields: Row) -> Row:
    return {"model": f"quizzes.{model}", "fields": fields}
