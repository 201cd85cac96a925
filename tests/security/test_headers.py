"""What each answer tells the browser to allow (docs/decisions/security.md, cases 12 and 37)."""

import pytest
from django.urls import reverse

from tests.factories import AttemptFactory, ClassroomFactory, QuestionFactory, UserFactory
from tests.support.clients import HTMX, client_of, client_signed_in

from .pages import crawl

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def assert_strict(reply):
    assert set(reply.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert reply.headers["Referrer-Policy"] == "same-origin"


class TestPolicy:
    def test_is_strict_on_every_page_of_a_student(self):
        attempt = AttemptFactory(answers=[False])
        client = client_of(attempt.learner)
        replies = [reply for reply in crawl(client, attempt.get_absolute_url()) if not reply.url.startswith("/static/")]
        assert len(replies) > 20
        for reply in replies:
            assert "Content-Security-Policy: " in reply.headers, reply.url
            policy = reply.headers.split("Content-Security-Policy: ")[1].split("\n")[0]
            assert set(policy.split("; ")) == POLICY, reply.url

    def test_is_strict_in_the_admin(self):
        client = client_signed_in(UserFactory(superuser=True))
        question = QuestionFactory()
        for name in ("question", "fact", "quiz", "classroom", "source", "topic"):
            assert_strict(client.get(reverse(f"admin:quizzes_{name}_changelist")))
            assert_strict(client.get(reverse(f"admin:quizzes_{name}_add")))
        assert_strict(client.get(reverse("admin:quizzes_question_change", args=[question.pk])))

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_is_strict_where_something_is_refused(self, headers, client):
        attempt = AttemptFactory()
        owner = client_of(attempt.learner)
        url = reverse("attempt_answer", args=[attempt.uuid, 1])
        assert_strict(owner.post(url, {}, headers=headers))
        owner.post(url, {"answer": "1"})
        assert_strict(owner.post(url, {"answer": "2"}, headers=headers))
        assert_strict(owner.get(url, headers=headers))
        assert_strict(client.get("/nowhere/", headers=headers))
        client.handler.enforce_csrf_checks = True
        assert_strict(client.post(url, headers=headers))

    def test_lets_nobody_keep_a_page_of_a_round(self):
        attempt = AttemptFactory(answers=[True])
        client = client_of(attempt.learner)
        for name, args in (("attempt_question", [1]), ("attempt_result", [])):
            reply = client.get(reverse(name, args=[attempt.uuid, *args]))
            assert {"private", "no-store"} <= set(reply.headers["Cache-Control"].split(", ")), name


class TestHost:
    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "testserver@evil.example", "a b"])
    @pytest.mark.parametrize("path", ["/", "/join/", "/admin/login/"])
    def test_of_somebody_else_is_refused(self, client, host, path):
        reply = client.get(path, headers={"Host": host})
        assert reply.status_code == 400
        assert host not in reply.text

    def test_does_not_get_into_the_address_on_the_wall(self):
        classroom = ClassroomFactory()
        page = client_signed_in(classroom.teachers.get()).get(
            classroom.get_absolute_url(), headers={"X-Forwarded-Host": "evil.example"}
        )
        assert "evil.example" not in page.text


class TestCookies:
    def test_are_not_for_scripts_and_stay_on_the_site(self, client):
        attempt = AttemptFactory()
        client.post(reverse("quiz_start", args=[attempt.quiz.slug]))
        UserFactory(username="li", superuser=True)
        client.post(reverse("admin:login"), {"username": "li", "password": "correct horse battery"})
        for name in ("scoquiz_learner", "sessionid"):
            assert client.cookies[name]["httponly"], name
            assert client.cookies[name]["samesite"] == "Lax", name

    def test_are_for_https_only_behind_a_proxy_that_has_it(self, client, settings):
        settings.LEARNER_COOKIE_SECURE = True
        client.post(reverse("quiz_start", args=[AttemptFactory().quiz.slug]))
        assert client.cookies["scoquiz_learner"]["secure"]
