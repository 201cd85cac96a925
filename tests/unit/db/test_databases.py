"""The database that tests begin with is the one that migrations make, however often it has been copied."""

import pytest
from django.core.management import call_command
from django.db import connection

from quizzes.db.triggers import TRIGGERS
from tests.support import databases

NAMES_OF_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.mark.django_db
class TestDatabase:
    def test_has_every_migration(self):
        call_command("migrate", check_unapplied=True, verbosity=0)  # exits where one is missing

    def test_has_every_trigger(self):
        with connection.cursor() as cursor:
            cursor.execute(NAMES_OF_TRIGGERS[connection.vendor])
            names = {name for (name,) in cursor.fetchall()}
        assert names == {f"{name}_{event}" for name in TRIGGERS for event in ("insert", "update")}


class TestDigest:
    def test_changes_with_any_source(self, tmp_path, monkeypatch):
        source = tmp_path / "0001_initial.py"
        monkeypatch.setattr(databases, "sources", lambda: [source])
        digests = []
        for text in ("one", "two", "one"):
            source.write_text(text)
            digests.append(databases.digest())
        assert digests[0] == digests[2] != digests[1]

    def test_counts_migrations_of_every_app_and_what_they_import(self):
        names = {"/".join(path.parts[-2:]) for path in databases.sources()}
        assert {"migrations/0001_initial.py", "db/triggers.py", "quizzes/permissions.py"} <= names
        assert {"quizzes/passphrases.py", "bank/pictures.py"} <= names
        assert {path.parent.parent.name for path in databases.sources()} >= {"auth", "axes", "sessions", "quizzes"}
