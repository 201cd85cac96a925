"""Guessing passwords (docs/decisions/security.md, cases 18–20 and 37)."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from tests.factories import LearnerFactory, UserFactory

pytestmark = pytest.mark.django_db

SCHOOL, HOME = "192.0.2.1", "198.51.100.7"
RIGHT, WRONG = "correct horse battery", "battery horse"


def sign_in(username, password, address=SCHOOL, client=None, query=""):
    form = {"username": username, "password": password}
    return (client or Client()).post(reverse("admin:login") + query, form, REMOTE_ADDR=address)


@pytest.fixture
def li():
    return UserFactory(username="li", superuser=True)


class TestThrottle:
    def test_stops_the_fifth_mistake(self, li):
        assert [sign_in("li", WRONG).status_code for _n in range(6)] == [200] * 4 + [429] * 2

    def test_then_stops_the_right_password_too_and_says_what_to_do(self, li):
        for _n in range(5):
            sign_in("li", WRONG)
        locked = sign_in("li", RIGHT)
        assert locked.status_code == 429
        assert "15 minutes" in locked.text

    def test_leaves_other_addresses_and_other_people_alone(self, li):
        UserFactory(username="wang", superuser=True)
        for _n in range(6):
            sign_in("li", WRONG)
        assert sign_in("li", RIGHT, HOME).status_code == 302
        assert sign_in("wang", RIGHT).status_code == 302

    def test_forgets_four_mistakes_after_a_success(self, li):
        for _n in range(3):
            assert [sign_in("li", WRONG).status_code for _m in range(4)] == [200] * 4
            assert sign_in("li", RIGHT).status_code == 302

    def test_counts_for_names_that_nobody_has(self):
        assert [sign_in("nobody", WRONG).status_code for _n in range(5)] == [200] * 4 + [429]


class TestTime:
    """A name that somebody has and one that nobody has take as long (docs/decisions/security.md, case 19).

    All that takes long is the hash, so it is counted instead of timed.
    """

    @pytest.mark.parametrize("door", ["admin:login", "account"])
    @pytest.mark.parametrize("username", ["li", "gone", "nobody"])
    def test_is_that_of_one_hash_whoever_is_named(self, settings, monkeypatch, li, door, username):
        settings.STUDENT_ACCOUNTS = True
        UserFactory(username="gone", is_active=False)
        hashed, encode = [], MD5PasswordHasher.encode  # of the tests; used to set and to compare a password
        monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
        Client().post(reverse(door), {"username": username, "password": WRONG})
        assert len(hashed) == 1


class TestLogin:
    def test_says_the_same_of_a_wrong_name_and_a_wrong_password(self, li):
        sentence = "Please enter the correct username and password"
        for username in ("li", "nobody"):
            assert sentence in sign_in(username, WRONG).text

    def test_says_the_same_of_somebody_who_is_no_teacher(self):
        UserFactory(username="student")
        UserFactory(username="gone", superuser=True, is_active=False)
        for username in ("student", "gone"):
            assert sign_in(username, RIGHT).status_code == 200

    @pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil"])
    def test_leads_to_this_site_only(self, li, target):
        assert sign_in("li", RIGHT, query=f"?next={target}").url == reverse("admin:index")

    def test_gives_a_new_session_and_logging_out_ends_it(self, li):
        client = Client()
        client.session.save()
        before = client.session.session_key
        sign_in("li", RIGHT, client=client)
        inside = client.session.session_key
        assert inside != before
        client.post(reverse("admin:logout"))
        thief = Client()
        thief.cookies["sessionid"] = inside
        assert thief.get(reverse("admin:index")).status_code == 302

    def test_ends_with_a_new_password(self, li):
        client = Client()
        sign_in("li", RIGHT, client=client)
        li.set_password("another sound password")
        li.save()
        assert client.get(reverse("admin:index")).status_code == 302

    def test_ends_when_the_account_is_closed(self, li):
        client = Client()
        sign_in("li", RIGHT, client=client)
        type(li).objects.update(is_active=False)
        assert client.get(reverse("admin:index")).status_code == 302

    def test_takes_no_learner_along(self, li):
        """A browser that answered as somebody does not become theirs by signing in."""
        learner = LearnerFactory()
        sign_in("li", RIGHT)
        learner.refresh_from_db()
        assert learner.user is None
