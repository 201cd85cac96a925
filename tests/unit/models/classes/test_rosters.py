import pytest

from quizzes.formats.tables.roster import read_roster
from quizzes.models.classes.rosters import import_roster
from tests.factories import ClassroomFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom():
    return ClassroomFactory()


def take(classroom, text, **options):
    return import_roster(classroom, read_roster(text.encode()), **options)


def students(classroom):
    return list(classroom.enrolments.values_list("nickname", "student_id"))


class TestTakingIn:
    def test_adds_students_who_are_not_here_yet_each_with_words_of_their_own(self, classroom):
        intake = take(classroom, "Anna,7\nBen\n")
        assert intake.added == ["Anna", "Ben"]
        assert students(classroom) == [("Anna", "7"), ("Ben", "")]
        anna, ben = classroom.enrolments.all()
        assert anna.joined_at is None
        assert anna.words != ben.words
        assert anna.learner != ben.learner

    def test_the_same_list_again_changes_nothing(self, classroom):
        take(classroom, "Anna,7\nBen\n")
        before = list(classroom.enrolments.values())
        intake = take(classroom, "Anna,7\nBen\n")
        assert (intake.added, intake.renamed, intake.unchanged) == ([], [], 2)
        assert list(classroom.enrolments.values()) == before

    def test_a_number_under_another_name_renames_the_student_where_that_is_meant(self, classroom):
        take(classroom, "Anna,7\n")
        (problem,) = take(classroom, "Anna-Lena,7\n").problems
        assert problem.wrong == "Anna has this number in the class."
        assert students(classroom) == [("Anna", "7")]
        assert take(classroom, "Anna-Lena,7\n", may_rename=True).renamed == [("Anna", "Anna-Lena")]
        assert students(classroom) == [("Anna-Lena", "7")]

    def test_who_joined_by_nickname_gets_the_number_of_the_list(self, classroom):
        joined = EnrolmentFactory(classroom=classroom, nickname="anna")
        take(classroom, "Anna,7\n")
        assert students(classroom) == [("anna", "7")]
        assert classroom.enrolments.get() == joined

    @pytest.mark.parametrize(
        ("text", "line", "wrong"),
        [
            ("Anna\nDora\nanna\n", 3, "It is in the list twice: row 1 has it already."),
            ("Dora,7\nChen,7\n", 2, "It is in the list twice: row 1 has it already."),
            ("Anna,9\n", 1, "The class has somebody of this name with another number."),
            ("Ben,1\n", 1, "Anna has this number in the class."),
            (f"Chen\n{'x' * 61}\n", 2, "Please choose a nickname of at most 60 characters."),
            ("Chen\n---\n", 2, "Please choose a nickname with at least one letter."),
            (f"Chen,{'1' * 41}\n", 1, "The number has more than 40 characters."),
        ],
    )
    def test_a_list_with_a_problem_is_not_taken_in_at_all(self, classroom, text, line, wrong):
        EnrolmentFactory(classroom=classroom, nickname="Anna", student_id="1")
        EnrolmentFactory(classroom=classroom, nickname="Ben")
        before = students(classroom)
        problems = take(classroom, text).problems
        assert [(problem.line, str(problem.wrong)) for problem in problems] == [(line, wrong)]
        assert all(str(problem.remedy) for problem in problems)
        assert students(classroom) == before

    def test_a_class_holds_no_more_than_a_class_may(self, classroom, monkeypatch):
        monkeypatch.setattr("quizzes.models.classes.rosters.MAX_STUDENTS", 2)
        take(classroom, "Anna\nBen\n")
        (problem,) = take(classroom, "Chen\n").problems
        assert problem.wrong == "The class would have more than 2 students."
        assert classroom.enrolments.count() == 2

    def test_a_name_that_looks_like_another_is_the_same(self, classroom):
        take(classroom, "Anna\n")
        assert take(classroom, "ANNА\n").unchanged == 1  # with a Cyrillic А
