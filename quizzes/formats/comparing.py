"""This module tries whether a record comes back from a file as it went out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from quizzes.items.base import Text

from .base import Format, Record


def comes_back(written_as: Format, record: Record) -> list[Text]:
    """Return the losses that nobody can tell beforehand: none where reading what is written gives the same record."""
    if written_as.read(b"".join(written_as.write([record]))).records == [record]:
        return []
    return [_("Spaces, signs or numbers in its texts come back a little changed.")]
