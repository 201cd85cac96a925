"""The only place that turns a fraction into a mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


def mark(fraction: float | None, max_mark: float) -> float:
    """The mark of one response: fraction (0–1; None for no response) × max_mark."""
    return (fraction or 0.0) * max_mark


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of marks. `percent` is 0–100, rounded half up to a whole number; 0 where nothing could be earned."""

    mark: float
    max_mark: float

    @property
    def fraction(self) -> float:
        return self.mark / self.max_mark if self.max_mark else 0.0

    @property
    def percent(self) -> int:
        return int(self.fraction * 100 + 0.5 + 1e-9)

    def passes(self, pass_percent: int | None) -> bool | None:
        """Whether `percent`, the rounded number that is shown, reaches the pass mark; None where there is none."""
        return None if pass_percent is None else self.percent >= pass_percent


def total(marks: Iterable[tuple[float | None, float]]) -> Score:
    """Sum (mark, max_mark) pairs; None where there is no answer yet."""
    pairs = list(marks)
    return Score(sum(earned or 0.0 for earned, _max_mark in pairs), sum(max_mark for _earned, max_mark in pairs))
