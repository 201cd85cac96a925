import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import Attempt, Regrade
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import client_of, client_signed_in

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
        response = signed_in.post(page, {"reason": "It was fine.", "back": ""}, follow=True)
        assert "is back in this quiz." in messages_of(response)[0]
        assert [made.kind for made in response.context["history"]] == ["put_back", "nobody"]
        assert question in quiz.available()
        assert Attempt.objects.with_score().get().score.percent == 50

    def test_is_not_undone_by_a_second_click(self, signed_in, attempt, page):
        for _click in range(2):
            response = signed_in.post(page, {"kind": "full", "reason": "Two are right."}, follow=True)
        assert messages_of(response) == ["This was done already. Here is how it stands now."]
        assert [made.kind for made in response.context["history"]] == ["full"]

    def test_of_a_question_that_is_not_there_is_not_found(self, signed_in, quiz):
        for pk in (999, 9**30):
            url = reverse("admin:quizzes_quiz_drop", args=[quiz.pk, 1]).replace("/drop/1/", f"/drop/{pk}/")
            assert signed_in.get(url).status_code == 404


class TestAnotherTeacher:
    @pytest.fixture
    def theirs(self, quiz):
        assignment = AssignmentFactory(classroom=ClassroomFactory(teachers=[TeacherFactory()]), quiz=quiz, final=True)
        return AssignedAttemptFactory(assignment=assignment, answers=[False, True])

    @pytest.fixture
    def other(self, theirs):
        return client_signed_in(theirs.assignment.classroom.teachers.get())

    def percents_of(self, *attempts):
        scored = Attempt.objects.with_score().in_bulk([attempt.pk for attempt in attempts])
        return [scored[attempt.pk].score.percent for attempt in attempts]

    def test_sees_nothing_of_the_answers_in_the_class_but_their_count(self, other, attempt, page):
        response = other.get(page)
        assertContains(
            response, "1 answer in a class of another teacher keeps its mark; its teacher can drop it as well."
        )
        assertNotContains(response, NAME)

    def test_changes_no_mark_in_the_class_whose_teacher_can_do_the_same(self, other, signed_in, attempt, theirs, page):
        other.post(page, {"kind": "full", "reason": "Two are right."})
        assert self.percents_of(attempt, theirs) == [50, 100]
        response = signed_in.get(page)
        assertContains(response, "1 answer that you can drop still counts as it did.")
        assertNotContains(response, "Every answer keeps its mark")
        signed_in.post(page, {"kind": "full", "reason": "I think so too."})
        assert self.percents_of(attempt, theirs) == [100, 100]

    def test_puts_back_for_the_own_class_alone(self, other, signed_in, attempt, theirs, page):
        for client in (other, signed_in):
            client.post(page, {"kind": "full", "reason": "Two are right."})
        assertContains(other.get(page), "1 answer in a class of another teacher stays dropped")
        other.post(page, {"reason": "It was fine.", "back": ""})
        assert self.percents_of(attempt, theirs) == [100, 50]
        assertContains(signed_in.get(page), "1 answer is still dropped.")
        signed_in.post(page, {"reason": "I think so too.", "back": ""})
        assert self.percents_of(attempt, theirs) == [50, 50]
