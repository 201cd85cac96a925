import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import Attempt, Regrade
from tests.clients import client_of
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
)

from .posts import messages_of

NAME = "Ruby Heron"


@pytest.fixture
def quiz(teacher):
    return QuizFactory(questions=QuestionFactory.create_batch(2))


@pytest.fixture
def question(quiz):
    return quiz.quizquestion_set.get(position=1).question


@pytest.fixture
def attempt(quiz, teacher):
    classroom = ClassroomFactory(teachers=[teacher])
    assignment = AssignmentFactory(classroom=classroom, quiz=quiz, final=True)
    enrolment = EnrolmentFactory(classroom=classroom, nickname=NAME)
    return AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=[False, True])


@pytest.fixture
def page(quiz, question):
    return reverse("admin:quizzes_quiz_drop", args=[quiz.pk, question.pk])


class TestQuizPage:
    def test_lists_what_was_answered_with_a_way_to_drop_it(self, signed_in, quiz, attempt, page):
        response = signed_in.get(reverse("admin:quizzes_quiz_change", args=[quiz.pk]))
        assert [row[1:] for row in response.context["asked"]] == [(1, False)] * 2
        assertContains(response, f'href="{page}"')

    def test_says_nothing_of_it_before_there_is_an_answer(self, signed_in, quiz):
        response = signed_in.get(reverse("admin:quizzes_quiz_change", args=[quiz.pk]))
        assertNotContains(response, "Answered so far")


class TestPreview:
    def test_shows_each_way_with_whose_marks_change(self, signed_in, attempt, page):
        response = signed_in.get(page)
        shown = [
            [(row.who, row.before.percent, row.after.percent) for row in rows]
            for _label, _tally, rows in response.context["ways"]
        ]
        assert shown == [[(NAME, 50, 100)], [(NAME, 50, 100)], []]
        assert Attempt.objects.with_score().get().score.percent == 50


class TestDropping:
    @pytest.mark.parametrize(
        ("kind", "says"), [("full", "everyone has the full mark"), ("nobody", "counts for nobody")]
    )
    def test_is_seen_by_the_student_and_by_the_class(self, signed_in, attempt, page, kind, says):
        response = signed_in.post(page, {"kind": kind, "reason": "Two are right."}, follow=True)
        assert "is dropped from this quiz." in messages_of(response)[0]
        assertContains(response, "Two are right.")
        result = client_of(attempt.learner).get(reverse("attempt_result", args=[attempt.uuid]))
        assertContains(result, says)
        assertContains(result, "100%")
        marks = reverse("gradebook", args=[attempt.assignment.classroom.code])
        assertContains(signed_in.get(marks), "100%")

    @pytest.mark.parametrize(
        "form", [{"kind": "full", "reason": ""}, {"kind": "", "reason": "x"}, {"kind": "key", "reason": "x"}]
    )
    def test_needs_a_way_and_a_reason(self, signed_in, attempt, page, form):
        assertContains(signed_in.post(page, form), "errorlist")
        assert not Regrade.objects.exists()

    def test_is_taken_back_on_the_same_page(self, signed_in, quiz, question, attempt, page):
        signed_in.post(page, {"kind": "nobody", "reason": "Two are right."})
        assertContains(signed_in.get(page), "Put back into the quiz")
        response = signed_in.post(page, {"reason": "It was fine."}, follow=True)
        assert "is back in this quiz." in messages_of(response)[0]
        assert [made.kind for made in response.context["history"]] == ["put_back", "nobody"]
        assert question in quiz.available()
        assert Attempt.objects.with_score().get().score.percent == 50

    def test_of_a_question_that_is_not_there_is_not_found(self, signed_in, quiz):
        for pk in (999, 9**30):
            assert signed_in.get(reverse("admin:quizzes_quiz_drop", args=[quiz.pk, pk])).status_code == 404
