"""The columns of a model in a statement that is written out: their names, and the objects that a row makes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def as_stored(model: type[models.Model], field: str, value: object) -> Any:
    """The value as this database keeps it in that column."""
    return model._meta.get_field(field).get_db_prep_save(value, connection)  # type: ignore[union-attr]  # a column


class Columns(Generic[M]):
    """All columns of a model, to be selected in a statement, and the object that they make."""

    def __init__(self, model: type[M], alias: str) -> None:
        self._model, self._alias = model, alias

    def __str__(self) -> str:
        return ", ".join(f"{self._alias}.{field.column}" for field in self._model._meta.concrete_fields)

    def __len__(self) -> int:
        return len(self._model._meta.concrete_fields)

    def read(self, row: Sequence[Any]) -> M:
        """The object that the first values of a row make."""
        values = list(row[: len(self)])
        names, converters = _reading(self._model, connection.vendor)
        for place, convert, column in converters:
            values[place] = convert(values[place], column, connection)
        return self._model.from_db(connection.alias, names, values)


@cache
def _reading(model: type[models.Model], _vendor: str) -> tuple[list[str], list[tuple[int, Any, Any]]]:
    """The names of the columns; by place, how a value of this database becomes one of the model's."""
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    converters = [
        (place, convert, column)
        for place, column in enumerate(columns)
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]
    return [field.attname for field in fields], converters
