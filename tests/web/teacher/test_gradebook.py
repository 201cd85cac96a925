import csv
import datetime as dt
import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.formats.tables.workbook import written
from quizzes.models import Attempt, GradebookEntry
from quizzes.views.teacher import gradebook
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GradebookEntryFactory,
    GroupFactory,
    QuestionFactory,
    QuizFactory,
    answer_to,
)
from tests.support.clients import HTMX, client_of, client_signed_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MARKS = "/classes/AB2CD3/marks/"


@pytest.fixture
def assignment():
    classroom = ClassroomFactory(name="Class 7b", code="AB2CD3")
    quiz = QuizFactory(questions=QuestionFactory.create_batch(4))
    return AssignmentFactory(classroom=classroom, quiz=quiz, title="First")


@pytest.fixture
def teacher(assignment):
    return client_signed_in(assignment.classroom.teachers.get())


def student(assignment, nickname, right=None):
    """With a finished attempt of so many right answers of four; None for no attempt."""
    enrolment = EnrolmentFactory(classroom=assignment.classroom, nickname=nickname)
    if right is not None:
        answers = [place < right for place in range(4)]
        AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=answers).finish(NOW)
    return enrolment


def entry_of(assignment, enrolment):
    return reverse("gradebook_entry", args=["AB2CD3", assignment.pk, enrolment.pk])


def names(page):
    return [row.enrolment.nickname for row in page.context["gradebook"].rows]


class TestTable:
    def test_has_a_row_for_each_student_and_a_column_for_each_assignment(self, teacher, assignment):
        student(assignment, "Anna", 3)
        student(assignment, "Ben")
        AssignmentFactory(classroom=assignment.classroom, title="Second")
        page = teacher.get(MARKS)
        for words in ("Anna", "Ben", "First", "Second", "75%", "not begun", "1 of 2"):
            assertContains(page, words)

    def test_comes_anew_by_itself_as_the_table_alone(self, teacher, assignment):
        student(assignment, "Anna", 3)
        assertContains(teacher.get(MARKS), 'hx-trigger="every 10s"')
        fragment = teacher.get(MARKS, headers=HTMX)
        assertContains(fragment, "75%")
        assertNotContains(fragment, "<html")

    def test_is_ordered_and_filtered_by_the_address(self, teacher, assignment):
        student(assignment, "Anna", 1)
        student(assignment, "Ben", 3)
        student(assignment, "Chen")
        assert names(teacher.get(MARKS)) == ["Anna", "Ben", "Chen"]
        assert names(teacher.get(f"{MARKS}?sort=mean")) == ["Ben", "Anna", "Chen"]
        assert names(teacher.get(f"{MARKS}?sort={assignment.pk}")) == ["Ben", "Anna", "Chen"]
        assert names(teacher.get(f"{MARKS}?show=missing")) == ["Chen"]
        assert names(teacher.get(f"{MARKS}?show=waiting")) == []
        assert names(teacher.get(f"{MARKS}?show=%00&sort=%FF")) == ["Anna", "Ben", "Chen"]

    def test_shows_one_group_where_there_are_groups(self, teacher, assignment):
        anna, ben, chen = student(assignment, "Anna", 1), student(assignment, "Ben", 3), student(assignment, "Chen")
        assertNotContains(teacher.get(MARKS), 'name="group"')
        red = GroupFactory(classroom=assignment.classroom, name="Red")
        blue = GroupFactory(classroom=assignment.classroom, name="Blue")
        red.members.set([anna, chen])
        blue.members.set([ben])
        page = teacher.get(f"{MARKS}?group={red.pk}")
        assertContains(page, f'<option value="{red.pk}" selected>Red</option>', html=True)
        assert names(page) == ["Anna", "Chen"]
        assert page.context["gradebook"].means == [25]
        assertNotContains(teacher.get(f"{MARKS}?group={red.pk}", headers=HTMX), "Ben")
        assert names(teacher.get(f"{MARKS}?group={red.pk}&show=missing")) == ["Chen"]
        assert names(teacher.get(f"{MARKS}?group={blue.pk}&show=missing")) == []

    @pytest.mark.parametrize("strange", ["", "0", "-1", "red", "%00", "%FF", "9" * 30])
    def test_shows_everybody_where_there_is_no_such_group(self, teacher, assignment, strange):
        anna, _ben = student(assignment, "Anna"), student(assignment, "Ben")
        GroupFactory(classroom=assignment.classroom).members.add(anna)
        assert names(teacher.get(f"{MARKS}?group={strange}")) == ["Anna", "Ben"]

    def test_takes_no_group_of_another_class(self, teacher, assignment):
        anna = student(assignment, "Anna")
        group = GroupFactory(name="Of another class")
        page = teacher.get(f"{MARKS}?group={group.pk}")
        assert names(page) == [anna.nickname]
        assertNotContains(page, group.name)

    def test_keeps_order_and_filter_when_it_comes_anew(self, teacher, assignment):
        assertContains(teacher.get(f"{MARKS}?sort=mean"), f'hx-get="{MARKS}?sort=mean"')

    def test_says_which_column_is_practice_and_that_the_mean_is_without_it(self, teacher, assignment):
        anna = student(assignment, "Anna", 3)
        warm_up = AssignmentFactory(
            classroom=assignment.classroom, quiz=assignment.quiz, title="Warm-up", practice=True
        )
        AssignedAttemptFactory(assignment=warm_up, enrolment=anna, answers=[False] * 4).finish(NOW)
        page = teacher.get(MARKS)
        assert re.search(r"Warm-up</span>\s*<small>practice</small>\s*</a>\s*</th>", page.text)
        assertContains(page, '<td class="number is-done">75%</td>', html=True)
        assertContains(page, "It leaves out practice")
        assertContains(teacher.get(entry_of(warm_up, anna)), "0% as practice, which is not in the mean.")

    def test_takes_as_many_queries_for_a_large_class_as_for_a_small_one(
        self, teacher, assignment, django_assert_num_queries
    ):
        group = GroupFactory(classroom=assignment.classroom)
        for size in (2, 4):
            for number in range(size):
                group.members.add(student(assignment, f"Student {size}.{number}", 2))
            with django_assert_num_queries(13):
                teacher.get(f"{MARKS}?group={group.pk}")

    def test_a_class_without_students_or_assignments_is_no_error(self, teacher, assignment):
        assertContains(teacher.get(MARKS), "Nobody.")
        assignment.delete()
        assert teacher.get(MARKS).status_code == 200


class TestEntry:
    def test_shows_every_answer_with_its_sentence(self, teacher, assignment):
        anna = student(assignment, "Anna", 3)
        page = teacher.get(entry_of(assignment, anna))
        assertContains(page, "75% counts.")
        assertContains(page, "established in 2001")

    def test_reads_no_other_student(self, teacher, assignment):
        type(assignment).objects.filter(pk=assignment.pk).update(time_limit=dt.timedelta(minutes=10))
        assignment.refresh_from_db()
        anna, ben = student(assignment, "Anna", 3), student(assignment, "Ben")
        an_hour_ago = NOW - dt.timedelta(hours=1)
        overdue = [
            AssignedAttemptFactory(assignment=assignment, enrolment=one, started_at=an_hour_ago) for one in (anna, ben)
        ]
        assertContains(teacher.get(entry_of(assignment, anna)), "Attempt 2")
        assert [Attempt.objects.get(pk=one.pk).finished_at is None for one in overdue] == [False, True]

    def test_says_that_nothing_counts_of_what_the_student_was_not_given(self, teacher, assignment):
        anna, ben = student(assignment, "Anna", 3), student(assignment, "Ben")
        assignment.students.add(ben)
        assertContains(teacher.get(entry_of(assignment, anna)), "Nothing counts yet.")

    def test_an_override_needs_its_reason_and_takes_the_place_of_what_was_earned(self, teacher, assignment):
        anna = student(assignment, "Anna", 3)
        page = teacher.post(entry_of(assignment, anna), {"percent": "90"})
        assertContains(page, "Say why, in words that you can show", status_code=422)
        assert re.search(r'<input [^>]*name="reason"[^>]* autofocus', page.text)
        page = teacher.post(entry_of(assignment, anna), {"percent": "90", "reason": "Oral exam"}, follow=True)
        assertRedirects(page, MARKS)
        assertContains(page, "90%")
        assertContains(page, "set by hand")
        entry = GradebookEntry.objects.get()
        assert entry.changed_by == assignment.classroom.teachers.get()
        assert "percent=90" in LogEntry.objects.get().change_message

    @pytest.mark.parametrize("percent", ["-1", "101", "abc", "nan", "inf", "1e400"])
    def test_a_result_is_a_percentage(self, teacher, assignment, percent):
        anna = student(assignment, "Anna", 3)
        data = {"percent": percent, "reason": "Because", "note": "A note of mine"}
        page = teacher.post(entry_of(assignment, anna), data)
        assertContains(page, "A note of mine", status_code=422)
        assert not GradebookEntry.objects.exists()

    def test_an_excuse_counts_for_nothing(self, teacher, assignment):
        anna = student(assignment, "Anna", 1)
        student(assignment, "Ben", 3)
        page = teacher.post(entry_of(assignment, anna), {"is_excused": "on", "reason": "Ill"}, follow=True)
        assertContains(page, "excused")
        assert page.context["gradebook"].means == [75]

    def test_a_note_is_never_seen_by_the_student(self, teacher, assignment):
        anna = student(assignment, "Anna", 1)
        teacher.post(entry_of(assignment, anna), {"note": "Had a bad day"})
        assertContains(teacher.get(MARKS), "note")
        browser = client_of(anna.learner)
        attempt = anna.learner.attempts.get()
        for address in ("/classes/AB2CD3/", assignment.get_absolute_url(), f"/attempts/{attempt.uuid}/result/"):
            assertNotContains(browser.get(address), "bad day")

    def test_made_in_two_tabs_at_one_moment_is_one(self, teacher, assignment, monkeypatch):
        anna = student(assignment, "Anna", 1)

        def looks_before_the_other_tab_saves(entry):
            GradebookEntryFactory(assignment=assignment, enrolment=anna, note="Of the other tab")
            return save(entry)

        save = gradebook._save
        monkeypatch.setattr(gradebook, "_save", looks_before_the_other_tab_saves)
        reply = teacher.post(entry_of(assignment, anna), {"is_excused": "on", "reason": "ill"})
        assert reply.status_code == 302
        stored = GradebookEntry.objects.get()
        assert (stored.is_excused, stored.reason, stored.note) == (True, "ill", "")
        assert LogEntry.objects.get().object_id == str(stored.pk)

    def test_of_a_student_of_another_class_is_not_found(self, teacher, assignment):
        assert teacher.get(entry_of(assignment, EnrolmentFactory())).status_code == 404


class TestFiles:
    @staticmethod
    def csv_rows(teacher, query=""):
        reply = teacher.get(f"{MARKS}file.csv{query}")
        assert reply["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))

    @staticmethod
    def xlsx_rows(teacher, query=""):
        book = load_workbook(io.BytesIO(teacher.get(f"{MARKS}file.xlsx{query}").content))
        return list(book.active.iter_rows())

    def test_hold_what_the_table_shows(self, teacher, assignment):
        anna = student(assignment, "Anna", 3)
        ben = student(assignment, "Ben", 1)
        student(assignment, "Chen")
        anna.student_id = "007"
        anna.save()
        GradebookEntryFactory(assignment=assignment, enrolment=ben, is_excused=True)
        rows = self.csv_rows(teacher)
        assert rows == [
            ["Student", "Number", "First", "Mean", "To grade"],
            ["Anna", "007", "75", "75", "0"],
            ["Ben", "", "excused", "", "0"],
            ["Chen", "", "", "", "0"],
        ]
        assert [
            ["" if cell.value is None else str(cell.value) for cell in row] for row in self.xlsx_rows(teacher)
        ] == rows

    def test_say_which_column_is_practice_and_have_the_mean_without_it(self, teacher, assignment):
        anna = student(assignment, "Anna", 3)
        warm_up = AssignmentFactory(
            classroom=assignment.classroom, quiz=assignment.quiz, title="Warm-up", practice=True
        )
        AssignedAttemptFactory(assignment=warm_up, enrolment=anna, answers=[False] * 4).finish(NOW)
        rows = [
            ["Student", "Number", "First", "Warm-up (practice)", "Mean", "To grade"],
            ["Anna", "", "75", "0", "75", "0"],
        ]
        assert self.csv_rows(teacher) == rows
        headings, row = self.xlsx_rows(teacher)
        assert [cell.value for cell in headings] == rows[0]
        assert [cell.value for cell in row[2:5]] == [75, 0, 75]

    def test_are_filtered_and_ordered_as_the_table_they_are_linked_from(self, teacher, assignment):
        students = [student(assignment, *one) for one in (("Anna", 1), ("Ben", 3), ("Chen",), ("Dora", 4))]
        group = GroupFactory(classroom=assignment.classroom)
        group.members.set(students[:3])
        table = teacher.get(f"{MARKS}?show=&group={group.pk}&sort=mean")
        assert names(table) == ["Ben", "Anna", "Chen"]
        for suffix in ("csv", "xlsx"):
            assertContains(table, f'href="{MARKS}file.{suffix}?group={group.pk}&amp;sort=mean"')
        query = f"?group={group.pk}&sort=mean"
        assert [row[0] for row in self.csv_rows(teacher, query)[1:]] == ["Ben", "Anna", "Chen"]
        assert [row[0].value for row in self.xlsx_rows(teacher, query)[1:]] == ["Ben", "Anna", "Chen"]
        assert [row[0] for row in self.csv_rows(teacher, "?show=missing")[1:]] == ["Chen"]

    def test_hold_numbers_to_calculate_with_and_texts_that_look_like_them(self, teacher, assignment):
        type(assignment).objects.filter(pk=assignment.pk).update(has_certainty=True)
        anna = student(assignment, "-11")
        anna.student_id = "007"
        anna.save()
        assignment.refresh_from_db()
        attempt = AssignedAttemptFactory(assignment=assignment, enrolment=anna)
        response = attempt.responses.get(position=1)
        response.attempt = attempt
        assert response.save_choice(answer_to(response, False), NOW, certainty=3, page="test", number=1)
        attempt.finish(NOW)
        _headings, row = self.xlsx_rows(teacher)
        assert [(cell.value, cell.data_type) for cell in row] == [
            ("'-11", "s"),
            ("007", "s"),
            (-50, "n"),
            (-50, "n"),
            (0, "n"),
        ]
        assert self.csv_rows(teacher)[1] == ["'-11", "007", "-50", "-50", "0"]

    def test_excuse_nobody_from_what_they_were_not_given(self, teacher, assignment):
        anna, ben = student(assignment, "Anna"), student(assignment, "Ben")
        assignment.students.add(ben)
        GradebookEntryFactory(assignment=assignment, enrolment=anna, is_excused=True)
        assert self.csv_rows(teacher)[1] == ["Anna", "", "", "", "0"]

    @pytest.mark.parametrize(
        "name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\t=1", "\r=1"]
    )
    def test_hold_no_formula(self, teacher, assignment, name):
        anna = student(assignment, "Anna", 3)
        type(anna).objects.filter(pk=anna.pk).update(nickname=f"{name}x", student_id=name)
        type(assignment).objects.filter(pk=assignment.pk).update(title=f"{name}y")
        cells = [cell for row in self.csv_rows(teacher) for cell in row]  # no number here is below 0
        assert any("x" in cell for cell in cells)
        assert all(cell[:1] not in "=+-@\t\r＝＋－＠" for cell in cells if cell)
        for row in self.xlsx_rows(teacher):
            for cell in row:
                assert cell.data_type in "sn"
                assert not isinstance(cell.value, str) or cell.value[:1] not in "=+-@\t\r＝＋－＠"

    def test_a_workbook_takes_no_text_for_a_formula_whoever_writes_it(self):
        """The sign before it is the one guard, the type of the cell the other."""
        (row,) = load_workbook(io.BytesIO(written([["=1+1", "plain"]], "Marks"))).active.iter_rows()
        assert [(cell.data_type, cell.value) for cell in row] == [("s", "=1+1"), ("s", "plain")]

    def test_are_named_by_the_class_and_the_day(self, teacher, time_machine):
        time_machine.move_to("2026-03-02T10:00Z", tick=False)
        name = "class-7b-2026-03-02"
        for suffix in ("csv", "xlsx"):
            reply = teacher.get(f"{MARKS}file.{suffix}")
            assert reply["Content-Disposition"] == f'attachment; filename="{name}.{suffix}"'
