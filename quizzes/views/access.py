"""Who is asking, and what they may have. Every view fetches its objects here; a stranger gets 404."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import connection
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from quizzes.live.glances import load
from quizzes.models import (
    Assignment,
    Attempt,
    Classroom,
    Enrolment,
    Learner,
    LiveRound,
    Quiz,
    Response,
    Seat,
    seat_of,
    tidy_code,
)
from quizzes.models.prepared_rows import insert_row
from quizzes.models.statements import OWN_ATTEMPT, as_stored

# The rule of `Classroom.objects.taught_by`, in SQL: with each press of a host's button, in a school from many at once.
_HOSTED = """
SELECT round.id FROM quizzes_liveround AS round
JOIN quizzes_assignment AS assignment ON assignment.id = round.assignment_id
JOIN auth_user AS host ON host.id = %s
WHERE round.uuid = %s AND (host.is_superuser OR EXISTS (
    SELECT 1 FROM quizzes_classroom_teachers AS teacher
    WHERE teacher.classroom_id = assignment.classroom_id AND teacher.user_id = host.id
))
"""

COOKIE = "scoquiz_learner"
COOKIE_AGE = 400 * 24 * 3600  # seconds; browsers keep none longer


def learner_key(request: HttpRequest) -> uuid.UUID | None:
    """The key in the browser's signed cookie."""
    try:
        return uuid.UUID(signing.Signer(salt=COOKIE).unsign(request.COOKIES.get(COOKIE, "")))
    except (signing.BadSignature, ValueError):
        return None


def signed_in_user(request: HttpRequest) -> User | None:
    """The user, without a look into the session for a browser that has none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.user


def owned_by(request: HttpRequest, prefix: str = "") -> Q:
    """Matches the rows whose learner is this browser or this user; `prefix` leads to the learner.

    What belongs to an account needs its owner signed in: the next person at the same computer has the cookie too.
    """
    key = learner_key(request)
    mine = Q(**{f"{prefix}key": key, f"{prefix}user": None}) if key else Q(pk__in=())
    if user := signed_in_user(request):
        mine |= Q(**{f"{prefix}user": user})
    return mine


def is_known(request: HttpRequest) -> bool:
    """Whether there is anybody to whom something could belong: a browser that comes for the first time is nobody."""
    return learner_key(request) is not None or signed_in_user(request) is not None


def current_learner(request: HttpRequest) -> Learner | None:
    if not is_known(request):
        return None
    return Learner.objects.filter(owned_by(request)).order_by(F("user").desc(nulls_last=True)).first()


def learner_for(request: HttpRequest) -> Learner:
    """The learner, made at the first thing worth keeping. Pass the response through `remember` afterwards."""
    if learner := current_learner(request):
        return learner
    if user := signed_in_user(request):
        return Learner.objects.get_or_create(user=user)[0]
    learner = Learner()
    insert_row(learner)
    learner.is_new = True
    return learner


def remember(response: HttpResponseBase, learner: Learner) -> HttpResponseBase:
    """Give the browser the learner's key, so that what was started is found again.

    Not that of an account, which opens nothing: it would take the place of the key to what was done before signing in.
    """
    if learner.user_id is None:
        response.set_cookie(
            COOKIE,
            signing.Signer(salt=COOKIE).sign(str(learner.key)),
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.LEARNER_COOKIE_SECURE,
        )
    return response


def forget(response: HttpResponseBase) -> HttpResponseBase:
    """Let the next person at this device begin as nobody."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def visible_quiz(slug: str) -> Quiz:
    quiz: Quiz = get_object_or_404(Quiz.objects.published().with_length().select_related("topic"), slug=slug)
    return quiz


def own_attempt(request: HttpRequest, uuid: uuid.UUID) -> Attempt:
    """One query."""
    key, user = learner_key(request), signed_in_user(request)
    owner = [user.pk if user else None, as_stored(Learner, "key", key)]
    for attempt in Attempt.objects.raw(OWN_ATTEMPT, [as_stored(Attempt, "uuid", uuid), *owner]):
        return attempt
    raise Http404


def own_response(request: HttpRequest, uuid: uuid.UUID, position: int) -> Response:
    """One question of an attempt, with the attempt. Two queries."""
    response = own_attempt(request, uuid).response_at(min(position, 32_767))
    if response is None:
        raise Http404
    return response


def address_of(request: HttpRequest) -> str:
    """A digest of where the request comes from."""
    return _digest("address", request.META.get("REMOTE_ADDR", ""))


def browser_of(request: HttpRequest) -> str:
    """A digest of what the browser keeps for the CSRF check; it is given that where it has none.

    It tells the students of a class behind one address apart before any of them is a learner.
    """
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    return _digest("browser", request.META["CSRF_COOKIE"])


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"quizzes.{kind}", value, algorithm="sha256").hexdigest()


def come_back(request: HttpRequest, classroom: Classroom, words: str) -> Enrolment | None:
    """The student of the class with these three words. Raises TooManyWrongCodes."""
    return classroom.find_by_words(words, address_of(request), browser_of(request), timezone.now())


def classroom_to_join(request: HttpRequest, code: str) -> Classroom | None:
    """The class with this join code. Raises TooManyWrongCodes."""
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
    """The signed-in teacher; everybody else gets 404."""
    user = signed_in_user(request)
    if user is None or not user.has_perm("quizzes.add_classroom"):
        raise Http404
    return user


def own_classroom(request: HttpRequest, code: str) -> Classroom:
    """A class that the signed-in user teaches."""
    classroom = taught_classroom(request, code)
    if classroom is None:
        raise Http404
    return classroom


def own_seat(request: HttpRequest, uuid: uuid.UUID) -> Seat:
    """The place of this browser, or this user, in a live round. One query."""
    user = signed_in_user(request)
    seat = seat_of(uuid, learner_key(request), user.pk if user else None)
    if seat is None:
        raise Http404
    return seat


def hosted_round(request: HttpRequest, uuid: uuid.UUID) -> LiveRound:
    """A live round of a class that the signed-in user teaches: each of its teachers may host it."""
    user = signed_in_user(request)
    with connection.cursor() as cursor:
        cursor.execute(_HOSTED, [user.pk if user else None, as_stored(LiveRound, "uuid", uuid)])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    try:
        return load(row[0])
    except LiveRound.DoesNotExist:  # erased at this moment
        raise Http404 from None


def taught_assignment(request: HttpRequest, code: str, pk: int) -> Assignment:
    classroom = own_classroom(request, code)
    assignment: Assignment | None = classroom.assignments.select_related("quiz").filter(pk=min(pk, 2**63 - 1)).first()
    if assignment is None:
        raise Http404
    assignment.classroom = classroom
    return assignment


def any_quiz(slug: str) -> Quiz | None:
    """For a teacher, who may see every quiz."""
    quiz: Quiz | None = Quiz.objects.filter(slug=slug[:80].replace("\x00", "")).first()  # PostgreSQL refuses a NUL
    return quiz


def enrolment_of(attempt: Attempt) -> Enrolment | None:
    """As whom its learner was given what the attempt is at."""
    enrolments = Enrolment.objects.select_related("classroom").filter(learner=attempt.learner_id)
    return enrolments.filter(classroom__assignments=attempt.assignment_id).first() if attempt.assignment_id else None


def given_assignment(request: HttpRequest, code: str, pk: int) -> tuple[Assignment, Enrolment]:
    """What a student of the class was given to do."""
    enrolment = enrolment_in(request, code)
    given = Assignment.objects.given_to(enrolment) if enrolment else Assignment.objects.none()
    assignment = given.select_related("quiz", "classroom").filter(pk=min(pk, 2**63 - 1)).first()
    if assignment is None or enrolment is None:
        raise Http404
    return assignment, enrolment


def taught_classroom(request: HttpRequest, code: str) -> Classroom | None:
    user = signed_in_user(request)
    if user is None:
        return None
    classroom: Classroom | None = Classroom.objects.taught_by(user).filter(code=tidy_code(code)).first()
    return classroom
