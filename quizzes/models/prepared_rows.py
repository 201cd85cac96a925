"""Rows made ready outside of a transaction, so that the one that inserts them is short.

SQLite has a single writer. For 10,000 questions and their options Django's `bulk_create` works for seconds, of which
the database needs a tenth; with this the rest is done before anybody has to wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


class PreparedRows:
    """Columns whose values are known later are filled in with `put`."""

    def __init__(self, model: type[models.Model], rows: Iterable[models.Model]) -> None:
        self._table = model._meta.db_table
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self._places = {field.attname: place for place, field in enumerate(self._fields)}
        self._values = [
            [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in self._fields]
            for row in rows
        ]

    def put(self, column: str, values: Iterable[Any]) -> None:
        place = self._places[column]
        for row, value in zip(self._values, values, strict=True):
            row[place] = value

    def insert(self) -> None:
        if not self._values:
            return
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {quote(self._table)} ({columns}) VALUES ({marks})",  # noqa: S608  # names of our own
                self._values,
            )
