import json

import pytest
from django.core.management import CommandError, call_command

TEXT = "The bridge of Velden was built in 1932. The town has 19 schools.\n"


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT)
    return file


def printed(capsys, *arguments):
    call_command("draft_questions", *arguments)
    return capsys.readouterr().out


class TestDraftQuestions:
    def test_prints_each_draft_under_its_sentence(self, article, capsys):
        out = printed(capsys, str(article))
        assert "P1s1 The bridge of Velden was built in 1932." in out
        assert "in which year was the bridge of Velden built?" in out
        assert "candidates" in out.splitlines()[-1] or "refused" in out.splitlines()[-1]

    def test_prints_json_a_line(self, article, capsys):
        rows = [json.loads(line) for line in printed(capsys, str(article), "--json").splitlines()]
        assert {row["ref"] for row in rows} == {"P1s1", "P1s2"}
        assert all(row["quote"] in TEXT for row in rows)

    def test_needs_no_database(self, article, capsys):
        # No mark for the database: any query would fail.
        assert printed(capsys, str(article))

    def test_leaves_out_what_had_not_come(self, article, capsys):
        assert "1932" not in printed(capsys, str(article), "--published", "1930-01-01", "--json").replace(TEXT, "")

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "is empty"),
            (b" \n", "is empty"),
            (b"\x00\x01\xff\xfe\x00", "not a text file"),
            (b"x" * 1_100_000, "1 MB at most"),
        ],
    )
    def test_says_what_is_wrong_with_the_file(self, tmp_path, data, said):
        file = tmp_path / "article.txt"
        file.write_bytes(data)
        with pytest.raises(CommandError, match=said):
            call_command("draft_questions", str(file))

    def test_says_that_there_is_no_such_file(self, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("draft_questions", str(tmp_path / "nothing.txt"))
