import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse


class TestAlive:
    def test_asks_no_database(self, client):
        assert client.get(reverse("healthz")).text == "ok\n"


@pytest.mark.django_db
class TestReady:
    def test_says_so_when_the_database_is_migrated(self, client):
        assert client.get(reverse("readyz")).text == "ready\n"

    def test_says_so_when_a_migration_is_missing(self, client):
        MigrationRecorder.Migration.objects.filter(app="quizzes").delete()
        answer = client.get(reverse("readyz"))
        assert (answer.status_code, answer.text) == (503, "the database is not migrated\n")

    def test_is_never_cached(self, client):
        assert "no-store" in client.get(reverse("readyz")).headers["Cache-Control"]
