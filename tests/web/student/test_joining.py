import threading
from collections import Counter

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from quizzes.models import Classroom, Enrolment, Learner, LivePlayer, WrongCode
from quizzes.views.identity import LEARNER_COOKIE
from tests.factories import (
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    LearnerFactory,
    LiveRoundFactory,
    UserFactory,
)
from tests.support.clients import client_of, client_signed_in

pytestmark = pytest.mark.django_db
UNKNOWN = "No class has this code."
TAKEN = "Somebody in this class has that nickname."


@pytest.fixture
def classroom() -> Classroom:
    return ClassroomFactory(name="Class 7b", code="AB2CD3")


class TestFindingAClass:
    def test_asks_for_the_code(self, client: Client) -> None:
        response = client.get("/join/")
        assert response.status_code == 200
        assert "Join code" in response.text

    @pytest.mark.parametrize("typed", ["AB2CD3", "ab2cd3", " ab2 cd3 ", "AB2-CD3"])
    def test_leads_to_the_class_however_the_code_is_typed(
        self, client: Client, classroom: Classroom, typed: str
    ) -> None:
        response = client.post("/join/", {"code": typed})
        assert response.status_code == 302
        assert response.url == "/join/AB2CD3/"

    @pytest.mark.parametrize("typed", ["ZZZZZZ", "0", "АВ2СD3", "x" * 5_000, "' OR 1=1 --", "---"])
    def test_says_plainly_when_no_class_has_the_code(self, client: Client, classroom: Classroom, typed: str) -> None:
        response = client.post("/join/", {"code": typed})
        assert response.status_code == 422
        assert UNKNOWN in response.text
        assert "Class 7b" not in response.text

    @pytest.mark.parametrize("data", [{}, {"code": ""}, {"code": "  "}, {"other": "AB2CD3"}, {"code": "\x00"}])
    def test_a_form_without_a_code_is_no_guess(self, client: Client, data: dict[str, str]) -> None:
        response = client.post("/join/", data)
        assert response.status_code == 422
        assert not WrongCode.objects.exists()

    def test_an_address_with_an_unknown_code_shows_the_form(self, client: Client, classroom: Classroom) -> None:
        response = client.get("/join/zzzzzz/")
        assert response.status_code == 404
        assert UNKNOWN in response.text


class TestGuessing:
    def test_the_eleventh_wrong_code_of_a_browser_in_a_minute_is_refused(self, client: Client) -> None:
        statuses = [client.post("/join/", {"code": f"ZZZZ{n}"}).status_code for n in range(10, 22)]
        assert statuses == [422] * 10 + [429] * 2

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_addresses_count_like_the_form(self, client: Client, classroom: Classroom, method: str) -> None:
        statuses = [getattr(client, method)(f"/join/ZZZZ{n}/").status_code for n in range(10, 21)]
        assert statuses == [404] * 10 + [429]

    def test_a_right_code_does_not_open_while_the_browser_is_stopped(
        self, client: Client, classroom: Classroom
    ) -> None:
        for _time in range(10):
            client.post("/join/", {"code": "ZZZZZZ"})
        response = client.post("/join/", {"code": classroom.code})
        assert response.status_code == 429
        assert "Please wait a minute" in response.text
        assert response.headers["Retry-After"] == "60"
        assert client.get("/join/AB2CD3/").status_code == 429
        assert client.post("/join/AB2CD3/", {"nickname": "Anna"}).status_code == 429
        assert not Enrolment.objects.exists()

    def test_a_thousand_guesses_without_cookies_get_sixty_answers(self, classroom: Classroom) -> None:
        with time_machine.travel(timezone.now(), tick=False):  # all in one minute, however slow the machine
            statuses = Counter(Client().get(f"/join/ZZ{n:04}/").status_code for n in range(1_000))
        assert statuses == {404: 60, 429: 940}

    def test_one_who_guesses_does_not_stop_the_others_at_the_same_address(
        self, client: Client, classroom: Classroom
    ) -> None:
        for _time in range(20):
            client.post("/join/", {"code": "ZZZZZZ"})
        assert Client().post("/join/", {"code": classroom.code}).status_code == 302

    def test_a_class_behind_one_address_joins_in_a_moment(self, classroom: Classroom) -> None:
        for n in range(40):
            browser = Client()
            browser.post("/join/", {"code": classroom.code})
            assert browser.post("/join/AB2CD3/", {"nickname": f"Student {n}"}).status_code == 302
        assert classroom.enrolments.count() == 40


class TestJoining:
    def test_shows_the_class_and_asks_for_a_nickname(self, client: Client, classroom: Classroom) -> None:
        EnrolmentFactory(classroom=classroom, nickname="Benedikt")  # a short one may stand in a token by chance
        response = client.get("/join/ab2cd3/")
        assert response.status_code == 200
        assert "Class 7b" in response.text
        assert "Nickname" in response.text
        assert "Benedikt" not in response.text

    def test_lets_in_without_an_account(self, client: Client, classroom: Classroom) -> None:
        response = client.post("/join/AB2CD3/", {"nickname": " Anna "})
        assert response.status_code == 302
        assert response.url == "/classes/AB2CD3/"
        assert client.get(response.url).status_code == 200
        enrolment = Enrolment.objects.get()
        assert (enrolment.classroom, enrolment.nickname) == (classroom, "Anna")
        assert not User.objects.exclude(pk=classroom.teachers.get().pk).exists()

    def test_keeps_what_the_browser_did_before(self, classroom: Classroom) -> None:
        attempt = AttemptFactory()
        browser = client_of(attempt.learner)
        browser.post("/join/AB2CD3/", {"nickname": "Anna"})
        assert Enrolment.objects.get().learner == attempt.learner
        assert browser.get(attempt.get_absolute_url(), follow=True).status_code == 200

    def test_changes_the_key_and_the_old_one_is_dead(self, classroom: Classroom) -> None:
        attempt = AttemptFactory()
        browser = client_of(attempt.learner)
        thief = client_of(attempt.learner)
        before = browser.cookies[LEARNER_COOKIE].value
        browser.post("/join/AB2CD3/", {"nickname": "Anna"})
        assert browser.cookies[LEARNER_COOKIE].value != before
        assert thief.get(attempt.get_absolute_url()).status_code == 404
        assert thief.get("/classes/AB2CD3/").status_code == 404
        assert browser.get("/classes/AB2CD3/").status_code == 200

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_leads_one_who_is_in_already_to_the_class(self, classroom: Classroom, method: str) -> None:
        browser = client_of(EnrolmentFactory(classroom=classroom, nickname="Anna").learner)
        response = getattr(browser, method)("/join/AB2CD3/", {"nickname": "Ben"})
        assert response.status_code == 302
        assert response.url == "/classes/AB2CD3/"
        assert [enrolment.nickname for enrolment in Enrolment.objects.all()] == ["Anna"]

    @pytest.mark.parametrize("nickname", ["Anna", "ANNA ", "Аnna"])
    def test_refuses_a_nickname_that_somebody_has(self, client: Client, classroom: Classroom, nickname: str) -> None:
        EnrolmentFactory(classroom=classroom, nickname="Anna")
        response = client.post("/join/AB2CD3/", {"nickname": nickname})
        assert response.status_code == 422
        assert TAKEN in response.text
        assert Enrolment.objects.count() == 1
        assert Learner.objects.count() == 1

    @pytest.mark.parametrize("nickname", ["", "   ", "\u200b", "\x00", "!!!", "x" * 25, "x" * 10_000, "\u202e\u3164"])
    def test_refuses_what_is_no_nickname(self, client: Client, classroom: Classroom, nickname: str) -> None:
        response = client.post("/join/AB2CD3/", {"nickname": nickname})
        assert response.status_code == 422
        assert 'class="errorlist"' in response.text
        assert not Enrolment.objects.exists()
        assert not Learner.objects.exists()

    @pytest.mark.parametrize("nickname", ["Teacher", "t3acher", "Tеacher", "Ms Li", "wei_li"])
    def test_refuses_the_look_of_a_teacher(self, client: Client, nickname: str) -> None:
        ClassroomFactory(code="AB2CD3", teachers=[UserFactory(last_name="Li", username="wei_li")])
        response = client.post("/join/AB2CD3/", {"nickname": nickname})
        assert response.status_code == 422
        assert "looks like the name of a teacher" in response.text

    @pytest.mark.parametrize(
        ("nickname", "shown"),
        [
            ("<script>alert(1)", "&lt;script&gt;alert(1)"),
            ("Anna\u202eneB", "AnnaneB"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ],
    )
    def test_shows_a_nickname_as_text(self, client: Client, classroom: Classroom, nickname: str, shown: str) -> None:
        client.post("/join/AB2CD3/", {"nickname": nickname})
        assert f"<bdi>{shown}</bdi>" in client.get("/classes/AB2CD3/").text

    def test_takes_nothing_else_from_the_form(self, client: Client, classroom: Classroom) -> None:
        other = EnrolmentFactory(nickname="Ben")
        extra = {"learner": other.learner_id, "classroom": other.classroom_id, "id": other.pk, "key": other.learner.key}
        client.post("/join/AB2CD3/", {"nickname": "Anna", **extra})
        other.refresh_from_db()
        assert other.nickname == "Ben"
        assert classroom.enrolments.get().learner != other.learner

    def test_a_signed_in_user_joins_as_the_same_learner(self, classroom: Classroom) -> None:
        learner = LearnerFactory(signed_in=True)
        client_signed_in(learner.user).post("/join/AB2CD3/", {"nickname": "Anna"})
        assert classroom.enrolments.get().learner == learner

    def test_a_second_click_leads_to_the_class_too(self, client: Client, classroom: Classroom) -> None:
        client.get("/join/AB2CD3/")
        slow = Client()
        slow.cookies[settings.CSRF_COOKIE_NAME] = client.cookies[settings.CSRF_COOKIE_NAME].value
        client.post("/join/AB2CD3/", {"nickname": "Anna"})
        slow.post("/join/AB2CD3/", {"nickname": "Anna"})
        assert Enrolment.objects.count() == 1
        assert slow.get("/classes/AB2CD3/").status_code == client.get("/classes/AB2CD3/").status_code == 200

    @pytest.mark.django_db(transaction=True)
    def test_of_64_browsers_that_want_one_name_one_gets_it(self, classroom: Classroom) -> None:
        statuses: Counter[int] = Counter()
        start = threading.Barrier(64)

        def join() -> None:
            browser = Client()
            start.wait()
            try:
                statuses[browser.post("/join/AB2CD3/", {"nickname": "Anna"}).status_code] += 1
            finally:
                connection.close()

        threads = [threading.Thread(target=join) for _browser in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == {302: 1, 422: 63}
        assert Enrolment.objects.count() == Learner.objects.count() == 1


class TestJoiningALiveRoundUnderAGeneratedName:
    @pytest.fixture
    def classroom(self) -> Classroom:
        return LiveRoundFactory(alone=True).classroom

    def test_two_who_were_offered_the_same_name_both_get_in(self, classroom: Classroom) -> None:
        address = f"/join/{classroom.code}/"
        for _player in range(2):
            assert Client().post(address, {"nickname": "Brisk Heron"}).status_code == 302
        names = set(classroom.enrolments.values_list("nickname", flat=True))
        assert len(names) == 2
        assert "Brisk Heron" in names

    def test_a_second_click_makes_no_second_player(self, classroom: Classroom) -> None:
        browser, address = Client(), f"/join/{classroom.code}/"
        browser.get(address)
        for _click in range(2):
            assert browser.post(address, {"nickname": "Brisk Heron"}).status_code == 302
            del browser.cookies[LEARNER_COOKIE]  # the second click left before the first answer came
        assert LivePlayer.objects.count() == 1


class TestMethods:
    @pytest.mark.parametrize("path", ["/join/", "/join/AB2CD3/", "/classes/AB2CD3/leave/"])
    def test_a_post_without_a_token_is_refused(self, classroom: Classroom, path: str) -> None:
        browser = client_of(EnrolmentFactory(classroom=classroom).learner)
        browser.handler.enforce_csrf_checks = True
        assert browser.post(path, {"nickname": "Anna", "code": "AB2CD3"}).status_code == 403
        assert Enrolment.objects.count() == 1
