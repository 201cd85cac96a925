"""Live rounds on a server that is killed, stopped, or loses one of its processes."""

import os
import random
import signal
import socket
import threading
from contextlib import ExitStack, suppress
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlencode

import psutil
import pytest

from tests.load.crash import PLAYERS, Soak
from tests.support.live_client import LONGEST, ends_at, wait_for
from tests.support.live_school import School


@pytest.fixture(scope="module")
def module_school(live_bank, tmp_path_factory):
    with School(live_bank, tmp_path_factory.mktemp("faults") / "data") as school:
        yield school


@pytest.fixture
def restarted_school(module_school):
    """A server that the test may kill or stop: the next one starts it again where it was."""
    if not module_school.is_running:
        module_school.start()
    return module_school


def joined(school, host, count):
    players = [school.player() for _player in range(count)]
    for number, player in enumerate(players):
        player.join(host.code, f"Player {number}")
    return players


class TestKilledServer:
    def test_has_kept_every_answer_that_it_acknowledged(self, own_school):
        soak = Soak(own_school, random.Random(1))
        soak.run(2)

        assert soak.problems == []
        assert len(soak.ledger) == 2 * PLAYERS

    def test_goes_on_in_the_middle_of_a_question_and_its_time_has_run_on(self, restarted_school):
        host = restarted_school.host()
        seconds = max(6, round(4 * restarted_school.server.seconds_to_start))  # not over before a slow machine is back
        host.prepare(restarted_school.bank["quiz"], answer_seconds=seconds)
        ada, bob = joined(restarted_school, host, 2)
        with ada.events() as hers, bob.events() as his:
            host.move("next")
            shown = hers.until("answering")
            his.until("answering")
            assert ada.answer(shown.question, ada.pick(shown)) == 302
            restarted_school.kill()
            assert hers.ended.wait(LONGEST)
            assert his.ended.wait(LONGEST)
        restarted_school.start()

        with bob.events(last_event_id=his.last_event_id) as his, host.events() as room:
            assert room.until("answering", says="1 of 2 have answered")
            assert ends_at(bob.get(bob.round)) == ends_at(shown.html)
            assert "Your answer is in" in ada.get(ada.round)
            assert ada.answer(shown.question, ada.pick(shown, "1998")) == 409
            locked = his.next(within=seconds + LONGEST)  # and nothing before it that he has seen already
            assert locked.phase == "locked"
            assert locked.at > ends_at(shown.html)
            host.move("reveal")
            his.until("reveal")
            host.move("next")
            shown = his.until("answering")
            assert bob.answer(shown.question, bob.pick(shown)) == 302


class TestKilledWorker:
    def test_takes_its_own_streams_with_it_alone_and_they_find_another(self, restarted_school):
        host = restarted_school.host()
        host.prepare(restarted_school.bank["quiz"])
        players = joined(restarted_school, host, 12)
        with ExitStack() as opened:
            streams = {player: opened.enter_context(player.events()) for player in players}
            for stream in streams.values():
                stream.until("lobby")
            killed, other = psutil.Process(restarted_school.server.pid).children()
            lost, kept = open_streams(restarted_school, killed), open_streams(restarted_school, other)
            assert len(lost) + len(kept) == len(players)
            killed.kill()
            killed.wait(LONGEST)

            away = [player for player, stream in streams.items() if stream.local_port in lost]
            for player in away:
                assert streams[player].ended.wait(LONGEST)
                last = streams[player].last_event_id
                streams[player] = opened.enter_context(player.events(last_event_id=last))
                assert streams[player].status == 200
            host.move("next")
            for stream in streams.values():
                assert stream.next().phase == "answering"
            assert not any(streams[player].ended.is_set() for player in players)
            wait_for(lambda: len(psutil.Process(restarted_school.server.pid).children()) == 2)


def open_streams(school, worker):
    """The ports of the clients that this process serves."""
    found = worker.net_connections("tcp4")
    return {one.raddr.port for one in found if one.laddr.port == school.port and one.status == "ESTABLISHED"}


class TestStop:
    def test_takes_in_an_answer_that_is_on_its_way_and_lets_the_streams_go(self, restarted_school):
        host = restarted_school.host()
        host.prepare(restarted_school.bank["quiz"])
        ada, bob = joined(restarted_school, host, 2)
        with ada.events() as hers, bob.events() as his, host.events() as room:
            host.move("next")
            shown = hers.until("answering")
            with socket.create_connection(("127.0.0.1", restarted_school.port), timeout=LONGEST) as raw:
                head, body = answer_in_two(ada, shown)
                raw.sendall(head)
                assert raw.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"  # a worker has begun to read the body
                raw.sendall(body[:20])
                os.kill(restarted_school.server.pid, signal.SIGTERM)
                assert hers.ends()
                assert his.ends()
                assert room.ends()
                raw.sendall(body[20:])
                assert reply_to(raw) == 302
            restarted_school.server.process.wait(LONGEST)
        restarted_school.stop()
        restarted_school.start()
        assert "Your answer is in" in ada.get(ada.round)

    def test_is_not_held_up_by_pages_that_come_back_at_once(self, restarted_school):
        host = restarted_school.host()
        host.prepare(restarted_school.bank["quiz"])
        players = joined(restarted_school, host, 12)
        opened = []
        clients = [threading.Thread(target=come_back_until_refused, args=(player, opened)) for player in players]
        for client in clients:
            client.start()
        for player in players:
            with player.events() as stream:
                stream.until("lobby")
        os.kill(restarted_school.server.pid, signal.SIGTERM)
        restarted_school.server.process.wait(LONGEST)
        restarted_school.stop()
        for client in clients:
            client.join()
        assert all(stream.is_whole for stream in opened)  # those it has to wait for are cut off after eight seconds


def come_back_until_refused(player, opened):
    with suppress(OSError, HTTPException):
        while True:
            with player.events() as stream:
                opened.append(stream)
                stream.ended.wait()


def answer_in_two(player, shown):
    """Its head, after which it waits until it is told to go on, and its body."""
    form = {
        "csrfmiddlewaretoken": player.cookies["csrftoken"],
        "question": shown.question,
        "answer": player.pick(shown),
    }
    body = urlencode(form).encode()
    head = f"POST {player.round}answer/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {player.cookie_header()['Cookie']}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    head += "Expect: 100-continue\r\n\r\n"
    return head.encode(), body


def reply_to(raw):
    response = HTTPResponse(raw)
    response.begin()
    response.read()
    return response.status
