import datetime as dt
import random
from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from quizzes.items import BadResponse, Form, Option
from quizzes.models import Attempt, LimitReached, NoQuestions, Question, Result
from quizzes.models.attempts.responses import GRACE
from tests.factories import (
    AttemptFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    TopicFactory,
    answer_to,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
MILLISECOND = dt.timedelta(milliseconds=1)


def quiz_of(length, **fields):
    return QuizFactory(questions=QuestionFactory.create_batch(length), **fields)


def start(quiz, now=NOW, learner=None, seed=1):
    return Attempt.start(quiz, learner or LearnerFactory(), now, random.Random(seed))


def response_to(attempt, position):
    return attempt.responses.select_related("attempt").get(position=position)


def answer(attempt, position, *, is_right=True, now=NOW):
    response = response_to(attempt, position)
    return response.lock(answer_to(response, is_right), now)


def stored(attempt):
    return list(attempt.responses.values_list("position", "answer", "fraction", "answered_at"))


class TestStart:
    def test_stores_a_response_for_each_question_in_order(self):
        quiz = quiz_of(3)
        attempt = start(quiz)
        assert attempt.length == 3
        assert attempt.started_at == NOW
        assert [r.version.question for r in attempt.responses.all()] == list(quiz.questions.order_by("pk"))
        assert stored(attempt) == [(n, None, None, None) for n in (1, 2, 3)]

    def test_holds_back_a_paragraph_while_a_later_question_stands_on_it(self):
        first, other = QuestionFactory(), QuestionFactory()
        last = QuestionFactory(sentence=first.sentence, quote=first.quote)
        attempt = start(QuizFactory(questions=[first, other, last]))
        held_back = [response_to(attempt, n).review()["holds_back_paragraph"] for n in (1, 2, 3)]
        assert held_back == [True, False, False]

    def test_shows_every_paragraph_when_the_round_is_over(self):
        first = QuestionFactory()
        quiz = QuizFactory(questions=[first, QuestionFactory(sentence=first.sentence, quote=first.quote)])
        attempt = start(quiz)
        attempt.finish(NOW)
        assert [r.review()["holds_back_paragraph"] for r in attempt.responses.select_related("attempt")] == [False] * 2

    def test_copies_what_a_teacher_may_still_change(self):
        attempt = start(quiz_of(1, test=True, pass_percent=60))
        assert (attempt.title, attempt.has_feedback_at_once, attempt.pass_percent) == (attempt.quiz.title, False, 60)

    def test_carries_the_marks_of_the_quiz(self):
        quiz = QuizFactory(questions=[])
        QuizQuestionFactory(quiz=quiz, position=1, max_mark=2.5)
        QuizQuestionFactory(quiz=quiz, position=2)
        assert list(start(quiz).responses.values_list("max_mark", flat=True)) == [2.5, 1]

    def test_sets_the_deadline_by_its_own_clock(self):
        assert start(quiz_of(1, timed=True)).deadline_at == NOW + dt.timedelta(minutes=10)
        assert start(quiz_of(1)).deadline_at is None

    def test_leaves_out_what_is_not_published(self):
        questions = [QuestionFactory(draft=True), QuestionFactory(), QuestionFactory(retired=True)]
        attempt = start(QuizFactory(questions=questions))
        assert [r.version.question for r in attempt.responses.all()] == [questions[1]]

    def test_refuses_a_quiz_without_questions(self):
        with pytest.raises(NoQuestions):
            start(QuizFactory(questions=[QuestionFactory(draft=True)]))
        assert not Attempt.objects.exists()

    def test_refuses_more_attempts_than_the_quiz_allows(self):
        quiz, learner = quiz_of(1, attempts_allowed=2), LearnerFactory()
        start(quiz, learner=learner).finish(NOW)
        start(quiz, learner=learner).finish(NOW)
        with pytest.raises(LimitReached):
            start(quiz, learner=learner)
        assert Attempt.objects.count() == 2

    def test_goes_on_with_the_round_that_is_running(self):
        quiz, learner = quiz_of(1, attempts_allowed=2, timed=True), LearnerFactory()
        first = start(quiz, learner=learner)
        assert start(quiz, learner=learner) == first
        assert start(quiz, learner=learner, now=NOW + dt.timedelta(hours=1)) != first

    def test_counts_neither_other_people_nor_other_quizzes_nor_practice_of_what_was_missed(self):
        quiz, learner = quiz_of(1, attempts_allowed=2), LearnerFactory()
        start(quiz)
        start(quiz_of(1, once=True), learner=learner)
        AttemptFactory(quiz=quiz, learner=learner, answers=[False]).practise_missed(NOW, random.Random(1))
        assert start(quiz, learner=learner)

    def test_gives_the_right_option_every_place_alike(self):
        """The right option is written first, as authors and generators do; over 1,000 responses χ² has p > 0.01."""
        options = (Option("right", 1.0), Option("a"), Option("b"), Option("c"))
        quiz = QuizFactory(questions=[QuestionFactory(options=options) for _n in range(25)])
        places = Counter(
            response.variant["order"].index(0)
            for seed in range(40)
            for response in start(quiz, seed=seed).responses.all()
        )
        assert places.total() == 1000
        chi_squared = sum((places[place] - 250) ** 2 / 250 for place in range(4))
        assert chi_squared < 11.345  # three degrees of freedom


class TestLock:
    def test_stores_the_answer_its_fraction_and_its_time(self):
        attempt = start(quiz_of(2))
        assert answer(attempt, 1)
        assert stored(attempt) == [(1, {"chosen": [1]}, 1, NOW), (2, None, None, None)]

    def test_takes_a_skipped_question_as_no_answer(self):
        attempt = start(quiz_of(2))
        assert response_to(attempt, 1).lock(None, NOW)
        assert stored(attempt)[0] == (1, None, 0, NOW)

    def test_keeps_the_first_answer(self):
        attempt = start(quiz_of(1))
        assert answer(attempt, 1, is_right=False)
        assert not answer(attempt, 1, is_right=True, now=NOW + SECOND)
        assert stored(attempt) == [(1, {"chosen": [0]}, 0, NOW)]

    def test_refuses_a_question_before_its_turn(self):
        attempt = start(quiz_of(3))
        assert not answer(attempt, 2)
        answer(attempt, 1)
        assert not answer(attempt, 3)
        assert [row[3] for row in stored(attempt)] == [NOW, None, None]

    def test_refuses_a_finished_attempt(self):
        attempt = start(quiz_of(2))
        attempt.finish(NOW)
        assert not answer(attempt, 1, now=NOW + SECOND)
        assert stored(attempt)[0] == (1, None, None, None)

    @pytest.mark.parametrize(
        ("late", "is_stored"),
        [(-MILLISECOND, True), (dt.timedelta(0), True), (GRACE, True), (GRACE + MILLISECOND, False)],
    )
    def test_goes_by_the_deadline_and_a_grace_for_the_network(self, late, is_stored):
        attempt = start(quiz_of(2, timed=True))
        assert answer(attempt, 1, now=attempt.deadline_at + late) is is_stored
        assert attempt.is_over(attempt.deadline_at + late) is not is_stored
        assert (stored(attempt)[0][3] is not None) is is_stored

    def test_finishes_the_attempt_with_its_last_answer(self):
        attempt = start(quiz_of(2))
        answer(attempt, 1)
        answer(attempt, 2, now=NOW + SECOND)
        attempt.refresh_from_db()
        assert attempt.finished_at == NOW + SECOND
        assert attempt.duration == SECOND

    def test_leaves_other_attempts_alone(self):
        quiz = quiz_of(1)
        one, other = start(quiz), start(quiz)
        answer(one, 1)
        assert stored(other) == [(1, None, None, None)]

    def test_the_database_keeps_fractions_in_their_bounds(self):
        response = response_to(start(quiz_of(1)), 1)
        for fields in ({"fraction": 1.5, "mark": 1.5, "answered_at": NOW}, {"fraction": 1.0}, {"answered_at": NOW}):
            with pytest.raises(IntegrityError, match="answered_response_has_a_mark"), transaction.atomic():
                type(response).objects.filter(pk=response.pk).update(**fields)


class TestFinish:
    def test_changes_nothing_the_second_time(self):
        attempt = start(quiz_of(1))
        attempt.finish(NOW)
        attempt.finish(NOW + SECOND)
        Attempt.objects.get().finish(NOW + SECOND)
        assert Attempt.objects.get().finished_at == NOW

    def test_is_never_later_than_the_deadline(self):
        attempt = start(quiz_of(1, timed=True))
        attempt.finish(attempt.deadline_at + dt.timedelta(hours=1))
        assert attempt.finished_at == attempt.deadline_at

    def test_is_never_before_the_start(self):
        attempt = start(quiz_of(1))
        attempt.finish(NOW - dt.timedelta(hours=1))
        assert attempt.duration == dt.timedelta(0)

    def test_gives_unanswered_questions_nothing(self):
        attempt = start(quiz_of(4))
        answer(attempt, 1)
        attempt.finish(NOW)
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert (result.score.mark, result.score.max_mark, result.right, result.has_missed) == (1, 4, 1, True)


class TestResult:
    def test_adds_up_by_topic_and_over_all(self):
        trade, security = TopicFactory(name="Trade"), TopicFactory(name="Security")
        questions = [QuestionFactory(topic=topic) for topic in (trade, security, trade)]
        attempt = AttemptFactory(quiz=QuizFactory(questions=questions, pass_percent=60), answers=[True, False, True])
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert [(topic, score.mark, score.max_mark) for topic, score in result.by_topic] == [
            ("Trade", 2, 2),
            ("Security", 0, 1),
        ]
        assert result.has_passed

    def test_is_the_same_from_the_database(self):
        attempt = AttemptFactory(quiz=quiz_of(3), answers=[True, None, True])
        annotated = Attempt.objects.with_score().get()
        assert annotated.answered == 3
        assert annotated.score == Result.of(list(attempt.responses.all()), attempt.pass_percent).score


class TestPractiseMissed:
    def test_asks_again_just_what_was_missed(self):
        attempt = AttemptFactory(quiz=quiz_of(4, test=True, timed=True), answers=[True, False, None, True])
        again = attempt.practise_missed(NOW, random.Random(1))
        assert list(again.responses.values_list("version")) == list(
            attempt.responses.filter(position__in=(2, 3)).values_list("version")
        )
        assert (again.repeats, again.learner, again.has_feedback_at_once, again.deadline_at) == (
            attempt,
            attempt.learner,
            True,
            None,
        )

    def test_has_nothing_to_ask_after_a_perfect_round(self):
        with pytest.raises(NoQuestions):
            AttemptFactory(answers=[True]).practise_missed(NOW, random.Random(1))

    def test_gives_no_key_away_before_the_end(self):
        attempt = AttemptFactory(quiz=quiz_of(2, test=True), answers=[False])
        with pytest.raises(NoQuestions):
            attempt.practise_missed(NOW, random.Random(1))


class TestSnapshot:
    @pytest.fixture
    def attempt(self):
        question = QuestionFactory(
            stem="What was asked?", options=(Option("old right", 1.0), Option("old wrong")), explanation="Old reason."
        )
        return start(QuizFactory(questions=[question]))

    def edit(self, attempt):
        question = Question.objects.get()
        question.stem, question.explanation = "What is asked now?", "New reason."
        question.save()
        question.options.filter(text="old right").update(text="now wrong", fraction=0)
        question.options.filter(text="old wrong").update(text="now right", fraction=1)

    def test_keeps_the_question_as_it_was_when_the_attempt_started(self, attempt):
        self.edit(attempt)
        response = response_to(attempt, 1)
        assert response.present()["stem"] == "What was asked?"
        right = response.variant["order"].index(0) + 1
        assert response.lock(response.parse(Form({"answer": [str(right)]})), NOW)
        assert response.fraction == 1
        assert response.review()["right"] == "old right"
        assert response.review()["explanation"] == "Old reason."

    def test_asks_the_new_question_from_the_next_attempt_on(self, attempt):
        self.edit(attempt)
        response = response_to(start(attempt.quiz), 1)
        assert response.present()["stem"] == "What is asked now?"
        assert response.review()["right"] == "now right"

    def test_outlives_the_question_and_the_quiz(self, attempt):
        attempt.quiz.delete()
        Question.objects.get().delete()
        response = response_to(attempt, 1)
        assert answer(attempt, 1)
        assert response.review()["right"] == "old right"
        assert Attempt.objects.get().title == attempt.title

    def test_keeps_the_rules_of_the_round(self, attempt):
        attempt.quiz.feedback, attempt.quiz.time_limit = "test", dt.timedelta(minutes=1)
        attempt.quiz.save()
        attempt.refresh_from_db()
        assert attempt.has_feedback_at_once
        assert not attempt.is_over(NOW + dt.timedelta(days=1))

    def test_refuses_a_place_that_is_not_on_the_page(self, attempt):
        QuestionFactory(options=(Option("a", 1.0), Option("b"), Option("c")))
        with pytest.raises(BadResponse):
            response_to(attempt, 1).parse(Form({"answer": ["3"]}))
