import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from quizzes.models import Attempt
from tests.factories import AssignedAttemptFactory, AssignmentFactory

pytestmark = pytest.mark.django_db


class TestCloseAttempts:
    def test_finishes_what_has_run_out_of_time_with_what_was_saved(self):
        assignment = AssignmentFactory(time_limit=dt.timedelta(minutes=10))
        began = timezone.now() - dt.timedelta(hours=1)
        over = AssignedAttemptFactory(assignment=assignment, started_at=began, answers=[True])
        running = AssignedAttemptFactory(assignment=assignment)
        said = io.StringIO()
        call_command("close_attempts", stdout=said)
        assert said.getvalue() == "1 finished.\n"
        over.refresh_from_db()
        assert over.finished_at == began + dt.timedelta(minutes=10)
        assert over.responses.get().mark == 1
        assert Attempt.objects.open().get() == running
