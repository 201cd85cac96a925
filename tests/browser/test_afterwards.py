"""What a teacher does after questions were answered, and when a source changes."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Question, Response
from tests.factories import (
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
)

from .accessibility import assert_accessible_in_both_schemes


@pytest.fixture
def quiz(teacher):
    quiz = QuizFactory(title="The summit", questions=QuestionFactory.create_batch(2))
    classroom = ClassroomFactory(teachers=[teacher], quizzes=[quiz])
    for name, answers in (("Ruby Heron", [True, True]), ("Blue Fox", [False, True]), ("Olive Crane", [None, False])):
        attempt = AttemptFactory(quiz=quiz, answers=answers)
        EnrolmentFactory(classroom=classroom, learner=attempt.learner, nickname=name)
    return quiz


class TestAfterwards:
    def test_a_key_is_changed_and_the_answers_are_regraded(self, signed_in, quiz, complaints):
        page, question = signed_in, quiz.questions.first()
        page.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
        expect(page.get_by_text("3 answers so far.")).to_be_visible()
        question.options.update(fraction=0)
        question.options.filter(text="1998").update(fraction=1)
        page.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
        page.get_by_role("button", name="Save and continue editing").click()
        page.get_by_role("link", name="Regrade 3 answers").click()
        expect(page.get_by_role("rowheader")).to_have_text(["Ruby Heron", "Blue Fox"])
        assert complaints == []
        assert_accessible_in_both_schemes(page)
        page.get_by_label("Why").fill("The article says 1998.")
        page.get_by_role("button", name="Regrade").click()
        expect(page.get_by_text("3 answers are regraded.")).to_be_visible()
        expect(page.get_by_role("region", name="What was done so far")).to_contain_text("The article says 1998.")
        assert_accessible_in_both_schemes(page)

    def test_a_question_is_dropped_and_put_back(self, signed_in, quiz, complaints):
        page, question = signed_in, quiz.questions.first()
        page.goto(reverse("admin:quizzes_quiz_change", args=[quiz.pk]))
        assert_accessible_in_both_schemes(page)
        complaints.clear()  # axe itself asks for a style that the policy refuses
        page.get_by_role("link", name=f"Drop … {question}").click()
        page.get_by_text("Everyone gets the full mark for it: 2 answers change").click()
        assert complaints == []
        assert_accessible_in_both_schemes(page)
        page.get_by_label("Everyone gets the full mark for it").check()
        page.get_by_label("Why").fill("Two are right.")
        page.get_by_role("button", name="Drop from the quiz").click()
        expect(page.get_by_text("is dropped from this quiz")).to_be_visible()
        assert set(Response.objects.filter(position=1).values_list("mark", flat=True)) == {1}
        assert_accessible_in_both_schemes(page)
        page.get_by_label("Why").fill("It was fine.")
        page.get_by_role("button", name="Put back into the quiz").click()
        expect(page.get_by_role("listitem").filter(has_text="Put back")).to_be_visible()

    def test_a_text_is_changed_and_what_stood_on_it_confirmed(self, signed_in, quiz, complaints):
        page, question = signed_in, quiz.questions.first()
        source = question.sentence.source
        FactFactory(sentence=question.sentence)
        page.goto(reverse("admin:quizzes_source_change", args=[source.pk]))
        page.get_by_label("Text:").fill(source.text.replace("in 2001", "in the year 2001"))
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
        assert complaints == []
        assert_accessible_in_both_schemes(page)
        page.get_by_label("Save this text, and leave these out").check()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
        page.goto(reverse("admin:index"))
        page.get_by_role("link", name="2 to confirm").click()
        holds = page.get_by_role("button", name="It still holds")
        expect(holds).to_have_count(2)
        assert_accessible_in_both_schemes(page)
        holds.first.click()
        expect(holds).to_have_count(1)
        holds.click()
        expect(page.get_by_text("Nothing is waiting")).to_be_visible()
        assert Question.objects.published().count() == 2
