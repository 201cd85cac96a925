"""Slugs that nobody has yet."""

from __future__ import annotations

from django.db.models import Manager, Model, QuerySet


def free_slug(rows: Manager[Model] | QuerySet[Model], wanted: str) -> str:
    """The slug itself, or with the first number behind it that none of the rows has."""
    taken = set(rows.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
