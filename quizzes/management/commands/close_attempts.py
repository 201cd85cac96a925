from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.models import Attempt, LiveRound


class Command(BaseCommand):
    help = (
        "Finishes attempts that ran out of time and live rounds that were left open for a day. What was saved counts."
    )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        count = Attempt.objects.all().finish_overdue(now) + LiveRound.objects.all().end_abandoned(now)
        self.stdout.write(f"{count} finished.")
