"""How fixtures are read: Django's JSON format, with an error that names the row and gives the reason.

Set as SERIALIZATION_MODULES["json"]. A row is refused as soon as it is read when it refers to something unknown or
cites what does not stand in the text; `loaddata` works in one transaction, so nothing of its file is then loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers import json as django_json
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError
from django.utils.translation import gettext as _

from .models import Sentence
from .models.sources import CitingModel

Serializer = django_json.Serializer


class CheckedObject(DeserializedObject):
    """A row that says which it is when the database refuses it."""

    row_name = ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().save(*args, **kwargs)
        except (DatabaseError, ValueError) as error:
            raise DeserializationError(f"{self.row_name}: {error}.") from error


class Deserializer(django_json.Deserializer):
    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        try:
            super().__init__(stream_or_string, **options)
        except DeserializationError as error:
            raise DeserializationError(_("this is not JSON: %(reason)s.") % {"reason": error.__cause__}) from error
        if not isinstance(self.stream, list):
            raise DeserializationError(_("a fixture is a JSON list of rows."))
        self.row_number = 0

    def _handle_object(self, row: Any) -> Iterator[DeserializedObject]:
        self.row_number += 1
        name = name_of(self.row_number, row)
        try:
            found = list(super()._handle_object(row))  # type: ignore[misc]  # missing from the stubs
        except Exception as error:  # whatever a strange row does, its name belongs to the message
            raise DeserializationError(f"{name}: {_reason(error)}") from error
        for read in found:
            for problem in problems_of(read):
                raise DeserializationError(f"{name}: {problem}")
            checked = CheckedObject(read.object, read.m2m_data, read.deferred_fields)
            checked.row_name = name
            yield checked


def name_of(number: int, row: Any) -> str:
    """A row as a person finds it in its file: its place from 1, its model and what identifies it."""
    if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
        return _("row %(number)s") % {"number": number}
    fields = row["fields"]
    parts = [
        fields.get(key) for key in ("slug", "code", "quiz", "source", "paragraph", "number", "question", "position")
    ]
    flat = [str(part) for item in parts if item is not None for part in (item if isinstance(item, list) else [item])]
    key = "/".join(flat) or str(row.get("pk", ""))
    return _("row %(number)s (%(model)s %(key)s)") % {"number": number, "model": row.get("model"), "key": key}


def problems_of(read: DeserializedObject) -> Iterator[str]:
    """Whole sentences: what the row refers to and is not there, and what it cites and does not stand there."""
    for field, value in (read.deferred_fields or {}).items():
        if not field.null:
            yield _("There is no %(what)s “%(value)s” before this row.") % {
                "what": type_of_reference(field),
                "value": "/".join(str(part) for part in value) if isinstance(value, list) else value,
            }
            return
    row = read.object
    if isinstance(row, CitingModel):
        problem = row.citation_problem()
        if problem:
            yield str(problem)
    elif isinstance(row, Sentence):
        try:
            row.clean()
        except ValidationError as error:
            yield " ".join(error.messages)


def type_of_reference(field: Any) -> str:
    return str(field.related_model._meta.verbose_name)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return _("It lacks “%(name)s”.") % {"name": error.args[0]}
    return str(error)
