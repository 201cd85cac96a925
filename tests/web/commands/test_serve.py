"""What `make run` does before it serves; tests/server/test_serve.py has it as a process."""

import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.utils import ConnectionHandler

from quizzes import installation
from quizzes.installation import CannotPrepare, prepare
from quizzes.management.commands.serve import Command
from quizzes.models import QuizQuestion, Source
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.FIXTURE_DIRS = [tmp_path / "fixtures"]
    return tmp_path


def said(*, with_fixtures=True):
    lines = []
    prepare(with_fixtures=with_fixtures, say=lines.append)
    return lines


class TestAddress:
    def test_that_this_machine_does_not_have_is_named(self, settings):
        settings.HOST = "192.0.2.1"
        with pytest.raises(SystemExit, match=r"^ScoQuiz cannot serve on http://192.0.2.1:[^\n]*$"):
            call_command("serve", "--empty")


class TestGreeting:
    def greeting(self):
        command = Command(stdout=io.StringIO())
        command.greet()
        return command.stdout.getvalue()

    def test_has_a_link_for_the_first_teacher(self):
        assert "/setup/" in self.greeting()

    def test_has_no_link_once_there_is_a_teacher(self):
        UserFactory(superuser=True)
        assert "/setup/" not in self.greeting()


class TestFixtures:
    def test_are_loaded_once_and_never_over_what_a_person_changed(self, folders):
        (folders / "fixtures").mkdir()
        shutil.copy(FIXTURES / "demo_class.json", folders / "fixtures")
        assert "Loading the fixtures ..." in said()
        assert QuizQuestion.objects.exists()
        QuizQuestion.objects.all().delete()
        Source.objects.update(title="Changed by hand")
        assert said() == []
        assert set(Source.objects.values_list("title", flat=True)) == {"Changed by hand"}
        assert not QuizQuestion.objects.exists()

    def test_are_left_out_of_a_bank_that_begins_empty(self):
        said(with_fixtures=False)
        assert not Source.objects.exists()


class TestPreparation:
    def test_says_where_fixtures_are_missing(self, tmp_path):
        with pytest.raises(CannotPrepare, match=f"There is no fixture in {tmp_path / 'fixtures'}"):
            said()

    def test_says_which_fixture_cannot_be_read(self, tmp_path):
        (tmp_path / "fixtures").mkdir()
        (tmp_path / "fixtures" / "broken.json").write_text('[{"model": "quizzes.topic", "fields": {"slug": ')

        with pytest.raises(CannotPrepare, match=r"nothing of them was kept: .*broken\.json"):
            said()

    def test_names_a_folder_that_cannot_be_written(self, settings):
        settings.DATA_DIR = Path("/proc/scoquiz")
        with pytest.raises(CannotPrepare, match=r"^ScoQuiz cannot keep its data in /proc/scoquiz: [^\n]*$"):
            said()

    def test_names_a_file_in_the_place_of_the_folder(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path / "data"
        settings.DATA_DIR.write_text("")
        with pytest.raises(CannotPrepare, match=rf"^ScoQuiz cannot keep its data in {tmp_path / 'data'}: [^\n]*$"):
            said()

    @pytest.fixture
    def database(self, monkeypatch, tmp_path):
        """A file of its own, in the place of the database of the tests."""
        path = tmp_path / "scoquiz.sqlite3"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
        own = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}
        connection = ConnectionHandler({"default": own})["default"]
        monkeypatch.setattr(installation, "connection", connection)
        yield path
        connection.close()

    def test_names_a_damaged_database(self, database):
        database.write_bytes(b"This is not a database. " * 1000)
        with pytest.raises(CannotPrepare, match=rf"{database} cannot be used: file is not a database"):
            said()

    def test_names_a_database_that_another_program_holds(self, database):
        with closing(sqlite3.connect(database)) as holder:
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN EXCLUSIVE")
            with pytest.raises(CannotPrepare, match=rf"{database} cannot be used: database is locked"):
                said()
