import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from quizzes.models.classes import first_teacher
from tests.factories import ClassroomFactory, UserFactory

FORM = {"username": "teacher", "password1": "a tall green kettle", "password2": "a tall green kettle"}


def link():
    return reverse("setup", args=[first_teacher.new_token()])


@pytest.mark.django_db
class TestLink:
    def test_shows_the_form_and_changes_nothing(self, client):
        response = client.get(link())

        assert response.status_code == 200
        assert not User.objects.exists()
        assert "no-store" in response.headers["Cache-Control"]

    def test_is_closed_to_a_forged_token(self, client):
        assert client.get(reverse("setup", args=["first-teacher:1abcde:forged"])).status_code == 404

    def test_is_closed_after_a_week(self, client):
        now = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
        with time_machine.travel(now, tick=False):
            url = link()
        with time_machine.travel(now + dt.timedelta(days=6, hours=23), tick=False):
            assert client.get(url).status_code == 200
        with time_machine.travel(now + dt.timedelta(days=7, seconds=1), tick=False):
            assert client.get(url).status_code == 404

    def test_is_closed_once_there_is_a_teacher(self, client):
        UserFactory(is_staff=True)

        for response in (client.get(link()), client.post(link(), FORM)):
            assert response.status_code == 404
            assert "If you made your account with it, sign in." in response.text
        assert User.objects.count() == 1

    def test_stays_open_while_only_students_have_accounts(self, client):
        UserFactory()

        assert client.get(link()).status_code == 200


@pytest.mark.django_db
class TestFirstTeacher:
    def test_may_do_everything_and_is_signed_in(self, client):
        response = client.post(link(), FORM)

        teacher = User.objects.get()
        assert (teacher.username, teacher.is_staff, teacher.is_superuser) == ("teacher", True, True)
        assert teacher.check_password(FORM["password1"])
        assert response.headers["Location"] == reverse("admin:index")
        assert client.get(reverse("admin:index")).status_code == 200

    def test_gets_a_new_session(self, client):
        client.session["planted"] = True
        client.session.save()
        planted = client.session.session_key

        client.post(link(), FORM)

        assert client.session.session_key != planted
        assert not client.session.exists(planted)

    def test_takes_over_the_classes_without_a_teacher(self, client):
        orphan, taken = ClassroomFactory(teachers=[]), ClassroomFactory(teachers=[UserFactory()])
        owner = taken.teachers.get()

        client.post(link(), FORM)

        assert (orphan.teachers.get().username, taken.teachers.get()) == ("teacher", owner)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"username": ""},
            {"username": "a b<script>"},
            {"username": "x" * 10_000},
            {"password2": "a tall green kettlf"},
            {"password1": "short", "password2": "short"},
            {"password1": "teacher123", "password2": "teacher123"},
            {"password1": "\x00" * 12, "password2": "\x00" * 12},
        ],
    )
    def test_is_told_what_is_wrong_with_the_form(self, client, wrong):
        response = client.post(link(), FORM | wrong)

        assert response.status_code == 422
        assert response.context["form"].errors
        assert not User.objects.exists()

    def test_needs_a_csrf_token(self):
        assert Client(enforce_csrf_checks=True).post(link(), FORM).status_code == 403
        assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestRace:
    POSTS = 8

    def test_of_many_posts_at_one_moment_one_makes_an_account(self):
        url, together = link(), Barrier(self.POSTS)

        def post(number):
            together.wait()
            try:
                return Client().post(url, FORM | {"username": f"teacher{number}"}).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(self.POSTS) as threads:
            statuses = sorted(threads.map(post, range(self.POSTS)))

        assert statuses == [302] + [404] * (self.POSTS - 1)
        assert User.objects.filter(is_superuser=True).count() == 1
