import pytest
from django.core.checks import run_checks

from quizzes import checks
from quizzes.generation.extraction import nlp


def ids(**options):
    """Of no database: Django 6.1 otherwise asks each of them what it can do."""
    return {found.id for found in run_checks(databases=[], **options)}


class TestDebug:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "quiz.example.org"])
    def test_is_an_error_where_others_can_reach_it(self, settings, host):
        settings.DEBUG, settings.HOST = True, host

        assert "quizzes.E001" in ids()

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
    def test_is_fine_at_home(self, settings, host):
        settings.DEBUG, settings.HOST = True, host

        assert "quizzes.E001" not in ids()


class TestNames:
    def test_are_missing_when_the_server_is_open_to_the_network_under_none(self, settings):
        settings.HOST, settings.ALLOWED_HOSTS = "0.0.0.0", ["localhost", "127.0.0.1", "[::1]"]

        assert "quizzes.W001" in ids()

    def test_are_enough_when_one_can_be_typed_elsewhere(self, settings):
        settings.HOST, settings.ALLOWED_HOSTS = "0.0.0.0", ["localhost", "192.168.1.20"]

        assert "quizzes.W001" not in ids()


class TestRedis:
    def test_is_an_error_without_its_package_where_it_is_asked_for(self, settings, monkeypatch):
        monkeypatch.setattr(checks, "find_spec", lambda _name: None)
        assert "quizzes.E002" not in ids()
        settings.CACHE_URL = "redis://127.0.0.1:6379/0"
        assert "quizzes.E002" in ids()


class TestExtractors:
    def test_are_told_with_the_deployment_checks_alone(self):
        assert "quizzes.I001" not in ids()
        assert "quizzes.I001" in ids(include_deployment_checks=True)

    @pytest.mark.skipif(not nlp.is_installed(), reason="the extra nlp is not installed")
    def test_are_warned_of_where_they_do_not_work(self, monkeypatch):
        def refuse():
            raise nlp.Unusable("the model is of another version")

        monkeypatch.setattr(nlp, "model", refuse)
        assert "quizzes.W002" in ids(include_deployment_checks=True)
