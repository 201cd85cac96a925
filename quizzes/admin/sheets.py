"""Print a quiz: a sheet of its questions, and the right answers on a page of their own."""

from __future__ import annotations

import random
from typing import Any

from quizzes.items import type_of
from quizzes.models import Quiz

SHEET_LETTERS = ("A", "B", "C", "D")


def sheet_of(quiz: Quiz, letter: str) -> dict[str, Any]:
    """Return what the sheet with this letter shows. Each letter has an order of its own, which is always the same."""
    rng = random.Random(f"{quiz.slug}:{letter}")  # noqa: S311  # an order that anybody may know
    rows: list[dict[str, Any]] = []
    sources: dict[str, dict[str, Any]] = {}
    for number, (question, max_mark) in enumerate(quiz.pick(rng), start=1):
        item = question.to_item()
        item_type = type_of(item)
        citation = question.sentence.cite(question.quote) if question.sentence else None
        shown = {
            "stem": item.stem,
            "instruction": item_type.instruction,
            "template": item_type.template_name,
            "picture": item.picture,
            **item_type.present(item, item_type.vary(item, rng)),
        }
        right = item_type.right_answer(item)
        # `at` tells the controls of one question from those of another on the same page.
        rows.append({"at": f"q{number}-", "shown": shown, "max_mark": max_mark, "right": right, "citation": citation})
        if citation:
            sources[citation["source"]] = citation
    return {"quiz": quiz, "letter": letter, "letters": SHEET_LETTERS, "asked": rows, "sources": list(sources.values())}
