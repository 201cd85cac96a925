"""The pages on which answers are graded by hand."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from quizzes.items import Item
from quizzes.models import Response
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

LIST = "/admin/quizzes/response/"
PARAMS = {"guidance": "Secretguidance", "model_answer": "Secretmodel"}


def address(response):
    return reverse("admin:quizzes_response_grade", args=[response.pk])


@pytest.fixture
def quiz():
    item = Item("essay", "What is the Shanghai Spirit?", params=PARAMS)
    return QuizFactory(questions=[QuestionFactory.of(item)])


@pytest.fixture
def classroom(teacher, quiz):
    return ClassroomFactory(teachers=[teacher], quizzes=[quiz])


@pytest.fixture
def hand_in(quiz, classroom):
    def hand_in(nickname=None, text="Trust,\nand benefit."):
        learner = LearnerFactory()
        if nickname:
            EnrolmentFactory(classroom=classroom, learner=learner, nickname=nickname)
        response = AttemptFactory(quiz=quiz, learner=learner).responses.get()
        response.lock({"text": text}, response.attempt.started_at)
        return response

    return hand_in


def grade(client, response, **fields):
    return client.post(address(response), {"mark": "0.5", "comment": "", "seen": "", **fields})


class TestList:
    def test_counts_what_waits_by_question(self, signed_in, hand_in):
        hand_in("Amber Fox")
        hand_in().grade_by_hand(1.0, UserFactory(), hand_in().answered_at)
        page = signed_in.get(LIST).content.decode()
        assert re.search(r"Shanghai Spirit.*<td>2</td>\s*<td>1</td>", page, re.DOTALL)
        assert "Amber Fox" not in page

    def test_takes_two_queries_however_many_there_are(self, signed_in, hand_in, django_assert_num_queries):
        for rows in (1, 3):
            while Response.objects.count() < rows:
                hand_in()
            signed_in.get(LIST)
            with django_assert_num_queries(6):  # session, user, two of permissions, and two
                signed_in.get(LIST)

    def test_says_what_will_stand_here(self, signed_in):
        assert "Nothing is here yet" in signed_in.get(LIST).content.decode()

    def test_is_among_what_needs_the_teacher(self, signed_in, hand_in):
        hand_in()
        assert "1 answer to grade" in signed_in.get("/admin/").content.decode()


class TestPage:
    def test_shows_what_helps_to_grade_and_no_name(self, signed_in, hand_in):
        page = signed_in.get(address(hand_in("Amber Fox"))).content.decode()
        for text in ("Trust,\nand benefit.", *PARAMS.values()):
            assert text in page
        assert "Amber Fox" not in page

    def test_shows_the_nickname_on_demand(self, signed_in, hand_in):
        assert "Amber Fox" in signed_in.get(f"{address(hand_in('Amber Fox'))}?name").content.decode()

    def test_knows_no_name_of_another_class(self, signed_in, hand_in, teacher):
        response = hand_in("Amber Fox")
        other = ClassroomFactory(name="Theirs")
        EnrolmentFactory(classroom=other, learner=response.attempt.learner, nickname="Blue Heron")
        assert "Blue Heron" not in signed_in.get(f"{address(response)}?name").content.decode()

    def test_is_not_found_by_another_teacher(self, signed_in, hand_in, classroom):
        response = hand_in("Amber Fox")
        classroom.teachers.set([UserFactory(is_staff=True)])
        assert signed_in.get(address(response)).status_code == 404
        assert grade(signed_in, response).status_code == 404
        assert Response.objects.get(pk=response.pk).needs_grading

    def test_leads_to_the_ones_before_and_after(self, signed_in, hand_in):
        first, second, third = (hand_in() for _n in range(3))
        page = signed_in.get(address(second)).content.decode()
        assert f'href="{address(first)}" rel="prev"' in page
        assert f'href="{address(third)}" rel="next"' in page
        assert "Answer 2 of 3" in page

    def test_opens_nothing_that_was_graded_by_its_key(self, signed_in):
        response = AttemptFactory(answers=[True]).responses.get()
        assert signed_in.get(address(response)).status_code == 404


class TestGrading:
    def test_goes_on_to_the_next_that_waits(self, signed_in, hand_in, teacher):
        first, second = hand_in(), hand_in()
        assert grade(signed_in, first, comment="Good.").headers["Location"] == address(second)
        assert grade(signed_in, second).headers["Location"] == LIST
        stored = Response.objects.get(pk=first.pk)
        assert (stored.fraction, stored.graded_by, stored.comment) == (0.5, teacher, "Good.")

    def test_keeps_every_mark_in_the_log(self, signed_in, hand_in):
        response = hand_in()
        grade(signed_in, response)
        seen = Response.objects.get(pk=response.pk).graded_at.isoformat()
        grade(signed_in, response, mark="1", seen=seen)
        messages = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
        assert list(messages) == ["Graded: 0.5.", "Graded anew: 1, before 0.5."]

    @pytest.mark.parametrize("mark", ["", "abc", "-1", "1.01", "nan", "inf", "1e400"])
    def test_refuses_a_mark_that_there_is_not(self, signed_in, hand_in, mark):
        response = hand_in()
        reply = grade(signed_in, response, mark=mark)
        assert reply.status_code == 422
        assert "Give a mark from 0 to 1." in reply.content.decode()
        assert Response.objects.get(pk=response.pk).needs_grading

    def test_overwrites_nothing_that_was_not_seen(self, signed_in, hand_in):
        response = hand_in()
        grade(signed_in, response)
        reply = grade(signed_in, response, mark="0")
        assert reply.status_code == 409
        assert "meanwhile" in reply.content.decode()
        assert Response.objects.get(pk=response.pk).fraction == 0.5

    def test_takes_nothing_else_from_the_form(self, signed_in, hand_in, teacher):
        response = hand_in()
        grade(signed_in, response, fraction="1", max_mark="9", graded_by="1", answer="{}")
        stored = Response.objects.get(pk=response.pk)
        assert (stored.fraction, stored.max_mark, stored.graded_by) == (0.5, 1, teacher)
        assert stored.answer == response.answer
