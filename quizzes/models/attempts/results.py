"""The result of an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes import scoring

from .responses import Response, total_of


@dataclass(frozen=True, slots=True)
class Result:
    score: scoring.Score
    right: int
    counted: int  # the number of questions that are part of the total
    waiting: int  # the number of questions to be graded by hand; while there is one, the result is provisional
    has_passed: bool | None
    by_topic: list[tuple[str, scoring.Score]]
    has_missed: bool

    @classmethod
    def of(cls, responses: Sequence[Response], pass_percent: int | None) -> Result:
        """Return the result over all responses, and by topic in the order in which the topics first appear."""
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
