import datetime as dt
import random

import pytest
from django.db import IntegrityError

from quizzes.models import Question, Quiz
from tests.factories import QuestionFactory, QuizFactory, TopicFactory

pytestmark = pytest.mark.django_db


def picked(quiz, seed=1):
    return [question for question, _max_mark in quiz.pick(random.Random(seed))]


class TestPick:
    def test_takes_the_chosen_questions_in_their_order(self):
        questions = QuestionFactory.create_batch(3)
        quiz = QuizFactory(questions=questions[::-1])
        assert picked(quiz) == questions[::-1]

    def test_shuffles_them_where_the_quiz_says_so(self):
        questions = QuestionFactory.create_batch(6)
        quiz = QuizFactory(questions=questions, shuffle_questions=True)
        rounds = [picked(quiz, seed) for seed in range(5)]
        assert all(set(asked) == set(questions) for asked in rounds)
        assert len({tuple(question.pk for question in asked) for asked in rounds}) > 1

    def test_draws_from_its_topics_without_repeating_itself(self):
        topic = TopicFactory()
        questions = QuestionFactory.create_batch(5, topic=topic)
        QuestionFactory()
        quiz = QuizFactory(questions=[], draw=3)
        quiz.draw_topics.add(topic)
        for seed in range(5):
            asked = picked(quiz, seed)
            assert len(set(asked)) == 3
            assert set(asked) <= set(questions)

    def test_draws_what_there_is_where_it_asks_for_more(self):
        question = QuestionFactory()
        quiz = QuizFactory(questions=[], draw=3)
        quiz.draw_topics.add(question.topic)
        assert picked(quiz) == [question]

    @pytest.mark.parametrize("state", [Question.Status.DRAFT, Question.Status.RETIRED])
    def test_asks_published_questions_only(self, state):
        question = QuestionFactory(status=state)
        drawing = QuizFactory(questions=[], draw=1)
        drawing.draw_topics.add(question.topic)
        assert picked(drawing) == picked(QuizFactory(questions=[question])) == []


class TestQuiz:
    def test_tells_its_length_without_what_it_does_not_ask(self):
        QuizFactory(questions=[QuestionFactory(), QuestionFactory(), QuestionFactory(draft=True)])
        QuizFactory(questions=[], draw=7)
        assert sorted(quiz.length for quiz in Quiz.objects.with_length()) == [2, 7]

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"attempts_allowed": 0}, "at_least_one_attempt"),
            ({"draw": 0}, "draw_between_1_and_100"),
            ({"draw": 101}, "draw_between_1_and_100"),
            ({"time_limit": dt.timedelta(minutes=-5)}, "time_limit_between_10_seconds_and_a_week"),
            ({"time_limit": dt.timedelta(days=8)}, "time_limit_between_10_seconds_and_a_week"),
            ({"pass_percent": 101}, "pass_mark_at_most_100_percent"),
        ],
    )
    def test_has_no_rule_that_makes_no_sense(self, fields, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            QuizFactory(questions=[], **fields)

    def test_gives_no_negative_mark_for_a_question(self):
        with pytest.raises(IntegrityError, match="max_mark_not_negative"):
            QuizFactory().quizquestion_set.update(max_mark=-1)

    def test_asks_a_question_once(self):
        question = QuestionFactory()
        with pytest.raises(IntegrityError):
            QuizFactory(questions=[question, question])
