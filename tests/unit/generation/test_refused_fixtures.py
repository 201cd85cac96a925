"""A bad fixture is refused with its name, the row and the reason, and nothing of it is loaded."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from quizzes import models

from .facts import fixture_rows

pytestmark = pytest.mark.django_db


def change(rows, model, slug, **fields):
    """A copy of the rows with one row changed, and the number of that row."""
    rows = json.loads(json.dumps(rows))
    for number, row in enumerate(rows, start=1):
        if row["model"] == model and row["fields"].get("slug") == slug:
            row["fields"].update(fields)
            return rows, number
    raise AssertionError(slug)


@pytest.fixture
def refusal_of(tmp_path):
    """Loads rows from a file called bad.json, and gives the message with which they are refused."""

    def load(rows):
        path = tmp_path / "bad.json"
        path.write_text(rows if isinstance(rows, str) else json.dumps(rows))
        with pytest.raises(CommandError) as refused, transaction.atomic():
            call_command("loaddata", str(path), verbosity=0)
        assert not models.Topic.objects.exists()
        assert not models.Source.objects.exists()
        return str(refused.value)

    return load


class TestRefusal:
    def test_an_unknown_topic(self, refusal_of):
        rows, number = change(fixture_rows()["security"], "quizzes.fact", "f042", topic=["nonsense"])
        message = refusal_of(rows)
        assert "bad.json" in message
        assert f"row {number} (quizzes.fact f042): There is no topic “nonsense” before this row." in message
        assert message.endswith("Nothing of it was loaded.")

    def test_a_citation_that_is_not_in_the_text(self, refusal_of):
        rows, number = change(fixture_rows()["security"], "quizzes.fact", "f042", quote="combating piracy")
        message = refusal_of(rows)
        assert f"row {number} (quizzes.fact f042): “combating piracy” does not stand in sentence P4s3" in message

    def test_a_question_that_cites_what_is_not_in_the_text(self, refusal_of):
        slug = "f042-true-false"
        rows, number = change(fixture_rows()["security"], "quizzes.question", slug, quote="Combating terrorism")
        assert f"row {number} (quizzes.question {slug}): “Combating terrorism” does not stand" in refusal_of(rows)

    def test_a_sentence_that_is_not_at_its_place(self, refusal_of):
        rows = json.loads(json.dumps(fixture_rows()["article"]))
        rows[1]["fields"]["start"] += 1
        rows[1]["fields"]["end"] += 1
        message = refusal_of(rows)
        assert "row 2 (quizzes.sentence sco-shared-future/1/1): The sentence does not stand in the text" in message

    def test_a_sentence_of_an_unknown_source(self, refusal_of):
        message = refusal_of(fixture_rows()["article"][1:])
        assert "row 1 (quizzes.sentence sco-shared-future/1/1): There is no source “sco-shared-future”" in message

    def test_a_row_that_the_database_refuses(self, refusal_of):
        rows, number = change(fixture_rows()["security"], "quizzes.fact", "f038", attributed_to="")
        assert rows[number - 1]["fields"]["kind"] == "claim"
        message = refusal_of(rows)
        assert f"row {number} (quizzes.fact f038)" in message
        assert "claim_says_whose_it_is" in message

    def test_an_unknown_field(self, refusal_of):
        rows, number = change(fixture_rows()["security"], "quizzes.topic", "security", colour="red")
        message = refusal_of(rows)
        assert f"row {number} (quizzes.topic security)" in message
        assert "colour" in message

    def test_an_unknown_model(self, refusal_of):
        assert "row 1 (quizzes.planet x): " in refusal_of([{"model": "quizzes.planet", "fields": {"slug": "x"}}])

    @pytest.mark.parametrize("rows", [[1], [{}], [{"model": "quizzes.topic"}], [{"fields": {}}], [None]])
    def test_what_is_no_row(self, refusal_of, rows):
        assert "bad.json': row 1: " in refusal_of(rows)

    def test_what_is_no_list(self, refusal_of):
        assert "a fixture is a JSON list of rows" in refusal_of({"model": "quizzes.topic"})

    def test_what_is_no_json(self, refusal_of):
        assert "this is not JSON" in refusal_of('[{"model": "quizzes.topic",')

    def test_an_assignment_of_an_unknown_quiz(self, refusal_of):
        made = {"created_at": "2025-09-01T12:00:00Z"}
        classroom = {"model": "quizzes.classroom", "fields": {"code": "ABC234", "name": "5b"} | made}
        fields = {"classroom": ["ABC234"], "quiz": ["none"], "title": "First"} | made
        message = refusal_of([classroom, {"model": "quizzes.assignment", "fields": fields}])
        assert "row 2 (quizzes.assignment ABC234/First): There is no quiz “none” before this row." in message

    def test_a_question_of_an_unknown_fact(self, refusal_of):
        slug = "f042-true-false"
        rows, number = change(fixture_rows()["security"], "quizzes.question", slug, fact=["f999"])
        assert f"row {number} (quizzes.question {slug}): There is no fact “f999” before this row." in refusal_of(rows)

    def test_the_last_row_undoes_the_first(self, refusal_of):
        rows = fixture_rows()["demo_class"]
        refusal_of([*rows, {"model": "quizzes.quizquestion", "fields": {"quiz": ["none"], "question": ["none"]}}])
