"""The limits of files at a twentieth, for files of a twentieth: what is tried is the same, and takes no time."""

from __future__ import annotations

import sys

import pytest

SHARE = 20
LIMITS = {
    *("MAX_BYTES", "MAX_LINES", "MAX_QUESTIONS", "MAX_CHILDREN", "MAX_ELEMENTS", "MAX_LINE_LENGTH", "MAX_FIRST_LINE"),
    *("MAX_ROWS", "MAX_UNPACKED_BYTES", "MAX_MEMBERS", "MAX_MEMBER_BYTES", "MAX_TOTAL_BYTES", "_LONG"),
}


def small(size: int) -> int:
    return size // SHARE


def lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In each module of the formats that has the limit, since each imports it by name."""
    lowered = set()
    for name, module in list(sys.modules.items()):
        if name.startswith("quizzes.formats"):
            for limit in LIMITS & vars(module).keys():
                monkeypatch.setattr(module, limit, small(getattr(module, limit)))
                lowered.add(limit)
    assert lowered == LIMITS, f"Nothing has the limits {LIMITS - lowered}."
