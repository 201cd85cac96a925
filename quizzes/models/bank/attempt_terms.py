"""The terms on which a quiz is taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum


class Review(IntEnum):
    """How much of an attempt its learner may see; each level includes those before it."""

    NOTHING = 0
    MARKS = 1
    ANSWERS = 2  # the learner's own, and which of them are right
    ALL = 3  # the right answers, explanations and sentences as well


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that an attempt keeps from its start.

    `time_limit` and `closes_at` include the learner's extra time. `has_feedback_at_once` means after each answer.
    `in_order` means one question after the other with no way back; without it, answers can be changed until the
    attempt is finished.
    """

    has_feedback_at_once: bool
    in_order: bool = True
    on_one_page: bool = False
    has_certainty: bool = False
    shuffle: bool = False
    attempts_allowed: int | None = None
    time_limit: dt.timedelta | None = None
    closes_at: dt.datetime | None = None
    pass_percent: int | None = None

    def deadline(self, started_at: dt.datetime) -> dt.datetime | None:
        ends = [started_at + self.time_limit] if self.time_limit else []
        return min([*ends, *([self.closes_at] if self.closes_at else [])], default=None)
