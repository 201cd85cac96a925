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
        """Whether the pass mark (percent of the maximum) is reached; None where there is none."""
        return None if pass_percent is None else self.fraction * 100 + 1e-9 >= pass_percent


def total(responses: Iterable[tuple[float | None, float]]) -> Score:
    """Sum (fraction, max_mark) pairs."""
    pairs = list(responses)
    return Score(sum(mark(*pair) for pair in pairs), sum(max_mark for _fraction, max_mark in pairs))
