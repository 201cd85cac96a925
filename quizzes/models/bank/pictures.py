"""Pictures of questions and options, which are stored re-encoded and served under names that say nothing."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes import items
from quizzes.picture_files import BadPicture, Encoded, re_encode

__all__ = ["BadPicture", "Picture"]


def opaque_name() -> str:
    return secrets.token_hex(16)


class PictureManager(models.Manager["Picture"]):
    def get_queryset(self) -> models.QuerySet[Picture]:
        """Leave out the data, which only the page of the picture itself needs."""
        return super().get_queryset().defer("data")

    def store(self, data: bytes, alt: str, user: User | None = None) -> Picture:
        """Return the picture with this file and this alternative text, stored now if it is new.

        Raises BadPicture, with a sentence for whoever sent the file.
        """
        return self.keep(re_encode(data), alt, user)

    def keep(self, encoded: Encoded, alt: str, user: User | None = None) -> Picture:
        """Do what `store` does, with a file that is encoded already."""
        digest = hashlib.sha256(alt.encode() + b"\0" + encoded.data).hexdigest()
        if picture := self.filter(digest=digest).first():
            return picture
        return self.create(
            alt=alt,
            data=encoded.data,
            media_type=encoded.media_type,
            width=encoded.width,
            height=encoded.height,
            digest=digest,
            created_by=user,
        )


class Picture(models.Model):
    """A picture, which never changes: a different one has a different name, so a browser may cache it for good."""

    name = models.CharField(max_length=32, unique=True, default=opaque_name, editable=False)
    alt = models.CharField(
        _("what it shows"), max_length=300, help_text=_("In words, for those who cannot see it. Give no answer away.")
    )
    data = models.BinaryField()
    media_type = models.CharField(max_length=20, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False, db_index=True)  # of the data and the alt text
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PictureManager()

    class Meta:
        ordering = ("-created_at",)
        base_manager_name = "objects"
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(alt=""),
                name="picture_says_what_it_shows",
                violation_error_message=_("Say in words what the picture shows."),
            ),
        )

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("picture", args=[self.name])

    def to_value(self) -> items.Picture:
        return items.Picture(self.name, self.alt, self.width, self.height)
