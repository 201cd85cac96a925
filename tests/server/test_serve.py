"""`make run` as a process: what it prepares, what it prints, and how it says no."""

import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from quizzes.installation import CannotPrepare, prepare
from tests.support.running import ROOT, SERVE, environment, free_port, running

WITH_FIXTURES = (sys.executable, "manage.py", "serve")


def rows(data, sql):
    with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
        return database.execute(sql).fetchall()


def status_of(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture
def data(prepared, tmp_path):
    """A copy of what the first start left, so that the second one is quick and spoils nothing."""
    return shutil.copytree(prepared, tmp_path / "data")


class TestFirstStart:
    def test_leaves_the_database_and_prints_a_link_for_the_first_teacher(self, tmp_path):
        with running(tmp_path) as server:
            assert status_of(server.port, "/") == 200
            assert status_of(server.port, "/readyz") == 200
            printed = server.stop()

        link = printed.split()[-1]
        assert f"ScoQuiz is at http://127.0.0.1:{server.port} " in printed
        assert link.startswith(f"http://127.0.0.1:{server.port}/setup/")
        assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]

    def test_loads_the_fixtures_once_and_never_over_what_a_person_changed(self, data):
        with running(data, WITH_FIXTURES):
            pass
        loaded = rows(data, "SELECT count(*) FROM quizzes_source")[0][0]
        with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
            database.execute("DELETE FROM quizzes_quizquestion")
            database.execute("UPDATE quizzes_source SET title = 'Changed by hand'")
            database.commit()
        with running(data, WITH_FIXTURES):
            pass

        assert loaded > 0
        assert rows(data, "SELECT DISTINCT title FROM quizzes_source") == [("Changed by hand",)]
        assert rows(data, "SELECT count(*) FROM quizzes_quizquestion") == [(0,)]


class TestSecondStart:
    def test_collects_and_migrates_nothing(self, data):
        before = {path: path.stat().st_mtime_ns for path in (data / "static").rglob("*")}
        with running(data) as server:
            printed = server.stop()

        assert "Collecting" not in printed
        assert "Preparing" not in printed
        assert {path: path.stat().st_mtime_ns for path in (data / "static").rglob("*")} == before

    def test_prints_no_link_once_there_is_a_teacher(self, data):
        with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
            database.execute(
                "INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, "
                "is_active, date_joined) VALUES ('!', 1, 'teacher', '', '', '', 1, 1, '2026-01-01')"
            )
            database.commit()
        with running(data) as server:
            printed = server.stop()

        assert "/setup/" not in printed


def refusal_of(data, command=SERVE, **variables):
    """The one sentence with which it ends."""
    variables.setdefault("PORT", str(free_port()))
    ended = subprocess.run(
        command,
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
    def test_names_a_port_that_is_in_use_and_another_one(self, data):
        with running(data) as server:
            sentence = refusal_of(data, PORT=str(server.port))

        assert f"cannot serve on http://127.0.0.1:{server.port}: Address already in use" in sentence
        assert f"PORT={server.port + 1} make run" in sentence

    def test_names_an_address_that_this_machine_does_not_have(self, data):
        assert "cannot serve on http://192.0.2.1:" in refusal_of(data, HOST="192.0.2.1")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PORT", "http"),
            ("PORT", "0"),
            ("PORT", "99999999999"),
            ("WORKERS", "-1"),
            ("DEBUG", "maybe"),
            ("HTTPS", "please"),
            ("TIME_ZONE", "Mars/Base"),
            ("TIME_ZONE", "../../etc/passwd"),
            ("DATABASE_URL", "nonsense"),
            ("DATABASE_URL", "mysql://localhost/quiz"),
            ("CACHE_URL", "memcached://localhost"),
        ],
    )
    def test_names_the_variable_that_makes_no_sense(self, tmp_path, name, value):
        assert refusal_of(tmp_path, **{name: value}).startswith(f"{name} must ")

    @pytest.mark.parametrize("key", ["", "a-key-of-their-own-that-is-long-enough-for-signing"])
    def test_names_a_folder_that_cannot_be_written(self, key):
        assert "ScoQuiz cannot keep its data in /proc/scoquiz: " in refusal_of(Path("/proc/scoquiz"), SECRET_KEY=key)

    @pytest.mark.parametrize("key", ["", "a-key-of-their-own-that-is-long-enough-for-signing"])
    def test_names_a_file_in_the_place_of_the_folder(self, tmp_path, key):
        (tmp_path / "data").write_text("")

        assert f"cannot keep its data in {tmp_path / 'data'}: " in refusal_of(tmp_path / "data", SECRET_KEY=key)

    def test_names_a_damaged_database(self, data):
        (data / "scoquiz.sqlite3").write_bytes(b"This is not a database. " * 1000)

        assert f"{data / 'scoquiz.sqlite3'} cannot be used: file is not a database" in refusal_of(data)

    def test_names_a_database_that_another_program_holds(self, data):
        with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as holder:
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN EXCLUSIVE")

            assert f"{data / 'scoquiz.sqlite3'} cannot be used: database is locked" in refusal_of(data)

    def test_takes_its_port_before_it_touches_any_data(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            refusal_of(tmp_path / "data", PORT=str(taken.getsockname()[1]), SECRET_KEY="x" * 50)

        assert not (tmp_path / "data").exists()


@pytest.mark.django_db
class TestPreparation:
    @pytest.fixture(autouse=True)
    def folders(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        settings.STATIC_ROOT = tmp_path / "static"
        settings.FIXTURE_DIRS = [tmp_path / "fixtures"]

    def said(self):
        lines = []
        prepare(with_fixtures=True, say=lines.append)
        return lines

    def test_says_where_fixtures_are_missing(self, tmp_path):
        with pytest.raises(CannotPrepare, match=f"There is no fixture in {tmp_path / 'fixtures'}"):
            self.said()

    def test_says_which_fixture_cannot_be_read(self, tmp_path):
        (tmp_path / "fixtures").mkdir()
        (tmp_path / "fixtures" / "broken.json").write_text('[{"model": "quizzes.topic", "fields": {"slug": ')

        with pytest.raises(CannotPrepare, match=r"nothing of them was kept: .*broken\.json"):
            self.said()
