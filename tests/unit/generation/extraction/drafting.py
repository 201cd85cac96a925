"""The drafts of a text by the rules alone, as a teacher gets them who accepts every candidate as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quizzes.generation.drafts import Draft
from quizzes.generation.extraction import draft_fact
from quizzes.generation.extraction.candidates import find_candidates_in
from quizzes.generation.extraction.spans import rule_spans
from quizzes.generation.questions import findings_of, generate
from quizzes.generation.sentences import split

from .gold import TEXTS, read

GOLDEN = Path(__file__).parent / "golden"
ARTICLE = "article"  # the one that the fixtures have
GOLDEN_TEXTS = ("news", "economy", ARTICLE)
FIXTURE = Path(__file__).parents[4] / "fixtures" / "article.json"


def drafts_of(text: str, title: str, name: str) -> Iterator[tuple[Draft, list[str]]]:
    """Each draft with the codes of what the lint finds in it."""
    sentences = {(span.paragraph, span.number): span.text for span in split(text, title)}
    facts = [
        draft_fact(
            candidate,
            slug=f"{name}-{candidate.start}",
            topic="topic",
            source=name,
            sentence=sentences[candidate.paragraph, candidate.number],
        )
        for candidate in find_candidates_in(text, rule_spans(text, title), title)
    ]
    drafts, _refusals = generate(facts)
    for draft in drafts:
        yield draft, [finding.code for finding in findings_of(draft, facts)]


def row_of(draft: Draft, codes: list[str]) -> dict[str, Any]:
    return {
        "digest": draft.digest()[:16],
        "type": draft.item.type,
        "stem": draft.item.stem,
        "options": [f"{'*' if option.is_key else ''}{option.text}" for option in draft.item.options],
        "kind": draft.kind,
        "ref": draft.fact.ref,
        "findings": codes,
    }


def golden(name: str) -> str:
    """What the golden file of a text holds."""
    text, title = _article() if name == ARTICLE else _marked(name)
    rows = [row_of(draft, codes) for draft, codes in drafts_of(text, title, name)]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _marked(name: str) -> tuple[str, str]:
    gold = read(TEXTS / f"{name}.txt")
    return gold.text, gold.title


def _article() -> tuple[str, str]:
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    source = next(row["fields"] for row in rows if row["model"] == "quizzes.source")
    return source["text"], source["title"]
