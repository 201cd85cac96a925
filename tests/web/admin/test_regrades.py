import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import Question, Regrade, Response
from tests.factories import (
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import client_signed_in

from .posts import messages_of, question_form

NAME = "Ruby Heron"


def page(question):
    return reverse("admin:quizzes_question_regrade", args=[question.pk])


def change(question):
    return reverse("admin:quizzes_question_change", args=[question.pk])


def with_key(question, text):
    """The form of the question's page with this option as its key."""
    form = question_form(question)
    for number, option in enumerate(question.options.all()):
        form.pop(f"options-{number}-fraction", None)
        if option.text == text:
            form[f"options-{number}-fraction"] = "on"
    return form


def form_on(response):
    form = response.context["form"]
    return {"key": form["key"].value(), "versions": form["versions"].value(), "reason": "The article says 2006."}


@pytest.fixture
def attempt(teacher):
    """Of a student in the teacher's class, who chose what was right."""
    quiz = QuizFactory()
    attempt = AttemptFactory(quiz=quiz, answers=[True])
    EnrolmentFactory(classroom=ClassroomFactory(teachers=[teacher]), learner=attempt.learner, nickname=NAME)
    return attempt


@pytest.fixture
def question(attempt):
    return attempt.quiz.questions.get()


@pytest.fixture
def rekeyed(question):
    """The same with another key."""
    question.options.update(fraction=0)
    question.options.filter(text="2006").update(fraction=1)
    return question


class TestVersions:
    def test_are_listed_with_their_dates_and_their_answers(self, signed_in, question):
        AttemptFactory(quiz=question.quizzes.get())
        Question.objects.update(stem="In which year was the SCO set up?")
        AttemptFactory(quiz=question.quizzes.get(), answers=[True])
        response = signed_in.get(change(question))
        assert [(version.number, version.answers) for version in response.context["versions"]] == [(1, 1), (2, 1)]
        assertContains(response, "2 answers so far.")
        assertContains(response, "Rounds that were begun keep the version they saw")

    def test_are_not_spoken_of_before_there_is_an_answer(self, signed_in):
        question = QuestionFactory()
        AttemptFactory(quiz=QuizFactory(questions=[question]))
        assertNotContains(signed_in.get(change(question)), "Rounds that were begun keep the version they saw")


class TestOffer:
    def test_follows_a_change_of_the_key(self, signed_in, question):
        response = signed_in.post(change(question), with_key(question, "2006"), follow=True)
        assert f'<a href="{page(question)}">Regrade 1 answer …</a>' in " ".join(messages_of(response))

    def test_does_not_follow_any_other_change(self, signed_in, question):
        form = with_key(question, "2001") | {"explanation": "Another one."}
        response = signed_in.post(change(question), form, follow=True)
        assert not any("Regrade" in text for text in messages_of(response))


class TestPreview:
    def test_shows_whose_marks_change_and_changes_none(self, signed_in, rekeyed):
        response = signed_in.get(page(rekeyed))
        assertContains(response, "0 up, 1 down, 0 the same.")
        assertContains(response, f"<bdi>{NAME}</bdi>")
        assertContains(response, "100% → 0%")
        assert Response.objects.get().mark == 1

    def test_gives_no_name_to_who_is_in_no_class(self, signed_in, rekeyed, attempt):
        attempt.learner.enrolments.all().delete()
        assertContains(signed_in.get(page(rekeyed)), '<th scope="row">somebody</th>')

    def test_says_when_there_is_nothing_to_regrade(self, signed_in, question):
        assertContains(signed_in.get(page(question)), "Nothing to regrade")

    def test_says_what_cannot_be_regraded_and_why(self, signed_in, question):
        question.options.filter(text="2001").update(text="2002")
        response = signed_in.get(page(question))
        assertContains(response, "1 answer is left as it is. Other options were shown")

    def test_warns_of_other_words_and_does_not_choose_them(self, signed_in, rekeyed):
        Question.objects.update(stem="In which year was it not established?")
        response = signed_in.get(page(rekeyed))
        assertContains(response, "It was asked in other words")
        assert response.context["form"]["versions"].value() == []

    def test_takes_as_many_queries_for_many_answers_as_for_few(self, signed_in, rekeyed, django_assert_max_num_queries):
        signed_in.get(page(rekeyed))
        AttemptFactory.create_batch(3, quiz=rekeyed.quizzes.get())
        Response.objects.filter(answered_at=None)
        with django_assert_max_num_queries(15):
            signed_in.get(page(rekeyed))


class TestAnotherTeacher:
    """Who has a class of their own, in which somebody chose what was right as well."""

    KEPT = "1 answer in a class of another teacher keeps its mark; its teacher can regrade it as well."

    @pytest.fixture
    def theirs(self, question):
        attempt = AttemptFactory(quiz=question.quizzes.get(), answers=[True])
        EnrolmentFactory(classroom=ClassroomFactory(teachers=[TeacherFactory()]), learner=attempt.learner)
        return attempt

    @pytest.fixture
    def other(self, theirs):
        return client_signed_in(theirs.learner.enrolments.get().classroom.teachers.get())

    def test_sees_nothing_of_the_answers_in_the_class_but_their_count(self, other, rekeyed):
        response = other.get(page(rekeyed))
        assertContains(response, "0 up, 1 down, 0 the same.")
        assertContains(response, self.KEPT)
        assertNotContains(response, NAME)

    def test_changes_no_mark_in_the_class(self, other, rekeyed, attempt, theirs):
        response = other.post(page(rekeyed), form_on(other.get(page(rekeyed))), follow=True)
        assert messages_of(response) == ["1 answer is regraded."]
        assert [one.responses.get().mark for one in (attempt, theirs)] == [1, 0]
        assertContains(response, "Nothing to regrade in your classes.")
        assertContains(response, self.KEPT)

    def test_leaves_the_regrade_to_the_teacher_of_the_class(self, other, signed_in, rekeyed, attempt):
        other.post(page(rekeyed), form_on(other.get(page(rekeyed))))
        saved = signed_in.post(change(rekeyed), with_key(rekeyed, "2006"), follow=True)
        assert "Regrade 1 answer …" in " ".join(messages_of(saved))
        signed_in.post(page(rekeyed), form_on(signed_in.get(page(rekeyed))))
        assert attempt.responses.get().mark == 0
        for client in (other, signed_in):
            assertNotContains(client.get(page(rekeyed)), "another teacher")

    def test_is_told_on_saving_a_key_what_it_does_not_reach(self, rekeyed):
        nobody = client_signed_in(TeacherFactory())
        response = nobody.post(change(rekeyed), with_key(rekeyed, "2006"), follow=True)
        assert self.KEPT in messages_of(response)
        assert not any("Regrade" in text for text in messages_of(response))

    def test_of_all_classes_is_a_superuser(self, first_teacher, theirs, rekeyed):
        response = client_signed_in(first_teacher).get(page(rekeyed))
        assertContains(response, "0 up, 2 down, 0 the same.")
        assertNotContains(response, "another teacher")


class TestApplying:
    def test_changes_the_marks_and_is_kept_with_who_and_why(self, signed_in, teacher, rekeyed):
        response = signed_in.post(page(rekeyed), form_on(signed_in.get(page(rekeyed))), follow=True)
        assert messages_of(response) == ["1 answer is regraded."]
        assert Response.objects.get().mark == 0
        made = Regrade.objects.get()
        assert (made.made_by, made.reason) == (teacher, "The article says 2006.")
        assertContains(response, "The article says 2006.")
        assertContains(response, "1 answer: 0 up, 1 down.")

    def test_shows_the_learner_the_new_key(self, signed_in, rekeyed, attempt):
        signed_in.post(page(rekeyed), form_on(signed_in.get(page(rekeyed))))
        review = attempt.responses.get().frozen
        assert review.type.right_answer(review.item) == "2006"

    def test_needs_a_reason(self, signed_in, rekeyed):
        form = form_on(signed_in.get(page(rekeyed))) | {"reason": " "}
        assertContains(signed_in.post(page(rekeyed), form), "Say why the marks are changed.")
        assert Response.objects.get().mark == 1

    def test_needs_a_version(self, signed_in, rekeyed):
        form = form_on(signed_in.get(page(rekeyed))) | {"versions": []}
        assertContains(signed_in.post(page(rekeyed), form), "Choose at least one version.")

    def test_is_asked_for_again_when_the_key_changed_meanwhile(self, signed_in, rekeyed):
        form = form_on(signed_in.get(page(rekeyed)))
        rekeyed.options.update(fraction=0)
        rekeyed.options.filter(text="1998").update(fraction=1)
        again = signed_in.post(page(rekeyed), form)
        assertContains(again, "The question has changed since this page was opened.")
        assert Response.objects.get().mark == 1
        assert signed_in.post(page(rekeyed), form_on(again)).status_code == 302
        assert Response.objects.get().mark == 0

    @pytest.mark.parametrize("versions", [["x"], ["999"], ["9" * 30]])
    def test_refuses_versions_that_are_not_there(self, signed_in, rekeyed, versions):
        form = form_on(signed_in.get(page(rekeyed))) | {"versions": versions}
        assert signed_in.post(page(rekeyed), form).status_code == 200
        assert Response.objects.get().mark == 1
