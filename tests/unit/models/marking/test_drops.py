import datetime as dt
import random

import pytest

from quizzes.models import Attempt, Quiz, QuizQuestion, Regrade, Response, Result
from quizzes.models.marking.drops import AlreadyDone, DropState, drop, preview_drop, put_back
from quizzes.models.marking.regrades import Grounds
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
FULL, NOBODY, LEAVE = Regrade.Kind.FULL, Regrade.Kind.NOBODY, Regrade.Kind.LEAVE


@pytest.fixture
def grounds():
    return Grounds(UserFactory(), "Two answers are right.", NOW)


@pytest.fixture
def quiz():
    return QuizFactory(questions=QuestionFactory.create_batch(2))


@pytest.fixture
def bad(quiz):
    return quiz.quizquestion_set.get(position=1).question


def score_of(attempt):
    """By the sum in SQL and by the result page, which must agree."""
    attempt = Attempt.objects.with_score().get(pk=attempt.pk)
    result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
    assert attempt.score == result.score
    assert sum(score.mark for _topic, score in result.by_topic) == result.score.mark
    assert sum(score.max_mark for _topic, score in result.by_topic) == result.score.max_mark
    return result.score.mark, result.score.max_mark, result.right, result.counted


class TestFull:
    def test_gives_everyone_the_full_mark_whatever_they_answered(self, quiz, bad, grounds):
        attempts = [AttemptFactory(quiz=quiz, answers=[first, True]) for first in (True, False, None)]
        unanswered = AttemptFactory(quiz=quiz)
        unanswered.finish(NOW)
        drop(quiz, bad, FULL, grounds)
        assert [score_of(attempt) for attempt in attempts] == [(2, 2, 2, 2), (2, 2, 1, 2), (2, 2, 1, 2)]
        assert score_of(unanswered) == (1, 2, 0, 2)

    def test_still_says_how_right_the_answer_was(self, quiz, bad, grounds):
        AttemptFactory(quiz=quiz, answers=[False])
        drop(quiz, bad, FULL, grounds)
        response = Response.objects.get(position=1)
        assert (response.fraction, response.mark, response.is_right, response.is_missed) == (0, 1, False, False)

    def test_holds_for_what_is_answered_afterwards(self, quiz, bad, grounds):
        attempt = AttemptFactory(quiz=quiz)
        late = attempt.response_at(1)
        drop(quiz, bad, FULL, grounds)
        assert late.lock(None, attempt.started_at)
        stored = Response.objects.get(position=1)
        assert (stored.fraction, stored.mark) == (0, 1)


class TestNobody:
    def test_takes_the_question_out_of_the_total(self, quiz, bad, grounds):
        attempts = [AttemptFactory(quiz=quiz, answers=[first, True]) for first in (True, False)]
        drop(quiz, bad, NOBODY, grounds)
        assert [score_of(attempt) for attempt in attempts] == [(1, 1, 1, 1), (1, 1, 1, 1)]

    def test_holds_for_what_is_answered_afterwards(self, quiz, bad, grounds):
        attempt = AttemptFactory(quiz=quiz)
        late = attempt.response_at(1)
        drop(quiz, bad, NOBODY, grounds)
        assert late.lock({"chosen": [1]}, attempt.started_at)
        assert score_of(attempt) == (0, 1, 0, 1)

    def test_leaves_no_empty_topic_and_no_division_by_nothing(self, grounds):
        quiz = QuizFactory()
        attempt = AttemptFactory(quiz=quiz, answers=[True])
        drop(quiz, quiz.questions.get(), NOBODY, grounds)
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert (result.by_topic, result.score.percent) == ([], 0)


class TestLeave:
    def test_changes_no_mark(self, quiz, bad, grounds):
        attempt = AttemptFactory(quiz=quiz, answers=[False, True])
        made = drop(quiz, bad, LEAVE, grounds)
        assert score_of(attempt) == (1, 2, 1, 2)
        assert not made.changes.exists()


@pytest.mark.parametrize("kind", [FULL, NOBODY, LEAVE])
class TestAnyDrop:
    def test_asks_the_question_no_more_in_this_quiz(self, quiz, bad, grounds, kind):
        other = QuizFactory(questions=[bad])
        drop(quiz, bad, kind, grounds)
        assert Attempt.start(quiz, LearnerFactory(), NOW, random.Random(1)).length == 1
        assert Attempt.start(other, LearnerFactory(), NOW, random.Random(1)).length == 1
        assert {q.slug: q.length for q in Quiz.objects.with_length()} == {quiz.slug: 1, other.slug: 1}

    def test_leaves_other_quizzes_and_other_questions_alone(self, quiz, bad, grounds, kind):
        other = AttemptFactory(quiz=QuizFactory(questions=[bad]), answers=[False])
        mine = AttemptFactory(quiz=quiz, answers=[True, False])
        drop(quiz, bad, kind, grounds)
        assert score_of(other) == (0, 1, 0, 1)
        assert mine.responses.get(position=2).dropped == ""

    def test_keeps_who_when_and_why(self, quiz, bad, grounds, kind):
        made = drop(quiz, bad, kind, grounds)
        assert (made.quiz, made.question, made.kind) == (quiz, bad, kind)
        assert (made.made_by, made.reason, made.made_at) == (grounds.user, grounds.reason, NOW)

    def test_happens_once(self, quiz, bad, grounds, kind):
        drop(quiz, bad, kind, grounds)
        with pytest.raises(AlreadyDone):
            drop(quiz, bad, kind, grounds)
        assert Regrade.objects.count() == 1

    def test_does_what_its_preview_says(self, quiz, bad, grounds, kind):
        AttemptFactory(quiz=quiz, answers=[False])
        changes = preview_drop(quiz, bad, kind, grounds.user).changes
        drop(quiz, bad, kind, grounds)
        stored = Response.objects.filter(pk__in=[change.response.pk for change in changes])
        assert [(c.mark, c.max_mark) for c in changes] == list(stored.values_list("mark", "max_mark"))

    def test_can_be_taken_back(self, quiz, bad, grounds, kind):
        quiz.quizquestion_set.filter(question=bad).update(max_mark=3)
        attempt, later = AttemptFactory(quiz=quiz, answers=[True, True]), AttemptFactory(quiz=quiz)
        drop(quiz, bad, kind, grounds)
        response = later.response_at(1)
        response.lock(response.frozen.type.right_response(response.frozen.item), later.started_at)
        put_back(quiz, bad, grounds)
        assert [score_of(one)[:2] for one in (attempt, later)] == [(4, 4), (3, 4)]
        assert bad in quiz.available()
        with pytest.raises(AlreadyDone):
            put_back(quiz, bad, grounds)


class TestReach:
    """Of two teachers of one quiz, each with a class; the third round is of somebody in no class."""

    @pytest.fixture
    def rounds(self, quiz):
        classrooms = ClassroomFactory.create_batch(2)
        given = [
            AssignedAttemptFactory(
                assignment=AssignmentFactory(classroom=one, quiz=quiz, final=True), answers=[False, True]
            )
            for one in classrooms
        ]
        return [*given, AttemptFactory(quiz=quiz, answers=[False, True])]

    @pytest.fixture
    def teachers(self, rounds):
        return [attempt.assignment.classroom.teachers.get() for attempt in rounds[:2]]

    def do(self, verb, quiz, bad, user, *kind):
        return verb(quiz, bad, *kind, Grounds(user, "Two answers are right.", NOW))

    def scores_of(self, rounds):
        return [score_of(attempt)[:2] for attempt in rounds]

    def test_is_the_own_classes_and_whoever_is_in_none(self, quiz, bad, rounds, teachers):
        assert len(preview_drop(quiz, bad, FULL, teachers[0]).changes) == 2
        assert self.do(drop, quiz, bad, teachers[0], FULL).changes.count() == 2
        assert self.scores_of(rounds) == [(2, 2), (1, 2), (2, 2)]

    def test_covers_what_students_of_the_class_did_by_themselves(self, quiz, bad, rounds, teachers):
        learner = EnrolmentFactory(classroom=rounds[1].assignment.classroom).learner
        alone = AttemptFactory(quiz=quiz, learner=learner, answers=[False, True])
        self.do(drop, quiz, bad, teachers[0], FULL)
        assert score_of(alone)[:2] == (1, 2)
        self.do(drop, quiz, bad, teachers[1], FULL)
        assert score_of(alone)[:2] == (2, 2)

    def test_of_a_superuser_is_everybody(self, quiz, bad, rounds):
        self.do(drop, quiz, bad, UserFactory(superuser=True), FULL)
        assert self.scores_of(rounds) == [(2, 2)] * 3

    def test_takes_the_question_out_of_the_quiz_for_everybody(self, quiz, bad, rounds, teachers):
        self.do(drop, quiz, bad, teachers[0], FULL)
        later = AssignedAttemptFactory(assignment=rounds[1].assignment)
        assert later.length == 1

    def test_leaves_each_teacher_the_choice_for_their_own(self, quiz, bad, rounds, teachers):
        self.do(drop, quiz, bad, teachers[0], FULL)
        assert DropState.of(quiz, bad, teachers[1]).can_be_dropped
        self.do(drop, quiz, bad, teachers[1], NOBODY)
        assert self.scores_of(rounds) == [(2, 2), (1, 1), (2, 2)]
        with pytest.raises(AlreadyDone):
            self.do(drop, quiz, bad, teachers[1], FULL)

    def test_counts_what_it_leaves_to_others(self, quiz, bad, rounds, teachers):
        AssignedAttemptFactory(assignment=rounds[1].assignment)  # which has no answer yet
        stands = [DropState.of(quiz, bad, user) for user in (teachers[0], UserFactory(superuser=True))]
        assert [(one.counting, one.counting_elsewhere) for one in stands] == [(2, 1), (4, 0)]
        self.do(drop, quiz, bad, teachers[0], FULL)
        assert DropState.of(quiz, bad, teachers[0]) == DropState(False, 0, 2, 1, 0)
        assert DropState.of(quiz, bad, teachers[1]) == DropState(False, 2, 1, 0, 1)

    def test_is_the_same_for_putting_back(self, quiz, bad, rounds, teachers):
        for teacher in teachers:
            self.do(drop, quiz, bad, teacher, NOBODY)
        self.do(put_back, quiz, bad, teachers[0])
        assert self.scores_of(rounds) == [(1, 2), (1, 1), (1, 2)]
        assert bad in quiz.available()
        assert DropState.of(quiz, bad, teachers[1]).can_be_put_back
        self.do(put_back, quiz, bad, teachers[1])
        assert self.scores_of(rounds) == [(1, 2)] * 3
        with pytest.raises(AlreadyDone):
            self.do(put_back, quiz, bad, teachers[1])


class TestDraw:
    def test_no_longer_draws_what_was_dropped(self, grounds):
        topic = TopicFactory()
        bad, good = QuestionFactory.create_batch(2, topic=topic)
        quiz = QuizFactory(questions=[], draw=2)
        quiz.draw_topics.add(topic)
        attempt = AttemptFactory(quiz=quiz, answers=[True, True])
        drop(quiz, bad, NOBODY, grounds)
        assert list(quiz.available()) == [good]
        assert score_of(attempt) == (1, 1, 1, 1)
        put_back(quiz, bad, grounds)
        assert set(quiz.available()) == {bad, good}
        assert not QuizQuestion.objects.exists()
