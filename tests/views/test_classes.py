import datetime as dt
import random
from collections.abc import Iterable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quizzes.models import Attempt, Classroom, Enrolment, Quiz
from tests.clients import client_of, client_signed_in
from tests.factories import (
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom() -> Classroom:
    return ClassroomFactory(name="Class 7b", code="AB2CD3")


def quiz_of(length: int, **fields: object) -> Quiz:
    return QuizFactory(questions=QuestionFactory.create_batch(length), **fields)


class TestClassPageOfAStudent:
    def test_shows_the_own_nickname_and_progress_and_nobody_else(self, classroom: Classroom) -> None:
        begun, done, other = quiz_of(3, title="Begun"), quiz_of(2, title="Done"), quiz_of(1, title="Not given")
        classroom.quizzes.set([begun, done])
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        ben = EnrolmentFactory(classroom=classroom, nickname="Ben").learner
        AttemptFactory(learner=anna, quiz=begun, answers=[True])
        AttemptFactory(learner=anna, quiz=done, answers=[True, False])
        AttemptFactory(learner=ben, quiz=begun, answers=[True, True])
        text = client_of(anna).get("/classes/AB2CD3/").text
        assert "Class 7b" in text
        assert "<bdi>Anna</bdi>" in text
        assert "1 of 3 answered" in text
        assert "50%" in text
        assert "Ben" not in text
        assert "2 of 3" not in text
        assert other.title not in text

    def test_leaves_out_quizzes_that_are_not_published(self, classroom: Classroom) -> None:
        classroom.quizzes.set([quiz_of(1, unpublished=True, title="Still a secret")])
        text = client_of(EnrolmentFactory(classroom=classroom).learner).get("/classes/AB2CD3/").text
        assert "Still a secret" not in text
        assert "Nothing to do yet." in text

    def test_costs_the_same_however_many_classmates_and_quizzes(
        self, classroom: Classroom, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for count in (1, 3):
            classroom.quizzes.add(*(quiz_of(2) for _quiz in range(count)))
            for enrolment in EnrolmentFactory.create_batch(count, classroom=classroom):
                AttemptFactory(learner=enrolment.learner, quiz=classroom.quizzes.first(), answers=[True])
            browser = client_of(enrolment.learner)
            with django_assert_num_queries(3):
                browser.get("/classes/AB2CD3/")


class TestClassPageOfTheTeacher:
    def table(self, user: User, code: str = "AB2CD3") -> list[list[str]]:
        table = client_signed_in(user).get(f"/classes/{code}/").context["table"]
        return [[row.enrolment.nickname, *map(self.said, row.cells)] for row in table.rows]

    @staticmethod
    def said(cell) -> str:
        if cell.attempt is None:
            return "-"
        return f"{cell.attempt.score.percent}%" if cell.is_done else f"{cell.attempt.answered}/{cell.attempt.length}"

    def test_shows_who_has_done_what(self, classroom: Classroom) -> None:
        first, second = quiz_of(2, title="First", position=1), quiz_of(3, title="Second", position=2)
        classroom.quizzes.set([first, second])
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        EnrolmentFactory(classroom=classroom, nickname="Ben")
        AttemptFactory(learner=anna, quiz=first, answers=[True, False])
        AttemptFactory(learner=anna, quiz=second, answers=[None])
        text = client_signed_in(classroom.teacher).get("/classes/AB2CD3/").text
        assert self.table(classroom.teacher) == [["Anna", "50%", "1/3"], ["Ben", "-", "-"]]
        for words in ("2 students.", "1 of 3", "Not started", "1 of 2", "AB2CD3", "http://testserver/join/AB2CD3/"):
            assert words in text

    @pytest.mark.parametrize(
        ("host", "says_so"), [("127.0.0.1:8000", True), ("localhost", True), ("testserver", False)]
    )
    def test_says_when_no_other_device_can_reach_it(self, classroom: Classroom, host: str, says_so: bool) -> None:
        text = client_signed_in(classroom.teacher).get("/classes/AB2CD3/", headers={"host": host}).text
        assert ("work on this computer only" in text) is says_so

    def test_counts_the_newest_finished_round_and_not_what_was_practised_after_it(self, classroom: Classroom) -> None:
        quiz = quiz_of(2)
        classroom.quizzes.set([quiz])
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        now = timezone.now()
        for days_ago, answers in ((3, [False, False]), (2, [True, False]), (1, [True])):
            at = now - dt.timedelta(days=days_ago)
            latest = AttemptFactory(learner=anna, quiz=quiz, started_at=at, answers=answers)
        Attempt.objects.exclude(pk=latest.pk).first().practise_missed(now, random.Random(1))
        assert self.table(classroom.teacher) == [["Anna", "50%"]]

    def test_takes_a_round_that_ran_out_of_time_for_finished(self, classroom: Classroom) -> None:
        quiz = quiz_of(2, timed=True)
        classroom.quizzes.set([quiz])
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        AttemptFactory(learner=anna, quiz=quiz, started_at=timezone.now() - dt.timedelta(hours=1), answers=[True])
        assert self.table(classroom.teacher) == [["Anna", "50%"]]

    def test_leaves_out_what_the_student_did_elsewhere(self, classroom: Classroom) -> None:
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna").learner
        EnrolmentFactory(classroom=ClassroomFactory(), learner=anna, nickname="Anna elsewhere")
        AttemptFactory(learner=anna, answers=[True])
        assert self.table(classroom.teacher) == [["Anna"]]

    def test_says_what_to_do_while_nobody_has_joined(self, classroom: Classroom) -> None:
        text = client_signed_in(classroom.teacher).get("/classes/AB2CD3/").text
        assert "Nobody has joined yet." in text

    def test_costs_the_same_however_many_students_there_are(
        self, classroom: Classroom, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        quiz = quiz_of(2)
        classroom.quizzes.set([quiz])
        teacher = client_signed_in(classroom.teacher)
        for count in (1, 3):
            for enrolment in EnrolmentFactory.create_batch(count, classroom=classroom):
                AttemptFactory(learner=enrolment.learner, quiz=quiz, answers=[True])
            with django_assert_num_queries(6):  # session, user, class; quizzes, students, attempts
                teacher.get("/classes/AB2CD3/")


class TestClassPageOfAnybodyElse:
    @pytest.fixture
    def strangers(self, classroom: Classroom) -> Iterable[Client]:
        EnrolmentFactory(classroom=classroom, nickname="Anna")
        other_class = ClassroomFactory()
        return (
            Client(),
            client_of(LearnerFactory()),
            client_of(EnrolmentFactory(classroom=other_class).learner),
            client_signed_in(other_class.teacher),
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

    def test_is_for_those_who_are_in(self, classroom: Classroom) -> None:
        EnrolmentFactory(classroom=classroom)
        elsewhere = EnrolmentFactory().learner
        for stranger in (Client(), client_of(elsewhere), client_signed_in(classroom.teacher)):
            assert stranger.post("/classes/AB2CD3/leave/").status_code == 404
        assert Enrolment.objects.count() == 2


class TestMethods:
    def test_leaving_is_a_post(self, classroom: Classroom) -> None:
        browser = client_of(EnrolmentFactory(classroom=classroom).learner)
        assert browser.get("/classes/AB2CD3/leave/").status_code == 405

    def test_the_class_page_takes_no_post(self, classroom: Classroom) -> None:
        browser = client_of(EnrolmentFactory(classroom=classroom).learner)
        assert browser.post("/classes/AB2CD3/").status_code == 405
