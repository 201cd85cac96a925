"""What an attempt came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes import scoring

from .responses import Response, total_of


@dataclass(frozen=True, slots=True)
class Result:
    score: scoring.Score
    right: int
    counted: int  # how many questions are part of the total
    waiting: int  # how many of them still need grading; until they are graded, the result is provisional
    has_passed: bool | None
    by_topic: list[tuple[str, scoring.Score]]
    has_missed: bool

    @classmethod
    def of(cls, responses: Sequence[Response], pass_percent: int | None) -> Result:
        """Over all, and by topic in the order in which topics first appear."""
        by_topic: dict[str, list[Response]] = {}
        counted = [response for response in responses if response.counts]
        for response in counted:
            by_topic.setdefault(response.frozen.content["topic"], []).append(response)
        score = total_of(responses)
        waiting = sum(response.needs_grading for response in responses)
        return cls(
            score=score,
            right=sum(response.is_right for response in counted),
            counted=len(counted),
            waiting=waiting,
            has_passed=None if waiting else score.passes(pass_percent),
            by_topic=[(topic, total_of(group)) for topic, group in by_topic.items()],
            has_missed=any(response.is_missed for response in responses),
        )
