"""Converters of numbers in addresses that a database can hold: a longer one matches no address, so it is 404."""

from __future__ import annotations

from django.urls.converters import IntConverter


class PrimaryKeyConverter(IntConverter):
    """A converter for a primary key, which is a signed number of 64 bits."""

    regex = "[0-9]{1,18}"


class PositionConverter(IntConverter):
    """A converter for the position of a question in an attempt, which is a signed number of 16 bits."""

    regex = "[0-9]{1,4}"
