import datetime as dt

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.models import Attempt, Classroom, Group
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    TeacherFactory,
    UserFactory,
)
from tests.support.clients import client_of, client_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom():
    return ClassroomFactory(name="Class 7b", code="AB2CD3", teachers=[TeacherFactory(username="tess")])


@pytest.fixture
def teacher(classroom):
    return client_signed_in(classroom.teachers.get())


class TestClasses:
    def test_a_class_is_made_with_a_name_alone(self, teacher):
        page = teacher.post("/classes/", {"name": "Class 8c"}, follow=True)
        made = Classroom.objects.get(name="Class 8c")
        assertRedirects(page, made.get_absolute_url())
        assert made.teachers.get().username == "tess"
        assertContains(page, made.code)
        assertContains(page, "<svg")

    def test_a_class_without_a_name_is_told_so(self, teacher):
        assertContains(teacher.post("/classes/"), "Please give the class a name.", status_code=422)

    def test_lists_the_own_classes_only(self, teacher):
        ClassroomFactory(name="Foreign")
        page = teacher.get("/classes/")
        assertContains(page, "Class 7b")
        assertNotContains(page, "Foreign")

    def test_sends_whoever_is_not_signed_in_to_the_door(self, client):
        assertRedirects(client.get("/classes/"), "/admin/login/?next=/classes/")


class TestSettings:
    def test_are_stored(self, teacher, classroom):
        day = timezone.localdate() + dt.timedelta(days=30)
        teacher.post("/classes/AB2CD3/settings/", {"name": "Class 8b", "erase_on": day.isoformat()})
        classroom.refresh_from_db()
        assert (classroom.name, classroom.is_open, classroom.erase_on) == ("Class 8b", False, day)

    def test_with_a_mistake_lose_nothing(self, teacher):
        page = teacher.post("/classes/AB2CD3/settings/", {"name": "Class 8b", "erase_on": "soon"})
        assertContains(page, 'value="Class 8b"', status_code=422)
        assertContains(page, "Enter a valid date.", status_code=422)

    def test_a_closed_class_takes_in_nobody_new(self, client, classroom):
        classroom.is_open = False
        classroom.save()
        page = client.post("/join/AB2CD3/", {"nickname": "Anna"})
        assertContains(page, "This class takes in nobody new.", status_code=422)


class TestTeachers:
    def test_a_colleague_is_let_in_by_username(self, teacher, classroom):
        other = TeacherFactory(username="omar")
        page = teacher.post("/classes/AB2CD3/teachers/", {"username": " omar "}, follow=True)
        assertContains(page, "omar teaches this class as well now.")
        assert client_signed_in(other).get("/classes/AB2CD3/").status_code == 200

    @pytest.mark.parametrize("username", ["nobody", "stu", "gone", "", "x" * 200])
    def test_only_a_teacher_can_be(self, teacher, classroom, username):
        UserFactory(username="stu")
        TeacherFactory(username="gone", is_active=False)
        assert teacher.post("/classes/AB2CD3/teachers/", {"username": username}).status_code == 422
        assert classroom.teachers.count() == 1

    def test_a_colleague_can_be_removed_and_sees_nothing_any_more(self, teacher, classroom):
        other = TeacherFactory()
        classroom.teachers.add(other)
        page = teacher.post(f"/classes/AB2CD3/teachers/{other.pk}/remove/", follow=True)
        assertContains(page, "does not teach this class any more.")
        assert client_signed_in(other).get("/classes/AB2CD3/").status_code == 404

    def test_who_removes_themselves_is_led_to_their_other_classes(self, teacher, classroom):
        classroom.teachers.add(TeacherFactory())
        me = classroom.teachers.get(username="tess")
        page = teacher.post(f"/classes/AB2CD3/teachers/{me.pk}/remove/")
        assertRedirects(page, "/classes/")

    def test_the_last_one_stays(self, teacher, classroom):
        me = classroom.teachers.get()
        page = teacher.post(f"/classes/AB2CD3/teachers/{me.pk}/remove/", follow=True)
        assertContains(page, "A class needs a teacher.")
        assert classroom.teachers.get() == me

    def test_who_does_not_teach_it_cannot_be_removed(self, teacher):
        assert teacher.post(f"/classes/AB2CD3/teachers/{TeacherFactory().pk}/remove/").status_code == 404


class TestGroups:
    def test_are_made_changed_and_deleted(self, teacher, classroom):
        anna, ben = (EnrolmentFactory(classroom=classroom, nickname=name) for name in ("Anna", "Ben"))
        teacher.post("/classes/AB2CD3/groups/new/", {"name": "Red", "members": [anna.pk]})
        group = classroom.groups.get()
        assert list(group.members.all()) == [anna]
        teacher.post(f"/classes/AB2CD3/groups/{group.pk}/", {"name": "Red", "members": [ben.pk]})
        assert list(group.members.all()) == [ben]
        teacher.post(f"/classes/AB2CD3/groups/{group.pk}/", {"delete": "1"})
        assert not Group.objects.exists()

    def test_have_names_of_their_own(self, teacher, classroom):
        classroom.groups.create(name="Red")
        page = teacher.post("/classes/AB2CD3/groups/new/", {"name": "Red"})
        assertContains(page, "This class has a group of that name.", status_code=422)

    def test_take_no_student_of_another_class(self, teacher, classroom):
        foreign = EnrolmentFactory(nickname="Foreign")
        page = teacher.post("/classes/AB2CD3/groups/new/", {"name": "Red", "members": [foreign.pk]})
        assert page.status_code == 422
        assertNotContains(page, "Foreign", status_code=422)

    def test_a_group_of_another_class_is_not_found(self, teacher):
        group = Group.objects.create(classroom=ClassroomFactory(), name="Red")
        assert teacher.post(f"/classes/AB2CD3/groups/{group.pk}/", {"delete": "1"}).status_code == 404
        assert teacher.get(f"/classes/AB2CD3/groups/{10**20}/").status_code == 404


class TestArchive:
    @pytest.fixture
    def anna(self, classroom):
        return EnrolmentFactory(classroom=classroom, nickname="Anna")

    def test_takes_a_class_out_of_sight_and_gives_it_back(self, teacher, classroom):
        assertContains(teacher.post("/classes/AB2CD3/archive/", follow=True), "Class 7b is in the archive.")
        assert list(Classroom.objects.current()) == []
        assertContains(teacher.post("/classes/AB2CD3/archive/", follow=True), "is back from the archive.")
        assert list(Classroom.objects.current()) == [classroom]

    def test_lets_nobody_join_or_begin_but_marks_stay(self, client, teacher, classroom, anna):
        assignment = AssignmentFactory(classroom=classroom)
        attempt = AssignedAttemptFactory(assignment=assignment, enrolment=anna, answers=[True])
        attempt.finish(timezone.now())
        teacher.post("/classes/AB2CD3/archive/")
        assert client.post("/join/AB2CD3/", {"nickname": "Ben"}).status_code == 404
        student = client_of(anna.learner)
        assertContains(student.post(f"{assignment.get_absolute_url()}start/", follow=True), "This is not open")
        assert Attempt.objects.get() == attempt
        assertContains(student.get(f"/attempts/{attempt.uuid}/result/"), "100%")
        assertContains(teacher.get("/classes/AB2CD3/marks/"), "100%")


class TestErasing:
    def test_asks_first_and_says_how_much_goes(self, teacher, classroom):
        EnrolmentFactory.create_batch(2, classroom=classroom)
        assertContains(teacher.get("/classes/AB2CD3/erase/"), "2 students")
        assert Classroom.objects.exists()

    def test_one_click_erases_the_class(self, teacher):
        page = teacher.post("/classes/AB2CD3/erase/", follow=True)
        assertContains(page, "Class 7b is erased, with all that its students answered.")
        assert not Classroom.objects.exists()
