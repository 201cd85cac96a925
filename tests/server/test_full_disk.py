"""A disk that is full, in front of the server that `make run` starts: its processes may write no file any more."""

import resource
import sqlite3
import sys
from contextlib import closing, contextmanager

import psutil
import pytest

from tests.running import Browser, running

SERVE = (sys.executable, "manage.py", "serve")


@contextmanager
def full_disk(server):
    """Every write into a file fails (EFBIG), as it does on a full disk (ENOSPC)."""
    root = psutil.Process(server.pid)
    pids = [root.pid, *(child.pid for child in root.children(recursive=True))]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(data):
    with running(data, SERVE) as server:
        yield server


def one_value(data, sql):
    with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
        return database.execute(sql).fetchone()[0]


class TestFullDisk:
    def test_is_said_and_never_taken_for_saved_and_is_over_when_there_is_room_again(self, server, data):
        browser = Browser(server.port)
        question, form = browser.start_first_quiz()
        form["skip"] = "1"
        answered = "SELECT count(*) FROM quizzes_response WHERE answered_at IS NOT NULL"
        with full_disk(server):
            for _try in range(5):
                status, _location, body = browser.request("POST", f"{question}answer/", form)
                assert status == 503
                assert "Not saved" in body
            assert browser.request("GET", question)[0] == 200  # what is there can be read
        assert one_value(data, answered) == 0
        assert browser.request("POST", f"{question}answer/", form)[:2] == (302, question)
        assert one_value(data, answered) == 1
        assert one_value(data, "PRAGMA integrity_check") == "ok"
