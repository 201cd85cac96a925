import datetime as dt
import re
import threading

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.models import Assignment, Attempt
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GroupFactory,
    LiveRoundFactory,
    QuestionFactory,
    QuizFactory,
    answer_to,
)
from tests.support.clients import client_of, client_signed_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def classroom():
    return ClassroomFactory(name="Class 7b", code="AB2CD3")


@pytest.fixture
def teacher(classroom):
    return client_signed_in(classroom.teachers.get())


@pytest.fixture
def quiz():
    return QuizFactory(title="The summit", questions=QuestionFactory.create_batch(2))


@pytest.fixture
def anna(classroom):
    return EnrolmentFactory(classroom=classroom, nickname="Anna")


def posted(quiz, **fields):
    """What the form sends where nothing is changed in it."""
    return {
        "quiz": quiz.pk,
        "title": "",
        "counting": "best",
        "review_when": "finish",
        "review_shows": "all",
        "layout": "one",
        "may_go_back": "on",
        **fields,
    }


def start(enrolment, assignment, **fields):
    address = f"{assignment.get_absolute_url()}start/"
    return client_of(enrolment.learner).post(address, fields, follow=True)


class TestAssigning:
    def test_needs_a_quiz_and_nothing_else(self, teacher, quiz, classroom):
        page = teacher.post("/classes/AB2CD3/assign/", posted(quiz), follow=True)
        assertRedirects(page, "/classes/AB2CD3/")
        assertContains(page, "“The summit” is assigned.")
        made = classroom.assignments.get()
        assert (made.title, made.counting, made.closes_at) == ("The summit", "best", None)

    def test_proposes_what_the_quiz_says(self, teacher, classroom):
        quiz = QuizFactory(title="Timed", time_limit=dt.timedelta(minutes=10), attempts_allowed=2)
        form = teacher.get(f"/classes/AB2CD3/assign/?quiz={quiz.slug}").context["form"]
        assert [form[name].value() for name in ("title", "attempts_allowed", "review_when")] == ["Timed", 2, "each"]
        assert teacher.get("/classes/AB2CD3/assign/?quiz=none").status_code == 200

    def test_the_second_one_of_a_quiz_gets_a_number(self, teacher, quiz, classroom):
        for _twice in range(2):
            teacher.post("/classes/AB2CD3/assign/", posted(quiz))
        assert sorted(one.title for one in classroom.assignments.all()) == ["The summit", "The summit (2)"]

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"quiz": ""}, "Please choose a quiz."),
            ({"quiz": "999999"}, "Select a valid choice."),
            ({"quiz": "x\x00"}, "Null characters are not allowed."),
            ({"opens_at": "2026-12-02T10:00", "closes_at": "2026-12-01T10:00"}, "It has to close later than it opens."),
            ({"closes_at": "soon"}, "Enter a valid date/time."),
            ({"time_limit": "00:05"}, "Ensure this value is greater than or equal to"),
            ({"time_limit": "quick"}, "Write the minutes, as 10, or minutes and seconds, as 10:30."),
            ({"attempts_allowed": "0"}, "Allow at least one attempt"),
            ({"attempts_allowed": "-1"}, "Ensure this value is greater than or equal to 0"),
            ({"layout": "page", "review_when": "each"}, "Feedback after each answer needs one question at a time."),
            ({"layout": "page", "may_go_back": ""}, "On one page answers can always be changed until the end."),
            ({"password": "x" * 51}, "at most 50 characters"),
            ({"counting": "worst"}, "Select a valid choice."),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, teacher, quiz, classroom, fields, says):
        page = teacher.post("/classes/AB2CD3/assign/", posted(quiz, title="A title of mine") | fields)
        assertContains(page, says, status_code=422)
        assertContains(page, "A title of mine", status_code=422)
        assert not classroom.assignments.exists()

    def test_a_title_that_is_taken_is_refused(self, teacher, quiz, classroom):
        AssignmentFactory(classroom=classroom, title="First")
        page = teacher.post("/classes/AB2CD3/assign/", posted(quiz, title="First"))
        assertContains(page, "This class has an assignment of that title.", status_code=422)

    def test_takes_no_student_and_no_group_of_another_class(self, teacher, quiz, classroom):
        foreign = {"students": [EnrolmentFactory().pk], "groups": [GroupFactory().pk]}
        assert teacher.post("/classes/AB2CD3/assign/", posted(quiz, **foreign)).status_code == 422

    def test_is_changed_on_the_same_form_but_for_a_quiz_that_was_begun(self, teacher, quiz, classroom, anna):
        assignment = AssignmentFactory(classroom=classroom, quiz=quiz, title="First")
        AssignedAttemptFactory(assignment=assignment, enrolment=anna)
        other = QuizFactory()
        teacher.post(f"/classes/AB2CD3/assignments/{assignment.pk}/change/", posted(other, title="Second"))
        assignment.refresh_from_db()
        assert (assignment.title, assignment.quiz) == ("Second", quiz)

    @pytest.mark.parametrize(
        ("typed", "seconds", "shown"), [("20", 1200, "20:00"), ("1:30", 90, "1:30"), ("90", 5400, "90:00")]
    )
    def test_takes_a_time_limit_in_minutes_and_shows_it_so(self, teacher, quiz, classroom, typed, seconds, shown):
        teacher.post("/classes/AB2CD3/assign/", posted(quiz, time_limit=typed))
        assignment = classroom.assignments.get()
        assert assignment.time_limit == dt.timedelta(seconds=seconds)
        page = teacher.get(f"/classes/AB2CD3/assignments/{assignment.pk}/change/")
        assertContains(page, f'name="time_limit" value="{shown}"')

    def test_another_time_limit_moves_the_end_of_what_is_running(self, teacher, quiz, classroom, anna):
        assignment = AssignmentFactory(classroom=classroom, quiz=quiz, time_limit=dt.timedelta(minutes=10))
        attempt = AssignedAttemptFactory(assignment=assignment, enrolment=anna)
        teacher.post(f"/classes/AB2CD3/assignments/{assignment.pk}/change/", posted(quiz, time_limit="30:00"))
        attempt.refresh_from_db()
        assert attempt.deadline_at == attempt.started_at + dt.timedelta(minutes=30)

    def test_is_deleted_after_a_look_at_what_goes_with_it(self, teacher, quiz, classroom, anna):
        assignment = AssignmentFactory(classroom=classroom, quiz=quiz)
        AssignedAttemptFactory(assignment=assignment, enrolment=anna)
        address = f"/classes/AB2CD3/assignments/{assignment.pk}/delete/"
        assertContains(teacher.get(address), "1 attempt")
        assertContains(teacher.post(address, follow=True), "is deleted, with its results.")
        assert not Attempt.objects.exists()


class TestPractice:
    def test_is_said_and_unsaid_on_the_form(self, teacher, quiz, classroom):
        page = teacher.get("/classes/AB2CD3/assign/")
        assertContains(page, "do not count towards the mean of a student")
        for data, is_practice in ((posted(quiz), False), (posted(quiz, title="Warm-up", is_practice="on"), True)):
            teacher.post("/classes/AB2CD3/assign/", data)
            assert classroom.assignments.last().is_practice is is_practice
        address = f"/classes/AB2CD3/assignments/{classroom.assignments.last().pk}/change/"
        assert teacher.get(address).context["form"]["is_practice"].value() is True
        teacher.post(address, posted(quiz, title="Warm-up"))
        assert not classroom.assignments.last().is_practice

    def test_is_named_on_the_pages_of_its_teachers(self, teacher, quiz, classroom):
        test = AssignmentFactory(classroom=classroom, quiz=quiz)
        practice = AssignmentFactory(classroom=classroom, quiz=quiz, practice=True)
        assertContains(teacher.get("/classes/AB2CD3/"), '<span class="soft">practice</span>', count=1)
        for page in ("change", "report"):
            address = "/classes/AB2CD3/assignments/{}/{}/"
            named = re.compile(r"</a>\s*· Practice\s*</p>")
            assert named.search(teacher.get(address.format(practice.pk, page)).text)
            assert not named.search(teacher.get(address.format(test.pk, page)).text)

    def test_is_named_on_the_pages_of_a_student(self, quiz, classroom, anna):
        AssignmentFactory(classroom=classroom, quiz=quiz)
        practice = AssignmentFactory(classroom=classroom, quiz=quiz, practice=True)
        browser = client_of(anna.learner)
        assertContains(browser.get("/classes/AB2CD3/"), '<span class="soft">does not count</span>', count=1)
        page = browser.get(practice.get_absolute_url())
        assertContains(page, "<strong>Practice</strong> It does not count towards your marks.")
        assertNotContains(page, "What counts")

    def test_is_nothing_that_was_played_live(self, teacher, quiz, classroom):
        assignment = LiveRoundFactory(classroom=classroom, quiz=quiz).assignment
        assert not assignment.is_practice
        data = posted(quiz, title="Played", is_practice="on")
        teacher.post(f"/classes/AB2CD3/assignments/{assignment.pk}/change/", data)
        assignment.refresh_from_db()
        assert (assignment.title, assignment.is_practice) == ("Played", False)
        with pytest.raises(IntegrityError, match="a_live_round_is_no_practice"):
            Assignment.objects.update(is_practice=True)


class TestForWhom:
    def test_is_shown_to_those_who_were_given_it_and_to_nobody_else(self, classroom, quiz, anna):
        ben, chen = (EnrolmentFactory(classroom=classroom, nickname=name) for name in ("Ben", "Chen"))
        red = GroupFactory(classroom=classroom)
        red.members.add(anna)
        for_group = AssignmentFactory(classroom=classroom, quiz=quiz, title="For the group")
        for_group.groups.add(red)
        for_one = AssignmentFactory(classroom=classroom, quiz=quiz, title="For one")
        for_one.students.add(ben)
        for_all = AssignmentFactory(classroom=classroom, quiz=quiz, title="For everybody")
        given = {anna: {for_group, for_all}, ben: {for_one, for_all}, chen: {for_all}}
        for enrolment, expected in given.items():
            browser = client_of(enrolment.learner)
            page = browser.get("/classes/AB2CD3/")
            for assignment in (for_group, for_one, for_all):
                (assertContains if assignment in expected else assertNotContains)(page, assignment.title)
                status = browser.get(assignment.get_absolute_url()).status_code
                assert status == (200 if assignment in expected else 404)
                started = browser.post(f"{assignment.get_absolute_url()}start/").status_code
                assert started == (302 if assignment in expected else 404)


class TestTerms:
    def test_are_told_before_it_starts(self, classroom, quiz, anna):
        assignment = AssignmentFactory(
            classroom=classroom,
            quiz=quiz,
            time_limit=dt.timedelta(minutes=20),
            attempts_allowed=2,
            has_certainty=True,
            layout="page",
        )
        page = client_of(anna.learner).get(assignment.get_absolute_url())
        for words in ("2 questions", "All on one page.", "20 minutes", "2 attempts", "2 are left.", "Certainty"):
            assertContains(page, words)

    def test_lead_to_the_text_where_it_is_no_secret(self, classroom, anna):
        quiz = QuizFactory(questions=[question := QuestionFactory()])
        source = question.sentence.source
        link = f'<a href="{source.get_absolute_url()}">{source.title}</a>'
        given = {
            name: AssignmentFactory(classroom=classroom, quiz=quiz, **terms)
            for name, terms in {
                "test": {},
                "practice": {"practice": True},
                "feedback": {"with_feedback_at_once": True},
                "password": {"practice": True, "password": "linchpin"},
                "later": {"practice": True, "opens_at": NOW + dt.timedelta(days=1)},
            }.items()
        }

        def leads_there():
            browser = client_of(anna.learner)
            return {name for name, one in given.items() if link in browser.get(one.get_absolute_url()).text}

        assert leads_there() == {"practice", "feedback"}
        attempt = AssignedAttemptFactory(assignment=given["test"], enrolment=anna)
        assert leads_there() == {"practice", "feedback"}
        attempt.finish(NOW)
        assert leads_there() == {"test", "practice", "feedback"}

    def test_of_certainty_show_in_the_result_what_each_answer_earned_by_it(self, classroom, anna):
        quiz = QuizFactory(questions=QuestionFactory.create_batch(2))
        attempt = AssignedAttemptFactory(
            assignment=AssignmentFactory(classroom=classroom, quiz=quiz, has_certainty=True), enrolment=anna
        )
        for response, is_right, certainty in zip(attempt.responses.all(), (True, False), (2, 3), strict=True):
            response.attempt = attempt
            given = answer_to(response, is_right)
            response.save_choice(given, NOW, certainty=certainty, page="test", number=1)
        attempt.finish(NOW)
        page = client_of(anna.learner).get(f"/attempts/{attempt.uuid}/result/")
        assertContains(page, "<p>You were fairly certain. Mark: 2 of 3</p>", html=True)
        assertContains(page, "<p>You were very certain. Mark: -6 of 3</p>", html=True)

    def test_before_it_opens_and_after_it_closes_nothing_starts(self, classroom, quiz, anna):
        soon = AssignmentFactory(classroom=classroom, quiz=quiz, opens_at=NOW + dt.timedelta(hours=1))
        over = AssignmentFactory(classroom=classroom, quiz=quiz, closes_at=NOW - dt.timedelta(hours=1))
        for assignment, words in ((soon, "This has not opened yet."), (over, "This has closed.")):
            assertContains(client_of(anna.learner).get(assignment.get_absolute_url()), words)
            assertContains(start(anna, assignment), "This is not open")
        assert not Attempt.objects.exists()

    def test_no_more_attempts_than_allowed(self, classroom, quiz, anna):
        assignment = AssignmentFactory(classroom=classroom, quiz=quiz, attempts_allowed=1)
        AssignedAttemptFactory(assignment=assignment, enrolment=anna).finish(NOW)
        assertContains(start(anna, assignment), "You have used all the attempts that you were given.")
        assert Attempt.objects.count() == 1

    def test_a_second_start_goes_on_with_the_first(self, classroom, quiz, anna):
        assignment = AssignmentFactory(classroom=classroom, quiz=quiz, attempts_allowed=1)
        first, second = start(anna, assignment), start(anna, assignment)
        assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
        assert Attempt.objects.count() == 1


class TestPassword:
    @pytest.fixture
    def assignment(self, classroom, quiz):
        return AssignmentFactory(classroom=classroom, quiz=quiz, password="Open Sesame")

    def test_opens_it_however_it_is_written(self, assignment, anna):
        start(anna, assignment, password="  open sesame ")
        assert Attempt.objects.count() == 1

    @pytest.mark.parametrize("typed", [None, "", "sesame", "x" * 100_000, "\x00"])
    def test_keeps_out_whoever_does_not_know_it(self, assignment, anna, typed):
        fields = {} if typed is None else {"password": typed}
        page = client_of(anna.learner).post(f"{assignment.get_absolute_url()}start/", fields)
        assertContains(page, "That is not the password.", status_code=422)
        assert not Attempt.objects.exists()

    def test_is_on_no_page_of_a_student(self, assignment, anna):
        assertNotContains(client_of(anna.learner).get(assignment.get_absolute_url()), "Sesame")

    def test_one_who_guesses_is_stopped_and_stops_nobody_else(self, assignment, anna):
        guesser = client_of(anna.learner)
        address = f"{assignment.get_absolute_url()}start/"
        guesser.get(assignment.get_absolute_url())
        for guess in range(12):
            page = guesser.post(address, {"password": f"guess {guess}"}, follow=True)
        assertContains(page, "Too many wrong passwords were tried from here.")
        page = guesser.post(address, {"password": "open sesame"}, follow=True)
        assertContains(page, "Too many wrong passwords were tried from here.")
        for classmate in EnrolmentFactory.create_batch(29, classroom=assignment.classroom):
            start(classmate, assignment, password="open sesame")
        assert Attempt.objects.count() == 29


class TestAtOneMoment:
    @pytest.mark.django_db(transaction=True)
    def test_twenty_starts_of_one_student_make_one_attempt(self, classroom, quiz, anna):
        assignment = AssignmentFactory(classroom=classroom, quiz=quiz, attempts_allowed=1)
        browser = client_of(anna.learner)
        barrier, statuses = threading.Barrier(20), []

        def begin() -> None:
            own = Client()
            own.cookies = browser.cookies
            barrier.wait()
            statuses.append(own.post(f"{assignment.get_absolute_url()}start/").status_code)
            connection.close()

        threads = [threading.Thread(target=begin) for _n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [302] * 20
        assert Attempt.objects.count() == 1
        assert Assignment.objects.get().attempts.get().responses.count() == 2
