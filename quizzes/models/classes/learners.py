"""Learners: the people who answer, with or without an account."""

from __future__ import annotations

import random
import uuid

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

from quizzes.passphrases import new_words


class HasAccount(Exception):
    """Raised when the learner has an account already."""


class Learner(models.Model):
    """Somebody who answers: a browser (recognised by the key in its signed cookie) or a signed-in user."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    is_new = False  # True if it was made for this request, so that nobody can have its key yet

    def __str__(self) -> str:
        return str(self.user or self.key)

    @property
    def is_student_without_a_class(self) -> bool:
        """True for a student in no class, whose account no teacher could close any more."""
        return self.user is not None and not self.user.is_staff and not self.enrolments.exists()

    def renew_key(self) -> None:
        """Replace the key, so that the old one opens nothing."""
        self.key = uuid.uuid4()
        self.save(update_fields=["key"])

    def open_account(self, username: str) -> str:
        """Make an account, which is the learner's only way in from now on, and return its first password.

        Raises IntegrityError for a username that is taken, and HasAccount.
        """
        password = new_password()
        with transaction.atomic():
            user = User.objects.create_user(username, password=password)
            if not Learner.objects.filter(pk=self.pk, user=None).update(user=user):
                raise HasAccount
        self.user = user
        return password

    def renew_password(self) -> str:
        """Give the account a new password and return it; whoever is signed in to the account is signed out.

        Raises ValueError if the learner has no account.
        """
        account, password = self.user, new_password()
        if account is None:
            raise ValueError("This learner has no account.")
        account.set_password(password)
        account.save(update_fields=["password"])
        return password

    def close_account(self) -> None:
        """Erase the account; the learner keeps all they did, and comes back with their three words."""
        account, self.user = self.user, None
        with transaction.atomic():
            self.save(update_fields=["user"])
            self.renew_key()
            if account:
                erase_accounts([account.pk])


def new_password() -> str:
    """Return three words that can be read out, of 10¹¹ possible ones."""
    return new_words(random.SystemRandom())


def erase_accounts(users: list[int]) -> None:
    """Erase students' accounts and the records of failed attempts to sign in to them, but never a teacher's account."""
    students = User.objects.filter(pk__in=users, is_staff=False)
    AccessAttempt.objects.filter(username__in=list(students.values_list("username", flat=True))).delete()
    students.delete()
