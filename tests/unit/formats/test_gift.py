"""What GIFT leaves open is decided in `quizzes/formats/gift`; files that are no GIFT are refused, never an error."""

import pytest

from quizzes.formats import FORMATS, Record
from quizzes.items import Item, Option

GIFT = FORMATS["gift"]


def read(text):
    return GIFT.read(text.encode())


def only(text):
    reading = read(text)
    assert reading.problems == []
    (record,) = reading.records
    return record.item


class TestNumbers:
    @pytest.mark.parametrize(
        ("body", "value", "params"),
        [
            ("#4", "4", {}),
            ("#3:2", "3", {"tolerance": 2}),
            ("#1..5", "3", {"tolerance": 2}),
            ("#=4", "4", {}),
        ],
    )
    def test_stand_with_or_without_a_sign_before_them(self, body, value, params):
        assert only(f"How many? {{{body}}}") == Item("numerical", "How many?", (Option(value, 1.0),), params)

    def test_without_any_are_a_problem_at_their_line(self):
        (problem,) = read("\nHow many? {#}").problems
        assert problem.line == 2


class TestAnswers:
    def test_without_a_sign_are_a_problem_that_shows_them(self):
        (problem,) = read("Which? {Tashkent}").problems
        assert problem.text == "Tashkent"

    def test_that_are_a_crowd_are_a_problem(self):
        reading = read("Which? {" + "=" * 100_000 + "}")
        assert (len(reading.records), len(reading.problems)) == (0, 1)


class TestComments:
    def test_bring_tags_with_brackets_back(self):
        record = Record(Item("short_answer", "Where?", (Option("Here", 1.0),)), tags=("a b", "c]", "[d"))
        assert GIFT.read(b"".join(GIFT.write([record]))).records == [record]
