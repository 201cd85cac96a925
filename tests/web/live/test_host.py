import re

import pytest
from django.test import Client
from django.urls import reverse

from quizzes import clock, items
from quizzes.models import Assignment, Classroom, LivePlayer, LiveQuestion, LiveRound, Response
from quizzes.models.live import joining, moves
from quizzes.views.live.host import MOVES
from tests.factories import (
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
    UserFactory,
)
from tests.support.clients import HTMX, client_of, client_signed_in
from tests.support.rooms import Room, browser

pytestmark = pytest.mark.django_db
WAY = [
    "next",
    "extend",
    "pause",
    "resume",
    "lock",
    "vote_again",
    "open",
    "reveal",
    "standing",
    "back:1",
    "next",
    "skip",
]
WAY += ["close_lobby", "open_lobby", "podium", "end"]


@pytest.fixture
def teacher():
    return TeacherFactory()


@pytest.fixture
def room(teacher):
    return Room.now(classroom=ClassroomFactory(teachers=[teacher]))


@pytest.fixture
def client(teacher):
    return client_signed_in(teacher)


def press(client, room, move, *, revision=None, headers=None):
    url = reverse("live_move", args=[room.live_round.uuid])
    posted = {"move": move, "revision": room.fresh.revision if revision is None else revision}
    return client.post(url, posted, headers=headers or {})


def stored():
    models = (LiveRound, LiveQuestion, LivePlayer, Response, Assignment)
    return [list(model.objects.order_by("pk").values()) for model in models]


def new_form(quiz, **fields):
    """What the form posts where nobody opened "more"."""
    return {
        "quiz": quiz.pk, "classroom": "", "answer_seconds": "30", "reading_seconds": "5", "shows_standing": "on",
        "locks_when_all_answered": "on", "team_count": "0", "max_players": "300", **fields,
    }  # fmt: skip


class TestPreparing:
    def test_makes_a_round_with_a_class_of_its_own(self, client, teacher):
        quiz = QuizFactory()
        reply = client.post(reverse("live_new"), new_form(quiz))
        live_round = LiveRound.objects.get()
        assert reply.url == reverse("live_host", args=[live_round.uuid])
        assert (live_round.has_own_class, live_round.answer_seconds, live_round.max_players) == (True, 30, 300)
        assert list(live_round.classroom.teachers.all()) == [teacher]
        assert quiz.title in live_round.classroom.name

    def test_makes_a_round_in_a_class(self, client, teacher):
        classroom, quiz = ClassroomFactory(teachers=[teacher]), QuizFactory()
        client.post(reverse("live_new"), new_form(quiz, classroom=classroom.pk, has_certainty="on", answer_seconds=""))
        live_round = LiveRound.objects.get()
        assert (live_round.classroom, live_round.has_own_class) == (classroom, False)
        assert (live_round.assignment.has_certainty, live_round.answer_seconds) == (True, None)
        assert Classroom.objects.get() == classroom

    def test_twice_of_one_quiz_makes_two(self, client):
        quiz = QuizFactory()
        for _twice in range(2):
            assert client.post(reverse("live_new"), new_form(quiz)).status_code == 302
        assert LiveRound.objects.count() == Classroom.objects.count() == 2

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"quiz": ""}, "Please choose a quiz."),
            ({"team_count": "1"}, "Give the number of teams, from 2 to 12, or 0 for none."),
            ({"team_count": "13"}, "less than or equal to 12"),
            ({"answer_seconds": "", "has_speed": "on"}, "Points for speed need a time to answer in."),
            ({"answer_seconds": "4"}, "greater than or equal to 5"),
            ({"max_players": "0"}, "greater than or equal to 1"),
            ({"max_players": "2001"}, "less than or equal to 2000"),
            ({"reading_seconds": "121"}, "less than or equal to 120"),
            ({"max_players": "9" * 30}, "less than or equal to 2000"),
        ],
    )
    def test_says_what_makes_no_sense(self, client, fields, sentence):
        reply = client.post(reverse("live_new"), new_form(QuizFactory()) | fields)
        assert reply.status_code == 422
        assert sentence in reply.text
        assert not LiveRound.objects.exists()
        assert not Classroom.objects.exists()

    def test_says_so_where_nothing_can_be_asked(self, client):
        quiz = QuizFactory(questions=[QuestionFactory.of(items.Item("essay", "Why?"))])
        reply = client.post(reverse("live_new"), new_form(quiz))
        assert reply.status_code == 422
        assert "Nothing in this quiz can be asked in a live round." in reply.text
        assert not Classroom.objects.exists()

    def test_takes_no_class_of_another_teacher(self, client):
        foreign = ClassroomFactory(name="Foreign")
        assert "Foreign" not in client.get(reverse("live_new"), {"class": foreign.code}).text
        reply = client.post(reverse("live_new"), new_form(QuizFactory(), classroom=foreign.pk))
        assert reply.status_code == 422
        assert not LiveRound.objects.exists()

    def test_sets_nothing_but_what_the_form_asks_for(self, client):
        extra = {"stage": "podium", "revision": "9", "ended_at": "2000-01-01", "uuid": "x", "is_locked": "on"}
        client.post(reverse("live_new"), new_form(QuizFactory()) | extra)
        live_round = LiveRound.objects.get()
        assert (live_round.stage, live_round.revision, live_round.ended_at, live_round.is_locked) == (
            "lobby", 0, None, False,
        )  # fmt: skip


class TestHostPage:
    def test_offers_what_can_be_done_and_no_more(self, room, client):
        def offered():
            page = client.get(reverse("live_host", args=[room.live_round.uuid])).text
            return re.findall(r'name="move" value="([\w:]+)"', page)

        seen = [offered()]
        for move in ("next", "lock", "vote_again", "open", "reveal", "standing", "podium", "end"):
            press(client, room, move)
            seen.append(offered())
        more = ["close_lobby", "podium", "end"]
        assert seen == [
            ["next", "close_lobby"],
            ["lock", "extend", "skip", "pause", *more],
            ["reveal", "extend", "vote_again", "skip", "pause", *more],
            ["open", "skip", "pause", *more],
            ["lock", "extend", "skip", "pause", *more],
            ["standing", "next", "back:1", *more],
            ["next", "back:1", *more],
            ["end", "back:1", "close_lobby", "end"],
            [],
        ]

    def test_offers_nothing_that_is_refused(self, room, client):
        """Every button that a page shows does something."""
        for way in ([], WAY[:1], WAY[:3], WAY[:5], WAY[:6], WAY[:8], WAY[:9], [*WAY[:8], "podium"]):
            page_moves = self.buttons_after(client, room, way)
            for move in page_moves:
                again = Room.now(classroom=room.live_round.classroom)
                self.buttons_after(client, again, way)
                assert press(client, again, move).status_code == 302, (way, move)
            room = Room.now(classroom=room.live_round.classroom)

    def buttons_after(self, client, room, way):
        for move in way:
            press(client, room, move)
        page = client.get(reverse("live_host", args=[room.live_round.uuid])).text
        return set(re.findall(r'name="move" value="([\w:]+)"', page))

    def test_names_the_questions_that_are_left_out_and_why(self, client, teacher):
        quiz = QuizFactory(
            questions=[QuestionFactory(), QuestionFactory.of(items.Item("essay", "Why was it founded?"))]
        )
        room = Room.now(classroom=ClassroomFactory(teachers=[teacher]), quiz=quiz)
        page = client.get(reverse("live_host", args=[room.live_round.uuid])).text
        assert "1 question of the quiz is not asked here" in page
        assert "Why was it founded?" in page
        assert "An essay has to be read by a person before it has a mark." in page

    def test_tells_the_host_alone_who_is_confidently_wrong(self, client, teacher):
        room = Room.now(classroom=ClassroomFactory(teachers=[teacher]), has_certainty=True)
        room.ask()
        room.answer(room.players[0], 1, is_right=False, certainty=3)
        room.answer(room.players[1], 1, is_right=False, certainty=2)
        room.move(moves.reveal, 2)
        host, wall = (
            client.get(reverse(name, args=[room.live_round.uuid])).text for name in ("live_host", "live_wall")
        )
        assert "Confidently wrong" in host
        assert room.players[0].enrolment.nickname in host
        assert room.players[1].enrolment.nickname not in host
        assert "Confidently wrong" not in wall
        assert "Confidently wrong" not in browser(room.players[1]).get(room.live_round.get_absolute_url()).text

    def test_shows_the_address_and_the_code(self, room, client):
        for name in ("live_host", "live_wall"):
            page = client.get(reverse(name, args=[room.live_round.uuid])).text
            assert room.live_round.classroom.code in page
        assert "<svg" in page
        assert "testserver/join/" in page

    def test_counts_who_has_answered(self, room, client):
        room.ask()
        room.answer(room.players[0], 1)
        page = client.get(reverse("live_host", args=[room.live_round.uuid])).text
        assert "1 of 2 have answered" in page


class TestMoves:
    def test_lead_through_a_whole_round(self, room, client):
        for move in WAY:
            reply = press(client, room, move)
            assert (reply.status_code, reply.url) == (302, reverse("live_host", args=[room.live_round.uuid])), move
        assert set(WAY) == {*MOVES, "back:1"}

    def test_for_htmx_answer_with_the_stage(self, room, client):
        reply = press(client, room, "next", headers=HTMX)
        assert reply.status_code == 200
        assert reply.text.startswith('<section id="stage"')
        assert 'data-phase="answering"' in reply.text

    def test_on_a_page_that_is_out_of_date_change_nothing(self, room, client):
        revision = room.fresh.revision
        press(client, room, "next")
        before = stored()
        for headers in ({}, HTMX):
            reply = press(client, room, "reveal", revision=revision, headers=headers)
            assert reply.status_code == 409
            assert "The round had moved on already, so nothing was changed." in reply.text
            assert 'data-phase="answering"' in reply.text
        assert stored() == before

    @pytest.mark.parametrize("revision", ["", "abc", "-1", "1" * 30, "0 ", "\x00", "٠"])
    def test_with_a_revision_that_makes_no_sense_change_nothing(self, room, client, revision):
        before = stored()
        assert press(client, room, "next", revision=revision).status_code == 409
        assert stored() == before

    @pytest.mark.parametrize(
        "move", ["", "abc", "back", "back:", "back:x", "back:-1", "back:99999", "NEXT", "__class__"]
    )
    def test_that_there_are_not_are_not_found(self, room, client, move):
        before = stored()
        assert press(client, room, move).status_code == 404
        assert stored() == before

    def test_after_the_end_change_nothing(self, room, client):
        press(client, room, "end")
        before = stored()
        for move in {*MOVES, "back:1"} - {"end"}:
            assert press(client, room, move).status_code == 409, move
        assert stored() == before

    def test_work_for_every_teacher_of_the_class(self, room, teacher):
        """If the host vanishes the round waits, and another one takes over."""
        other = TeacherFactory()
        room.live_round.classroom.teachers.add(other)
        clients = [client_signed_in(teacher), client_signed_in(other)]
        for n, move in enumerate(WAY):
            assert press(clients[n % 2], room, move).status_code == 302, move

    @pytest.mark.parametrize("who", ["anonymous", "player", "teacher", "clerk", "former"])
    def test_of_anybody_else_are_not_found(self, room, teacher, who):
        """Knowing the code, the address or the revision is not enough (docs/decisions/security.md, case 10)."""
        clients = {
            "anonymous": Client(),
            "player": browser(room.players[0]),
            "teacher": client_signed_in(TeacherFactory()),
            "clerk": client_signed_in(UserFactory(is_staff=True)),
            "former": client_signed_in(teacher),
        }
        if who == "former":
            room.live_round.classroom.teachers.set([TeacherFactory()])
        before = stored()
        for move in [*MOVES, "back:1", "", "abc"]:
            for headers in ({}, HTMX):
                assert press(clients[who], room, move, headers=headers).status_code == 404, move
        names = ("live_host", "live_wall", "live_players", "live_report", "live_results_csv", "live_results_xlsx")
        for name in names:
            assert clients[who].get(reverse(name, args=[room.live_round.uuid])).status_code == 404, name
        pk = room.players[0].pk
        for name, args in (("live_player", [pk]), ("live_remove_all", [])):
            url = reverse(name, args=[room.live_round.uuid, *args])
            assert clients[who].post(url, {"change": "remove"}).status_code == 404
        assert stored() == before

    def test_do_not_make_a_teacher_a_host_by_joining(self, room):
        teacher = TeacherFactory()
        client = client_signed_in(teacher)
        client.post(f"/join/{room.live_round.classroom.code}/", {"nickname": "Somebody"})
        assert client.get(room.live_round.get_absolute_url()).status_code == 200
        assert press(client, room, "next").status_code == 404


class TestTwoRounds:
    def test_beside_each_other_do_not_cross(self, room, client, teacher):
        other = Room.now(classroom=room.live_round.classroom)
        press(client, room, "next")
        assert press(client, other, "reveal").status_code == 409
        press(client, other, "next")
        press(client, room, "reveal")
        assert [one.fresh.stage for one in (room, other)] == ["reveal", "question"]
        url = other.live_round.get_absolute_url()
        assert browser(room.players[0]).get(url).status_code == 404
        player_url = reverse("live_player", args=[other.live_round.uuid, room.players[0].pk])
        assert client.post(player_url, {"change": "remove"}).status_code == 404
        press(client, room, "end")
        assert other.fresh.ended_at is None


class TestWall:
    def test_shows_names_in_the_lobby_but_no_hidden_ones(self, room, client):
        joining.change_player(room.players[0], is_muted=True)
        page = client.get(reverse("live_wall", args=[room.live_round.uuid])).text
        assert room.players[1].enrolment.nickname in page
        assert room.players[0].enrolment.nickname not in page
        assert room.players[0].enrolment.nickname in client.get(reverse("live_host", args=[room.live_round.uuid])).text

    def test_sends_the_room_to_its_devices_only_while_it_can_answer(self, client, teacher):
        town = items.Item("short_answer", "In which town?", (items.Option("Tianjin", 1.0),))
        quiz = QuizFactory(questions=[QuestionFactory.of(town)])
        room = Room.now(classroom=ClassroomFactory(teachers=[teacher]), quiz=quiz)
        room.ask()
        seen = []
        for move in (None, moves.lock, moves.vote_again, moves.open_now):
            if move:
                room.move(move)
            page = client.get(reverse("live_wall", args=[room.live_round.uuid])).text
            seen.append("Answer on your own device." in page)
        assert seen == [True, False, False, True]

    def test_hides_a_hidden_name_in_the_standing_and_on_the_podium(self, room, client):
        joining.change_player(room.players[0], is_muted=True)
        room.play(True, True)
        for move in (moves.show_standing, moves.show_podium):
            room.move(move)
            page = client.get(reverse("live_wall", args=[room.live_round.uuid])).text
            assert room.players[1].enrolment.nickname in page
            assert room.players[0].enrolment.nickname not in page

    def test_shows_the_first_five_of_a_standing_and_the_first_three_of_a_podium(self, client, teacher):
        room = Room.now(players=8, classroom=ClassroomFactory(teachers=[teacher]), speed=True)
        question = room.ask()
        for n, player in enumerate(room.players):
            room.answer(player, n + 1)
        room.move(moves.reveal, 9)
        assert question.revealed_at is None
        seen = []
        for move in (moves.show_standing, moves.show_podium):
            room.move(move)
            page = client.get(reverse("live_wall", args=[room.live_round.uuid])).text
            seen.append([player.enrolment.nickname in page for player in room.players])
        assert seen == [[True] * 5 + [False] * 3, [True] * 3 + [False] * 5]


class TestQueries:
    @pytest.mark.parametrize("path", ["host", "wall"])
    def test_pages_take_a_fixed_number(self, client, teacher, django_assert_max_num_queries, path):
        classroom, found = ClassroomFactory(teachers=[teacher]), []
        for players in (3, 30):
            room = Room.now(players=players, classroom=classroom)
            counts = []
            for move in (None, moves.next_question, moves.reveal, moves.show_standing, moves.show_podium):
                if move:
                    move(room.fresh, clock.now())
                with django_assert_max_num_queries(100) as captured:
                    client.get(reverse(f"live_{path}", args=[room.live_round.uuid]))
                counts.append(len(captured))
            found.append(counts)
        assert found[0] == found[1]
        assert max(found[0]) <= 15

    def test_moves_take_a_fixed_number(self, client, teacher, django_assert_max_num_queries):
        classroom, found = ClassroomFactory(teachers=[teacher]), []
        for players in (3, 30):
            room, counts = Room.now(players=players, classroom=classroom), {}
            for move in WAY:
                with django_assert_max_num_queries(100) as captured:
                    assert press(client, room, move).status_code == 302
                counts[move] = len(captured)
            found.append(counts)
        assert found[0] == found[1]
        assert max(found[0].values()) <= 24


class TestLobby:
    def test_that_is_closed_takes_nobody_in_until_it_is_open_again(self, room, client):
        """A flooded lobby can be closed (docs/decisions/security.md, case 15)."""
        press(client, room, "close_lobby")
        student = EnrolmentFactory(classroom=room.live_round.classroom)
        from_class = f"{room.live_round.classroom.get_absolute_url()}take-part/"
        theirs = client_of(student.learner)
        theirs.post(from_class)
        assert room.live_round.players.count() == 2
        press(client, room, "open_lobby")
        theirs.post(from_class)
        assert room.live_round.players.count() == 3
