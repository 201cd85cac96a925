"""The numbering of rows whose positions must differ within their parent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Model

PARKED_POSITION = 10_000  # new rows wait here until they are numbered; three times as much still fits the column


def renumber(rows: Sequence[Model]) -> None:
    """Give the rows, all of one model, the positions 1, 2, … in this order."""
    if [_position(row) for row in rows] == list(range(1, len(rows) + 1)):
        return
    stored: Any = type(rows[0])._default_manager
    with transaction.atomic():  # the rows first move out of the way, since the constraint looks at every single step
        stored.filter(pk__in=[row.pk for row in rows]).update(position=F("position") + 2 * PARKED_POSITION)
        for position, row in enumerate(rows, start=1):
            stored.filter(pk=row.pk).update(position=position)
            row.position = position  # type: ignore[attr-defined]


def _position(row: Any) -> int:
    return int(row.position)
