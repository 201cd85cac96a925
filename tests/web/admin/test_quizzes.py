import datetime as dt

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from quizzes.models import Quiz
from tests.factories import QuestionFactory, QuizFactory, TopicFactory

from .posts import rows

LIST = reverse("admin:quizzes_quiz_changelist")
ADD = reverse("admin:quizzes_quiz_add")
FORM = {"title": "The summit", "slug": "the-summit", "feedback": "practice", "position": 1}


def change(quiz):
    return reverse("admin:quizzes_quiz_change", args=[quiz.pk])


class TestList:
    def test_takes_as_many_queries_for_three_quizzes_as_for_one(self, signed_in, django_assert_num_queries):
        signed_in.get(LIST)  # content types are remembered from here on
        QuizFactory(topic=TopicFactory())
        with django_assert_num_queries(8):
            signed_in.get(LIST)
        QuizFactory.create_batch(2, topic=TopicFactory())
        with django_assert_num_queries(8):
            assertContains(signed_in.get(LIST), "3 quizzes")


class TestQuestions:
    def test_are_put_in_the_order_of_their_numbers(self, signed_in):
        first, second, third = QuestionFactory.create_batch(3)
        questions = [
            {"place": place, "question": question.pk, "max_mark": 1}
            for place, question in (("", third), (2, second), (1, first))
        ]
        assert signed_in.post(ADD, FORM | rows("quizquestion_set", questions)).status_code == 302
        in_order = Quiz.objects.get().quizquestion_set.values_list("position", "question")
        assert list(in_order) == [(1, first.pk), (2, second.pk), (3, third.pk)]

    @pytest.mark.parametrize("key", ["abc", "-1", "9" * 30, "0"])
    def test_that_are_not_there_are_refused(self, signed_in, key):
        form = FORM | rows("quizquestion_set", [{"place": 1, "question": key, "max_mark": 1}])
        assertContains(signed_in.post(ADD, form), "errornote")
        assert not Quiz.objects.exists()


class TestDraw:
    def test_needs_topics(self, signed_in):
        form = FORM | {"draw": 5} | rows("quizquestion_set", [])
        assertContains(signed_in.post(ADD, form), "Choose the topics to draw from")


class TestTimeLimit:
    @pytest.mark.parametrize(
        ("typed", "minutes"), [("10", 10), (" 90 ", 90), ("10:30", 10.5), ("1:00:00", 60), ("00:10:00", 10)]
    )
    def test_is_in_minutes(self, signed_in, typed, minutes):
        signed_in.post(ADD, FORM | {"time_limit": typed} | rows("quizquestion_set", []))
        assert Quiz.objects.get().time_limit == dt.timedelta(minutes=minutes)

    @pytest.mark.parametrize("typed", ["ten", "10 min", "9" * 30])
    def test_that_cannot_be_read_is_refused(self, signed_in, typed):
        response = signed_in.post(ADD, FORM | {"time_limit": typed} | rows("quizquestion_set", []))
        assert response.context["adminform"].form.errors["time_limit"]
        assert not Quiz.objects.exists()


class TestLacks:
    def test_says_that_there_is_nothing_to_ask(self, signed_in):
        assertContains(signed_in.get(change(QuizFactory(questions=[]))), "fewer published questions than it asks for")

    def test_says_which_are_not_published(self, signed_in):
        quiz = QuizFactory(questions=[QuestionFactory(), QuestionFactory(draft=True)])
        assertContains(signed_in.get(change(quiz)), "1 of its questions is not published")

    def test_names_the_questions_that_give_each_other_away(self, signed_in):
        twins = QuestionFactory.create_batch(2, stem="In which year was the SCO established?")
        response = signed_in.get(change(QuizFactory(questions=twins)))
        for question in twins:
            url = reverse("admin:quizzes_question_change", args=[question.pk])
            assertContains(response, f'<a href="{url}">{question.stem}</a>')


class TestMeter:
    METER = reverse("admin:quizzes_quiz_meter")

    def chosen(self, *questions):
        return rows("quizquestion_set", [{"place": "", "question": q.pk, "max_mark": 1} for q in questions])

    def test_says_what_the_stored_quiz_lacks(self, signed_in):
        quiz = QuizFactory(questions=[QuestionFactory(explanation="")])
        assertContains(signed_in.get(change(quiz)), "1 questions have no explanation.")

    def test_follows_the_questions_on_the_page_and_stores_nothing(self, signed_in):
        silent, told = QuestionFactory(explanation=""), QuestionFactory(explanation="See paragraph 1.")
        quiz = QuizFactory(questions=[silent])
        url = reverse("admin:quizzes_quiz_meter_of", args=[quiz.pk])
        fine = signed_in.post(url, FORM | self.chosen(told)).content.decode()
        assert "have no explanation" not in fine
        assert "10 of 10 checks find nothing." in fine
        assert list(quiz.questions.all()) == [silent]

    def test_measures_a_quiz_that_was_never_saved(self, signed_in):
        twin = {"stem": "In which year was the organisation founded in Shanghai?", "explanation": "Paragraph 1."}
        twins = QuestionFactory(**twin), QuestionFactory(**twin)
        assertContains(signed_in.post(self.METER, FORM | self.chosen(*twins)), "nearly the same")
        assert not Quiz.objects.exists()

    def test_counts_drafts_among_the_questions(self, signed_in):
        assertContains(
            signed_in.post(self.METER, FORM | self.chosen(QuestionFactory(draft=True))), "nobody will be asked it"
        )

    @pytest.mark.parametrize("nonsense", [{}, {"quizquestion_set-TOTAL_FORMS": "x"}, {"draw": "3"}])
    def test_takes_nonsense_calmly(self, signed_in, nonsense):
        assert signed_in.post(self.METER, nonsense).status_code == 200
