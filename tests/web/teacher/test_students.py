import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes import items
from quizzes.forms.teacher.students import RosterForm
from quizzes.models import Enrolment
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
)
from tests.support.clients import client_of, client_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom():
    return ClassroomFactory(name="Class 7b", code="AB2CD3")


@pytest.fixture
def teacher(classroom):
    return client_signed_in(classroom.teachers.get())


def upload(teacher, text, **more):
    file = {"file": SimpleUploadedFile("list.csv", text.encode())}
    return teacher.post("/classes/AB2CD3/roster/", file | more, follow=True)


class TestRoster:
    def test_leads_to_the_cards_of_those_who_were_added(self, teacher, classroom):
        page = upload(teacher, "Name,Number\nAnna,7\nBen,8\n")
        assertRedirects(page, "/classes/AB2CD3/cards/")
        assertContains(page, "2 students were added.")
        for enrolment in classroom.enrolments.all():
            assertContains(page, enrolment.words)
            assertContains(page, enrolment.nickname)

    def test_shows_each_problem_with_its_row_and_takes_in_nobody(self, teacher, classroom):
        page = upload(teacher, "Anna\nanna\n,9\n")
        assert page.status_code == 422
        assertContains(page, "row 1 has it already", status_code=422)
        assertContains(page, "This row has no name.", status_code=422)
        assert not classroom.enrolments.exists()

    def test_says_who_was_renamed(self, teacher, classroom):
        EnrolmentFactory(classroom=classroom, nickname="Anna", student_id="7")
        refused = upload(teacher, "Anna-Lena,7\n")
        assertContains(refused, "allow below the file that the list renames students", status_code=422)
        assertContains(upload(teacher, "Anna-Lena,7\n", may_rename="on"), "Anna is now Anna-Lena.")

    def test_says_its_rules_before_and_after_the_upload(self, teacher):
        """Each of them is a test of its own in test_rosters.py (tests/unit/models/classes) or test_roster.py."""
        for page in (teacher.get("/classes/AB2CD3/roster/"), upload(teacher, ",9\n")):
            for rule in RosterForm().rules():
                assertContains(page, rule, status_code=page.status_code)

    def test_says_the_sizes_that_hold(self, teacher, monkeypatch):
        names = {
            "MAX_LISTED_STUDENTS": 17,
            "MAX_STUDENTS": 23,
            "MAX_BYTES": 3 * 1024**2,
            "MAX_NAME_LENGTH": 29,
            "MAX_NUMBER_LENGTH": 31,
        }
        for name, value in names.items():
            monkeypatch.setattr(f"quizzes.forms.teacher.students.{name}", value)
        page = teacher.get("/classes/AB2CD3/roster/")
        assertContains(page, "A list has at most 17 students and 3 MB, a class at most 23 students.")
        assertContains(page, "A name has at most 29 characters, a number at most 31.")

    def test_a_file_that_is_too_large_is_told_so(self, teacher, monkeypatch):
        monkeypatch.setattr("quizzes.forms.teacher.students.MAX_BYTES", 1024**2 - 1)
        file = SimpleUploadedFile("list.csv", b"x" * 1024**2)
        page = teacher.post("/classes/AB2CD3/roster/", {"file": file})
        assertContains(page, "The file is larger than 0 MB", status_code=422)

    def test_a_post_without_a_file_is_told_so(self, teacher):
        assertContains(teacher.post("/classes/AB2CD3/roster/"), "Please choose a file.", status_code=422)

    def test_a_name_is_shown_as_text(self, teacher):
        page = upload(teacher, "<b>Anna</b>\n")
        assertContains(page, "&lt;b&gt;Anna")


class TestComingBack:
    @pytest.fixture
    def anna(self, classroom):
        return EnrolmentFactory(classroom=classroom, nickname="Anna", joined_at=None)

    def test_the_three_words_open_the_class_on_any_device(self, anna):
        browser = Client()
        page = browser.post("/join/AB2CD3/back/", {"words": anna.words.upper()}, follow=True)
        assertRedirects(page, "/classes/AB2CD3/")
        assertContains(page, "<bdi>Anna</bdi>")
        anna.refresh_from_db()
        assert anna.joined_at is not None

    def test_a_second_device_opens_the_same_place_and_the_first_one_stays_in(self, anna):
        first, second = Client(), Client()
        for browser in (first, second):
            browser.post("/join/AB2CD3/back/", {"words": anna.words})
        assert [browser.get("/classes/AB2CD3/").status_code for browser in (first, second)] == [200, 200]

    def test_wrong_words_are_told_apart_from_nothing(self, anna):
        page = Client().post("/join/AB2CD3/back/", {"words": "bamo rife tuda"})
        assertContains(page, "Nobody in this class has these words.", status_code=422)
        assertContains(Client().post("/join/AB2CD3/back/"), "Please type your three words.", status_code=422)

    def test_words_of_another_class_open_nothing(self, anna):
        ClassroomFactory(code="ZZ2ZZ2")
        page = Client().post("/join/ZZ2ZZ2/back/", {"words": anna.words})
        assert page.status_code == 422

    def test_the_eleventh_wrong_guess_in_a_minute_is_refused_even_with_the_right_words(self, anna):
        browser = Client()
        for _guess in range(10):
            assert browser.post("/join/AB2CD3/back/", {"words": "bamo rife tuda"}).status_code == 422
        assert browser.post("/join/AB2CD3/back/", {"words": anna.words}).status_code == 429

    def test_a_device_can_forget_the_student_who_stays_in_the_class(self, anna):
        browser = client_of(anna.learner)
        page = browser.post("/classes/AB2CD3/forget/", follow=True)
        assertContains(page, "This device has forgotten you.")
        assert browser.get("/classes/AB2CD3/").status_code == 404
        assert Enrolment.objects.filter(pk=anna.pk).exists()

    def test_the_student_sees_the_own_words_and_no_others(self, anna, classroom):
        ben = EnrolmentFactory(classroom=classroom, nickname="Benedict")
        page = client_of(anna.learner).get("/classes/AB2CD3/")
        assertContains(page, anna.words)
        assertNotContains(page, ben.words)
        assertNotContains(page, "Benedict")


class TestNewWords:
    @pytest.fixture
    def anna(self, classroom):
        return EnrolmentFactory(classroom=classroom, nickname="Anna")

    def renew(self, teacher, anna):
        return teacher.post(f"/classes/AB2CD3/students/{anna.pk}/words/", follow=True)

    def come_back(self, words):
        browser = Client()
        return browser, browser.post("/join/AB2CD3/back/", {"words": words}).status_code

    def test_are_on_the_page_in_the_place_of_the_old_ones(self, teacher, anna):
        old = anna.words
        page = self.renew(teacher, anna)
        anna.refresh_from_db()
        assertContains(page, "Anna has new words.")
        assertContains(page, anna.words)
        assertNotContains(page, old)

    def test_end_the_old_card_and_every_browser_that_it_opened(self, teacher, anna):
        old = anna.words
        browser, _status = self.come_back(old)
        assert browser.get("/classes/AB2CD3/").status_code == 200
        self.renew(teacher, anna)
        assert browser.get("/classes/AB2CD3/").status_code == 404
        assert self.come_back(old)[1] == 422

    def test_bring_the_student_back_to_all_they_did(self, teacher, anna, classroom):
        attempt = AssignedAttemptFactory(assignment=AssignmentFactory(classroom=classroom), enrolment=anna)
        old_browser = client_of(anna.learner)
        self.renew(teacher, anna)
        anna.refresh_from_db()
        browser, _status = self.come_back(anna.words)
        assert browser.get(attempt.get_absolute_url()).status_code == 302
        assert old_browser.get(attempt.get_absolute_url()).status_code == 404

    def test_are_not_fetched_by_joining_once_more(self, teacher, classroom):
        browser = Client()
        for _again in range(2):
            browser.post("/join/AB2CD3/", {"nickname": "Anna"})
            status = browser.get("/classes/AB2CD3/").status_code
            self.renew(teacher, classroom.enrolments.get())
        assert status == 404

    def test_keep_those_of_everybody_else(self, teacher, anna, classroom):
        ben = EnrolmentFactory(classroom=classroom)
        self.renew(teacher, anna)
        assert Enrolment.objects.get(pk=ben.pk).words == ben.words
        assert client_of(ben.learner).get("/classes/AB2CD3/").status_code == 200

    def test_are_for_nobody_with_an_account_which_opens_without_them(self, teacher, anna):
        anna.learner.open_account("anna")
        assertNotContains(teacher.get(f"/classes/AB2CD3/students/{anna.pk}/"), "New words")


class TestCards:
    def test_hold_the_name_the_words_and_a_picture_of_the_address(self, teacher, classroom):
        anna = EnrolmentFactory(classroom=classroom, nickname="Anna")
        page = teacher.get("/classes/AB2CD3/cards/")
        assertContains(page, anna.words)
        assertContains(page, "http://testserver/join/AB2CD3/")
        assertContains(page, "<svg")


class TestOneStudent:
    @pytest.fixture
    def anna(self, classroom):
        return EnrolmentFactory(classroom=classroom, nickname="Anna")

    def change(self, teacher, anna, **fields):
        data = {"nickname": "Anna", "student_id": "", "extra_percent": 0, "extra_minutes": 0} | fields
        return teacher.post(f"/classes/AB2CD3/students/{anna.pk}/", data)

    def test_extra_time_moves_the_end_of_a_test_that_is_running(self, teacher, anna, classroom):
        assignment = AssignmentFactory(classroom=classroom, time_limit=dt.timedelta(minutes=20))
        attempt = AssignedAttemptFactory(assignment=assignment, enrolment=anna)
        before = attempt.deadline_at
        assert self.change(teacher, anna, extra_percent=25, extra_minutes=5).status_code == 302
        attempt.refresh_from_db()
        assert attempt.deadline_at - before == dt.timedelta(minutes=10)

    def test_shows_what_counts_for_them_and_leads_to_it(self, teacher, anna, classroom):
        quiz = QuizFactory(questions=[QuestionFactory(), QuestionFactory()])
        given = [AssignmentFactory(classroom=classroom, quiz=quiz, title=title) for title in ("Test", "Homework")]
        for who, answers in ((anna, [True, False]), (EnrolmentFactory(classroom=classroom), [True, True])):
            AssignedAttemptFactory(assignment=given[0], enrolment=who, answers=answers).finish(timezone.now())
        page = teacher.get(f"/classes/AB2CD3/students/{anna.pk}/")
        for assignment, says in zip(given, ("50%", "not begun"), strict=True):
            address = f"/classes/AB2CD3/assignments/{assignment.pk}/students/{anna.pk}/"
            assertContains(
                page, f'<a href="{address}">{says}<span class="unseen">: {assignment.title}</span></a>', html=True
            )
        assertNotContains(page, "100%")

    def test_says_of_marks_which_is_practice_and_which_waits_to_be_graded(self, teacher, anna, classroom):
        essay = QuestionFactory.of(items.Item("essay", "What did the summit decide?"))
        for title, question, dropped in (("Essay", essay, ""), ("Dropped", QuestionFactory(), "nobody")):
            assignment = AssignmentFactory(classroom=classroom, quiz=QuizFactory(questions=[question]), title=title)
            attempt = AssignedAttemptFactory(assignment=assignment, enrolment=anna, answers=[True])
            attempt.finish(timezone.now())
            if dropped:
                attempt.responses.update(dropped=dropped, max_mark=0, mark=0)
        AssignmentFactory(classroom=classroom, title="Warm-up", practice=True)
        page = teacher.get(f"/classes/AB2CD3/students/{anna.pk}/")
        assertContains(page, 'to grade<span class="unseen">: Essay</span>')
        assertContains(page, '–<span class="unseen">: Dropped</span>')
        assertContains(page, '<th scope="row">Warm-up <span class="soft">practice</span></th>', html=True)

    def test_extra_time_is_shown_to_the_student(self, teacher, anna, classroom):
        self.change(teacher, anna, extra_minutes=5)
        assignment = AssignmentFactory(classroom=classroom, time_limit=dt.timedelta(minutes=20))
        page = client_of(anna.learner).get(assignment.get_absolute_url())
        assertContains(page, "25 minutes")
        assertContains(page, "You have more time than the class has")
        without = AssignmentFactory(classroom=classroom)
        assertNotContains(client_of(anna.learner).get(without.get_absolute_url()), "You have more time")

    def test_a_nickname_that_is_taken_is_refused_and_what_was_typed_stays(self, teacher, anna, classroom):
        EnrolmentFactory(classroom=classroom, nickname="Ben")
        page = self.change(teacher, anna, nickname="ben", student_id="12")
        assertContains(page, "Somebody in this class has that nickname.", status_code=422)
        assertContains(page, 'value="12"', status_code=422)

    def test_a_number_that_is_taken_is_refused(self, teacher, anna, classroom):
        EnrolmentFactory(classroom=classroom, student_id="12")
        page = self.change(teacher, anna, student_id="12")
        assertContains(page, "Somebody in this class has that number already.", status_code=422)

    @pytest.mark.parametrize("fields", [{"extra_percent": -1}, {"extra_percent": 401}, {"extra_minutes": "x"}])
    def test_extra_time_within_reason(self, teacher, anna, fields):
        assert self.change(teacher, anna, **fields).status_code == 422

    def test_one_click_erases_the_student(self, teacher, anna):
        page = teacher.post(f"/classes/AB2CD3/students/{anna.pk}/erase/", follow=True)
        assertContains(page, "The student is erased")
        assert not Enrolment.objects.exists()

    def test_a_student_of_another_class_is_not_found(self, teacher):
        foreign = EnrolmentFactory(joined_at=timezone.now())
        for path in ("", "erase/", "known.json"):
            address = f"/classes/AB2CD3/students/{foreign.pk}/{path}"
            reply = teacher.post(address) if path == "erase/" else teacher.get(address)
            assert reply.status_code == 404
        assert Enrolment.objects.get() == foreign
