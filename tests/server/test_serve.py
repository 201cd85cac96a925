"""`make run` as a process: what it prepares, what it prints, and how it ends.

What needs no process of its own is in tests/unit/test_settings.py and tests/web/commands/test_serve.py.
"""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.support.running import FIRST_START, ROOT, SERVE, environment, free_port, running

WITH_FIXTURES = (sys.executable, "manage.py", "serve")


def rows(data, sql):
    with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
        return database.execute(sql).fetchall()


class TestFirstStart:
    def test_leaves_the_database_and_prints_a_link_for_the_first_teacher(self, prepared):
        started = json.loads((prepared.parent / FIRST_START).read_text())

        assert started["statuses"] == {"/": 200, "/readyz": 200}
        link = started["printed"].split()[-1]
        assert f"ScoQuiz is at http://127.0.0.1:{started['port']} " in started["printed"]
        assert link.startswith(f"http://127.0.0.1:{started['port']}/setup/")
        assert rows(prepared, "PRAGMA journal_mode") == [("wal",)]


def modified(data):
    return {path: path.stat().st_mtime_ns for path in (data / "static").rglob("*")}


@pytest.fixture(scope="module")
def second_start(prepared, tmp_path_factory):
    """Its DATA_DIR, the static files as they were before, what it printed, and how it ended."""
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("second") / "data")
    before = modified(data)
    with running(data, WITH_FIXTURES) as server:
        printed = server.stop(signal.SIGINT)
    return data, before, printed, server.process.returncode


class TestSecondStart:
    """With the fixtures, as `make run` itself; the first one had none."""

    def test_collects_and_migrates_nothing(self, second_start):
        data, before, printed, _returncode = second_start
        assert "Collecting" not in printed
        assert "Preparing" not in printed
        assert before
        assert modified(data) == before

    def test_loads_the_fixtures(self, second_start):
        data, _before, printed, _returncode = second_start
        assert "Loading the fixtures" in printed
        assert rows(data, "SELECT count(*) > 0 FROM quizzes_source, quizzes_quizquestion") == [(1,)]

    def test_says_nothing_more_on_ctrl_c(self, second_start):
        _data, _before, printed, returncode = second_start
        assert "Traceback" not in printed
        assert returncode == 0


def refusal_of(data, **variables):
    """The one sentence with which it ends."""
    ended = subprocess.run(
        SERVE,
        check=False,
        cwd=ROOT,
        env=environment(data, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1
    return ended.stderr.strip()


class TestRefusal:
    """It is one sentence while the settings are read, before the port is taken, and after that."""

    def test_names_a_variable_that_makes_no_sense(self, tmp_path):
        assert refusal_of(tmp_path, PORT="http").startswith("PORT must ")

    def test_names_a_port_that_is_in_use_before_it_touches_any_data(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            sentence = refusal_of(tmp_path / "data", PORT=str(port), SECRET_KEY="x" * 50)

        assert f"cannot serve on http://127.0.0.1:{port}: Address already in use" in sentence
        assert f"PORT={port + 1} make run" in sentence
        assert not (tmp_path / "data").exists()

    def test_names_a_damaged_database(self, tmp_path):
        (tmp_path / "scoquiz.sqlite3").write_bytes(b"This is not a database. " * 1000)

        sentence = refusal_of(tmp_path, PORT=str(free_port()))
        assert f"{tmp_path / 'scoquiz.sqlite3'} cannot be used: file is not a database" in sentence
