"""Whether a record comes back as it went out, found by trying it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from quizzes.items.base import Text

from .base import Format, Record


def comes_back(written_as: Format, record: Record) -> list[Text]:
    """Empty where reading what is written gives the same record; for losses that nobody can tell beforehand."""
    if written_as.read(b"".join(written_as.write([record]))).records == [record]:
        return []
    return [_("Spaces, signs or numbers in its texts come back a little changed.")]
