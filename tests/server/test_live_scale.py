"""Live rounds that are told of changes by Redis, and go on when it is gone."""

import shutil
import socket
import subprocess

import pytest

from tests.support.live_bank import TEACHER
from tests.support.live_client import LONGEST, at_once, wait_for
from tests.support.live_school import School
from tests.support.running import free_port

pytest.importorskip("redis", reason="the client of Redis comes with the extra 'scale'")


class Redis:
    """A server that keeps nothing."""

    def __init__(self, port):
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.port = port

    def subscribers(self):
        """How many processes of ScoQuiz listen."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST) as raw:
            raw.sendall(b"PUBSUB NUMSUB scoquiz_live\r\n")
            return int(raw.recv(1000).strip().rpartition(b":")[2])

    def answers(self):
        try:
            return self.subscribers() == 0
        except OSError:
            return False

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def redis():
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    redis = Redis(free_port())
    wait_for(redis.answers)
    yield redis
    redis.kill()


def start_with(bank, data, port):
    return School(bank, data, CACHE_URL=f"redis://127.0.0.1:{port}/0")


def crowd(school, count=12):
    """A host, and players who are spread over both processes."""
    host = school.host()
    host.prepare(school.bank["quiz"])
    players = [school.player() for _player in range(count)]
    for number, player in enumerate(players):
        player.join(host.code, f"P {number}")
    return host, players


def play(host, players, streams):
    """One question, from the press of the button to the answer."""
    host.move("next")
    shown = [stream.until("answering") for stream in streams]
    token = players[0].pick(shown[0])
    answers = at_once([lambda one=one: one.answer(shown[0].question, token) for one in players])
    assert set(answers) == {302}
    with host.events():  # with a host in the room it locks by itself
        for stream in streams:
            stream.until("locked", question=shown[0].question)
    host.move("reveal")
    for stream in streams:
        assert "Your answer" in stream.until("reveal").html


class TestRedisAway:
    def test_leaves_rounds_to_the_database_and_no_door_open(self, live_bank, tmp_path):
        with start_with(live_bank, tmp_path / "data", free_port()) as school:
            host, players = crowd(school)
            streams = [player.events() for player in players]
            play(host, players, streams)
            play(host, players, streams)
            for stream in streams:
                stream.close()
            stranger = school.player()
            stranger.get("/join/")
            codes = [stranger.post("/join/", code=f"WRNG{n}")[0] for n in range(22, 40)]
            assert 429 in codes
            assert codes[-1] == 429
            stranger.get("/admin/login/")
            guesses = [stranger.post("/admin/login/", username=TEACHER, password=f"guess {n}")[0] for n in range(6)]
            assert guesses[-1] == 429
        assert "Traceback" not in school.printed
        assert "looked up in the database alone" in school.printed


class TestRedis:
    def test_wakes_both_processes_and_is_not_missed_when_it_is_killed(self, redis, live_bank, tmp_path):
        with start_with(live_bank, tmp_path / "data", redis.port) as school:
            host, players = crowd(school)
            streams = [player.events() for player in players]
            for stream in streams:
                stream.until("lobby")
            wait_for(lambda: redis.subscribers() == 2)
            play(host, players, streams)
            redis.kill()
            play(host, players, streams)
            for stream in streams:
                stream.close()
        assert "Traceback" not in school.printed
