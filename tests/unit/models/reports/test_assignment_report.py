import datetime as dt
import random

import pytest
from django.utils import timezone

from quizzes import items
from quizzes.models import AssignmentReport
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    EnrolmentFactory,
    LivePlayerFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    answer_to,
)
from tests.support.rooms import Room

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def assignment():
    return AssignmentFactory(quiz=QuizFactory(questions=QuestionFactory.create_batch(3)))


def take(assignment, answers, **fields):
    attempt = AssignedAttemptFactory(assignment=assignment, answers=answers, **fields)
    attempt.finish(NOW)
    return attempt


def facilities(report):
    return [question.figures.facility.value for question in report.questions]


class TestAssignmentReport:
    def test_analyses_the_questions_in_the_order_of_the_quiz(self, assignment):
        for right in range(4):
            take(assignment, [place < right for place in range(3)])
        report = AssignmentReport.of(assignment, timezone.now())
        assert facilities(report) == [75, 50, 25]
        assert report.figures.n == 4
        assert report.figures.mean.value == 50
        stems = [question.stem for question in assignment.quiz.questions.order_by("quizquestion__position")]
        assert [question.frozen.stem for question in report.questions] == stems

    def test_counts_first_attempts_only_unless_asked_for_all(self, assignment):
        anna = EnrolmentFactory(classroom=assignment.classroom)
        take(assignment, [False] * 3, enrolment=anna)
        again = take(assignment, [True, True, False], enrolment=anna)
        again.practise_missed(NOW, random.Random(1))
        assert facilities(AssignmentReport.of(assignment, timezone.now())) == [0, 0, 0]
        assert facilities(AssignmentReport.of(assignment, timezone.now(), first_only=False)) == [50, 50, 0]

    def test_counts_what_was_left_out_as_nothing_and_says_how_often(self, assignment):
        take(assignment, [True, None])
        report = AssignmentReport.of(assignment, timezone.now())
        assert facilities(report) == [100, 0, 0]
        assert [question.left_out for question in report.questions] == [0, 1, 1]

    def test_leaves_out_what_is_not_finished_or_dropped(self, assignment):
        AssignedAttemptFactory(assignment=assignment, answers=[True] * 3)
        take(assignment, [True, True, False]).responses.filter(position=1).update(dropped="nobody", max_mark=0)
        report = AssignmentReport.of(assignment, timezone.now())
        assert facilities(report) == [100, 0]
        assert report.fractions == [0.5]

    def test_leaves_out_what_waits_for_a_person_and_takes_it_in_when_it_is_graded(self):
        essay = QuestionFactory.of(next(iter(items.TYPES["essay"].examples())))
        assignment = AssignmentFactory(quiz=QuizFactory(questions=[essay, QuestionFactory()]))
        attempt = take(assignment, [True, True])
        assert facilities(AssignmentReport.of(assignment, timezone.now())) == [100]
        response = attempt.responses.get(position=1)
        assert response.grade_by_hand(0.5, assignment.classroom.teachers.get(), NOW)
        report = AssignmentReport.of(assignment, timezone.now())
        assert facilities(report) == [50, 100]
        assert not report.questions[0].options

    def test_is_empty_where_nobody_has_finished(self, assignment):
        report = AssignmentReport.of(assignment, timezone.now())
        assert (report.figures.n, report.questions, report.fractions) == (0, [], [])

    def test_keeps_the_versions_of_a_question_apart(self, assignment):
        take(assignment, [True] * 3)
        question = assignment.quiz.questions.order_by("quizquestion__position").first()
        question.stem = "In which year was it founded?"
        question.save()
        take(assignment, [False] * 3)
        report = AssignmentReport.of(assignment, timezone.now())
        assert [(q.version.number, q.figures.n, q.figures.facility.value) for q in report.questions] == [
            (1, 1, 100),
            (2, 1, 0),
            (1, 2, 50),
            (1, 2, 50),
        ]

    def test_weighs_questions_by_their_maximum_mark(self):
        quiz = QuizFactory(questions=[])
        for position, max_mark in enumerate((3.0, 1.0), start=1):
            QuizQuestionFactory(quiz=quiz, position=position, max_mark=max_mark)
        assignment = AssignmentFactory(quiz=quiz)
        take(assignment, [True, False])
        assert AssignmentReport.of(assignment, timezone.now()).fractions == [0.75]

    def test_takes_drawn_questions_as_drawn(self):
        question = QuestionFactory()
        quiz = QuizFactory(draw=1, questions=[])
        quiz.draw_topics.add(question.topic)
        assignment = AssignmentFactory(quiz=quiz)
        for right in (True, False, True):
            take(assignment, [right])
        (only,) = AssignmentReport.of(assignment, timezone.now()).questions
        assert only.figures.discrimination_index.value == pytest.approx(100)  # with the total itself

    def test_counts_results_in_ten_steps(self, assignment):
        for answers in ([False] * 3, [True, False, False], [True] * 3, [True] * 3):
            take(assignment, answers)
        histogram = AssignmentReport.of(assignment, timezone.now()).histogram
        assert [count for _low, count in histogram] == [1, 0, 0, 1, 0, 0, 0, 0, 0, 2]
        assert [low for low, _count in histogram] == list(range(0, 100, 10))

    def test_takes_as_many_queries_for_a_large_class_as_for_a_small_one(self, assignment, django_assert_num_queries):
        take(assignment, [True, False, True])
        AssignmentReport.of(assignment, timezone.now())
        for _student in range(6):
            take(assignment, [True, False, None])
        with django_assert_num_queries(4):
            AssignmentReport.of(assignment, timezone.now())


class TestWhatIsCounted:
    def test_blank_essays_do_not_stand_for_those_that_wait(self):
        essay = QuestionFactory.of(next(iter(items.TYPES["essay"].examples())))
        assignment = AssignmentFactory(quiz=QuizFactory(questions=[essay, QuestionFactory()]))
        written, _blank = take(assignment, [True, True]), take(assignment, [None, True])
        skipped = AssignedAttemptFactory(assignment=assignment).responses.get(position=1)
        skipped.attempt.finish(NOW)
        type(skipped).objects.filter(pk=skipped.pk).update(answered_at=NOW, fraction=0, mark=0)  # “I don’t know”
        assert facilities(AssignmentReport.of(assignment, timezone.now())) == [pytest.approx(200 / 3)]
        assert written.responses.get(position=1).grade_by_hand(0.5, assignment.classroom.teachers.get(), NOW)
        assert facilities(AssignmentReport.of(assignment, timezone.now())) == [
            pytest.approx(50 / 3),
            pytest.approx(200 / 3),
        ]

    def test_a_changed_explanation_leaves_the_reliability_as_it_is(self, assignment):
        for right in range(4):
            take(assignment, [place < right for place in range(3)])
        question = assignment.quiz.questions.order_by("quizquestion__position").first()
        question.explanation = "Said more clearly."
        question.save()
        before = AssignmentReport.of(assignment, timezone.now()).figures
        take(assignment, [False, False, True])
        report = AssignmentReport.of(assignment, timezone.now())
        assert (before.alpha.n, report.figures.alpha.n) == (4, 5)
        assert [question.is_one_of_several for question in report.questions] == [True, True, False, False]
        first, second, *_rest = (question.figures.effective_weight.value for question in report.questions)
        assert first == second

    def test_all_attempts_of_one_student_are_one_student(self, assignment):
        anna = EnrolmentFactory(classroom=assignment.classroom)
        for _again in range(6):
            take(assignment, [True, False, False], enrolment=anna)
        report = AssignmentReport.of(assignment, timezone.now(), first_only=False)
        facility = report.questions[0].figures.facility
        assert (report.students, facility.n, facility.students, facility.is_enough) == (1, 6, 1, False)
        assert facility.interval is None

    def test_the_first_attempt_is_the_one_that_began_first(self, assignment):
        anna = EnrolmentFactory(classroom=assignment.classroom)
        take(assignment, [True] * 3, enrolment=anna, started_at=NOW)
        take(assignment, [False] * 3, enrolment=anna, started_at=NOW - dt.timedelta(hours=1))
        assert facilities(AssignmentReport.of(assignment, timezone.now())) == [0, 0, 0]

    def test_what_a_live_round_had_shown_before_somebody_came_was_not_asked_of_them(self):
        room = Room(players=2)
        room.play(True, None)
        late = LivePlayerFactory(round=room.live_round, joined_at=room.at(30))
        room.play(False, None, seconds=40)
        room.end(80)
        report = AssignmentReport.of(room.live_round.assignment, timezone.now())
        assert late.attempt.responses.count() == 2
        assert [(question.figures.n, question.left_out) for question in report.questions] == [(2, 1), (3, 2)]


class TestOptions:
    def test_are_counted_whether_chosen_or_not(self, assignment):
        take(assignment, [True, True, True])
        take(assignment, [False, True, None])
        first, _second, third = AssignmentReport.of(assignment, timezone.now()).questions
        assert [(option.text, option.count, option.is_key) for option in first.options] == self.counted(first)
        assert sum(option.count for option in first.options) == 2
        assert sum(option.count for option in third.options) == 1
        assert first.functioning is None  # of two students each is more than 5 %

    def test_say_which_distractors_do_their_work_from_twenty_students_on(self, assignment):
        for number in range(20):
            take(assignment, [number > 0, True, None])
        first, second, _third = AssignmentReport.of(assignment, timezone.now()).questions
        assert (first.functioning, second.functioning) == ((1, 2), (0, 2))

    @staticmethod
    def counted(question):
        """Of one right and one wrong answer: the wrong one is the first that there is."""
        options = question.frozen.item.options
        wrong = next(option for option in options if not option.is_key)
        return [(option.text, int(option.is_key or option is wrong), option.is_key) for option in options]

    @pytest.mark.parametrize("code", sorted(items.TYPES))
    def test_every_type_has_a_report(self, code):
        questions = [QuestionFactory.of(item) for item in items.TYPES[code].examples()]
        assignment = AssignmentFactory(quiz=QuizFactory(questions=questions))
        take(assignment, [True] * len(questions))
        take(assignment, [False] * len(questions))
        report = AssignmentReport.of(assignment, timezone.now())
        if items.TYPES[code].graded_by_hand:
            assert report.questions == []
            return
        for question in report.questions:
            assert question.figures.n == 2
            assert any(option.is_key and option.count for option in question.options)
            assert sum(option.count for option in question.options) >= 2

    def test_what_is_reported_apart_has_its_own_share(self):
        question = QuestionFactory.of(next(iter(items.TYPES["pick_the_sentence"].examples())))
        assignment = AssignmentFactory(quiz=QuizFactory(questions=[question]))
        take(assignment, [True])
        take(assignment, [False])
        (report,) = AssignmentReport.of(assignment, timezone.now()).questions
        assert [(str(part.label), part.percent) for part in report.parts] == [("Answer", 50), ("Evidence", 50)]


class TestConfidentlyWrong:
    @pytest.fixture
    def assignment(self):
        quiz = QuizFactory(questions=QuestionFactory.create_batch(2))
        return AssignmentFactory(quiz=quiz, has_certainty=True)

    @staticmethod
    def sure(assignment, nickname, answers):
        """answers: whether each is right, and how certain the student is."""
        enrolment = EnrolmentFactory(classroom=assignment.classroom, nickname=nickname)
        attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment)
        for response, (is_right, certainty) in zip(attempt.responses.all(), answers, strict=True):
            response.attempt = attempt
            response.save_choice(answer_to(response, is_right), NOW, certainty=certainty, page="test", number=1)
        attempt.finish(NOW)

    def test_lists_who_was_wrong_and_most_certain_with_what_they_believe(self, assignment):
        self.sure(assignment, "Anna", [(False, 3), (True, 3)])
        self.sure(assignment, "Ben", [(False, 3), (False, 2)])
        self.sure(assignment, "Chen", [(True, 3), (False, 3)])
        found = AssignmentReport.of(assignment, timezone.now()).confidently_wrong
        assert [one.names for one in found] == [["Anna", "Ben"], ["Chen"]]
        first = found[0]
        wrong = next(option.text for option in first.frozen.item.options if not option.is_key)
        assert first.believed == [(wrong, 2)]
        assert first.frozen.citation["sentence"]

    def test_certainty_does_not_change_how_right_an_answer_is(self, assignment):
        self.sure(assignment, "Anna", [(False, 3), (True, 1)])
        report = AssignmentReport.of(assignment, timezone.now())
        assert facilities(report) == [0, 100]
        assert report.fractions == [0.5]
        assert [question.figures.max_mark for question in report.questions] == [1, 1]

    def test_is_empty_where_nobody_was(self, assignment):
        self.sure(assignment, "Anna", [(True, 3), (False, 1)])
        assert AssignmentReport.of(assignment, timezone.now()).confidently_wrong == []
