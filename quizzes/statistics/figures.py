"""A statistic, and whether there are enough students for it to say something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .moments import Interval

MIN_STUDENTS = 5  # students, from whom on counts and facility say something
MIN_STUDENTS_FOR_CORRELATION = 30  # students, from whom on discrimination and reliability do

Table = Sequence[Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic over n attempts, with its 95 % interval where it has one; it says something from `least` students on.

    students: how many students made the attempts, where somebody has several. There is no interval then, because the
    attempts of one student are not independent of each other.
    """

    value: float | None
    n: int
    least: int = MIN_STUDENTS
    interval: Interval | None = None
    students: int | None = None

    @property
    def is_enough(self) -> bool:
        return (self.n if self.students is None else self.students) >= self.least

    @property
    def is_below_0(self) -> bool:
        """True if the value is below 0 and not by chance: the whole interval is below 0."""
        return self.value is not None and self.value < 0 and (self.interval is None or self.interval[1] < 0)


def figure_of(
    value: float | None, n: int, students: int, least: int = MIN_STUDENTS, interval: Interval | None = None
) -> Figure:
    return Figure(value, n, least, interval) if students == n else Figure(value, n, least, students=students)
