"""Tell who is asking: a browser with its signed cookie, or a user who is signed in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac

from quizzes.db.bulk import insert_row
from quizzes.models import (
    Learner,
)

LEARNER_COOKIE = "scoquiz_learner"
LEARNER_COOKIE_AGE = 400 * 24 * 3600  # seconds; browsers keep no cookie longer


def learner_key(request: HttpRequest) -> uuid.UUID | None:
    """Return the key in the browser's signed cookie, None if there is no valid one."""
    try:
        return uuid.UUID(signing.Signer(salt=LEARNER_COOKIE).unsign(request.COOKIES.get(LEARNER_COOKIE, "")))
    except (signing.BadSignature, ValueError):
        return None


def signed_in_user(request: HttpRequest) -> User | None:
    """Return the user who is signed in, or None; a browser without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.user


def owned_by(request: HttpRequest, prefix: str = "") -> Q:
    """Return a condition for the rows whose learner is this browser or this user; `prefix` leads to the learner.

    What belongs to an account needs its owner signed in: the next person at the same computer has the cookie too.
    """
    key = learner_key(request)
    condition = Q(**{f"{prefix}key": key, f"{prefix}user": None}) if key else Q(pk__in=())
    if user := signed_in_user(request):
        condition |= Q(**{f"{prefix}user": user})
    return condition


def is_known(request: HttpRequest) -> bool:
    """Say whether anything could belong to whoever asks: nothing belongs to a browser on its first visit."""
    return learner_key(request) is not None or signed_in_user(request) is not None


def current_learner(request: HttpRequest) -> Learner | None:
    if not is_known(request):
        return None
    return Learner.objects.filter(owned_by(request)).order_by(F("user").desc(nulls_last=True)).first()


def learner_for(request: HttpRequest) -> Learner:
    """Return the learner, who is created here at the first visit. Pass the response through `remember` afterwards."""
    if learner := current_learner(request):
        return learner
    if user := signed_in_user(request):
        return Learner.objects.get_or_create(user=user)[0]
    learner = Learner()
    insert_row(learner)
    learner.is_new = True
    return learner


def remember(response: HttpResponseBase, learner: Learner) -> HttpResponseBase:
    """Give the browser the learner's key, so that it finds again what was started.

    The key of an account is not given out. It opens nothing, and it would take the place of the key to what was done
    before signing in.
    """
    if learner.user_id is None:
        response.set_cookie(
            LEARNER_COOKIE,
            signing.Signer(salt=LEARNER_COOKIE).sign(str(learner.key)),
            max_age=LEARNER_COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.LEARNER_COOKIE_SECURE,
        )
    return response


def forget(response: HttpResponseBase) -> HttpResponseBase:
    """Let the next person at this device begin as nobody."""
    response.delete_cookie(LEARNER_COOKIE, samesite="Lax")
    return response


def address_of(request: HttpRequest) -> str:
    """Return a digest of the address that the request comes from."""
    return _digest("address", request.META.get("REMOTE_ADDR", ""))


def browser_of(request: HttpRequest) -> str:
    """Return a digest of the browser's CSRF cookie; a browser that has none is given one.

    The digest tells the students of a class behind one address apart before any of them is a learner.
    """
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    return _digest("browser", request.META["CSRF_COOKIE"])


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"quizzes.{kind}", value, algorithm="sha256").hexdigest()
