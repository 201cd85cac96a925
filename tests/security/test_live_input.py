"""Whatever is posted into a live round, whatever the clocks say (docs/decisions/security.md, cases 8 and 25–27)."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings, strategies as st

from quizzes import clock
from quizzes.items import Option
from quizzes.models import Attempt, LivePlayer, LiveQuestion, LiveRound, Response
from quizzes.models.live import moves
from tests.factories import (
    ClassroomFactory,
    LiveRoundFactory,
    OptionFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import HTMX, client_signed_in
from tests.support.examples import undone
from tests.support.rooms import Room, browser, form_of

from .test_bad_input import FORM, changed, everything_stored, mutations_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
TRUE_FALSE = (Option("True", 1.0), Option("False"))


@pytest.fixture
def room():
    room = Room.now()
    room.ask()
    return room


def url_of(room):
    return reverse("live_answer", args=[room.live_round.uuid])


def post(room, form, headers=HTMX, player=0):
    return browser(room.players[player]).post(url_of(room), form, headers=headers)


class TestAnswer:
    @pytest.fixture
    def room_with_certainty(self):
        room = Room.now(has_certainty=True)
        room.ask()
        return room

    @given(mutations=mutations_of("answer", "certainty", "question"), headers=st.sampled_from([{}, HTMX]))
    @settings(max_examples=60)
    def test_is_stored_as_one_of_the_options_or_refused(self, room_with_certainty, mutations, headers):
        room = room_with_certainty
        body = changed({"question": [str(room.question.pk)]}, mutations)
        with undone():
            before = everything_stored()
            reply = browser(room.players[0]).post(url_of(room), body, content_type=FORM, headers=headers)
            assert reply.status_code in (200, 302, 404, 422)
            if reply.status_code in (404, 422):
                assert everything_stored() == before
            else:
                assert Response.objects.get().answer["chosen"][0] in range(3)

    @pytest.mark.parametrize(
        "pk",
        ["", "abc", "-1", "0", "1" + "0" * 20, "9" * 18, "9" * 5_000, "1.0", "٣", "²", "\x00", "1\x00", " 1", "0x1"],
    )
    def test_to_a_question_that_makes_no_sense_is_not_found(self, room, pk):
        before = everything_stored()
        for headers in ({}, HTMX):
            reply = post(room, form_of(room.question, is_right=True) | {"question": pk}, headers)
            assert reply.status_code == 404
        assert everything_stored() == before

    def test_to_a_question_of_another_round_is_not_found(self, room):
        other = Room.now(classroom=room.live_round.classroom)
        foreign = other.ask()
        assert post(room, form_of(foreign, is_right=True)).status_code == 404
        assert not Response.objects.exists()

    def test_to_a_question_that_is_not_asked_yet_is_not_found(self, room):
        later = room.live_round.questions.get(place=2)
        assert post(room, form_of(later, is_right=True)).status_code == 404
        assert not Response.objects.exists()

    @pytest.mark.parametrize("chosen", ["abc", "-1", "1" + "0" * 20, "4", "", "\x00", "1.5", "٣x"])
    def test_that_is_no_option_is_refused(self, room, chosen):
        reply = post(room, {"question": room.question.pk, "answer": chosen})
        assert reply.status_code == 422
        assert 'id="problem"' in reply.text
        assert not Response.objects.exists()

    def test_that_belongs_to_another_question_is_refused(self):
        """422, not 404: an option is posted by its place on the page, and no token says of which question it is."""
        quiz = QuizFactory(questions=[QuestionFactory(item_type="true_false", options=TRUE_FALSE), QuestionFactory()])
        room = Room.now(quiz=quiz)
        question, other = room.ask(), room.live_round.questions.get(place=2)
        foreign = {choice["token"] for choice in other.frozen.type.present(other.frozen.item, other.variant)["choices"]}
        own = {c["token"] for c in question.frozen.type.present(question.frozen.item, question.variant)["choices"]}
        for answer in (foreign - own).pop(), OptionFactory(pk=70_000).pk:
            assert post(room, {"question": question.pk, "answer": answer}).status_code == 422
        assert not Response.objects.exists()

    @pytest.mark.parametrize(
        ("body", "content_type", "status"),
        [
            (b"question=%d&answer=" + b"1" * 1_000_000, FORM, 422),
            (b"question=%d&answer=" + b"1" * 1_100_000, FORM, 400),
            (b"question=%d&" + b"&".join([b"answer=1"] * 1000), FORM, 422),
            (b"question=%d&" + b"&".join(b"a%%d=1" for _n in range(3000)), FORM, 400),
            (b"question=%d&answer=%%ff%%fe", FORM, 422),
            (b"\xff\x00\xfe", FORM, 404),
            (b'{"answer": "1"}', "application/json", 404),
            (b"answer=1", "text/plain", 404),
            (b"garbage", "multipart/form-data", 400),
        ],
    )  # fmt: skip
    def test_in_a_body_that_makes_no_sense_is_refused(self, room, body, content_type, status):
        before = everything_stored()
        client = browser(room.players[0])
        client.raise_request_exception = False
        body = body.replace(b"%%", b"\0").replace(b"%d", str(room.question.pk).encode()).replace(b"\0", b"%")
        assert client.generic("POST", url_of(room), body, content_type).status_code == status
        assert everything_stored() == before

    def test_brings_no_field_of_its_own(self, room):
        """Mass assignment, and the client's idea of the time."""
        extra = {
            "score": "100", "fraction": "1", "is_right": "true", "max_mark": "100", "mark": "9", "points": "1000",
            "took_ms": "0", "took": "0", "answered_at": "2000-01-01", "opens_at": "2000-01-01", "locks_at": "2100",
            "now": "0", "timestamp": "946684800000", "attempt": str(room.players[1].attempt.pk), "position": "2",
            "player": str(room.players[1].pk), "learner": "1", "user": "1", "finished_at": "2000-01-01", "team": "2",
            "extra_percent": "100", "is_untimed": "on", "revision": "99", "move": "reveal", "streak": "5",
        }  # fmt: skip
        rounds = (
            list(LiveRound.objects.values()),
            list(LiveQuestion.objects.values()),
            list(LivePlayer.objects.values()),
        )
        assert post(room, form_of(room.question, is_right=False) | extra).status_code == 200
        response = Response.objects.get()
        assert response.attempt == room.players[0].attempt
        assert (response.position, response.fraction, response.mark, response.max_mark) == (1, 0, 0, 1)
        opened = room.question.opens_at
        assert response.took_ms == round((response.answered_at - opened).total_seconds() * 1000)
        assert rounds == (
            list(LiveRound.objects.values()), list(LiveQuestion.objects.values()), list(LivePlayer.objects.values()),
        )  # fmt: skip

    def test_after_the_deadline_is_refused_whatever_time_it_claims(self, room):
        room.move(moves.lock, 1)
        extra = {"took_ms": "1", "answered_at": room.at(0).isoformat(), "now": "0"}
        headers = {**HTMX, "Date": "Mon, 02 Mar 2020 10:00:00 GMT", "X-Request-Start": "t=1"}
        assert post(room, form_of(room.question, is_right=True) | extra, headers).status_code == 409
        assert not Response.objects.exists()


class TestServerClock:
    """Somebody sets it in the middle of a question (docs/decisions/security.md, case 26)."""

    @pytest.mark.parametrize("step", [-HOUR, HOUR, dt.timedelta(days=-1)], ids=["back", "forward", "a day back"])
    def test_set_to_another_time_changes_nothing_for_a_question(self, step):
        room = Room.now(speed=True)
        with time_machine.travel(dt.datetime.now(dt.UTC)):
            room.ask()
        with time_machine.travel(dt.datetime.now(dt.UTC) + step):
            assert 'data-phase="answering"' in browser(room.players[0]).get(room.live_round.get_absolute_url()).text
            assert post(room, form_of(room.question, is_right=True)).status_code == 200
        response = Response.objects.get()
        assert 0 <= response.took_ms < 30_000
        assert room.question.opens_at <= response.answered_at <= room.question.locks_at

    @pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "forward"])
    def test_set_to_another_time_gives_no_attempt_a_negative_time(self, client, step):
        room = Room.now(players=0, alone=True)
        live_round = room.live_round
        with time_machine.travel(dt.datetime.now(dt.UTC) + step):
            reply = client.post(f"/join/{live_round.classroom.code}/", {"nickname": "Brisk Heron"})
            assert reply.url == live_round.get_absolute_url()
        room.ask()
        room.fresh.end(clock.now())
        assert dt.timedelta() <= Attempt.objects.get().duration < HOUR


class TestHostForms:
    @pytest.fixture
    def teacher(self):
        return TeacherFactory()

    @pytest.fixture
    def room(self, teacher):
        return Room.now(players=1, classroom=ClassroomFactory(teachers=[teacher]))

    @pytest.fixture
    def client(self, teacher):
        return client_signed_in(teacher)

    @pytest.fixture
    def quiz(self):
        return QuizFactory()

    @given(mutations=mutations_of("move", "revision"), headers=st.sampled_from([{}, HTMX]))
    @settings(max_examples=40)
    def test_move_the_round_or_change_nothing(self, client, room, mutations, headers):
        url = reverse("live_move", args=[room.live_round.uuid])
        fields = {"move": ["next"], "revision": [str(room.fresh.revision)]}
        with undone():
            before = everything_stored()
            reply = client.post(url, changed(fields, mutations), content_type=FORM, headers=headers)
            assert reply.status_code in (200, 302, 404, 409)
            if reply.status_code in (404, 409):
                assert everything_stored() == before

    @given(mutations=mutations_of("quiz", "classroom", "answer_seconds", "team_count", "max_players", "has_speed"))
    @settings(max_examples=40)
    def test_prepare_a_round_or_say_what_is_wrong(self, client, quiz, mutations):
        fields = {"quiz": [str(quiz.pk)], "answer_seconds": ["30"], "reading_seconds": ["5"]}
        fields |= {"team_count": ["0"], "max_players": ["300"]}
        with undone():
            before = everything_stored()
            reply = client.post(reverse("live_new"), changed(fields, mutations), content_type=FORM)
            assert reply.status_code in (302, 422)
            if reply.status_code == 422:
                assert everything_stored() == before

    @given(mutations=mutations_of("change", "nickname"))
    @settings(max_examples=30)
    def test_change_a_player_or_nothing(self, client, room, mutations):
        url = reverse("live_player", args=[room.live_round.uuid, room.players[0].pk])
        body = changed({"change": ["rename"], "nickname": ["Anna"]}, mutations)
        with undone():
            assert client.post(url, body, content_type=FORM).status_code in (302, 404)

    @pytest.mark.parametrize(
        "query", ["?quiz=%00", "?class=%00", "?quiz=" + "x" * 3_000, "?class=", "?quiz=none&class=no"]
    )
    def test_are_shown_whatever_stands_in_the_address(self, query):
        assert client_signed_in(TeacherFactory()).get(reverse("live_new") + query).status_code == 200


class TestAddresses:
    @pytest.mark.parametrize("path", ["/live/1/", "/live/abc/", "/live/%00/", "/live/new/events/", "/live/"])
    def test_that_make_no_sense_are_not_found(self, path):
        assert Client().get(path).status_code == 404

    def test_cannot_be_guessed(self):
        live_round = LiveRoundFactory()
        assert live_round.uuid.version == 4
        assert str(live_round.pk) not in live_round.get_absolute_url().split("/")
