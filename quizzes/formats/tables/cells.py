"""Texts ↔ cells. No cell that is written can be taken for a formula by whoever opens the table."""

from __future__ import annotations

import re
from decimal import Decimal

# What spreadsheets take for a formula, and our own sign before it: one more quotation mark makes it a text.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_OURS = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
# What workbooks cannot hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def to_cell(text: str) -> str:
    text = _CONTROLS.sub("", text)
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(value: object) -> str:
    """The text of a cell: a whole number without ".0", "" for nothing, and without our sign against formulas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    text = str(value).strip()
    return text[1:] if _OURS.match(text) else text


def share_of(text: str) -> float | None:
    """The share of the mark in a cell: 1, 0.5, 50 % or a word that says right; None for what says nothing."""
    word = text.strip().casefold()
    if word in ("", "0", "no", "n", "false", "wrong", "-"):
        return 0.0
    if word in ("x", "yes", "y", "true", "right", "correct", "✓", "✔"):
        return 1.0
    is_percent = word.endswith("%")
    try:
        value = Decimal(word.removesuffix("%").strip().replace(",", "."))
    except ArithmeticError:
        return None
    share = float(value / 100 if is_percent else value)
    return share if 0 <= share <= 1 else None
