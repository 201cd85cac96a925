"""Answers that a person grades: until then they wait, and what they are part of is provisional."""

import datetime as dt
import random

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from quizzes.items import Item
from quizzes.models import Attempt, Gradebook, NoQuestions, Response, Result
from tests.factories import (
    AssignedAttemptFactory,
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def essay(**fields):
    return QuestionFactory.of(Item("essay", "What is the Shanghai Spirit?"), **fields)


def quiz_of(essays=1, choices=1, **fields):
    questions = [essay() for _n in range(essays)] + [QuestionFactory() for _n in range(choices)]
    return QuizFactory(questions=questions, **fields)


def written(**fields):
    """An essay that was handed in, in an attempt of its own."""
    return AttemptFactory(quiz=quiz_of(choices=0), answers=[True], **fields).responses.get()


def scored(attempt):
    return Attempt.objects.with_score().get(pk=attempt.pk)


class TestWaiting:
    def test_begins_with_the_answer(self):
        response = written()
        assert response.needs_grading
        assert (response.fraction, response.mark) == (None, None)
        assert list(Response.objects.needing_grading()) == [response]

    def test_is_not_for_what_was_skipped(self):
        response = AttemptFactory(quiz=quiz_of(choices=0), answers=[None]).responses.get()
        assert not response.needs_grading
        assert (response.fraction, response.mark) == (0, 0)

    def test_leaves_the_answer_out_of_the_score_on_both_sides(self):
        attempt = AttemptFactory(quiz=quiz_of(pass_percent=50), answers=[True, True])
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert (result.score.mark, result.score.max_mark, result.waiting) == (1, 1, 1)
        assert result.has_passed is None

    def test_scores_nothing_of_nothing_where_all_waits(self):
        attempt = scored(written().attempt)
        assert (attempt.score.max_mark, attempt.score.percent, attempt.waiting) == (0, 0, 1)

    def test_is_no_reason_to_practise(self):
        attempt = AttemptFactory(quiz=quiz_of(), answers=[True, True])
        assert not Result.of(list(attempt.responses.all()), attempt.pass_percent).has_missed
        with pytest.raises(NoQuestions):
            attempt.practise_missed(NOW, random.Random(1))

    def test_shows_in_the_table_of_a_class(self):
        quiz = quiz_of()
        classroom = ClassroomFactory(quizzes=[quiz])
        enrolment = EnrolmentFactory(classroom=classroom)
        attempt = AssignedAttemptFactory(
            assignment=classroom.assignments.get(), enrolment=enrolment, answers=[True, False]
        )
        attempt.finish(NOW)
        (cell,) = Gradebook.of(classroom, NOW).rows[0].cells
        assert (len(cell.finished), cell.waiting, cell.earned.max_mark) == (1, 1, 1)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
    @given(
        answers=st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4), grades=st.lists(st.floats(0, 1))
    )
    def test_scores_alike_in_python_and_in_the_database(self, answers, grades):
        attempt = AttemptFactory(quiz=quiz_of(2, 2), answers=answers)
        user = UserFactory()
        for response, fraction in zip(attempt.responses.needing_grading(), grades, strict=False):
            response.grade_by_hand(fraction, user, NOW)
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert scored(attempt).score.mark == pytest.approx(result.score.mark)
        assert scored(attempt).score.max_mark == result.score.max_mark
        assert scored(attempt).waiting == result.waiting


class TestGradeByHand:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
    @given(fraction=st.floats(0, 1))
    def test_stores_fraction_mark_and_who_gave_it(self, fraction):
        response, user = written(), UserFactory()
        Response.objects.update(max_mark=4)
        response.refresh_from_db()
        assert response.grade_by_hand(fraction, user, NOW, "Well argued.")
        stored = Response.objects.get(pk=response.pk)
        assert (stored.fraction, stored.mark) == (fraction, fraction * 4)
        assert (stored.graded_by, stored.graded_at, stored.comment) == (user, NOW, "Well argued.")
        assert not stored.needs_grading

    def test_decides_whether_the_quiz_is_passed(self):
        attempt = AttemptFactory(quiz=quiz_of(pass_percent=50), answers=[True, True])
        attempt.responses.needing_grading().get().grade_by_hand(0.0, UserFactory(), NOW)
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert (result.has_passed, result.waiting, result.has_missed) == (True, 0, True)

    def test_may_be_done_again(self):
        response = written()
        assert response.grade_by_hand(0.5, UserFactory(), NOW)
        assert response.grade_by_hand(1.0, UserFactory(), NOW + dt.timedelta(minutes=1))
        assert Response.objects.get(pk=response.pk).fraction == 1

    def test_overwrites_nothing_that_somebody_else_stored_meanwhile(self):
        response = written()
        same = Response.objects.get(pk=response.pk)
        assert same.grade_by_hand(1.0, UserFactory(), NOW)
        assert not response.grade_by_hand(0.0, UserFactory(), NOW)
        assert Response.objects.get(pk=response.pk).fraction == 1

    def test_gives_way_to_a_question_that_was_dropped_meanwhile(self):
        response = written()
        Response.objects.update(dropped="full", mark=1.0)
        assert not response.grade_by_hand(0.0, UserFactory(), NOW)
        assert Response.objects.get(pk=response.pk).mark == 1

    def test_touches_nothing_that_was_graded_by_its_key_outside_a_class(self):
        response = AttemptFactory(answers=[False]).responses.get()
        assert not response.grade_by_hand(1.0, UserFactory(), NOW)

    def test_touches_nothing_that_is_still_open(self):
        response = AttemptFactory(quiz=quiz_of(choices=0)).responses.get()
        assert not response.grade_by_hand(1.0, UserFactory(), NOW)


class TestReadableBy:
    def readers(self, response):
        users = {name: UserFactory() for name in ("teacher", "other")} | {"superuser": UserFactory(superuser=True)}
        classroom = ClassroomFactory(teachers=[users["teacher"]])
        return users, classroom

    def test_is_the_teacher_of_whoever_wrote(self):
        response = written()
        users, classroom = self.readers(response)
        EnrolmentFactory(classroom=classroom, learner=response.attempt.learner)
        can = {name for name, user in users.items() if Response.objects.readable_by(user).exists()}
        assert can == {"teacher", "superuser"}

    def test_is_any_teacher_where_nobody_teaches_them(self):
        response = written()
        users, _classroom = self.readers(response)
        EnrolmentFactory(classroom=ClassroomFactory(teachers=[]), learner=response.attempt.learner)
        assert all(Response.objects.readable_by(user).exists() for user in users.values())

    def test_is_each_of_two_teachers(self):
        response = written()
        users, classroom = self.readers(response)
        for one in (classroom, ClassroomFactory(teachers=[users["other"]])):
            EnrolmentFactory(classroom=one, learner=response.attempt.learner)
        assert all(Response.objects.readable_by(user).count() == 1 for user in users.values())
