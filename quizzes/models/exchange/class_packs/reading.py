"""The reading of a pack's text into rows that contain no more than a pack may hold.

See docs/decisions/security.md, case 34: fixtures are code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from quizzes.models.exchange.fixture_deserializer import name_of

from .writing import FIELDS, Row

MAX_BYTES = 20 * 1024 * 1024  # bytes
MODELS = {model._meta.label_lower: model for model in FIELDS}


class BadPack(Exception):
    """Raised when a pack cannot be loaded, with a sentence that names the row."""


def checked_rows(text: str) -> Iterator[Row]:
    if len(text) > MAX_BYTES:
        raise BadPack(_("The file is larger than %(n)s MB, which no class pack is.") % {"n": MAX_BYTES // 1024**2})
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadPack(_("This is no class pack: it is not JSON (%(reason)s).") % {"reason": error}) from error
    if not isinstance(rows, list):
        raise BadPack(_("This is no class pack: it is not a list of rows."))
    for number, row in enumerate(rows, start=1):
        name = name_of(number, row)
        if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
            raise BadPack(_("%(row)s: it needs a model and fields.") % {"row": name})
        model = MODELS.get(str(row.get("model")))
        if model is None:
            raise BadPack(_("%(row)s: a class pack may not hold that.") % {"row": name})
        if problem := _problem_with(row, model):
            raise BadPack(f"{name}: {problem}")
        yield row


def _problem_with(row: Row, model: type[models.Model]) -> str:
    """Return a sentence that says why a pack may not contain the row, or an empty string."""
    if row.get("pk") is not None:
        return _("Rows go by their names here; leave out its “pk”.")
    if strange := row["fields"].keys() - set(FIELDS[model]):
        return _("A class pack may not set %(fields)s.") % {"fields": ", ".join(sorted(strange))}
    for key, value in row["fields"].items():
        if isinstance(value, int) and model._meta.get_field(key).is_relation:
            return _("Rows go by their names here; its %(key)s is a number.") % {"key": key}
    return ""
