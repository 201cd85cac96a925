"""The statements of the answer path, in SQL.

They run with every answer, and the ORM takes several times as long to build them as the database takes to run them: an
answer took 2.0 ms in the models with the ORM, and takes 0.3 ms with these. Everything else uses the ORM.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

# The attempt if the learner owns it, by the rule of `quizzes.views.identity.owned_by`.
OWN_ATTEMPT = """
SELECT attempt.*
FROM quizzes_attempt AS attempt JOIN quizzes_learner AS learner ON learner.id = attempt.learner_id
WHERE attempt.uuid = %s AND (learner.user_id = %s OR learner.user_id IS NULL AND learner.key = %s)
"""

# is_next is true if every earlier question has been answered, or if the attempt keeps no order.
RESPONSE_AT = """
SELECT response.*, (
    (SELECT NOT attempt.in_order FROM quizzes_attempt AS attempt WHERE attempt.id = response.attempt_id)
    OR NOT EXISTS (
        SELECT 1 FROM quizzes_response AS earlier
        WHERE earlier.attempt_id = response.attempt_id
          AND earlier.position < response.position AND earlier.answered_at IS NULL
    )
) AS is_next
FROM quizzes_response AS response
WHERE response.attempt_id = %s AND response.position = %s
"""

# True while the question is open, next in order (if there is one), and its attempt neither finished nor out of time.
# {lock} waits for whoever finishes the attempt at this moment, so nothing is acknowledged after it was graded.
_STILL_OPEN = """answered_at IS NULL AND EXISTS (
    SELECT 1 FROM quizzes_attempt AS attempt
    WHERE attempt.id = quizzes_response.attempt_id AND attempt.finished_at IS NULL
      AND (attempt.deadline_at IS NULL OR attempt.deadline_at >= %s)
      AND (NOT attempt.in_order OR NOT EXISTS (
        SELECT 1 FROM quizzes_response AS earlier
        WHERE earlier.attempt_id = quizzes_response.attempt_id
          AND earlier.position < quizzes_response.position AND earlier.answered_at IS NULL
      ))
    {lock}
)"""

# It also demands that the question's key and marks are those with which the answer was graded.
_STORE_ANSWER = """
UPDATE quizzes_response SET answer = %s, certainty = %s, fraction = %s, mark = %s, answered_at = %s
WHERE id = %s AND version_id = %s AND dropped = %s AND {still_open}
"""

# A page numbers what it saves: what was sent earlier but arrives later must not replace what was sent after it. Of two
# pages, or two devices, the one on which something was chosen last has the last word.
_SAVE_CHOICE = """
UPDATE quizzes_response SET answer = %s, certainty = %s, saved_at = %s, chosen_at = %s, saved_by = %s, saved_number = %s
WHERE id = %s AND (saved_by = %s AND saved_number < %s OR saved_by <> %s AND (chosen_at IS NULL OR chosen_at <= %s))
  AND {still_open}
"""


def store_answer() -> str:
    return _STORE_ANSWER.format(still_open=_still_open())


def save_choice() -> str:
    return _SAVE_CHOICE.format(still_open=_still_open())


def _still_open() -> str:
    return _STILL_OPEN.format(lock="FOR SHARE" if connection.vendor == "postgresql" else "")
