"""Slugs that nobody has yet."""

from __future__ import annotations

from collections import Counter

from django.db.models import Manager, Model, QuerySet


def free_slug(rows: Manager[Model] | QuerySet[Model], wanted: str) -> str:
    """Return the slug as it is, or followed by the first number with which none of the rows has it."""
    taken = set(rows.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class FreeSlugs:
    """A supply of slugs that none of the rows has, each handed out once; fast enough for thousands at a time."""

    def __init__(self, rows: QuerySet[Model]) -> None:
        self._taken: set[str] = set(rows.values_list("slug", flat=True))
        self._numbers: Counter[str] = Counter()

    def take(self, wanted: str) -> str:
        slug = wanted
        while slug in self._taken:
            self._numbers[wanted] += 1
            slug = f"{wanted}-{self._numbers[wanted] + 1}"
        self._taken.add(slug)
        return slug
