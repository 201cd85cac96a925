"""This module turns texts into cells and back. No program can take a cell that it writes for a formula."""

from __future__ import annotations

import re
from decimal import Decimal

# Spreadsheets take this for a formula, with our own sign before it or without; one more quotation mark makes it a text.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_OURS = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
# Workbooks cannot hold these.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def to_cell(text: str) -> str:
    text = _CONTROLS.sub("", text)
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(value: object) -> str:
    """Return the text of a cell without our sign against formulas: a whole number has no ".0", and nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    text = str(value).strip()
    return text[1:] if _OURS.match(text) else text


def share_of(text: str) -> float | None:
    """Return the share of the mark in a cell, 0–1: of 1, 0.5, 50 % or a word for right or wrong; else None."""
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
