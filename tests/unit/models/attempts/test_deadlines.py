"""The ends of attempts that go on follow what they depend on."""

import datetime as dt

import pytest
from django.utils import timezone

from quizzes.models import Attempt
from tests.factories import AssignedAttemptFactory, AssignmentFactory, EnrolmentFactory
from tests.support.rooms import Room

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def assignment():
    return AssignmentFactory(time_limit=10 * MINUTE)


def minutes_of(attempt):
    attempt = Attempt.objects.get(pk=attempt.pk)
    return (attempt.deadline_at - attempt.started_at) / MINUTE


class TestSavingTerms:
    def test_moves_the_ends_of_the_attempts_at_it_that_go_on(self, assignment):
        other = AssignmentFactory(classroom=assignment.classroom, time_limit=10 * MINUTE)
        attempts = [AssignedAttemptFactory(assignment=one) for one in (assignment, assignment, other)]
        attempts[1].finish(timezone.now())
        assignment.time_limit = 20 * MINUTE
        assert assignment.save_terms() == 1
        assert [minutes_of(attempt) for attempt in attempts] == [20, 10, 10]
        assert assignment.save_terms() == 0  # they stand there already

    def test_stores_no_other_fields_than_it_is_asked_to(self, assignment):
        assignment.title, assignment.time_limit = "Another title", 20 * MINUTE
        assignment.save_terms(["time_limit"])
        assignment.refresh_from_db()
        assert (assignment.title != "Another title", assignment.time_limit) == (True, 20 * MINUTE)

    def test_is_seen_by_who_looks_at_its_live_round(self):
        room = Room()
        room.live_round.assignment.save_terms()
        assert room.fresh.revision == 1


class TestGivingTime:
    def test_moves_the_ends_of_what_a_student_is_at_in_this_class(self, assignment):
        learner_elsewhere = AssignedAttemptFactory(assignment=AssignmentFactory(time_limit=10 * MINUTE))
        here = EnrolmentFactory(classroom=assignment.classroom, learner=learner_elsewhere.learner)
        attempts = [
            AssignedAttemptFactory(assignment=assignment, enrolment=here),
            AssignedAttemptFactory(assignment=assignment),
            learner_elsewhere,
        ]
        here.give_time(50, 3)
        here.refresh_from_db()
        assert (here.extra_percent, here.extra_minutes) == (50, 3)
        assert [minutes_of(attempt) for attempt in attempts] == [18, 10, 10]


class TestSettledAttempts:
    def test_are_the_same_ones_without_any_that_is_out_of_time(self, assignment):
        attempts = [AssignedAttemptFactory(assignment=assignment) for _student in range(2)]
        other = AssignedAttemptFactory(assignment=AssignmentFactory(time_limit=10 * MINUTE))
        asked = Attempt.objects.filter(assignment=assignment)
        assert not asked.settled(timezone.now()).finished()
        settled = asked.settled(timezone.now() + 20 * MINUTE)
        assert set(settled) == set(attempts)
        assert all(attempt.finished_at == attempt.deadline_at for attempt in settled)
        assert Attempt.objects.open().get() == other
