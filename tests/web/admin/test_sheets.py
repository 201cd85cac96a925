import re
from collections import Counter

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from quizzes.items import TYPES
from tests.factories import QuestionFactory, QuizFactory

pytestmark = pytest.mark.django_db


def sheet(client, quiz, letter="A"):
    response = client.get(reverse("admin:quizzes_quiz_print", args=[quiz.pk]), {"sheet": letter})
    assert response.status_code == 200
    return response.content.decode()


def questions_of_every_type():
    return [QuestionFactory.of(item) for item_type in TYPES.values() for item in list(item_type.examples())[:1]]


class TestSheet:
    def test_is_the_same_each_time_and_has_another_order_under_another_letter(self, signed_in):
        quiz = QuizFactory(questions=QuestionFactory.create_batch(5))
        sheets = {letter: re.findall(r"option-text\">(\w+)", sheet(signed_in, quiz, letter)) for letter in "ABCD"}
        assert sheets["A"] == re.findall(r"option-text\">(\w+)", sheet(signed_in, quiz, "A"))
        assert len({tuple(order) for order in sheets.values()}) > 1

    def test_has_the_right_answers_behind_the_questions_only(self, signed_in):
        page = sheet(signed_in, QuizFactory(questions=[QuestionFactory(explanation="SENTINEL")]))
        questions, _break, key = page.partition('<section class="key"')
        assert "<strong>2001</strong>" in key
        assert "established in 2001" not in questions
        assert "SENTINEL" not in page

    def test_names_the_source_and_its_licence(self, signed_in):
        question = QuestionFactory()
        source = question.sentence.source
        source.licence = "Free to use with a link."
        source.save()
        questions = sheet(signed_in, QuizFactory(questions=[question])).partition('<section class="key"')[0]
        assert source.title in questions
        assert "Free to use with a link." in questions

    def test_holds_every_type_with_names_that_differ_from_question_to_question(self, signed_in):
        page = sheet(signed_in, QuizFactory(questions=questions_of_every_type()))
        ids = Counter(re.findall(r'\sid="([^"]+)"', page))
        assert [name for name, count in ids.items() if count > 1] == []
        named = {
            name
            for names in re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', page)
            for name in names.split()
        }
        assert named <= set(ids)

    def test_takes_a_letter_that_does_not_exist_for_the_first(self, signed_in):
        quiz = QuizFactory(questions=[QuestionFactory()])
        assertContains(signed_in.get(reverse("admin:quizzes_quiz_print", args=[quiz.pk]), {"sheet": "Z"}), "Sheet A")
