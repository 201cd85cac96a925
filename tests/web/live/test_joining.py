"""Into a live round by the code of its class, by three words, or from the page of the class."""

import re

import pytest
from django.test import Client

from quizzes import clock
from quizzes.models import Enrolment, Learner, LivePlayer
from quizzes.models.live import joining
from quizzes.nicknames import is_generated
from tests.factories import ClassroomFactory, EnrolmentFactory, LivePlayerFactory, LiveRoundFactory, QuizFactory
from tests.support.clients import client_of
from tests.support.rooms import Room, browser

pytestmark = pytest.mark.django_db
NOW = clock.now()


def join_address(live_round):
    return f"/join/{live_round.classroom.code}/"


@pytest.fixture
def alone():
    """A round in a class of its own, whose players get their names."""
    return LiveRoundFactory(alone=True)


class TestWithTheCode:
    def test_shows_a_name_and_lets_in_under_it(self, client, alone):
        page = client.get(join_address(alone)).text
        (proposed,) = re.findall(r'name="nickname" value="([^"]+)"', page)
        assert is_generated(proposed)
        reply = client.post(join_address(alone), {"nickname": proposed})
        assert (reply.status_code, reply.url) == (302, alone.get_absolute_url())
        assert Enrolment.objects.get().nickname == proposed
        assert proposed in client.get(reply.url).text

    def test_shows_another_name_when_the_page_is_loaded_anew(self, client, alone):
        pages = [client.get(join_address(alone)).text for _n in range(10)]
        assert len({re.search(r'name="nickname" value="([^"]+)"', page)[1] for page in pages}) > 1

    @pytest.mark.parametrize("made_up", ["Anna", "Shithead", "<script>", "x" * 100, "Brisk"])
    def test_gives_another_name_to_who_made_one_up(self, client, alone, made_up):
        client.post(join_address(alone), {"nickname": made_up})
        assert is_generated(Enrolment.objects.get().nickname)

    def test_gives_another_name_in_place_of_one_that_is_taken(self, client, alone):
        EnrolmentFactory(classroom=alone.classroom, nickname="Brisk Heron")
        client.post(join_address(alone), {"nickname": "Brisk Heron"})
        names = list(Enrolment.objects.values_list("nickname", flat=True))
        assert len(set(names)) == 2
        assert all(is_generated(name) for name in names)

    def test_lets_choose_a_name_where_the_host_does(self, client):
        live_round = LiveRoundFactory(alone=True, own_names=True)
        reply = client.post(join_address(live_round), {"nickname": "Anna"})
        assert reply.url == live_round.get_absolute_url()
        assert Enrolment.objects.get().nickname == "Anna"

    @pytest.mark.parametrize(
        ("nickname", "sentence"),
        [
            ("Ben", "Somebody in this class has that nickname."),
            ("Shithead", "Please choose a nickname that everybody may read."),
            ("T3acher", "That looks like the name of a teacher."),
            ("", "Please choose a nickname with at least one letter."),
        ],
    )
    def test_refuses_a_name_that_is_taken_rude_or_a_teacher_s(self, client, nickname, sentence):
        live_round = LiveRoundFactory(alone=True, own_names=True)
        EnrolmentFactory(classroom=live_round.classroom, nickname="Ben")
        reply = client.post(join_address(live_round), {"nickname": nickname})
        assert reply.status_code == 422
        assert sentence in reply.text
        assert not LivePlayer.objects.exists()
        assert Learner.objects.count() == 1

    def test_says_that_the_room_sees_a_name_that_is_chosen(self, client):
        page = client.get(f"/join/{ClassroomFactory().code}/").text
        assert "your classmates only on the wall of a live round" in page
        for fields in ({}, {"alone": True, "own_names": True}):
            page = client.get(join_address(LiveRoundFactory(**fields))).text
            assert "The whole room may see it." in page
            assert "your classmates only" not in page

    def test_leads_who_is_in_the_class_already_to_its_page(self):
        player = LivePlayerFactory()
        reply = browser(player).get(join_address(player.round))
        assert reply.url == player.round.classroom.get_absolute_url()

    def test_into_a_class_leads_to_its_round(self, client):
        live_round = LiveRoundFactory()
        reply = client.post(join_address(live_round), {"nickname": "Anna"})
        assert reply.url == live_round.get_absolute_url()
        assert client.get(reply.url).status_code == 200

    def test_leads_to_the_newest_round_of_the_class(self, client):
        live_round = LiveRoundFactory()
        newer = LiveRoundFactory(classroom=live_round.classroom)
        reply = client.post(join_address(live_round), {"nickname": "Anna"})
        assert reply.url == newer.get_absolute_url()

    def test_after_the_round_leads_to_the_class(self, client):
        live_round = LiveRoundFactory()
        live_round.end(NOW)
        reply = client.post(join_address(live_round), {"nickname": "Anna"})
        assert reply.url == live_round.classroom.get_absolute_url()


class TestWhoIsNotLetIn:
    def closed(self, **fields):
        live_round = LiveRoundFactory(**fields)
        live_round.change(is_locked=True)
        return live_round

    def full(self, **fields):
        live_round = LiveRoundFactory(max_players=1, **fields)
        LivePlayerFactory(round=live_round)
        return live_round

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [("closed", "The live round takes nobody else in now."), ("full", "The live round is full.")],
    )
    def test_by_a_round_of_its_own_class_leaves_nothing_behind(self, client, state, sentence):
        live_round = getattr(self, state)(alone=True)
        before = Learner.objects.count()
        reply = client.post(join_address(live_round), {"nickname": "Brisk Heron"})
        assert reply.status_code == 422
        assert sentence in reply.text
        assert Learner.objects.count() == before
        assert not Enrolment.objects.filter(plays=None).exists()

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [("closed", "The live round takes nobody else in now."), ("full", "The live round is full.")],
    )
    def test_by_a_round_of_a_class_is_in_the_class_and_reads_why(self, client, state, sentence):
        live_round = getattr(self, state)()
        page = live_round.classroom.get_absolute_url()
        assert client.post(join_address(live_round), {"nickname": "Anna"}).url == page
        assert Enrolment.objects.filter(nickname="Anna").exists()
        reply = client.post(f"{page}take-part/", follow=True)
        assert reply.redirect_chain == [(page, 302)]
        assert sentence in reply.text

    def test_because_the_host_has_removed_them_cannot_come_back(self):
        player = LivePlayerFactory()
        live_round, client = player.round, browser(player)
        joining.remove(player, NOW)
        page = live_round.classroom.get_absolute_url()
        reply = client.post(f"{page}take-part/", follow=True)
        assert "Your teacher has taken you out of this live round." in reply.text
        assert client.get(live_round.get_absolute_url()).status_code == 403
        words = {"words": player.enrolment.words}
        assert Client().post(f"{join_address(live_round)}back/", words).url == page
        assert not live_round.players.present().exists()

    @pytest.mark.parametrize("way", ["leave/", "forget/"])
    def test_nobody_leaves_the_class_while_its_round_is_on(self, way):
        """Whoever was removed would come in again, and who was not would lose what they answered."""
        player = LivePlayerFactory()
        live_round, client = player.round, browser(player)
        page = live_round.classroom.get_absolute_url()
        for _time in ("playing", "removed"):
            assert "You can leave when it is over." in client.post(page + way, follow=True).text
            joining.remove(player, NOW)
        assert live_round.players.count() == 1
        live_round.end(NOW)
        assert client.post(page + way).url == "/"


class TestTakingPart:
    def test_is_one_button_on_the_page_of_the_class(self):
        live_round = LiveRoundFactory()
        enrolment = EnrolmentFactory(classroom=live_round.classroom)
        client = client_of(enrolment.learner)
        page = client.get(live_round.classroom.get_absolute_url()).text
        (address,) = re.findall(r'action="([^"]+take-part/)"', page)
        assert client.post(address).url == live_round.get_absolute_url()
        assert live_round.players.get().enrolment == enrolment

    def test_is_not_offered_where_no_round_is_on(self):
        enrolment = EnrolmentFactory()
        client = client_of(enrolment.learner)
        page = enrolment.classroom.get_absolute_url()
        assert "Take part" not in client.get(page).text
        assert client.post(f"{page}take-part/").status_code == 404

    def test_is_for_who_is_in_the_class(self):
        live_round, stranger = LiveRoundFactory(), EnrolmentFactory()
        page = live_round.classroom.get_absolute_url()
        assert client_of(stranger.learner).post(f"{page}take-part/").status_code == 404

    def test_is_no_assignment_that_could_be_started(self):
        player = LivePlayerFactory()
        live_round, client = player.round, browser(player)
        assignment = live_round.assignment
        page = live_round.classroom.get_absolute_url()
        assert assignment.get_absolute_url() not in client.get(page).text
        reply = client.post(f"{assignment.get_absolute_url()}start/", follow=True)
        assert "This is not open" in reply.text
        assert player.enrolment.learner.attempts.get() == player.attempt


class TestComingBack:
    def test_with_three_words_brings_the_place_and_the_score(self):
        room = Room.now()
        room.play(True, False)
        room.move(lambda live_round, now: live_round.change(stage="standing"))
        reply = Client().post(f"{join_address(room.live_round)}back/", {"words": room.players[0].enrolment.words})
        assert reply.url == room.live_round.get_absolute_url()
        elsewhere = Client()
        elsewhere.cookies = reply.cookies
        for client in (elsewhere, browser(room.players[0])):
            assert "Mark 1, of 2 players" in client.get(reply.url).text
        assert LivePlayer.objects.count() == 2

    def test_lets_in_though_the_lobby_is_closed(self):
        player = LivePlayerFactory()
        live_round = player.round
        live_round.change(is_locked=True)
        reply = Client().post(f"{join_address(live_round)}back/", {"words": player.enrolment.words})
        assert reply.url == live_round.get_absolute_url()

    def test_keeps_the_answer_to_the_question_that_is_open(self):
        room = Room.now()
        room.ask()
        room.answer(room.players[0], 0.5)
        client = Client()
        client.post(f"{join_address(room.live_round)}back/", {"words": room.players[0].enrolment.words})
        assert "Your answer is in." in client.get(room.live_round.get_absolute_url()).text


class TestGuessing:
    def test_of_codes_is_stopped_however_many_rounds_are_on(self, client):
        """Guessing gets nowhere (docs/decisions/security.md, case 13)."""
        quiz = QuizFactory()
        rounds = [LiveRoundFactory(alone=True, quiz=quiz) for _n in range(50)]
        statuses = [client.get(f"/join/ZZZZ{n}/").status_code for n in range(10, 22)]
        assert statuses == [404] * 10 + [429] * 2
        assert client.get(join_address(rounds[0])).status_code == 429
