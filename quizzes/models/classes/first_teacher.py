"""The first teacher's account, which is made once, through a signed link, while there is no teacher."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction

from .classrooms import Classroom

LINK_AGE = dt.timedelta(days=7)  # each start of the server prints a new link
SIGNER = signing.TimestampSigner(salt="quizzes.setup")
SUBJECT = "first-teacher"


class AlreadySetUp(Exception):
    """Raised when there is a teacher already."""


def is_set_up() -> bool:
    return User.objects.filter(is_staff=True).exists()


def new_token() -> str:
    return SIGNER.sign(SUBJECT)


def is_open(token: str) -> bool:
    """Say whether the link with this token may still make the first teacher."""
    try:
        is_ours = SIGNER.unsign(token, max_age=LINK_AGE) == SUBJECT
    except signing.BadSignature:
        return False
    return is_ours and not is_set_up()


def make_first_teacher(user: User) -> None:
    """Save the user with every permission, and give them the classes that have no teacher. Raises AlreadySetUp."""
    user.is_staff = user.is_superuser = True
    with transaction.atomic():
        # The lock on a row that always exists makes the second of two posts at one moment wait and find the account.
        ContentType.objects.select_for_update().get(app_label="auth", model="user")
        if is_set_up():
            raise AlreadySetUp
        user.save()
        for classroom in Classroom.objects.filter(teachers=None):
            classroom.teachers.add(user)
