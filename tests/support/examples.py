"""Examples of a property: each finds the rows that the test has made, whatever the one before it did to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from quizzes import process_cache


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is stored in here, and forget what was remembered of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    process_cache.clear_all()
