"""Who answers."""

from __future__ import annotations

import random
import uuid

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

from quizzes.passphrases import new_words


class HasAccount(Exception):
    """The learner has an account already."""


class Learner(models.Model):
    """Somebody who answers: a browser (by the key in its signed cookie) or a signed-in user."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    is_new = False  # made for this request: nobody can have its key yet

    def __str__(self) -> str:
        return str(self.user or self.key)

    @property
    def is_student_without_a_class(self) -> bool:
        """Whose account no teacher could close any more."""
        return self.user is not None and not self.user.is_staff and not self.enrolments.exists()

    def renew_key(self) -> None:
        """From here on the old key opens nothing."""
        self.key = uuid.uuid4()
        self.save(update_fields=["key"])

    def open_account(self, username: str) -> str:
        """An account, with which alone the learner is found from here on; returns its first password.

        Raises IntegrityError for a username that somebody has, and HasAccount.
        """
        password = new_password()
        with transaction.atomic():
            user = User.objects.create_user(username, password=password)
            if not Learner.objects.filter(pk=self.pk, user=None).update(user=user):
                raise HasAccount
        self.user = user
        return password

    def renew_password(self) -> str:
        """A new password for the account; whoever is signed in to it is out."""
        account, password = self.user, new_password()
        if account is None:
            raise ValueError("This learner has no account.")
        account.set_password(password)
        account.save(update_fields=["password"])
        return password

    def close_account(self) -> None:
        """The learner stays, with all they did, and is found by their three words again."""
        account, self.user = self.user, None
        with transaction.atomic():
            self.save(update_fields=["user"])
            self.renew_key()
            if account:
                erase_accounts([account.pk])


def new_password() -> str:
    """Three words that can be read out, of the 10¹¹ there are."""
    return new_words(random.SystemRandom())


def erase_accounts(users: list[int]) -> None:
    """Accounts of students, with what failed when signing in to them. Never one of a teacher."""
    found = User.objects.filter(pk__in=users, is_staff=False)
    AccessAttempt.objects.filter(username__in=list(found.values_list("username", flat=True))).delete()
    found.delete()
