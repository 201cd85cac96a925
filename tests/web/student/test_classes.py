import datetime as dt
import re
from collections.abc import Iterable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quizzes import items
from quizzes.models import Attempt, Classroom, Enrolment, Quiz
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GradebookEntryFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
    UserFactory,
)
from tests.support.clients import client_of, client_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom() -> Classroom:
    return ClassroomFactory(name="Class 7b", code="AB2CD3")


def quiz_of(length: int, **fields: object) -> Quiz:
    return QuizFactory(questions=QuestionFactory.create_batch(length), **fields)


def attempt_at(quiz_title: str, enrolment: Enrolment, **fields: object) -> Attempt:
    assignment = enrolment.classroom.assignments.get(title=quiz_title)
    return AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, **fields)


class TestClassPageOfAStudent:
    def test_shows_the_own_nickname_and_progress_and_nobody_else(self, classroom: Classroom) -> None:
        AssignmentFactory(classroom=classroom, quiz=quiz_of(3), title="Begun")
        other = AssignmentFactory(title="Not given")
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna")
        ben = EnrolmentFactory(classroom=classroom, nickname="Benedikt")  # a short one may stand in a token by chance
        attempt_at("Begun", anna, answers=[True])
        attempt_at("Begun", ben, answers=[True, True])
        text = client_of(anna.learner).get("/classes/AB2CD3/").text
        assert "Class 7b" in text
        assert "<bdi>Anna</bdi>" in text
        assert "1 of 3 answered" in text
        assert "Benedikt" not in text
        assert "2 of 3" not in text
        assert other.title not in text

    def test_says_when_it_opens_and_that_not_all_is_graded_yet(self, classroom: Classroom) -> None:
        AssignmentFactory(classroom=classroom, opens_at=dt.datetime(2035, 5, 4, 12, tzinfo=dt.UTC))
        essay = QuestionFactory.of(items.Item("essay", "What did the summit decide?"))
        written = AssignmentFactory(classroom=classroom, quiz=QuizFactory(questions=[essay]), title="Essay")
        anna = EnrolmentFactory(classroom=classroom)
        AssignedAttemptFactory(assignment=written, enrolment=anna, answers=[True]).finish(timezone.now())
        to_do, done = client_of(anna.learner).get("/classes/AB2CD3/").text.split('<h2 id="done">')
        assert re.search(r"Not started\s*· opens 4 May 2035", to_do)
        assert "not all is graded yet" in done

    def test_costs_the_same_however_many_classmates_and_assignments(
        self, classroom: Classroom, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for count in (1, 3):
            AssignmentFactory.create_batch(count, classroom=classroom, quiz=quiz_of(2))
            for enrolment in EnrolmentFactory.create_batch(count, classroom=classroom):
                AssignedAttemptFactory(assignment=classroom.assignments.first(), enrolment=enrolment, answers=[True])
            browser = client_of(enrolment.learner)
            with django_assert_num_queries(6):
                browser.get("/classes/AB2CD3/")

    def test_finishes_by_the_look_what_has_run_out_of_time(self, classroom: Classroom) -> None:
        AssignmentFactory(classroom=classroom, title="Short", time_limit=dt.timedelta(minutes=1))
        anna, ben = EnrolmentFactory.create_batch(2, classroom=classroom)
        an_hour_ago = timezone.now() - dt.timedelta(hours=1)
        attempts = [attempt_at("Short", one, started_at=an_hour_ago, answers=[True]) for one in (anna, ben)]
        text = client_of(anna.learner).get("/classes/AB2CD3/").text
        assert "Handed in" in text
        assert "Continue" not in text
        assert "2 finished attempts" in client_signed_in(classroom.teachers.get()).get("/classes/AB2CD3/").text
        for attempt in attempts:
            attempt.refresh_from_db()
            assert attempt.finished_at == attempt.deadline_at
            assert attempt.responses.get().mark == 1

    def test_parts_what_is_to_do_from_what_is_done(self, classroom: Classroom) -> None:
        now = timezone.now()
        anna = EnrolmentFactory(classroom=classroom)
        for title in ("Waits", "Begun", "Handed in", "Excused"):
            AssignmentFactory(classroom=classroom, quiz=quiz_of(2), title=title)
        AssignmentFactory(classroom=classroom, title="Missed", closes_at=now - dt.timedelta(hours=1))
        attempt_at("Begun", anna, answers=[True])
        attempt_at("Handed in", anna, answers=[True, True]).finish(now)
        excused = classroom.assignments.get(title="Excused")
        GradebookEntryFactory(assignment=excused, enrolment=anna, is_excused=True)
        text = client_of(anna.learner).get("/classes/AB2CD3/").text
        to_do, done = (set(re.findall(r"<h3><a [^>]+>([^<]+)<", part)) for part in text.split('<h2 id="done">'))
        assert to_do == {"Waits", "Begun"}
        assert done == {"Handed in", "Excused", "Missed"}
        assert len(re.findall(r"Not started\s*· closed", text)) == 1

    def test_has_no_live_round_to_do_whose_result_the_teacher_has_set(self, classroom: Classroom) -> None:
        anna = EnrolmentFactory(classroom=classroom)
        played = AssignmentFactory(classroom=classroom, is_live=True, title="Played without her")
        GradebookEntryFactory(assignment=played, enrolment=anna, percent=80, reason="She was ill")
        to_do, done = client_of(anna.learner).get("/classes/AB2CD3/").text.split('<h2 id="done">')
        assert "Played without her" not in to_do
        assert "80% counts, set by your teacher." in done

    def test_says_when_it_closes_for_this_student_and_how_long_they_have(self, classroom: Classroom) -> None:
        noon = dt.datetime(2035, 5, 4, 12, tzinfo=dt.UTC)
        AssignmentFactory(classroom=classroom, closes_at=noon, time_limit=dt.timedelta(minutes=10))
        slow = EnrolmentFactory(classroom=classroom, extra_minutes=20)
        text = client_of(slow.learner).get("/classes/AB2CD3/").text
        assert "12:20" in text
        assert "· 30 min" in text


class TestClassPageOfTheTeacher:
    def test_shows_the_code_the_assignments_and_the_students(self, classroom: Classroom) -> None:
        AssignmentFactory(classroom=classroom, quiz=quiz_of(2), title="First", with_feedback_at_once=True)
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna")
        EnrolmentFactory(classroom=classroom, nickname="Ben", joined_at=None)
        attempt_at("First", anna, answers=[True, False])
        text = client_signed_in(classroom.teachers.get()).get("/classes/AB2CD3/").text
        for words in ("2 students.", "1 finished attempt", "not here yet", "AB2CD3", "http://testserver/join/AB2CD3/"):
            assert words in text
        assert "<svg" in text

    def test_says_of_what_has_closed_that_it_has(self, classroom: Classroom) -> None:
        for title, days in (("Open", 1), ("Over", -1)):
            closes_at = timezone.now() + dt.timedelta(days=days)
            AssignmentFactory(classroom=classroom, title=title, closes_at=closes_at)
        text = client_signed_in(classroom.teachers.get()).get("/classes/AB2CD3/").text
        assert re.findall(r'class="soft">\s*(closed|closes) ', text) == ["closes", "closed"]

    @pytest.mark.parametrize(
        ("host", "says_so"), [("127.0.0.1:8000", True), ("localhost", True), ("testserver", False)]
    )
    def test_says_when_no_other_device_can_reach_it(self, classroom: Classroom, host: str, says_so: bool) -> None:
        text = client_signed_in(classroom.teachers.get()).get("/classes/AB2CD3/", headers={"host": host}).text
        assert ("work on this computer only" in text) is says_so

    def test_says_what_to_do_while_nobody_has_joined(self, classroom: Classroom) -> None:
        text = client_signed_in(classroom.teachers.get()).get("/classes/AB2CD3/").text
        assert "Nobody has joined yet." in text


class TestClassPageOfAnybodyElse:
    @pytest.fixture
    def strangers(self, classroom: Classroom) -> Iterable[Client]:
        EnrolmentFactory(classroom=classroom, nickname="Anna")
        other_class = ClassroomFactory()
        return (
            Client(),
            client_of(LearnerFactory()),
            client_of(EnrolmentFactory(classroom=other_class).learner),
            client_signed_in(other_class.teachers.get()),
            client_signed_in(UserFactory()),
        )

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_does_not_exist(self, strangers: Iterable[Client], method: str) -> None:
        for stranger in strangers:
            response = getattr(stranger, method)("/classes/AB2CD3/")
            assert response.status_code == 404
            assert "Anna" not in response.text
            assert "Class 7b" not in response.text

    def test_cannot_be_told_from_a_class_that_is_not_there(self, strangers: Iterable[Client]) -> None:
        for stranger in strangers:
            assert stranger.get("/classes/AB2CD3/").text == stranger.get("/classes/ZZZZZZ/").text

    def test_without_a_teacher_is_nobody_s_to_take_by_its_code(self) -> None:
        classroom = ClassroomFactory(code="XY2Z34", teachers=[])
        teacher = client_signed_in(TeacherFactory())
        for path in ("", "settings/", "marks/", "cards/", "roster/", "erase/", "assign/"):
            assert teacher.get(f"/classes/XY2Z34/{path}").status_code == 404
        for path in ("archive/", "erase/", "settings/", "teachers/"):
            assert teacher.post(f"/classes/XY2Z34/{path}", {"username": "tess", "name": "Mine"}).status_code == 404
        assert Classroom.objects.get(pk=classroom.pk).teachers.count() == 0

    def test_opens_for_a_superuser(self, classroom: Classroom) -> None:
        assert client_signed_in(UserFactory(superuser=True)).get("/classes/AB2CD3/").status_code == 200


class TestLeaving:
    def test_takes_the_learner_out_and_keeps_their_rounds(self, classroom: Classroom) -> None:
        learner = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        EnrolmentFactory(classroom=classroom, nickname="Ben")
        attempt = AttemptFactory(learner=learner)
        browser = client_of(learner)
        response = browser.post("/classes/AB2CD3/leave/", follow=True)
        assert "You have left Class 7b." in response.text
        assert [enrolment.nickname for enrolment in classroom.enrolments.all()] == ["Ben"]
        assert browser.get("/classes/AB2CD3/").status_code == 404
        assert browser.get(attempt.get_absolute_url(), follow=True).status_code == 200

    def test_closes_an_account_that_no_teacher_could_close_any_more(self, classroom: Classroom) -> None:
        learner = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        attempt = AttemptFactory(learner=learner)
        learner.open_account("anna")
        browser = client_signed_in(learner.user)
        assert "your account ends with it" in browser.get("/classes/AB2CD3/").text
        browser.post("/classes/AB2CD3/leave/")
        assert not User.objects.filter(username="anna").exists()
        assert browser.get(attempt.get_absolute_url(), follow=True).status_code == 200  # by its cookie

    def test_keeps_the_account_of_who_is_in_another_class_and_of_a_teacher(self, classroom: Classroom) -> None:
        pupil, teacher = (EnrolmentFactory(classroom=classroom).learner for _person in range(2))
        EnrolmentFactory(learner=pupil)
        pupil.open_account("anna")
        teacher.user = UserFactory(username="tess", is_staff=True)
        teacher.save()
        for learner in (pupil, teacher):
            browser = client_signed_in(learner.user)
            assert browser.post("/classes/AB2CD3/leave/").status_code == 302
            assert browser.session.session_key
        assert User.objects.filter(username__in=["anna", "tess"]).count() == 2

    def test_is_for_those_who_are_in(self, classroom: Classroom) -> None:
        EnrolmentFactory(classroom=classroom)
        elsewhere = EnrolmentFactory().learner
        for stranger in (Client(), client_of(elsewhere), client_signed_in(classroom.teachers.get())):
            assert stranger.post("/classes/AB2CD3/leave/").status_code == 404
        assert Enrolment.objects.count() == 2


class TestMethods:
    def test_leaving_is_a_post(self, classroom: Classroom) -> None:
        browser = client_of(EnrolmentFactory(classroom=classroom).learner)
        assert browser.get("/classes/AB2CD3/leave/").status_code == 405

    def test_the_class_page_takes_no_post(self, classroom: Classroom) -> None:
        browser = client_of(EnrolmentFactory(classroom=classroom).learner)
        assert browser.post("/classes/AB2CD3/").status_code == 405
