import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.asserts import assertContains

from quizzes import items
from quizzes.models import Attempt, Classroom, Enrolment, Question, Response
from quizzes.simulated_students import NICKNAMES, PERIOD
from tests.factories import ClassroomFactory, QuestionFactory, QuizFactory, UserFactory
from tests.support.clients import client_signed_in

pytestmark = pytest.mark.django_db


def question_of_each_type() -> list[Question]:
    return [QuestionFactory.of(example) for item_type in items.TYPES.values() for example in item_type.examples()]


def demo(**options: int) -> str:
    said = io.StringIO()
    call_command("demo", stdout=said, **options)
    return said.getvalue()


class TestDemo:
    def test_makes_a_class_whose_pages_have_something_to_show(self) -> None:
        QuizFactory(questions=question_of_each_type())
        teacher = UserFactory(is_staff=True)
        said = demo(students=30)
        classroom = Classroom.objects.get()
        assert classroom.teachers.get() == teacher
        assert f"http://127.0.0.1:8000/classes/{classroom.code}/" in said
        assert f"http://127.0.0.1:8000/join/{classroom.code}/" in said
        assert classroom.enrolments.count() == 30
        signed_in = client_signed_in(teacher)
        assertContains(signed_in.get(f"/classes/{classroom.code}/"), "30 students.")
        marks = signed_in.get(f"/classes/{classroom.code}/marks/").text
        for words in ("not begun", "%", " of "):
            assert words in marks

    def test_stores_as_many_responses_beside_the_class_as_asked(self) -> None:
        QuizFactory(questions=QuestionFactory.create_batch(3))
        said = demo(students=5, responses=100)
        others = Response.objects.filter(attempt__assignment=None)
        assert others.count() >= 100
        assert f"{others.count()} responses of others" in said
        assert Enrolment.objects.count() == 5

    def test_has_students_who_differ_and_questions_that_are_skipped_or_left_open(self) -> None:
        questions = question_of_each_type()
        QuizFactory(questions=questions)
        demo(students=100)
        percents = {attempt.score.percent for attempt in Attempt.objects.finished().with_score()}
        assert len(percents) > 5
        assert Attempt.objects.open().exists()
        assert Response.objects.answered().filter(answer__isnull=True).exists()
        for question in questions:
            fractions = (
                Response.objects.answered().filter(version__question=question).values_list("fraction", flat=True)
            )
            if question.type.graded_by_hand:
                assert set(fractions) == {None, 0.0}  # waits, or was skipped
            else:
                assert 0 < sum(fractions) < len(fractions)

    def test_puts_everything_into_the_last_two_weeks(self) -> None:
        QuizFactory(questions=question_of_each_type())
        before = timezone.now()
        demo(students=10)
        times = [*Response.objects.answered().values_list("answered_at", flat=True)]
        times += Attempt.objects.finished().values_list("finished_at", flat=True)
        times += Enrolment.objects.values_list("joined_at", flat=True)
        assert all(before - PERIOD <= at <= timezone.now() for at in times)
        assert len({at.date() for at in times}) > 3

    def test_keeps_to_the_time_limit_of_a_quiz(self) -> None:
        QuizFactory(questions=QuestionFactory.create_batch(40), timed=True)
        demo(students=10)
        finished = list(Attempt.objects.finished())
        assert finished
        assert all(attempt.finished_at <= attempt.deadline_at for attempt in finished)

    def test_the_same_seed_gives_the_same_answers(self) -> None:
        QuizFactory(questions=question_of_each_type())
        runs = []
        for seed in (7, 7, 8):
            demo(students=5, seed=seed)
            responses = Response.objects.filter(attempt__learner__enrolments__classroom=Classroom.objects.last())
            runs.append(list(responses.order_by("pk").values_list("variant", "answer", "fraction")))
        assert runs[0] == runs[1] != runs[2]

    def test_each_run_adds_a_class_and_leaves_the_others_alone(self) -> None:
        QuizFactory()
        own = ClassroomFactory(name="Class 7b")
        for _run in range(2):
            demo(students=2)
        classes = {str(classroom): classroom.enrolments.count() for classroom in Classroom.objects.order_by("pk")}
        assert classes == {str(own): 0, "Demo class": 2, "Demo class 2": 2}

    def test_fills_the_demo_class_of_the_fixtures_with_its_own_quizzes_first(self) -> None:
        QuizFactory()
        given = QuizFactory()
        classroom = ClassroomFactory(name="Demo class", code="DEMQ22", teachers=[], quizzes=[given])
        demo(students=3)
        assert Classroom.objects.get() == classroom
        assert classroom.enrolments.count() == 3
        assert {attempt.quiz for attempt in Attempt.objects.all()} == {given}

    def test_gives_its_students_invented_names(self) -> None:
        QuizFactory()
        demo(students=len(NICKNAMES))
        nicknames = list(Enrolment.objects.values_list("nickname", flat=True))
        assert sorted(nicknames) == sorted(NICKNAMES)
        assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", nickname) for nickname in nicknames)

    @pytest.mark.parametrize("students", [0, -1, len(NICKNAMES) + 1])
    def test_refuses_a_number_of_students_that_makes_no_sense(self, students: int) -> None:
        with pytest.raises(CommandError, match="Give a number of students from 1 to 144"):
            demo(students=students)

    def test_says_what_to_do_where_there_is_no_quiz_and_leaves_nothing_behind(self) -> None:
        QuizFactory(questions=[])
        with pytest.raises(CommandError, match="make run"):
            demo()
        assert not Classroom.objects.exists()
