"""Rows that are inserted with little work, since SQLite has a single writer, who keeps all others waiting.

Django builds the statement again for each row that is saved, which takes ten times as long as running it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models

Fields = list[Any]  # columns of a model


class PreparedRows:
    """Rows that are prepared outside of a transaction, so that the transaction which inserts them is short.

    For 10,000 questions and their options Django's `bulk_create` works for seconds, of which the database needs a
    tenth. `put` fills in the columns whose values are known only later.
    """

    def __init__(self, model: type[models.Model], rows: Iterable[models.Model]) -> None:
        fields, self._statement = _insertion(model, connection.vendor)
        self._places = {field.attname: place for place, field in enumerate(fields)}
        self._values = [_values_of(row, fields) for row in rows]

    def put(self, column: str, values: Iterable[Any]) -> None:
        place = self._places[column]
        for row, value in zip(self._values, values, strict=True):
            row[place] = value

    def insert(self) -> None:
        if self._values:
            with connection.cursor() as cursor:
                cursor.executemany(self._statement, self._values)


def insert_row(row: models.Model) -> None:
    """Store a new row and set its primary key, as `save` does, but send no signal. Raises IntegrityError."""
    _insert(row, "")


def insert_if_new(row: models.Model) -> bool:
    """Do what `insert_row` does, but return False and store nothing if a constraint refuses the row as a duplicate.

    A transaction can go on after that.
    """
    return _insert(row, " ON CONFLICT DO NOTHING")


def _insert(row: models.Model, ending: str) -> bool:
    fields, statement = _insertion(type(row), connection.vendor)
    returns_pk = connection.features.can_return_columns_from_insert
    with connection.cursor() as cursor:
        cursor.execute(statement + ending + (" RETURNING id" if returns_pk else ""), _values_of(row, fields))
        if not cursor.rowcount and not returns_pk:
            return False
        stored = cursor.fetchone() if returns_pk else (cursor.lastrowid,)
    if stored is None:
        return False
    (row.pk,) = stored
    row._state.adding, row._state.db = False, connection.alias
    return True


def update_row(row: models.Model, fields: tuple[str, ...]) -> None:
    """Store some fields, as `save` does with `update_fields`, but send no signal. Raises IntegrityError."""
    statement, columns = _update(type(row), fields)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_values_of(row, columns), row.pk])


@cache
def _update(model: type[models.Model], fields: tuple[str, ...]) -> tuple[str, Fields]:
    columns: Fields = [model._meta.get_field(field) for field in fields]
    places = ", ".join(f"{column.column} = %s" for column in columns)
    return f"UPDATE {model._meta.db_table} SET {places} WHERE id = %s", columns  # noqa: S608  # our names


@cache
def _insertion(model: type[models.Model], _vendor: str) -> tuple[Fields, str]:
    """Return the columns except for the primary key, and the statement that inserts them."""
    fields: Fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return fields, f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  # our names


def _values_of(row: models.Model, fields: Fields) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
