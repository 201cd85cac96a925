from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.models import Attempt


class Command(BaseCommand):
    help = "Finishes the attempts that have run out of time and that nobody has looked at since. What was saved counts."

    def handle(self, **options: Any) -> None:
        count = Attempt.objects.all().finish_overdue(timezone.now())
        self.stdout.write(f"{count} finished.")
