"""What a browser posts for the forms of the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from quizzes.items import TYPES
from quizzes.models import Question


def rows(prefix: str, rows: list[dict[str, Any]], stored: int = 0) -> dict[str, Any]:
    """The fields of an inline's table."""
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": stored}
    for index, row in enumerate(rows):
        form |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return form


def question_form(question: Question, **changes: Any) -> dict[str, Any]:
    """The form as the page of a stored question has it, with these changes."""
    options = list(question.options.all())
    form = {
        "item_type": question.item_type,
        "stem": question.stem,
        "sentence": question.sentence_id or "",
        "quote": question.quote,
        "explanation": question.explanation,
        "topic": question.topic_id,
        "kind": question.kind,
        "attributed_to": question.attributed_to,
        "status": question.status,
        "slug": question.slug,
        "fact": question.fact_id or "",
        "reason": "",
    }
    form |= {f"setting_{name}": value for name, value in question.params.items() if value is not False}
    if "shuffle" not in question.params:
        form["setting_shuffle"] = "on"
    form |= rows(
        "options",
        [
            {"id": o.pk, "question": question.pk, "place": o.position, "text": o.text, "feedback": o.feedback}
            | share_of(question.item_type, o.fraction)
            for o in options
        ],
        stored=len(options),
    )
    return form | changes


def share_of(item_type: str, fraction: float) -> dict[str, Any]:
    """A box to tick where options are listed, else a number."""
    if not TYPES[item_type].lists_options:
        return {"fraction": f"{fraction:g}"}
    return {"fraction": "on"} if fraction else {}


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]
