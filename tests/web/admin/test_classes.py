import random

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.formats import FORMATS
from quizzes.models import Assignment, Attempt, Classroom, Enrolment, Learner, Quiz, Response
from quizzes.permissions import TEACHERS_GROUP
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
)
from tests.support.clients import client_signed_in

from .posts import rows

LIST = reverse("admin:quizzes_classroom_changelist")
SECRET = "Class of somebody else"


def page(name, classroom):
    return reverse(f"admin:quizzes_classroom_{name}", args=[classroom.pk])


@pytest.fixture
def own(teacher):
    return ClassroomFactory(name="My own class", teachers=[teacher])


@pytest.fixture
def foreign(db):
    """The class of a colleague who is a teacher as well."""
    colleague = UserFactory(is_staff=True)
    colleague.groups.add(Group.objects.get(name=TEACHERS_GROUP))
    return ClassroomFactory(name=SECRET, teachers=[colleague])


class TestOwnClass:
    def test_is_made_by_a_teacher_for_themselves(self, signed_in, teacher):
        form = {"name": "9b", "erase_on": "2030-01-01"} | rows("enrolments", [])
        assert signed_in.post(reverse("admin:quizzes_classroom_add"), form).status_code == 302
        assert list(Classroom.objects.get().teachers.all()) == [teacher]

    def test_shows_how_students_join(self, signed_in, own):
        response = signed_in.get(page("change", own))
        assertContains(response, own.code)
        assertContains(response, f"http://testserver/join/{own.code}/")

    def test_renames_and_removes_students(self, signed_in, own):
        renamed, removed = EnrolmentFactory.create_batch(2, classroom=own)
        students = [
            {"id": renamed.pk, "classroom": own.pk, "nickname": "Ada"},
            {"id": removed.pk, "classroom": own.pk, "nickname": removed.nickname, "DELETE": "on"},
        ]
        form = {"name": own.name, "erase_on": "2030-01-01"} | rows("enrolments", students, stored=2)
        assert signed_in.post(page("change", own), form).status_code == 302
        assert [student.nickname for student in own.enrolments.all()] == ["Ada"]

    def test_erases_a_student_who_is_removed_with_all_that_hangs_on_them(self, signed_in, own):
        attempt = AssignedAttemptFactory(assignment=AssignmentFactory(classroom=own), answers=[True])
        removed = own.enrolments.get()
        attempt.learner.open_account("zuzanna")
        rename, erase = ({"nickname": "Zuzanna Xq"}, {"nickname": removed.nickname, "DELETE": "on"})
        for change in (rename, erase):
            students = [{"id": removed.pk, "classroom": own.pk, **change}]
            form = {"name": own.name, "erase_on": "2030-01-01"} | rows("enrolments", students, stored=1)
            assert signed_in.post(page("change", own), form).status_code == 302
        for model in (Enrolment, Attempt, Response, Learner, User.objects.filter(is_staff=False)):
            assert not getattr(model, "objects", model).exists()
        # Nor is the name in what the admin remembers of the class.
        assert LogEntry.objects.count() == 2
        assertNotContains(signed_in.get(page("history", own)), "Zuzanna")

    @pytest.mark.parametrize("way", ["page", "action"])
    def test_is_deleted_with_all_that_hangs_on_it(self, signed_in, own, way):
        attempt = AssignedAttemptFactory(assignment=AssignmentFactory(classroom=own), answers=[False])
        attempt.finish(timezone.now())
        attempt.practise_missed(timezone.now(), random.Random(1))
        attempt.learner.open_account("zuzanna")
        url, form = page("delete", own), {"post": "yes"}
        if way == "action":
            url, form = LIST, form | {"action": "delete_selected", "_selected_action": [own.pk]}
        asked = signed_in.get(url) if way == "page" else signed_in.post(url, {**form, "post": ""})
        assertContains(asked, "My own class")
        assertContains(asked, "Students: 1")
        assert signed_in.post(url, form).status_code == 302
        for model in (Classroom, Assignment, Attempt, Response, Learner, LogEntry):
            assert not model.objects.exists()
        assert not User.objects.filter(is_staff=False).exists()

    @pytest.mark.parametrize("names", [("Ada", "ADA"), ("", "Ada"), ("x" * 61, "Ada")])
    def test_refuses_nicknames_that_cannot_be(self, signed_in, own, names):
        students = EnrolmentFactory.create_batch(2, classroom=own)
        form = {"name": own.name, "erase_on": "2030-01-01"} | rows(
            "enrolments",
            [{"id": s.pk, "classroom": own.pk, "nickname": name} for s, name in zip(students, names, strict=True)],
            stored=2,
        )
        assertContains(signed_in.post(page("change", own), form), "errornote")
        assert {student.nickname for student in Enrolment.objects.all()} == {s.nickname for s in students}

    def test_keeps_a_name_of_the_roster_that_no_student_could_choose(self, signed_in, own):
        """It may have 60 letters there, and 24 where somebody joins: a class with such a name can be saved."""
        student = EnrolmentFactory(classroom=own, nickname="Maximiliane Schmidt-Hohenfels")
        form = {"name": "Renamed", "erase_on": "2030-01-01"} | rows(
            "enrolments", [{"id": student.pk, "classroom": own.pk, "nickname": student.nickname}], stored=1
        )
        assert signed_in.post(page("change", own), form).status_code == 302
        own.refresh_from_db()
        student.refresh_from_db()
        assert (own.name, student.nickname) == ("Renamed", "Maximiliane Schmidt-Hohenfels")

    def test_does_not_enrol_by_a_form(self, signed_in, own):
        form = {"name": own.name, "erase_on": "2030-01-01"} | rows(
            "enrolments", [{"id": "", "classroom": own.pk, "nickname": "Eve"}]
        )
        signed_in.post(page("change", own), form)
        assert not Enrolment.objects.exists()

    def test_cannot_be_given_to_somebody_else(self, signed_in, own, teacher):
        form = {"name": own.name, "erase_on": "2030-01-01", "teachers": [UserFactory().pk]} | rows("enrolments", [])
        assert signed_in.post(page("change", own), form).status_code == 302
        assert list(own.teachers.all()) == [teacher]


class TestClassOfAnotherTeacher:
    def test_is_not_in_the_list(self, signed_in, own, foreign):
        response = signed_in.get(LIST)
        assertContains(response, "My own class")
        assertNotContains(response, SECRET)
        assertContains(signed_in.get(LIST, {"q": foreign.code}), "0 classes")

    @pytest.mark.parametrize("name", ["change", "delete", "history"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_not_there(self, signed_in, foreign, name, method):
        EnrolmentFactory(classroom=foreign)
        form = {"name": "Mine now", "post": "yes"} | rows("enrolments", [])
        assertNotContains(getattr(signed_in, method)(page(name, foreign), form), SECRET, status_code=404)
        foreign.refresh_from_db()
        assert foreign.name == SECRET

    @pytest.mark.parametrize("query", ["_popup=1", "_to_field=id", "_changelist_filters=q%3DClass"])
    def test_is_not_there_in_a_window_of_its_own(self, signed_in, foreign, query):
        for name in ("change", "delete", "history"):
            assertNotContains(signed_in.get(f"{page(name, foreign)}?{query}"), SECRET, status_code=404)
        assertNotContains(signed_in.get(f"{LIST}?{query}", follow=True), SECRET)

    def test_is_in_no_file_that_is_given_out(self, signed_in, own, foreign):
        """Questions are everybody's; who was given them, and who answered, is in none of the files."""
        quiz = QuizFactory(questions=[QuestionFactory()])
        AssignmentFactory(classroom=foreign, quiz=quiz, title=f"{SECRET} test")
        EnrolmentFactory(classroom=foreign, nickname=f"{SECRET} student")
        for code in FORMATS:
            reply = signed_in.get(reverse("admin:quizzes_question_export_file"), {"format": code, "quiz": quiz.pk})
            assert reply.status_code == 200
            assert SECRET.encode() not in b"".join(reply.streaming_content if reply.streaming else [reply.content])

    @pytest.mark.parametrize("way", ["page", "action"])
    def test_is_not_named_where_a_quiz_of_it_cannot_be_deleted(self, signed_in, own, foreign, way):
        quiz = QuizFactory()
        AssignmentFactory(classroom=own, quiz=quiz, title="My own title")
        AssignmentFactory(classroom=foreign, quiz=quiz, title=f"{SECRET} test")
        form = {"action": "delete_selected", "_selected_action": [quiz.pk]}
        url = reverse("admin:quizzes_quiz_changelist")
        if way == "page":
            url, form = reverse("admin:quizzes_quiz_delete", args=[quiz.pk]), {}
        asked = signed_in.get(url) if way == "page" else signed_in.post(url, form)
        assertNotContains(asked, SECRET)
        assertContains(asked, "My own class: My own title")
        assertContains(asked, "1 assignment of another teacher")
        assertNotContains(signed_in.post(url, form | {"post": "yes"}), SECRET)
        assert Quiz.objects.get() == quiz

    def test_is_not_there_for_actions(self, signed_in, foreign):
        form = {"action": "delete_selected", "_selected_action": [foreign.pk], "post": "yes"}
        signed_in.post(LIST, form)
        assert Classroom.objects.filter(pk=foreign.pk).exists()

    def test_is_not_there_for_look_ups(self, signed_in, own, foreign):
        query = {"app_label": "quizzes", "model_name": "enrolment", "field_name": "classroom", "term": "class"}
        found = signed_in.get(reverse("admin:autocomplete"), query).json()["results"]
        assert [result["text"] for result in found] == ["My own class"]
        assert signed_in.get(f"/admin/r/1/{foreign.pk}/").status_code == 404

    def test_keeps_its_students(self, signed_in, own, foreign):
        student = EnrolmentFactory(classroom=foreign, nickname="Zoe")
        form = {"name": own.name, "erase_on": "2030-01-01"} | rows(
            "enrolments", [{"id": student.pk, "classroom": own.pk, "nickname": "Stolen", "DELETE": "on"}], stored=1
        )
        response = signed_in.post(page("change", own), form)
        assert response.status_code in (200, 302)
        student.refresh_from_db()
        assert (student.nickname, student.classroom) == ("Zoe", foreign)


class TestFirstTeacher:
    def test_sees_every_class_and_whose_it_is(self, first_teacher, own, foreign):
        response = client_signed_in(first_teacher).get(LIST)
        assertContains(response, "My own class")
        assertContains(response, SECRET)
        assertContains(response, "column-taught_by")


class TestStranger:
    @pytest.mark.parametrize("is_staff", [False, True])
    def test_without_the_group_gets_nothing(self, own, is_staff):
        stranger = client_signed_in(UserFactory(is_staff=is_staff))
        for url in (LIST, page("change", own)):
            response = stranger.get(url, follow=True)
            assertNotContains(response, "My own class", status_code=response.status_code)
