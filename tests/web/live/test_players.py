import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import Attempt, Enrolment, LivePlayer
from quizzes.models.live import joining, moves
from tests.factories import ClassroomFactory, EnrolmentFactory, TeacherFactory
from tests.support.clients import client_signed_in
from tests.support.rooms import Room, browser, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return TeacherFactory(last_name="Li")


@pytest.fixture
def room(teacher):
    return Room.now(classroom=ClassroomFactory(teachers=[teacher]))


@pytest.fixture
def client(teacher):
    return client_signed_in(teacher)


def change(client, room, what, player=0, **more):
    url = reverse("live_player", args=[room.live_round.uuid, room.players[player].pk])
    return client.post(url, {"change": what, **more}, follow=True)


def page_of(client, room):
    return client.get(reverse("live_players", args=[room.live_round.uuid])).text


class TestList:
    def test_names_everybody_with_what_is_special(self, room, client):
        joining.change_player(room.players[0], is_muted=True, is_untimed=True, team=2)
        page = page_of(client, room)
        assert all(player.enrolment.nickname in page for player in room.players)
        assert all(word in page for word in ("2 players.", "name hidden", "no time limit", "team 2"))

    def test_of_nobody_says_so(self, client, teacher):
        room = Room.now(players=0, classroom=ClassroomFactory(teachers=[teacher]))
        assert "Nobody has joined yet." in page_of(client, room)

    def test_takes_a_fixed_number_of_queries(self, client, teacher, django_assert_num_queries):
        for players in (3, 30):
            room = Room.now(players=players, classroom=ClassroomFactory(teachers=[teacher]))
            with django_assert_num_queries(5):
                page_of(client, room)


class TestMuting:
    def test_hides_the_name_until_it_is_shown_again(self, room, client):
        wall = reverse("live_wall", args=[room.live_round.uuid])
        name = room.players[0].enrolment.nickname
        shown = [name in client.get(wall).text]
        for what in ("mute", "unmute"):
            change(client, room, what)
            shown.append(name in client.get(wall).text)
        assert shown == [True, False, True]


class TestTime:
    def test_is_unlimited_until_it_is_limited_again(self, room, client):
        room.ask()
        for what, expected in (("untimed", True), ("timed", False)):
            change(client, room, what)
            assert room.fresh.slowest() == (0, expected)


class TestRenaming:
    def test_changes_the_name_everywhere(self, room, client):
        change(client, room, "rename", nickname=" Anna  B ")
        assert room.live_round.classroom.enrolments.get(pk=room.players[0].enrolment.pk).nickname == "Anna B"
        assert "Anna B" in client.get(reverse("live_wall", args=[room.live_round.uuid])).text
        assert "Anna B" in browser(room.players[0]).get(room.live_round.get_absolute_url()).text

    def test_is_seen_in_a_standing_that_is_shown_already(self, room, client):
        room.play(True, False)
        room.move(moves.show_standing)
        wall = reverse("live_wall", args=[room.live_round.uuid])
        client.get(wall)
        change(client, room, "rename", nickname="Anna")
        assert "Anna" in client.get(wall).text

    @pytest.mark.parametrize(
        ("nickname", "sentence"),
        [
            ("", "Please choose a nickname with at least one letter."),
            ("x" * 25, "Please choose a nickname of at most 24 characters."),
            ("Shithead", "Please choose a nickname that everybody may read."),
            ("Mr Li", "That looks like the name of a teacher."),
            ("Ben", "Somebody in this class has that nickname."),
        ],
    )
    def test_says_what_is_wrong_with_a_name_and_keeps_the_old_one(self, room, client, nickname, sentence):
        EnrolmentFactory(classroom=room.live_round.classroom, nickname="Ben")
        before = list(Enrolment.objects.order_by("pk").values_list("nickname", flat=True))
        assert sentence in change(client, room, "rename", nickname=nickname).text
        assert list(Enrolment.objects.order_by("pk").values_list("nickname", flat=True)) == before


class TestRemoving:
    """Who is removed is out (docs/decisions/security.md, case 11)."""

    def test_really_removes(self, room, client):
        question = room.ask()
        theirs = browser(room.players[0])
        answer = reverse("live_answer", args=[room.live_round.uuid])
        theirs.post(answer, form_of(question, is_right=True))
        change(client, room, "remove")
        assert theirs.post(answer, form_of(question, is_right=True)).status_code == 403
        assert theirs.get(room.live_round.get_absolute_url()).status_code == 403
        assert theirs.post(f"{room.live_round.classroom.get_absolute_url()}take-part/").status_code == 302
        assert room.live_round.players.present().get() == room.players[1]
        assert not Attempt.objects.filter(learner=room.players[0].enrolment.learner).exists()

    def test_cannot_be_undone_by_another_change(self, room, client):
        change(client, room, "remove")
        for what in ("mute", "timed", "rename", "remove"):
            assert change(client, room, what, nickname="Anna").status_code == 404

    def test_everybody_leaves_an_empty_lobby(self, room, client):
        url = reverse("live_remove_all", args=[room.live_round.uuid])
        assert url in page_of(client, room)
        reply = client.post(url, follow=True)
        assert "Nobody is in the round any more." in reply.text
        assert not LivePlayer.objects.exists()
        assert browser(room.players[0]).get(room.live_round.get_absolute_url()).status_code == 404
        rejoined = browser(room.players[0]).post(f"{room.live_round.classroom.get_absolute_url()}take-part/")
        assert rejoined.url == room.live_round.get_absolute_url()

    def test_everybody_is_no_move_of_a_round_that_has_begun(self, room, client):
        room.play(True, True)
        url = reverse("live_remove_all", args=[room.live_round.uuid])
        assert url not in page_of(client, room)
        client.post(url)
        assert LivePlayer.objects.count() == 2
        assert room.responses("fraction") == [1, 1]


class TestNonsense:
    @pytest.mark.parametrize("what", ["", "abc", "removed", "\x00", "x" * 10_000])
    def test_is_not_found(self, room, client, what):
        assert change(client, room, what).status_code == 404

    @pytest.mark.parametrize("pk", [0, 2**63, 10**20, 10**300])
    def test_of_nobody_is_not_found(self, room, client, pk):
        url = reverse("live_player", args=[room.live_round.uuid, 1]).replace("/players/1/", f"/players/{pk}/")
        assert client.post(url, {"change": "mute"}).status_code == 404


class TestHostileNames:
    """Whatever somebody is called is text, and one line, wherever it is shown (docs/decisions/security.md, case 16)."""

    NAMES = (
        "<script>alert(1)",
        "<img src=x onerror=a>",
        '"><svg onload=x>',
        "{{ 7*7 }}{% now 'Y' %}",
        "<!--per-player-->",
        "a\u202eb\u2028c\nd",
        "A\u0301\u0302\u0303\u0304\u0305nna",
        "می\u200cخواهم",
        "👩\u200d👩\u200d👧",
        "=1+1",
        "data: x\n\nid: 9",
    )

    @pytest.fixture
    def room(self, teacher):
        room = Room.now(players=0, classroom=ClassroomFactory(teachers=[teacher]), alone=True, own_names=True)
        for name in self.NAMES:
            assert Client().post(f"/join/{room.live_round.classroom.code}/", {"nickname": name}).status_code == 302
        room.players = list(room.live_round.players.all())
        return room

    def test_stand_on_the_wall_and_in_the_host_s_hand_as_text(self, room, client):
        room_pages = [
            reverse(f"live_{page}", args=[room.live_round.uuid]) for page in ("wall", "host", "players", "report")
        ]
        texts = [client.get(url).text for url in room_pages]
        room.play(*[True] * len(self.NAMES))
        for move in (moves.show_standing, moves.show_podium, lambda live_round, now: live_round.end(now)):
            room.move(move)
            texts += [client.get(url).text for url in room_pages]
            texts += [browser(room.players[0]).get(room.live_round.get_absolute_url()).text]
        for text in texts:
            assert not any(
                tag in text for tag in ("<script>alert", "<img src=x", "<svg onload", "<bdi><!--per-player-->")
            )
            assert not any(char in text for char in "\u202e\u2028")
        lobby = texts[0]
        for shown in (
            "&lt;script&gt;alert(1)",
            "&lt;!--per-player--&gt;",
            "ab c d",
            "می\u200cخواهم",
            "👩\u200d👩\u200d👧",
            "{{ 7*7 }}",
        ):
            assert f"<bdi>{shown}" in lobby

    def test_are_one_line_each(self, room):
        for nickname in Enrolment.objects.values_list("nickname", flat=True):
            assert nickname.splitlines() == [nickname]
