"""The deserializer of fixtures: Django's JSON format, with an error that names the row and gives the reason.

SERIALIZATION_MODULES["json"] names this module. A row is refused as soon as it is read if it refers to something
unknown or cites what is not in the text; `loaddata` works in one transaction, so nothing of its file is then loaded.
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


# These fields tell rows apart that have no name of their own.
PLACES = ("quiz", "question", "source", "paragraph", "number", "position")
ASSIGNMENT = ("classroom", "title")


class UnknownReferenceError(Exception):
    """Raised when a row refers to something that is neither stored nor in a row before it."""


class CheckedObject(DeserializedObject):
    """A row whose error names it when the database refuses it."""

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
        self.found: dict[tuple[Any, str], Any] = {}  # references of earlier rows, since a file repeats them often

    def _handle_object(self, row: Any) -> Iterator[DeserializedObject]:
        self.row_number += 1
        name = name_of(self.row_number, row)
        try:
            objects = list(super()._handle_object(row))  # type: ignore[misc]  # missing from the stubs
        except Exception as error:  # whatever a strange row does, its name belongs in the message
            raise DeserializationError(f"{name}: {_reason(error)}") from error
        for deserialized in objects:
            problem = problem_of(deserialized.object)
            if problem:
                raise DeserializationError(f"{name}: {problem}")
            checked = CheckedObject(deserialized.object, deserialized.m2m_data)
            checked.row_name = name
            yield checked

    def _handle_fk_field_node(self, field: Any, value: Any) -> Any:
        key = (field.related_model, str(value))
        if key not in self.found:
            reference = super()._handle_fk_field_node(field, value)  # type: ignore[misc]  # missing from the stubs
            self.found[key] = self._known(field, value, reference)
        return self.found[key]

    def _handle_m2m_field_node(self, field: Any, value: Any) -> Any:
        return self._known(field, value, super()._handle_m2m_field_node(field, value))  # type: ignore[misc]

    def _known(self, field: Any, value: Any, reference: Any) -> Any:
        """Return the reference, or raise UnknownReferenceError if there is no such row yet.

        Django would try it again at the end of the file, when nothing says any more which row it was in.
        """
        if reference is DEFER_FIELD:
            raise UnknownReferenceError(
                _("There is no %(what)s “%(value)s” before this row.")
                % {"what": field.related_model._meta.verbose_name, "value": _joined(value)}
            )
        return reference


def _has_other_text(source: Source) -> bool:
    """Say whether the source is stored with a different text, in which its sentences have their places."""
    return Source.objects.filter(pk=source.pk).exclude(text=source.text).exists()


def name_of(number: int, row: Any) -> str:
    """Return the name by which a person finds the row in its file: its number from 1, its model and its key."""
    fields = row.get("fields") if isinstance(row, dict) else None
    if not isinstance(fields, dict) or "model" not in row:
        return _("row %(number)s") % {"number": number}
    own = fields.get("slug") or fields.get("code") or row.get("pk")
    parts = (fields.get(name) for name in (ASSIGNMENT if "classroom" in fields else PLACES))
    key = _joined(own or [part for part in parts if part is not None])
    return _("row %(number)s (%(model)s %(key)s)") % {"number": number, "model": row["model"], "key": key}


def problem_of(instance: models.Model) -> str:
    """Return a sentence if the row cites what is not in its text, or else an empty string."""
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
    """Return the parts of a natural key, however deep, as "a/b"."""
    return "/".join(map(_joined, value)) if isinstance(value, list | tuple) else str(value)
