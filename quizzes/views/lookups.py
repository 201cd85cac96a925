"""Fetch what somebody may have. Every view fetches its objects here; a stranger gets 404."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import User
from django.db import connection
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from quizzes.db.columns import as_stored
from quizzes.live.cache import load
from quizzes.models import (
    Assignment,
    Attempt,
    Classroom,
    Enrolment,
    Learner,
    LiveRound,
    PlayerRef,
    Quiz,
    Response,
    player_ref,
    tidy_code,
)
from quizzes.models.attempts.statements import OWN_ATTEMPT

from .identity import address_of, browser_of, is_known, learner_key, owned_by, signed_in_user

# This is the rule of `Classroom.objects.taught_by`. It is in SQL because each press of a host's button runs it, and in
# a school many hosts press at once.
_HOSTED = """
SELECT round.id FROM quizzes_liveround AS round
JOIN quizzes_assignment AS assignment ON assignment.id = round.assignment_id
JOIN auth_user AS host ON host.id = %s
WHERE round.uuid = %s AND (host.is_superuser OR EXISTS (
    SELECT 1 FROM quizzes_classroom_teachers AS teacher
    WHERE teacher.classroom_id = assignment.classroom_id AND teacher.user_id = host.id
))
"""


def visible_quiz(slug: str) -> Quiz:
    quiz: Quiz = get_object_or_404(Quiz.objects.published().with_length().select_related("topic"), slug=slug)
    return quiz


def own_attempt(request: HttpRequest, uuid: uuid.UUID) -> Attempt:
    """Return the attempt with this UUID if it is this browser's or this user's, in one query. Raises Http404."""
    key, user = learner_key(request), signed_in_user(request)
    owner = [user.pk if user else None, as_stored(Learner, "key", key)]
    for attempt in Attempt.objects.raw(OWN_ATTEMPT, [as_stored(Attempt, "uuid", uuid), *owner]):
        return attempt
    raise Http404


def own_response(request: HttpRequest, uuid: uuid.UUID, position: int) -> Response:
    """Return one question of an attempt, with the attempt, in two queries. Raises Http404."""
    response = own_attempt(request, uuid).response_at(position)
    if response is None:
        raise Http404
    return response


def come_back(request: HttpRequest, classroom: Classroom, words: str) -> Enrolment | None:
    """Return the student of the class with these three words, or None. Raises TooManyWrongCodes."""
    return classroom.find_by_words(words, address_of(request), browser_of(request), timezone.now())


def classroom_to_join(request: HttpRequest, code: str) -> Classroom | None:
    """Return the class with this join code, or None. Raises TooManyWrongCodes."""
    return Classroom.objects.look_up(code, address_of(request), browser_of(request), timezone.now())


def enrolment_in(request: HttpRequest, code: str) -> Enrolment | None:
    if not is_known(request):
        return None
    return (
        Enrolment.objects.select_related("classroom", "learner")
        .filter(owned_by(request, "learner__"), classroom__code=tidy_code(code))
        .first()
    )


def teacher(request: HttpRequest) -> User:
    """Return the signed-in teacher. Raises Http404 for everybody else."""
    user = signed_in_user(request)
    if user is None or not user.has_perm("quizzes.add_classroom"):
        raise Http404
    return user


def own_classroom(request: HttpRequest, code: str) -> Classroom:
    """Return a class that the signed-in user teaches. Raises Http404."""
    classroom = taught_classroom(request, code)
    if classroom is None:
        raise Http404
    return classroom


def own_player(request: HttpRequest, uuid: uuid.UUID) -> PlayerRef:
    """Return the player that this browser, or this user, is in a live round, in one query. Raises Http404."""
    user = signed_in_user(request)
    seat = player_ref(uuid, learner_key(request), user.pk if user else None)
    if seat is None:
        raise Http404
    return seat


def hosted_round(request: HttpRequest, uuid: uuid.UUID) -> LiveRound:
    """Return a live round of a class that the user teaches: each of its teachers may host it. Raises Http404."""
    user = signed_in_user(request)
    with connection.cursor() as cursor:
        cursor.execute(_HOSTED, [user.pk if user else None, as_stored(LiveRound, "uuid", uuid)])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    try:
        return load(row[0])
    except LiveRound.DoesNotExist:  # It was erased at this moment.
        raise Http404 from None


def taught_assignment(request: HttpRequest, code: str, pk: int) -> Assignment:
    classroom = own_classroom(request, code)
    assignment: Assignment | None = classroom.assignments.select_related("quiz").filter(pk=pk).first()
    if assignment is None:
        raise Http404
    assignment.classroom = classroom
    return assignment


def any_quiz(slug: str) -> Quiz | None:
    """Return the quiz with this slug, or None, for a teacher, who may see every quiz."""
    quiz: Quiz | None = Quiz.objects.filter(slug=slug[:80].replace("\x00", "")).first()  # PostgreSQL refuses a NUL
    return quiz


def enrolment_of(attempt: Attempt) -> Enrolment | None:
    """Return the enrolment under which the learner was given the assignment of the attempt; None if it has none."""
    enrolments = Enrolment.objects.select_related("classroom").filter(learner=attempt.learner_id)
    return enrolments.filter(classroom__assignments=attempt.assignment_id).first() if attempt.assignment_id else None


def given_assignment(request: HttpRequest, code: str, pk: int) -> tuple[Assignment, Enrolment]:
    """Return an assignment that was given to this student of the class, and the enrolment. Raises Http404."""
    enrolment = enrolment_in(request, code)
    given = Assignment.objects.given_to(enrolment) if enrolment else Assignment.objects.none()
    assignment = given.select_related("quiz", "classroom").filter(pk=pk).first()
    if assignment is None or enrolment is None:
        raise Http404
    return assignment, enrolment


def taught_classroom(request: HttpRequest, code: str) -> Classroom | None:
    user = signed_in_user(request)
    if user is None:
        return None
    classroom: Classroom | None = Classroom.objects.taught_by(user).filter(code=tidy_code(code)).first()
    return classroom
