"""How fixtures are read: Django's JSON format, with an error that names the row and gives the reason.

Set as SERIALIZATION_MODULES["json"]. A row is refused as soon as it is read when it refers to something unknown or
cites what does not stand in the text; `loaddata` works in one transaction, so nothing of its file is then loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers import json as django_json, python
from django.core.serializers.base import DEFER_FIELD, DeserializationError, DeserializedObject
from django.db import DatabaseError, models
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.models.bank.sources import CitingModel, Sentence, Source
from quizzes.models.bank.staleness import Edit

Serializer = django_json.Serializer


# What tells rows apart that have no name of their own.
PLACES = ("quiz", "question", "source", "paragraph", "number", "position")
ASSIGNMENT = ("classroom", "title")


class UnknownReferenceError(Exception):
    """A row refers to what is neither stored nor in a row before it."""


class CheckedObject(DeserializedObject):
    """A row that says which it is when the database refuses it."""

    row_name = ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        try:
            if isinstance(self.object, Source) and _has_other_text(self.object):
                Edit(self.object).apply(timezone.now())
            else:
                super().save(*args, **kwargs)
        except (DatabaseError, ValueError) as error:
            raise DeserializationError(f"{self.row_name}: {error}.") from error


class Deserializer(python.Deserializer):
    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        text = stream_or_string if isinstance(stream_or_string, str | bytes) else stream_or_string.read()
        try:
            rows = json.loads(text)
        except ValueError as error:
            raise DeserializationError(_("this is not JSON: %(reason)s.") % {"reason": error}) from error
        if not isinstance(rows, list):
            raise DeserializationError(_("a fixture is a JSON list of rows."))
        super().__init__(rows, **options)
        self.row_number = 0
        self.found: dict[tuple[Any, str], Any] = {}  # what earlier rows referred to: a file names the same rows often

    def _handle_object(self, row: Any) -> Iterator[DeserializedObject]:
        self.row_number += 1
        name = name_of(self.row_number, row)
        try:
            found = list(super()._handle_object(row))  # type: ignore[misc]  # missing from the stubs
        except Exception as error:  # whatever a strange row does, its name belongs to the message
            raise DeserializationError(f"{name}: {_reason(error)}") from error
        for read in found:
            problem = problem_of(read.object)
            if problem:
                raise DeserializationError(f"{name}: {problem}")
            checked = CheckedObject(read.object, read.m2m_data)
            checked.row_name = name
            yield checked

    def _handle_fk_field_node(self, field: Any, value: Any) -> Any:
        key = (field.related_model, str(value))
        if key not in self.found:
            found = super()._handle_fk_field_node(field, value)  # type: ignore[misc]  # missing from the stubs
            self.found[key] = self._known(field, value, found)
        return self.found[key]

    def _handle_m2m_field_node(self, field: Any, value: Any) -> Any:
        return self._known(field, value, super()._handle_m2m_field_node(field, value))  # type: ignore[misc]

    def _known(self, field: Any, value: Any, found: Any) -> Any:
        """Django would try a reference again at the end of the file, when nothing tells which row it was."""
        if found is DEFER_FIELD:
            raise UnknownReferenceError(
                _("There is no %(what)s “%(value)s” before this row.")
                % {"what": field.related_model._meta.verbose_name, "value": _joined(value)}
            )
        return found


def _has_other_text(source: Source) -> bool:
    """Whether it is stored with another text, in which its sentences stand."""
    return Source.objects.filter(pk=source.pk).exclude(text=source.text).exists()


def name_of(number: int, row: Any) -> str:
    """A row as a person finds it in its file: its place from 1, its model and what identifies it."""
    fields = row.get("fields") if isinstance(row, dict) else None
    if not isinstance(fields, dict) or "model" not in row:
        return _("row %(number)s") % {"number": number}
    own = fields.get("slug") or fields.get("code") or row.get("pk")
    parts = (fields.get(name) for name in (ASSIGNMENT if "classroom" in fields else PLACES))
    key = _joined(own or [part for part in parts if part is not None])
    return _("row %(number)s (%(model)s %(key)s)") % {"number": number, "model": row["model"], "key": key}


def problem_of(instance: models.Model) -> str:
    """A whole sentence where a row cites what does not stand there; else empty."""
    if isinstance(instance, CitingModel):
        return str(instance.citation_problem() or "")
    if isinstance(instance, Sentence):
        try:
            instance.clean()
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def _reason(error: Exception) -> str:
    if isinstance(error.__context__, UnknownReferenceError):
        return str(error.__context__)
    if isinstance(error, KeyError):
        return _("It lacks “%(name)s”.") % {"name": error.args[0]}
    return f"{error}."


def _joined(value: Any) -> str:
    """The parts of a natural key, however deep, as "a/b"."""
    return "/".join(map(_joined, value)) if isinstance(value, list | tuple) else str(value)
