"""Who answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Learner(models.Model):
    """Somebody who answers: a browser (by the key in its signed cookie) or a signed-in user."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.user or self.key)

    def renew_key(self) -> None:
        """From here on the old key opens nothing."""
        self.key = uuid.uuid4()
        self.save(update_fields=["key"])
