import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


@pytest.fixture
def directory(tmp_path):
    shutil.copytree(settings.FIXTURE_DIRS[0], tmp_path / "fixtures")
    return tmp_path / "fixtures"


def texts(directory):
    return {path.name: path.read_text() for path in directory.glob("*.json")}


class TestBuildFixtures:
    def test_changes_nothing_where_all_is_up_to_date(self, directory, capsys):
        before = texts(directory)
        call_command("build_fixtures", directory=directory)
        assert capsys.readouterr().out == "Nothing changed.\n"
        assert texts(directory) == before

    def test_writes_what_is_missing_or_changed(self, directory, capsys):
        before = texts(directory)
        (directory / "demo_class.json").unlink()
        (directory / "security.json").write_text(before["security.json"].replace("published", "draft"))
        call_command("build_fixtures", directory=directory)
        assert capsys.readouterr().out == "Changed: security.json, demo_class.json.\n"
        assert texts(directory) == before

    def test_check_changes_nothing_and_fails(self, directory):
        (directory / "demo_class.json").unlink()
        with pytest.raises(CommandError, match=r"Out of date: demo_class\.json\. Run: make fixtures"):
            call_command("build_fixtures", directory=directory, check=True)
        assert not (directory / "demo_class.json").exists()

    def test_a_broken_file_is_one_sentence(self, directory):
        (directory / "security.json").write_text("[")
        with pytest.raises(CommandError):
            call_command("build_fixtures", directory=directory)
