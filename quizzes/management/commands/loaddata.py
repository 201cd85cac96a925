"""Run Django's loaddata, and say in a sentence instead of a traceback what is wrong with a fixture."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.loaddata import Command as DjangoCommand
from django.core.serializers.base import DeserializationError


class Command(DjangoCommand):
    def handle(self, *fixture_labels: str, **options: Any) -> None:
        try:
            super().handle(*fixture_labels, **options)
        except DeserializationError as error:
            raise CommandError(f"{error} Nothing of it was loaded.") from error
