"""The columns of a model for statements that are written in SQL: their names, values and model instances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def as_stored(model: type[models.Model], field: str, value: object) -> Any:
    """Return the value as this database stores it in that column."""
    return model._meta.get_field(field).get_db_prep_save(value, connection)  # type: ignore[union-attr]  # a column


class Columns(Generic[M]):
    """All columns of a model, for the SELECT of a statement in SQL."""

    def __init__(self, model: type[M], alias: str) -> None:
        self._model, self._alias = model, alias

    def __str__(self) -> str:
        return ", ".join(f"{self._alias}.{field.column}" for field in self._model._meta.concrete_fields)

    def __len__(self) -> int:
        return len(self._model._meta.concrete_fields)

    def read(self, row: Sequence[Any]) -> M:
        """Return the model instance that the first values of a row describe."""
        values = list(row[: len(self)])
        names, converters = _reading(self._model, connection.vendor)
        for place, convert, column in converters:
            values[place] = convert(values[place], column, connection)
        return self._model.from_db(connection.alias, names, values)


@cache
def _reading(model: type[models.Model], _vendor: str) -> tuple[list[str], list[tuple[int, Any, Any]]]:
    """Return the fields' names, and the converters of the database's values with their places and columns."""
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    converters = [
        (place, convert, column)
        for place, column in enumerate(columns)
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]
    return [field.attname for field in fields], converters
