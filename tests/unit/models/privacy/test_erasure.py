import datetime as dt
import json
import random
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from quizzes.forms.live.rounds import LiveRoundForm
from quizzes.models import (
    Attempt,
    Classroom,
    Enrolment,
    GradebookEntry,
    Learner,
    LivePlayer,
    LiveQuestion,
    LiveRound,
    Response,
    standings_of,
)
from quizzes.models.live import joining
from quizzes.models.privacy.erasure import erase_class, erase_expired, erase_student
from quizzes.models.privacy.subject_access import export_student_data
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import client_of, client_signed_in
from tests.support.rooms import Room
from tests.support.traces import NAME, NOW, student_with_traces

pytestmark = pytest.mark.django_db
LIVE = {"answer_seconds": 30, "reading_seconds": 5, "team_count": 0, "max_players": 300}


@pytest.fixture
def assignment():
    return AssignmentFactory(quiz=QuizFactory(questions=QuestionFactory.create_batch(2)))


@pytest.fixture
def student(assignment):
    return student_with_traces(assignment)


def dump():
    out = StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue()


class TestErasingAStudent:
    def test_leaves_nothing_behind(self, student):
        words, key = student.words, str(student.learner.key)
        assert NAME in dump()
        erase_student(student)
        left = dump()
        for trace in (NAME, words, key, "Nr. 4711"):
            assert trace not in left
        for model in (Attempt, Response, Learner, Enrolment, GradebookEntry, LogEntry):
            assert not model.objects.exists()

    def test_leaves_classmates_and_questions_alone(self, student, assignment):
        ben = AssignedAttemptFactory(assignment=assignment, answers=[True, True])
        erase_student(student)
        assert Attempt.objects.get() == ben
        assert assignment.quiz.questions.count() == 2

    def test_leaves_what_was_answered_for_another_class(self, student):
        other = EnrolmentFactory(learner=student.learner)
        kept = AssignedAttemptFactory(assignment=AssignmentFactory(classroom=other.classroom), enrolment=other)
        erase_student(student)
        assert Enrolment.objects.get() == other
        assert kept in Attempt.objects.all()
        assert not Attempt.objects.filter(assignment__classroom=student.classroom_id).exists()
        assert not Attempt.objects.exclude(repeats=None).exists()

    def test_the_browser_of_the_student_is_nobody_again(self, student):
        browser = client_of(student.learner)
        address = student.classroom.get_absolute_url()
        assert browser.get(address).status_code == 200
        erase_student(student)
        assert browser.get(address).status_code == 404
        assert browser.get("/").status_code == 200


class TestErasingAClass:
    def test_leaves_quizzes_and_questions_and_nothing_else(self, student, assignment):
        AssignedAttemptFactory(assignment=assignment, answers=[True])
        erase_class(assignment.classroom)
        assert NAME not in dump()
        for model in (Attempt, Response, Learner, Enrolment, GradebookEntry, LogEntry, Classroom):
            assert not model.objects.exists()
        assert assignment.quiz.questions.count() == 2

    def test_takes_along_what_those_answered_who_had_left(self, student, assignment):
        elsewhere = AssignedAttemptFactory(assignment=assignment, answers=[False, True])
        own_round = AttemptFactory(learner=elsewhere.learner)
        nothing_else = AssignedAttemptFactory(assignment=assignment, answers=[False, True])
        for attempt in (elsewhere, nothing_else):
            attempt.finish(NOW)
            attempt.practise_missed(NOW, random.Random(1))
            attempt.learner.enrolments.all().delete()
        erase_class(assignment.classroom)
        assert Attempt.objects.get() == own_round
        assert Learner.objects.get() == elsewhere.learner

    def test_on_its_day_and_not_before(self):
        today = dt.date(2026, 11, 24)
        ClassroomFactory(name="Over", erase_on=today)
        kept = ClassroomFactory(erase_on=today + dt.timedelta(days=1))
        assert erase_expired(today) == ["Over"]
        assert Classroom.objects.get() == kept

    def test_a_class_is_kept_for_a_year_where_nobody_says_otherwise(self, time_machine):
        time_machine.move_to("2026-11-24T10:00Z", tick=False)
        assert ClassroomFactory().erase_on == dt.date(2027, 11, 24)

    def test_by_the_command_which_says_what_it_erased(self):
        ClassroomFactory(name="Over", erase_on=timezone.localdate())
        out = StringIO()
        call_command("erase_expired", stdout=out)
        assert out.getvalue() == "Erased: Over\n"

    def test_by_the_next_look_of_any_teacher(self):
        ClassroomFactory(name="Over", erase_on=timezone.localdate())
        mine = ClassroomFactory(teachers=[TeacherFactory()])
        client_signed_in(mine.teachers.get()).get("/classes/")
        assert Classroom.objects.get() == mine


class TestLiveRounds:
    @pytest.fixture
    def room(self):
        room = Room(team_count=2)
        room.players[0].enrolment.nickname = NAME
        room.players[0].enrolment.save()
        room.play(True, False)
        return room

    @pytest.mark.parametrize("is_over", [True, False], ids=["after the end", "in the middle"])
    def test_forget_a_student_and_nobody_else(self, room, is_over):
        if is_over:
            room.end(50)
        erase_student(room.players[0].enrolment)
        left = dump()
        assert NAME not in left
        assert str(room.players[0].enrolment.learner.key) not in left
        assert LivePlayer.objects.get() == room.players[1]
        assert Attempt.objects.get() == room.players[1].attempt
        assert room.responses("fraction") == [0]
        assert [one.player for one in standings_of(room.fresh)] == [room.players[1].pk]
        room.end(60)

    def test_forget_one_who_was_removed_too(self, room):
        joining.remove(room.players[0], room.at(30))
        erase_student(room.players[0].enrolment)
        assert NAME not in dump()
        assert LivePlayer.objects.get() == room.players[1]

    def test_go_with_their_class(self, room):
        room.end(50)
        erase_class(room.live_round.classroom)
        for model in (LiveRound, LiveQuestion, LivePlayer, Attempt, Response, Learner):
            assert not model.objects.exists()

    def test_of_a_class_of_their_own_go_after_thirty_days(self, time_machine):
        time_machine.move_to("2026-11-24T10:00Z", tick=False)
        teacher = TeacherFactory()
        form = LiveRoundForm(teacher, {"quiz": QuizFactory().pk, **LIVE})
        assert form.is_valid(), form.errors
        form.prepare(random.Random(1))
        assert erase_expired(dt.date(2026, 12, 23)) == []
        assert len(erase_expired(dt.date(2026, 12, 24))) == 1
        assert not LiveRound.objects.exists()

    def test_are_known_of_the_student(self, room):
        joining.change_player(room.players[0], is_untimed=True)
        room.end(50)
        known = export_student_data(room.players[0].enrolment)
        (attempt,) = known["attempts"]
        assert [answer["mark"] for answer in attempt["answers"]] == [1]
        (played,) = known["live_rounds"]
        assert played == {
            "title": room.live_round.assignment.title,
            "joined": room.players[0].joined_at,
            "removed": None,
            "team": 1,
            "extra_percent": 0,
            "without_limit": True,
            "name_hidden": False,
        }
        assert room.players[1].enrolment.nickname not in json.dumps(known, cls=DjangoJSONEncoder)


class TestAddresses:
    def test_no_address_is_stored_with_anything(self, student):
        browser = client_of(student.learner)
        browser.post("/join/ZZZZZZ/", REMOTE_ADDR="203.0.113.77")
        browser.get(student.classroom.get_absolute_url(), REMOTE_ADDR="203.0.113.77")
        other = ClassroomFactory()
        browser.post(f"/join/{other.code}/", {"nickname": "Zed"}, REMOTE_ADDR="203.0.113.77")
        assert "203.0.113.77" not in dump()
