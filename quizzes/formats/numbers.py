"""Numbers and shares of the mark as Moodle writes them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def number(text: str) -> Decimal | None:
    """Return the finite number of a text, or None; some languages of Moodle export decimal commas."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and -30 < value.adjusted() < 30 else None


def plain_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def rounded(share: Decimal) -> float:
    """Return a share of the mark, 0–1. Moodle rounds to five digits: 1/20 and larger parts come back as they were."""
    for parts in range(1, 21):
        count = round(share * parts)
        if abs(share - Decimal(count) / parts) < Decimal("0.000002"):
            return count / parts
    return float(share)


def percent(share: float) -> str:
    """Return a share in percent with up to five decimals: 66.66667 for two thirds."""
    return f"{share * 100:.5f}".rstrip("0").rstrip(".")
