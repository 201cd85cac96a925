from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.models.privacy.erasure import erase_expired


class Command(BaseCommand):
    help = "Erases the classes whose day to be erased has come, with their students and all they answered."

    def handle(self, **options: Any) -> None:
        for name in erase_expired(timezone.localdate()):
            self.stdout.write(f"Erased: {name}")
