"""The erasure of a student or a class, with everything that hangs on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from quizzes.models.attempts.attempts import Attempt
from quizzes.models.attempts.querysets import AttemptQuerySet
from quizzes.models.attempts.responses import Response
from quizzes.models.classes.classrooms import Classroom
from quizzes.models.classes.enrolments import Enrolment
from quizzes.models.classes.learners import Learner, erase_accounts
from quizzes.models.marking.gradebook_entries import GradebookEntry


def erase_student(enrolment: Enrolment) -> None:
    """Erase the student and their answers for this class, and all else they did if they are in no other class."""
    with transaction.atomic():
        _erase(Enrolment.objects.filter(pk=enrolment.pk))


def erase_class(classroom: Classroom) -> None:
    """Erase the class with its students, assignments and marks. Quizzes and questions belong to nobody and stay."""
    with transaction.atomic():
        _erase(classroom.enrolments.all())
        _erase_who_left(classroom)
        _forget_log([classroom])
        classroom.delete()


def erase_expired(today: dt.date) -> list[str]:
    """Erase the classes that are due to be erased, and return their names."""
    expired = list(Classroom.objects.expired(today))
    for classroom in expired:
        erase_class(classroom)
    return [classroom.name for classroom in expired]


def _erase(enrolments: models.QuerySet[Enrolment]) -> None:
    rows = list(enrolments)
    learners = [row.learner_id for row in rows]
    _forget_log([*rows, *GradebookEntry.objects.filter(enrolment__in=rows)])
    for row in rows:
        _erase_attempts(Attempt.objects.filter(learner=row.learner_id, assignment__classroom=row.classroom_id))
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    in_no_class = Learner.objects.filter(pk__in=learners, enrolments=None)
    _erase_attempts(Attempt.objects.filter(learner__in=in_no_class.exclude(user__is_staff=True)))
    erase_accounts(list(in_no_class.exclude(user=None).values_list("user", flat=True)))
    in_no_class.filter(user=None).delete()


def _erase_who_left(classroom: Classroom) -> None:
    """Erase the answers of learners who have left the class, and the learners themselves if nothing else is theirs."""
    attempts = Attempt.objects.filter(assignment__classroom=classroom)
    learners = set(attempts.values_list("learner", flat=True))
    _erase_attempts(attempts)
    Learner.objects.filter(pk__in=learners, user=None, enrolments=None, attempts=None).delete()


def _erase_attempts(attempts: AttemptQuerySet) -> None:
    """Erase the attempts with those that repeat them, and the log's entries on answers that a person has graded."""
    all_attempts = with_what_repeats(attempts)
    _forget_log(Response.objects.filter(attempt__in=all_attempts, graded_at__isnull=False))
    all_attempts.delete()


def with_what_repeats(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """Return the attempts together with those that practise what was missed in them, and so on."""
    pks: set[int] = set()
    more = set(attempts.values_list("pk", flat=True))
    while more:
        pks |= more
        more = set(Attempt.objects.filter(repeats__in=more).values_list("pk", flat=True)) - pks
    return Attempt.objects.filter(pk__in=pks)


def _forget_log(objects: Iterable[models.Model]) -> None:
    """Erase the entries of the admin's log on the objects, because they keep the objects' names."""
    for instance in objects:
        log_of(instance).delete()


def log_of(one: models.Model) -> models.QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(one)
    return LogEntry.objects.filter(content_type=kind, object_id=str(one.pk)).order_by("action_time")
