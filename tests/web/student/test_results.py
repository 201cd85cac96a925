"""A student's three pages say what the gradebook says: the class, the assignment, and the result of an attempt."""

import datetime as dt

import pytest
from django.template.defaultfilters import striptags
from django.utils import timezone

from quizzes.models import Assignment, Gradebook
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GradebookEntryFactory,
    QuestionFactory,
    QuizFactory,
)
from tests.support.clients import client_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CLASS, ASSIGNMENT, RESULT = "class", "assignment", "result"
ALL = (CLASS, ASSIGNMENT, RESULT)
ELSEWHERE = (CLASS, ASSIGNMENT)  # the result page has it already, where there is one attempt and nothing by hand


@pytest.fixture
def assignment():
    quiz = QuizFactory(questions=QuestionFactory.create_batch(4), pass_percent=60)
    return AssignmentFactory(classroom=ClassroomFactory(), quiz=quiz)


@pytest.fixture
def anna(assignment):
    """Of a class in which Ben has another result, by hand and with a reason."""
    ben = EnrolmentFactory(classroom=assignment.classroom, nickname="Benedict", extra_minutes=10)
    take(assignment, ben, 1)
    GradebookEntryFactory(assignment=assignment, enrolment=ben, percent=37, reason="Benedict copied", note="Watch him")
    return EnrolmentFactory(classroom=assignment.classroom, nickname="Anna")


def take(assignment, enrolment, right, hours_ago=0):
    at = NOW - dt.timedelta(hours=hours_ago)
    answers = [place < right for place in range(4)]
    attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, started_at=at, answers=answers)
    attempt.finish(at)
    return attempt


def by_hand(assignment, enrolment, **fields):
    return GradebookEntryFactory(assignment=assignment, enrolment=enrolment, **fields)


def change(assignment, **fields):
    Assignment.objects.filter(pk=assignment.pk).update(**fields)
    assignment.refresh_from_db()


def addresses(assignment, enrolment):
    found = {CLASS: assignment.classroom.get_absolute_url(), ASSIGNMENT: assignment.get_absolute_url()}
    attempt = enrolment.learner.attempts.order_by("started_at").first()
    return found | ({RESULT: f"{attempt.get_absolute_url()}result/"} if attempt else {})


def pages(assignment, enrolment):
    """What the student reads on each."""
    browser = client_of(enrolment.learner)
    replies = {name: browser.get(address) for name, address in addresses(assignment, enrolment).items()}
    assert {reply.status_code for reply in replies.values()} == {200}
    return {name: " ".join(striptags(reply.text).split()) for name, reply in replies.items()}


def saying(words, assignment, enrolment):
    return tuple(name for name, text in pages(assignment, enrolment).items() if words in text)


class TestOverride:
    def test_is_told_with_its_reason_beside_what_the_attempt_came_to(self, assignment, anna):
        take(assignment, anna, 0)
        by_hand(assignment, anna, percent=80, reason="The power failed")
        sentence = "80% counts, set by your teacher. Reason: The power failed"
        assert saying(sentence, assignment, anna) == ALL
        assert "0 of 4 questions right" in pages(assignment, anna)[RESULT]

    def test_decides_whether_the_student_has_passed(self, assignment, anna):
        take(assignment, anna, 0)
        entry = by_hand(assignment, anna, percent=59.5, reason="The power failed")
        text = pages(assignment, anna)[RESULT]
        assert "Passed. The pass mark is 60%." in text  # by the rounded number that is shown
        entry.percent = 59.4
        entry.save()
        assert "Not passed. The pass mark is 60%." in pages(assignment, anna)[RESULT]

    def test_is_told_to_who_has_not_even_begun(self, assignment, anna):
        by_hand(assignment, anna, percent=80, reason="Oral exam")
        assert saying("80% counts, set by your teacher. Reason: Oral exam", assignment, anna) == ELSEWHERE

    def test_of_a_live_round_that_was_missed_is_told(self, assignment, anna):
        change(assignment, is_live=True)
        assert assignment.title not in pages(assignment, anna)[CLASS]
        by_hand(assignment, anna, percent=80, reason="Oral exam")
        assert saying("80% counts, set by your teacher. Reason: Oral exam", assignment, anna) == ELSEWHERE

    @pytest.mark.parametrize("fields", [{"review_when": "never"}, {"review_when": "close"}])
    def test_is_a_secret_until_the_review_shows_marks(self, assignment, anna, fields):
        take(assignment, anna, 0)
        by_hand(assignment, anna, percent=80, reason="The power failed")
        change(assignment, **fields)
        for text in pages(assignment, anna).values():
            assert "80%" not in text
            assert "% counts" not in text
            assert "power" not in text
            assert "Passed" not in text

    def test_waits_for_the_last_of_the_class_where_the_review_opens_at_the_end(self, assignment, anna):
        take(assignment, anna, 0, hours_ago=1)
        by_hand(assignment, anna, percent=80, reason="The power failed")
        change(assignment, review_when="close", closes_at=timezone.now() - dt.timedelta(minutes=5))
        assert saying("80%", assignment, anna) == ()  # Benedict has ten minutes more
        change(assignment, closes_at=timezone.now() - dt.timedelta(minutes=11))
        assert saying("80% counts, set by your teacher.", assignment, anna) == ALL


class TestExcuse:
    @pytest.mark.parametrize("review_when", ["finish", "never"])
    def test_is_told_with_its_reason_whatever_the_review_shows(self, assignment, anna, review_when):
        take(assignment, anna, 0)
        by_hand(assignment, anna, is_excused=True, reason="Ill that day")
        change(assignment, review_when=review_when)
        sentence = "You are excused: this does not count. Reason: Ill that day"
        assert saying(sentence, assignment, anna) == ALL

    def test_leaves_nothing_to_pass(self, assignment, anna):
        take(assignment, anna, 0)
        assert "Not passed." in pages(assignment, anna)[RESULT]
        by_hand(assignment, anna, is_excused=True)
        assert "Not passed." not in pages(assignment, anna)[RESULT]

    def test_takes_the_place_of_a_result_by_hand(self, assignment, anna):
        by_hand(assignment, anna, is_excused=True, percent=80, reason="Ill that day")
        assert saying("You are excused", assignment, anna) == ELSEWHERE
        assert saying("80%", assignment, anna) == ()


class TestOfSeveralAttempts:
    @pytest.mark.parametrize(
        ("counting", "sentence"),
        [
            ("best", "100% counts: the best attempt."),
            ("last", "25% counts: the last attempt."),
            ("average", "58% counts: the average of all attempts."),
            ("first", "50% counts: the first attempt."),
        ],
    )
    def test_that_counts_which_the_assignment_says(self, assignment, anna, counting, sentence):
        change(assignment, counting=counting)
        for hours_ago, right in ((3, 2), (2, 4), (1, 1)):
            take(assignment, anna, right, hours_ago)
        assert saying(sentence, assignment, anna) == ALL

    def test_it_is_said_that_grading_may_change_it(self, assignment, anna):
        take(assignment, anna, 4, hours_ago=3)
        last = take(assignment, anna, 1, hours_ago=2)
        last.responses.filter(position=4).update(fraction=None, mark=None)
        for counting, waits in (("best", True), ("average", True), ("last", True), ("first", False)):
            change(assignment, counting=counting)
            assert bool(saying("Not all is graded yet, so this may change.", assignment, anna)) is waits, counting
        by_hand(assignment, anna, percent=80, reason="The power failed")
        change(assignment, counting="last")
        assert saying("this may change", assignment, anna) == ()


class TestPractice:
    @pytest.fixture
    def assignment(self, assignment):
        change(assignment, is_practice=True)
        return assignment

    def test_is_never_said_to_count(self, assignment, anna):
        take(assignment, anna, 3, hours_ago=1)
        assert saying("75% as practice.", assignment, anna) == ELSEWHERE
        take(assignment, anna, 1)
        assert saying("75% as practice: the best attempt.", assignment, anna) == ALL
        by_hand(assignment, anna, percent=80, reason="The power failed")
        assert saying("80% as practice, set by your teacher. Reason: The power failed", assignment, anna) == ALL
        assert saying("% counts", assignment, anna) == ()


class TestOneAttempt:
    def test_is_told_where_its_result_does_not_stand_already(self, assignment, anna):
        take(assignment, anna, 3)
        assert saying("75% counts.", assignment, anna) == ELSEWHERE
        assert "75%" in pages(assignment, anna)[RESULT]

    def test_that_nobody_finished_counts_when_its_time_is_over(self, assignment, anna):
        change(assignment, time_limit=dt.timedelta(minutes=10))
        at = NOW - dt.timedelta(hours=1)
        AssignedAttemptFactory(assignment=assignment, enrolment=anna, started_at=at, answers=[True])
        browser = client_of(anna.learner)
        assert "25% counts." in browser.get(assignment.get_absolute_url()).text

    def test_that_was_given_to_others_since_counts_for_nothing(self, assignment, anna):
        attempt = take(assignment, anna, 0)
        by_hand(assignment, anna, percent=80, reason="The power failed")
        assignment.students.add(EnrolmentFactory(classroom=assignment.classroom))
        assert "80%" not in client_of(anna.learner).get(f"{attempt.get_absolute_url()}result/").text

    def test_stays_with_who_has_left_the_class(self, assignment, anna):
        attempt = take(assignment, anna, 3)
        anna.delete()
        assert "75%" in client_of(anna.learner).get(f"{attempt.get_absolute_url()}result/").text


class TestEveryPage:
    def test_says_what_the_gradebook_says(self, assignment, anna):
        for hours_ago, right in ((3, 1), (2, 3)):
            take(assignment, anna, right, hours_ago)
        row = next(r for r in Gradebook.of(assignment.classroom, NOW).rows if r.enrolment == anna)
        assert row.cells[0].percent == 75
        assert saying(f"{row.cells[0].percent}% counts", assignment, anna) == ALL

    def test_holds_neither_a_note_nor_anything_of_another_student(self, assignment, anna):
        take(assignment, anna, 0)
        teacher = assignment.classroom.teachers.get()
        by_hand(assignment, anna, percent=80, reason="The power failed", note="Cries easily", changed_by=teacher)
        browser = client_of(anna.learner)
        for address in addresses(assignment, anna).values():
            text = browser.get(address).text
            for words in ("Benedict", "37%", "copied", "Watch him", "Cries easily", teacher.username):
                assert words not in text

    @pytest.mark.parametrize(("name", "queries"), [(CLASS, 7), (ASSIGNMENT, 8), (RESULT, 11)])
    def test_takes_as_many_queries_in_a_large_class_as_in_a_small_one(
        self, assignment, anna, django_assert_num_queries, name, queries
    ):
        ended = {"review_when": "close", "closes_at": NOW - dt.timedelta(days=1)}
        take(assignment, anna, 3, hours_ago=48)
        change(assignment, **ended)
        for count in (1, 4):
            more = AssignmentFactory.create_batch(count, classroom=assignment.classroom, quiz=assignment.quiz, **ended)
            for other in EnrolmentFactory.create_batch(count, classroom=assignment.classroom, extra_minutes=5):
                take(assignment, other, 2, hours_ago=48)
            for one in more:
                take(one, anna, 2, hours_ago=48)
                by_hand(one, anna, percent=80, reason="The power failed")
            browser, address = client_of(anna.learner), addresses(assignment, anna)[name]
            with django_assert_num_queries(queries):
                browser.get(address)
