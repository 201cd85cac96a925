"""Numbers in addresses that a database can be asked for: a longer one matches no address, so it is 404."""

from __future__ import annotations

from django.urls.converters import IntConverter


class PrimaryKeyConverter(IntConverter):
    """Matches a primary key, which is a signed number of 64 bits."""

    regex = "[0-9]{1,18}"


class PositionConverter(IntConverter):
    """Matches the position of a question in an attempt, which is a signed number of 16 bits."""

    regex = "[0-9]{1,4}"
