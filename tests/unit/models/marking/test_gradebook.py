import datetime as dt
import random

import pytest
from django.utils import timezone

from quizzes.models import Assignment, Gradebook
from quizzes.models.marking.gradebook import cells_of
from quizzes.scoring import Score
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GradebookEntryFactory,
    GroupFactory,
    QuestionFactory,
    QuizFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def assignment():
    return AssignmentFactory(quiz=QuizFactory(questions=QuestionFactory.create_batch(4)))


@pytest.fixture
def anna(assignment):
    return EnrolmentFactory(classroom=assignment.classroom, nickname="Anna")


def take(assignment, enrolment, right, *, hours_ago=0, is_finished=True):
    """An attempt with this many right answers of four."""
    at = NOW - dt.timedelta(hours=hours_ago)
    answers = [place < right for place in range(4)]
    attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, started_at=at, answers=answers)
    if is_finished:
        attempt.finish(at)
    return attempt


def cell_of(assignment):
    (row,) = Gradebook.of(assignment.classroom, NOW).rows
    return row.cells[0]


class TestCounting:
    @pytest.mark.parametrize(("counting", "percent"), [("best", 100), ("last", 25), ("average", 58), ("first", 50)])
    def test_is_what_the_assignment_says(self, assignment, anna, counting, percent):
        assignment.counting = counting
        assignment.save()
        for hours_ago, right in ((3, 2), (2, 4), (1, 1)):
            take(assignment, anna, right, hours_ago=hours_ago)
        assert cell_of(assignment).percent == percent

    def test_leaves_out_what_is_not_finished_and_what_practises_again(self, assignment, anna):
        first = take(assignment, anna, 2, hours_ago=2)
        first.practise_missed(NOW, random.Random(1))
        take(assignment, anna, 4, is_finished=False)
        cell = cell_of(assignment)
        assert (cell.percent, len(cell.attempts), cell.open.answered) == (50, 2, 4)

    def test_finishes_by_the_look_what_has_run_out_of_time(self, assignment, anna):
        assignment.time_limit = dt.timedelta(minutes=10)
        assignment.save()
        take(assignment, anna, 3, hours_ago=1, is_finished=False)
        assert cell_of(assignment).percent == 75

    def test_says_nothing_where_nothing_is_done(self, assignment, anna):
        assert (cell_of(assignment).percent, cell_of(assignment).earned) == (None, None)


class TestCellsOfOneStudent:
    def test_are_those_of_the_gradebook(self, assignment, anna):
        group = GroupFactory(classroom=assignment.classroom)
        AssignmentFactory(classroom=assignment.classroom).groups.add(group)
        for_anna = AssignmentFactory(classroom=assignment.classroom)
        for_anna.students.add(anna)
        take(assignment, anna, 3)
        GradebookEntryFactory(assignment=for_anna, enrolment=anna, percent=80, reason="The power failed.")
        given = list(assignment.classroom.assignments.given_to(anna))
        (row,) = Gradebook.of(assignment.classroom, NOW).rows
        assert cells_of(anna, given, NOW) == [cell for cell in row.cells if cell.is_given]

    def test_are_read_without_the_others(self, assignment, anna):
        assignment.time_limit = dt.timedelta(minutes=10)
        assignment.save()
        ben = EnrolmentFactory(classroom=assignment.classroom)
        overdue = take(assignment, ben, 3, hours_ago=1, is_finished=False)
        cells_of(anna, [assignment], NOW)
        overdue.refresh_from_db()
        assert overdue.finished_at is None


class TestEntries:
    def test_an_excuse_takes_the_result_out_of_the_mean(self, assignment, anna):
        take(assignment, anna, 0)
        GradebookEntryFactory(assignment=assignment, enrolment=anna, is_excused=True, reason="Ill.")
        gradebook = Gradebook.of(assignment.classroom, NOW)
        assert (gradebook.rows[0].mean, gradebook.means) == (None, [None])

    def test_a_result_by_hand_takes_the_place_of_what_was_earned(self, assignment, anna):
        take(assignment, anna, 1)
        GradebookEntryFactory(assignment=assignment, enrolment=anna, percent=80, reason="The power failed.")
        cell = cell_of(assignment)
        assert (cell.percent, cell.earned, cell.is_overridden) == (80, Score(1.0, 4.0), True)


class TestPractice:
    @pytest.fixture
    def practice(self, assignment):
        return AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, practice=True)

    def test_is_not_in_the_mean_of_a_student(self, assignment, practice, anna):
        take(assignment, anna, 3)
        take(practice, anna, 0)
        (row,) = Gradebook.of(assignment.classroom, NOW).rows
        assert [cell.percent for cell in row.cells] == [75, 0]
        assert (row.mean, row.counted, row.given) == (75, 1, 1)

    def test_alone_makes_no_mean_of_a_student_and_has_one_of_its_own(self, practice, anna):
        take(practice, anna, 3)
        gradebook = Gradebook.of(practice.classroom, NOW)
        assert (gradebook.rows[0].mean, gradebook.means) == (None, [None, 75])

    def test_does_not_decide_who_is_the_best(self, assignment, practice, anna):
        ben = EnrolmentFactory(classroom=assignment.classroom, nickname="Ben")
        take(assignment, anna, 2)
        take(practice, anna, 4)
        take(assignment, ben, 3)
        take(practice, ben, 0)
        rows = Gradebook.of(assignment.classroom, NOW).sorted_by("mean").rows
        assert [row.enrolment for row in rows] == [ben, anna]


class TestWhom:
    def test_leaves_out_whom_it_was_not_given(self, assignment, anna):
        group = GroupFactory(classroom=assignment.classroom)
        ben, cem = EnrolmentFactory.create_batch(2, classroom=assignment.classroom)
        group.members.add(ben)
        assignment.groups.add(group)
        assignment.students.add(cem)
        rows = Gradebook.of(assignment.classroom, NOW).rows
        assert {row.enrolment: row.cells[0].is_given for row in rows} == {anna: False, ben: True, cem: True}


class TestOrder:
    def test_puts_the_best_first_and_who_has_nothing_last(self, assignment, anna):
        ben = EnrolmentFactory(classroom=assignment.classroom, nickname="Ben")
        EnrolmentFactory(classroom=assignment.classroom, nickname="Cem")
        take(assignment, anna, 1)
        take(assignment, ben, 3)
        gradebook = Gradebook.of(assignment.classroom, NOW)
        names = [row.enrolment.nickname for row in gradebook.sorted_by("mean").rows]
        assert names == ["Ben", "Anna", "Cem"]
        assert [row.enrolment.nickname for row in gradebook.sorted_by(str(assignment.pk)).rows] == names
        assert [row.enrolment.nickname for row in gradebook.sorted_by("nonsense").rows] == ["Anna", "Ben", "Cem"]

    def test_filters_who_has_something_to_do(self, assignment, anna):
        ben, cem, dora = (EnrolmentFactory(classroom=assignment.classroom, nickname=one) for one in ("Ben", "Cem", "D"))
        take(assignment, anna, 1)
        take(assignment, ben, 1, is_finished=False)
        for one in (cem, dora):
            GradebookEntryFactory(assignment=assignment, enrolment=one, is_excused=one is cem, reason="Ill.")
        gradebook = Gradebook.of(assignment.classroom, NOW).filtered("missing", NOW)
        assert [row.enrolment for row in gradebook.rows] == [ben, dora]

    def test_holds_nobody_to_what_has_closed_or_was_set_by_hand(self, assignment, anna):
        Assignment.objects.filter(pk=assignment.pk).update(closes_at=NOW - dt.timedelta(hours=1))
        assert not Gradebook.of(assignment.classroom, NOW).filtered("missing", NOW).rows
        Assignment.objects.filter(pk=assignment.pk).update(closes_at=None)
        assert len(Gradebook.of(assignment.classroom, NOW).filtered("missing", NOW).rows) == 1
        GradebookEntryFactory(assignment=assignment, enrolment=anna, percent=80, reason="Told it.")
        assert not Gradebook.of(assignment.classroom, NOW).filtered("missing", NOW).rows

    def test_names_an_entry_without_its_student(self, assignment, anna):
        """The admin's log keeps the name for longer than the student is known."""
        entry = GradebookEntryFactory(assignment=assignment, enrolment=anna)
        assert str(entry) == assignment.title

    def test_misses_nothing_of_whom_it_was_not_given(self, assignment, anna):
        ben = EnrolmentFactory(classroom=assignment.classroom, nickname="Ben")
        assignment.students.add(ben)
        gradebook = Gradebook.of(assignment.classroom, NOW).filtered("missing", NOW)
        assert [row.enrolment for row in gradebook.rows] == [ben]


class TestQueries:
    def test_are_as_many_for_many_students_as_for_few(self, django_assert_num_queries):
        classroom = ClassroomFactory()
        quiz = QuizFactory(questions=QuestionFactory.create_batch(2))
        for count in (1, 4):
            for assignment in AssignmentFactory.create_batch(count, classroom=classroom, quiz=quiz):
                for enrolment in EnrolmentFactory.create_batch(count, classroom=classroom):
                    AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=[True]).finish(NOW)
            with django_assert_num_queries(7):
                gradebook = Gradebook.of(classroom, NOW)
                assert gradebook.means
