"""The export of all that is stored about a student, for the student to read."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.attempts.querysets import AttemptQuerySet
from quizzes.models.attempts.responses import Response
from quizzes.models.classes.enrolments import Enrolment
from quizzes.models.live.players import LivePlayer
from quizzes.models.marking.gradebook_entries import GradebookEntry

from .erasure import log_of, with_what_repeats


def export_student_data(enrolment: Enrolment) -> dict[str, Any]:
    """Return all that is stored about a student in a class, for the student to read, ready for JSON.

    It contains whatever erasing the student would delete, but no keys, digests or names of other people.
    """
    learner, entries = enrolment.learner, list(enrolment.entries.select_related("assignment"))
    attempts = _known_attempts(enrolment)
    graded = Response.objects.filter(attempt__in=attempts, graded_at__isnull=False)
    return {
        "class": enrolment.classroom.name,
        "nickname": enrolment.nickname,
        "number": enrolment.student_id,
        "three_words": enrolment.words,
        "username": learner.user.username if learner.user else "",
        "account": _known_account(learner.user),
        "first_seen": learner.created_at,
        "joined": enrolment.joined_at,
        "extra_time": {"percent": enrolment.extra_percent, "minutes": enrolment.extra_minutes},
        "groups": [group.name for group in enrolment.groups.all()],
        "given_to_them_by_name": [assignment.title for assignment in enrolment.assignments.all()],
        "erased_on": enrolment.classroom.erase_on,
        "attempts": [_known_attempt(attempt) for attempt in attempts.order_by("started_at")],
        "live_rounds": [_known_play(play) for play in enrolment.plays.select_related("round__assignment")],
        "written_over": [_known_entry(entry) for entry in entries],
        "log": [_known_change(change) for row in (enrolment, *entries, *graded) for change in log_of(row)],
    }


def _known_attempts(enrolment: Enrolment) -> AttemptQuerySet:
    """Return the attempts for the class and outside of assignments; all of them if the student is in no other class.

    Answers for another class are for the teachers of that class to give out.
    """
    attempts = Attempt.objects.filter(learner=enrolment.learner_id)
    if not Enrolment.objects.filter(learner=enrolment.learner_id).exclude(pk=enrolment.pk).exists():
        return attempts
    elsewhere = attempts.filter(assignment__isnull=False).exclude(assignment__classroom=enrolment.classroom_id)
    return attempts.exclude(pk__in=with_what_repeats(elsewhere))


def _known_account(user: User | None) -> dict[str, Any] | None:
    """Return what is stored about the account; None for a teacher, whose account is not erased with a class."""
    if user is None or user.is_staff:
        return None
    return {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "made": user.date_joined,
        "last_signed_in": user.last_login,
        "failed_to_sign_in": [
            {"since": failed.attempt_time, "times": failed.failures_since_start}
            for failed in AccessAttempt.objects.filter(username=user.username)
        ],
    }


def _known_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "title": attempt.title,
        "quiz": attempt.quiz.title if attempt.quiz else "",
        "assignment": attempt.assignment.title if attempt.assignment else "",
        "feedback_after_each_answer": attempt.has_feedback_at_once,
        "repeats_what_was_missed": attempt.repeats_id is not None,
        "started": attempt.started_at,
        "deadline": attempt.deadline_at,
        "finished": attempt.finished_at,
        "answers": [_known_response(response) for response in attempt.responses.order_by("position")],
    }


def _known_response(response: Response) -> dict[str, Any]:
    frozen = response.frozen
    return {
        "number": response.position,
        "question": frozen.stem,
        "answer": frozen.type.in_full(frozen.item, response.answer) if response.answer is not None else "",
        "certainty": response.certainty,
        "fraction": response.fraction,
        "mark": response.mark,
        "of": response.max_mark,
        "dropped": response.get_dropped_display(),
        "chosen": response.chosen_at,
        "saved": response.saved_at,
        "answered": response.answered_at,
        "milliseconds": response.took_ms,
        "graded_by_hand": response.graded_at,
        "comment": response.comment,
        "regraded": [
            {
                "at": change.regrade.made_at,
                "what": change.regrade.get_kind_display(),
                "reason": change.regrade.reason,
                "before": {"fraction": change.old_fraction, "mark": change.old_mark, "of": change.old_max_mark},
                "after": {"fraction": change.fraction, "mark": change.mark, "of": change.max_mark},
            }
            for change in response.regrades.select_related("regrade")
        ],
    }


def _known_play(play: LivePlayer) -> dict[str, Any]:
    return {
        "title": play.round.assignment.title,
        "joined": play.joined_at,
        "removed": play.removed_at,
        "team": play.team,
        "extra_percent": play.extra_percent,
        "without_limit": play.is_untimed,
        "name_hidden": play.is_muted,
    }


def _known_entry(entry: GradebookEntry) -> dict[str, Any]:
    return {
        "assignment": entry.assignment.title,
        "excused": entry.is_excused,
        "percent": entry.percent,
        "reason": entry.reason,
        "note": entry.note,
        "changed": entry.changed_at,
    }


def _known_change(change: LogEntry) -> dict[str, Any]:
    return {
        "at": change.action_time,
        "of": change.object_repr,
        "what": change.get_action_flag_display(),
        "how": change.get_change_message(),
    }
