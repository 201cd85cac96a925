"""Any order of answers, pauses and ends, against the rules of an attempt in ten lines."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings, strategies as st

from quizzes.models import Attempt, Result
from quizzes.models.attempts.attempts import GRACE
from tests.factories import LearnerFactory, QuestionFactory, QuizFactory, answer_to

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
LENGTH = 3
answers = st.tuples(st.just("answer"), st.integers(1, LENGTH), st.sampled_from([True, False, None]))
pauses = st.tuples(st.just("wait"), st.integers(0, 400), st.none())
ends = st.tuples(st.just("finish"), st.none(), st.none())


class Rules:
    """What should be stored: the first answer to each question, in order, in time, before the end."""

    def __init__(self, deadline_at):
        self.deadline_at, self.finished_at, self.fractions = deadline_at, None, {}

    def answer(self, position, is_right, now):
        is_open = self.finished_at is None and now <= self.deadline_at + GRACE
        if not is_open or position != len(self.fractions) + 1:
            return False
        self.fractions[position] = 1 if is_right else 0
        if len(self.fractions) == LENGTH:
            self.finish(now)
        return True

    def finish(self, now):
        self.finished_at = self.finished_at or min(now, self.deadline_at)


class TestAttempt:
    @given(actions=st.lists(answers | answers | answers | pauses | ends, max_size=14))
    @settings(max_examples=40)
    def test_keeps_its_rules_whatever_happens(self, actions):
        quiz = QuizFactory(questions=QuestionFactory.create_batch(LENGTH), timed=True)
        attempt = Attempt.start(quiz, LearnerFactory(), NOW, random.Random(1))
        rules, now = Rules(attempt.deadline_at), NOW
        for action, value, is_right in actions:
            if action == "wait":
                now += dt.timedelta(seconds=value)
            elif action == "finish":
                Attempt.objects.get(pk=attempt.pk).finish(now)
                rules.finish(now)
            else:
                response = attempt.responses.select_related("attempt").get(position=value)
                assert response.lock(answer_to(response, is_right), now) == rules.answer(value, is_right, now)
            stored = attempt.responses.answered().values_list("position", "fraction")
            assert dict(stored) == rules.fractions
            assert Attempt.objects.get(pk=attempt.pk).finished_at == rules.finished_at
        score = Result.of(list(attempt.responses.all()), attempt.pass_percent).score
        assert (score.mark, score.max_mark) == (sum(rules.fractions.values()), LENGTH)
        assert Attempt.objects.with_score().get(pk=attempt.pk).score == score
