"""Accounts of students, for schools that want them (docs/decisions/security.md, cases 18–20, for these too)."""

import re

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.models import Learner
from quizzes.models.privacy.erasure import erase_student
from quizzes.models.privacy.subject_access import export_student_data
from tests.factories import AssignedAttemptFactory, ClassroomFactory, EnrolmentFactory, TeacherFactory, UserFactory
from tests.security.test_races import at_once
from tests.support.clients import client_of, client_signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.STUDENT_ACCOUNTS = True


@pytest.fixture
def anna():
    return EnrolmentFactory(classroom=ClassroomFactory(name="Class 7b", code="AB2CD3"), nickname="Anna")


@pytest.fixture
def teacher(anna):
    return client_signed_in(anna.classroom.teachers.get())


def address(enrolment, page=""):
    return f"/classes/{enrolment.classroom.code}/students/{enrolment.pk}/{page}"


def open_account(teacher, enrolment, username="anna"):
    """The password that the teacher is shown."""
    page = teacher.post(address(enrolment, "account/"), {"username": username})
    return re.search(r'<strong class="words">([a-z ]+)</strong>', page.content.decode())[1]


def sign_in(username, password, client=None, **kwargs):
    return (client or Client()).post("/account/", {"username": username, "password": password}, **kwargs)


class TestWithoutTheSetting:
    @pytest.mark.parametrize("path", ["", "password/"])
    def test_there_is_nothing_to_sign_in_to(self, settings, client, path):
        settings.STUDENT_ACCOUNTS = False
        assert client.get(f"/account/{path}").status_code == 404
        assertNotContains(client.get("/"), "/account/")

    def test_no_teacher_can_make_one(self, settings, teacher, anna):
        settings.STUDENT_ACCOUNTS = False
        assertNotContains(teacher.get(address(anna)), "account/")
        assert teacher.post(address(anna, "account/"), {"username": "anna"}).status_code == 404
        assert not User.objects.filter(username="anna").exists()


class TestTeacher:
    def test_makes_an_account_with_a_password_that_is_shown_once(self, teacher, anna):
        password = open_account(teacher, anna)
        assert len(password.split()) == 3
        assertNotContains(teacher.get(address(anna)), password)
        account = User.objects.get(username="anna")
        assert account.check_password(password)
        assert (account.is_staff, account.is_superuser, account.groups.exists()) == (False, False, False)

    def test_is_told_that_a_username_is_taken(self, teacher, anna):
        UserFactory(username="Anna")
        page = teacher.post(address(anna, "account/"), {"username": "anna"})
        assertContains(page, "Somebody here has that username.", status_code=422)

    @pytest.mark.django_db(transaction=True)
    def test_who_clicks_in_many_tabs_at_one_moment_makes_one(self, teacher, anna):
        statuses = at_once(
            lambda n: (
                client_signed_in(anna.classroom.teachers.get())
                .post(address(anna, "account/"), {"username": f"anna{n % 4}"})
                .status_code
            ),
            count=8,
        )
        assert set(statuses) <= {200, 302, 422}
        assert User.objects.filter(is_staff=False).get() == Learner.objects.get().user

    def test_gives_a_new_password_and_the_old_one_and_its_session_end(self, teacher, anna):
        client = Client()
        old = open_account(teacher, anna)
        sign_in("anna", old, client)
        page = teacher.post(address(anna, "account/"), {"renew": ""})
        new = re.search(r'<strong class="words">([a-z ]+)</strong>', page.content.decode())[1]
        assert client.get("/classes/AB2CD3/").status_code == 404
        assert sign_in("anna", old).status_code == 422
        assert sign_in("anna", new).status_code == 302

    def test_takes_it_away_and_the_three_words_work_again(self, teacher, anna):
        open_account(teacher, anna)
        assert Client().post("/join/AB2CD3/back/", {"words": anna.words}).status_code == 422
        teacher.post(address(anna, "account/"), {"close": ""})
        assert not User.objects.filter(username="anna").exists()
        assertRedirects(Client().post("/join/AB2CD3/back/", {"words": anna.words}), "/classes/AB2CD3/")

    def test_prints_the_username_on_the_card_instead_of_the_words(self, teacher, anna):
        open_account(teacher, anna)
        cards = teacher.get("/classes/AB2CD3/cards/")
        assertContains(cards, "anna")
        assertNotContains(cards, anna.words)

    def test_of_one_class_cannot_get_into_another_class_of_the_student(self, teacher, anna):
        other = EnrolmentFactory(learner=anna.learner, classroom=ClassroomFactory(name="Elsewhere"))
        for form in ({"username": "anna"}, {"renew": ""}, {"close": ""}):
            page = teacher.post(address(anna, "account/"), form, follow=True)
            assertContains(page, "in a class of another teacher too")
            assertNotContains(page, other.classroom.name)
        assert not User.objects.filter(username="anna").exists()

    def test_never_touches_the_account_of_a_teacher(self, teacher, anna):
        colleague = TeacherFactory()
        Learner.objects.filter(pk=anna.learner_id).update(user=colleague)
        teacher.post(address(anna, "account/"), {"renew": ""})
        teacher.post(address(anna, "account/"), {"close": ""})
        colleague.refresh_from_db()
        assert colleague.check_password(PASSWORD)


class TestStudent:
    def test_finds_their_class_and_their_attempt_on_any_device(self, teacher, anna):
        attempt = AssignedAttemptFactory(enrolment=anna)
        password = open_account(teacher, anna)
        client = Client()
        assertRedirects(sign_in("anna", password, client), "/account/")
        assertContains(client.get("/account/"), "Class 7b")
        assert client.get("/classes/AB2CD3/").status_code == 200
        assert client.get(attempt.get_absolute_url(), follow=True).status_code == 200

    def test_is_not_found_by_the_cookie_of_before(self, teacher, anna):
        client = client_of(anna.learner)
        assert client.get("/classes/AB2CD3/").status_code == 200
        open_account(teacher, anna)
        assert client.get("/classes/AB2CD3/").status_code == 404

    def test_gets_a_new_session_by_signing_in_and_none_after_signing_out(self, client):
        UserFactory(username="ben")
        client.session["before"] = True
        client.session.save()
        sign_in("ben", PASSWORD, client)
        inside = client.session.session_key
        client.post("/account/sign-out/")
        stolen = Client()
        stolen.cookies["sessionid"] = inside
        assertContains(stolen.get("/account/"), "Sign in")

    def test_joins_a_class_as_their_account(self, client):
        ben = UserFactory(username="ben")
        ClassroomFactory(code="XY2Z34")
        sign_in("ben", PASSWORD, client)
        assertContains(client.get("/join/XY2Z34/"), "You are signed in as ben")
        client.post("/join/XY2Z34/", {"nickname": "Ben"})
        assert ben.learner.enrolments.get().nickname == "Ben"

    def test_chooses_another_password_and_other_devices_are_signed_out(self, client):
        UserFactory(username="ben")
        other = Client()
        sign_in("ben", PASSWORD, client)
        sign_in("ben", PASSWORD, other)
        new = "a mountain of plums"
        form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assertRedirects(client.post("/account/password/", form), "/account/")
        assertContains(client.get("/account/"), "signed in as")
        assertNotContains(other.get("/account/"), "signed in as")
        assert client.post("/account/password/", form).status_code == 422

    def test_is_stopped_at_the_fifth_wrong_password_and_others_are_not(self):
        UserFactory(username="ben")
        assert [sign_in("ben", "wrong").status_code for _n in range(5)] == [422] * 4 + [429]
        assert sign_in("ben", PASSWORD).status_code == 429
        assert sign_in("ben", PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302
        for number in range(29):
            UserFactory(username=f"pupil{number}")
            assert sign_in(f"pupil{number}", PASSWORD).status_code == 302

    def test_is_told_the_same_of_a_wrong_name_and_of_a_wrong_password(self):
        UserFactory(username="ben")
        known, unknown = sign_in("ben", "wrong"), sign_in("nobody", "wrong")
        assert known.context["form"].errors == unknown.context["form"].errors

    def test_does_not_get_into_the_admin(self, client):
        UserFactory(username="ben")
        sign_in("ben", PASSWORD, client)
        assert client.get("/admin/").status_code == 302

    def test_is_not_among_the_teachers(self):
        UserFactory(username="ben")
        page = client_signed_in(UserFactory(superuser=True)).get("/admin/auth/user/")
        assertNotContains(page, "ben</a>")


class TestPrivacy:
    def test_erasing_the_student_erases_the_account_and_its_failures(self, teacher, anna):
        open_account(teacher, anna)
        sign_in("anna", "wrong")
        anna.refresh_from_db()
        erase_student(anna)
        assert not User.objects.filter(username="anna").exists()
        assert not AccessAttempt.objects.filter(username="anna").exists()
        assert not Learner.objects.filter(pk=anna.learner_id).exists()

    def test_a_student_of_two_classes_keeps_the_account(self, anna):
        anna.learner.open_account("anna")
        EnrolmentFactory(learner=anna.learner)
        erase_student(anna)
        assert User.objects.filter(username="anna").exists()

    def test_what_is_known_names_the_account(self, anna):
        anna.learner.open_account("anna")
        assert export_student_data(anna)["username"] == "anna"

    def test_no_address_of_who_signed_in_is_kept(self):
        UserFactory(username="ben")
        sign_in("ben", PASSWORD)
        assert not AccessLog.objects.exists()
