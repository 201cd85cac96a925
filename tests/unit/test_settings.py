"""What the settings say of an environment that makes no sense. manage.py prints the sentence and ends."""

import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).parents[2] / "scoquiz" / "settings.py"


@pytest.fixture
def refusal_of(monkeypatch):
    """Read the settings anew with these variables."""

    def refusal(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        with pytest.raises(ImproperlyConfigured) as refused:
            runpy.run_path(str(SETTINGS))
        assert "\n" not in str(refused.value)
        return str(refused.value)

    return refusal


class TestRefusal:
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
    def test_names_the_variable_that_makes_no_sense(self, refusal_of, tmp_path, name, value):
        assert refusal_of(DATA_DIR=tmp_path, **{name: value}).startswith(f"{name} must ")

    def test_names_a_folder_that_cannot_be_written(self, refusal_of):
        assert "ScoQuiz cannot keep its data in /proc/scoquiz: " in refusal_of(DATA_DIR="/proc/scoquiz", SECRET_KEY="")

    def test_names_a_file_in_the_place_of_the_folder(self, refusal_of, tmp_path):
        (tmp_path / "data").write_text("")

        refusal = refusal_of(DATA_DIR=tmp_path / "data", SECRET_KEY="")
        assert f"cannot keep its data in {tmp_path / 'data'}: " in refusal

    def test_touches_no_folder_where_the_key_is_given(self, monkeypatch, tmp_path):
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("SECRET_KEY", "a-key-of-their-own-that-is-long-enough-for-signing")
        runpy.run_path(str(SETTINGS))
        assert not (tmp_path / "data").exists()
