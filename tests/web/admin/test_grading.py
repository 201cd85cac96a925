"""The pages on which answers are graded by hand."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.items import Item
from quizzes.models import Response
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
    answer_to,
)
from tests.support.clients import client_of

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

    def test_shows_the_nickname_of_the_class_that_was_given_it(self, signed_in, teacher):
        learner = LearnerFactory()
        for name in ("Aardvark", "Zebra"):
            enrolment = EnrolmentFactory(classroom__teachers=[teacher], learner=learner, nickname=name)
        quiz = QuizFactory(questions=[QuestionFactory.of(Item("essay", "Why?"))])
        assignment = AssignmentFactory(classroom=enrolment.classroom, quiz=quiz)
        attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=[True])
        attempt.finish(timezone.now())
        url = reverse("admin:quizzes_response_grade", args=[attempt.responses.get().pk])
        page = signed_in.get(f"{url}?name")
        assertContains(page, "Zebra")
        assertNotContains(page, "Aardvark")

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

    def test_opens_nothing_that_was_graded_by_its_key_outside_a_class(self, signed_in):
        response = AttemptFactory(answers=[True]).responses.get()
        assert signed_in.get(address(response)).status_code == 404

    def test_shows_the_sentence_that_the_question_stands_on(self, signed_in, hand_in):
        assert "<mark>established in 2001</mark>" in signed_in.get(address(hand_in())).content.decode()


class TestRubric:
    @pytest.fixture
    def quiz(self):
        guidance = "Be kind.\n2: names trust\n1 – names benefit"
        return QuizFactory(questions=[QuestionFactory.of(Item("essay", "What is it?", params={"guidance": guidance}))])

    def test_asks_for_each_criterion_in_the_place_of_the_mark(self, signed_in, hand_in):
        page = signed_in.get(address(hand_in())).content.decode()
        assert 'name="criterion_1"' in page
        assert 'name="criterion_2"' in page
        assert 'name="mark"' not in page
        assert "names trust" in page

    def test_makes_the_mark_of_their_sum_and_tells_the_student(self, signed_in, hand_in):
        response = hand_in()
        grade(signed_in, response, criterion_1="1.5", criterion_2="0", comment="Good.")
        stored = Response.objects.get(pk=response.pk)
        assert stored.fraction == 0.5
        assert stored.comment == "names trust: 1.5 of 2\nnames benefit: 0 of 1\nGood."

    def test_is_filled_in_again_with_what_was_given(self, signed_in, hand_in):
        response = hand_in()
        grade(signed_in, response, criterion_1="1.5", criterion_2="0", comment="Good.")
        form = signed_in.get(address(response)).context["form"]
        assert [form[name].value() for name in ("criterion_1", "criterion_2", "comment")] == ["1.5", "0", "Good."]

    @pytest.mark.parametrize("points", ["", "-1", "2.1", "x"])
    def test_refuses_points_that_there_are_not(self, signed_in, hand_in, points):
        response = hand_in()
        reply = grade(signed_in, response, criterion_1=points, criterion_2="0")
        assert reply.status_code == 422
        assert "Give from 0 to 2 for each line." in reply.content.decode()
        assert Response.objects.get(pk=response.pk).needs_grading


class TestCorrecting:
    """What the key has graded, such as the evidence of an answer, and a teacher knows better."""

    @pytest.fixture
    def response(self, classroom):
        assignment = AssignmentFactory(classroom=classroom, quiz=QuizFactory(), review_when="each")
        return AssignedAttemptFactory(assignment=assignment, answers=[False]).responses.get()

    def test_needs_a_reason_and_is_told_to_the_student(self, signed_in, response, classroom):
        assert "Say why" in grade(signed_in, response, mark="1").content.decode()
        reply = grade(signed_in, response, mark="1", comment="Also true.")
        assert reply.headers["Location"] == f"/classes/{classroom.code}/marks/"
        stored = Response.objects.get(pk=response.pk)
        assert (stored.fraction, stored.mark, stored.comment) == (1, 1, "Also true.")
        result = client_of(stored.attempt.learner).get(reverse("attempt_result", args=[stored.attempt.uuid]))
        assert "Also true." in result.content.decode()

    def test_is_linked_from_the_marks_of_the_student(self, signed_in, response, classroom):
        attempt = response.attempt
        enrolment = classroom.enrolments.get(learner=attempt.learner)
        page = signed_in.get(reverse("gradebook_entry", args=[classroom.code, attempt.assignment_id, enrolment.pk]))
        assert address(response) in page.content.decode()

    def test_is_for_the_teachers_of_the_class(self, signed_in, response, classroom):
        classroom.teachers.set([UserFactory(is_staff=True)])
        assert signed_in.get(address(response)).status_code == 404

    def test_with_certainty_takes_the_scale_of_the_question(self, signed_in, classroom):
        assignment = AssignmentFactory(classroom=classroom, quiz=QuizFactory(), has_certainty=True)
        attempt = AssignedAttemptFactory(assignment=assignment)
        response = attempt.responses.get()
        response.save_choice(answer_to(response, False), attempt.started_at, certainty=3, page="p", number=1)
        attempt.finish(attempt.started_at)
        assert Response.objects.get().mark == -6
        assert "of 1" in signed_in.get(address(response)).content.decode()
        grade(signed_in, response, mark="1", comment="Also true.")
        assert Response.objects.get().mark == 3


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
