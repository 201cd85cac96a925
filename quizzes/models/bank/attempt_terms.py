"""On what terms a quiz is taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum


class Review(IntEnum):
    """How much of an attempt its learner may see; each holds what those before it do."""

    NOTHING = 0
    MARKS = 1
    ANSWERS = 2  # their own, and which of them are right
    ALL = 3  # the right answers, the explanations and the sentences too


@dataclass(frozen=True, slots=True)
class Terms:
    """What an attempt keeps of them from its start.

    time_limit: with the learner's extra time in it, as has closes_at. has_feedback_at_once: after each answer.
    in_order: one question after the other and no way back; else answers can be changed until the attempt is finished.
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
