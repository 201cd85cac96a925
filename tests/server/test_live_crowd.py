"""A full room, and one that somebody floods, at a server as `make run` starts it."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.live_client import at_once

CROWD = 64
PAGES = 5  # that each of them has open
FLOOD = 500
MOST = 200


@pytest.fixture(scope="module")
def room(school):
    """A host and a crowd who has joined from one address, each at once with the others."""
    host = school.host()
    host.prepare(school.bank["quiz"], locks_when_all_answered="")
    players = [school.player() for _player in range(CROWD)]
    at_once([lambda one=one, number=number: one.join(host.code, f"P {number}") for number, one in enumerate(players)])
    return host, players


GIVEN = """
SELECT response.fraction FROM quizzes_response AS response
JOIN quizzes_liveplayer AS player ON player.attempt_id = response.attempt_id
JOIN quizzes_livequestion AS question ON question.round_id = player.round_id AND question.position = response.position
WHERE question.id = {}
"""
ENROLLED = """
SELECT count(*) FROM quizzes_enrolment AS enrolment
JOIN quizzes_classroom AS classroom ON classroom.id = enrolment.classroom_id WHERE classroom.code = '{}'
"""


class TestClass:
    def test_joins_at_once_behind_one_address(self, room):
        host, players = room
        assert {player.round for player in players} == {host.round}
        assert len(host.player_pages()) == CROWD

    def test_answers_at_once_and_each_answer_is_kept(self, school, room):
        host, players = room
        with players[0].events() as stream:
            host.move("next")
            shown = stream.until("answering")
        token = players[0].pick(shown)
        assert set(at_once([lambda one=one: one.answer(shown.question, token) for one in players])) == {302}
        assert school.rows(GIVEN.format(shown.question)) == [(1.0,)] * CROWD
        host.move("reveal")

    def test_may_press_as_often_as_it_likes(self, school, room):
        host, players = room
        with players[0].events() as stream:
            host.move("next")
            shown = stream.until("answering")
        token = players[0].pick(shown)
        assert set(at_once([lambda: players[0].answer(shown.question, token)] * CROWD)) == {302}
        assert school.rows(GIVEN.format(shown.question)) == [(1.0,)]
        host.move("reveal")

    def test_keeps_pages_open_without_a_connection_to_the_database_for_each(self, school, room):
        host, players = room
        with ExitStack() as opened:
            pages = [opened.enter_context(open_page(player)) for player in players for _page in range(PAGES)]
            for page in pages:
                read_until(page, b"data-phase=")
            held = connections_held(school)
            assert sum(held)
            assert sum(held) <= 2 * MOST_HELD
            host.get("/healthz")
            host.get(f"{host.round}host/")
            host.move("next")
            for page in pages:
                read_until(page, b'data-phase="answering"')
            assert sum(connections_held(school)) <= 2 * MOST_HELD

    @pytest.mark.parametrize("move", ["skip", "remove"])
    def test_is_told_what_became_of_its_answers_when_the_host_is_quicker(self, school, move):
        host = school.host()
        host.prepare(school.bank["quiz"])
        players = {f"P {number}": school.player() for number in range(16)}
        at_once([lambda name=name, one=one: one.join(host.code, name) for name, one in players.items()])
        with players["P 0"].events() as stream:
            host.move("next")
            shown = stream.until("answering")
        token = players["P 0"].pick(shown)
        moves = [lambda: host.move("skip")]
        if move == "remove":
            addresses = host.player_pages()
            moves = [lambda name=name: host.post(addresses[name], change="remove") for name in list(players)[:8]]
        # P 0 never answers: once all have, the round locks by itself and refuses a host whose page is a moment older.
        answers = [lambda one=one: one.answer(shown.question, token) for one in list(players.values())[1:]] * 2

        assert set(at_once([*answers[:8], *moves, *answers[8:]])[8 + len(moves) :]) <= {302, 403, 409}


# Of a process: two threads for pages and one for the admin, one that lets streams in, and the watcher with its own two.
MOST_HELD = 6


def connections_held(school):
    """How many connections to the database each process of the server has."""
    if "DATABASE_URL" in school.variables:
        return [
            count
            for (count,) in school.rows("SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()")
        ]
    database = str((school.data / "scoquiz.sqlite3").resolve())
    return [len([one for one in open_files(process.pid) if one == database]) for process in school.processes()]


def open_files(pid):
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            yield str(link.readlink())
        except FileNotFoundError:  # closed meanwhile
            continue


def open_page(player):
    raw = socket.create_connection(("127.0.0.1", player.port), timeout=30)
    cookie = player.cookie_header()["Cookie"]
    raw.sendall(f"GET {player.round}events/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    return raw


def read_until(raw, words):
    received = b""
    while words not in received:
        part = raw.recv(65_536)
        assert part, f"It ended after {received[-200:]!r}"
        received += part


class TestFlood:
    def test_stops_when_the_room_is_full_and_the_host_is_in_command(self, school):
        """How soon the host's page comes meanwhile is for `python -m tests.load.flood` to print."""
        host = school.host()
        host.prepare(school.bank["quiz"], max_players=MOST)
        bots = [school.player() for _bot in range(FLOOD)]
        looks = [lambda: host.get(f"{host.round}host/")] * (FLOOD // 50)
        joins = [lambda bot=bot, number=number: flood(bot, host.code, number) for number, bot in enumerate(bots)]
        mixed = [action for n, look in enumerate(looks) for action in (*joins[50 * n : 50 * (n + 1)], look)]
        replies = [reply for reply in at_once(mixed) if isinstance(reply, tuple)]
        assert len(replies) == FLOOD
        let_in = [location for _status, location, _body in replies if location == host.round]
        refused = [body for status, _location, body in replies if status == 422]
        assert (len(let_in), len(refused)) == (MOST, FLOOD - MOST)
        assert all("is full" in body for body in refused)
        assert school.rows(ENROLLED.format(host.code)) == [(MOST,)]  # whoever was refused is not kept

        host.move("close_lobby")
        assert host.post(f"{host.round}players/remove/")[0] == 302
        assert host.player_pages() == {}
        late = school.player()
        assert late.join(host.code, "Late")[0] == 422
        host.move("open_lobby")
        assert late.join(host.code, "Late")[1] == host.round
        assert list(host.player_pages()) == ["Late"]


def flood(bot, code, number):
    """Without reading the page first."""
    bot.cookies["csrftoken"] = f"{number:032}"
    return bot.post(f"/join/{code}/", nickname=f"Bot {number:b}")  # 455 and 717 spell something rude
