"""Pairs, orders and blanks: what the rules find in them, and what they leave alone."""

import pytest

from quizzes.generation.lint import Context, lint_item, lint_quiz
from quizzes.items import Item, Option

from .cases import codes, entry


def pairs(stem="In which country does each of these cities lie?", code="matching", **matches):
    return Item(code, stem, tuple(Option(text, match=match) for text, match in matches.items()))


def ordering(*texts, stem="Put these events in their order, the earliest first."):
    return Item("ordering", stem, tuple(map(Option, texts)))


def cloze(stem, *options):
    return Item("cloze", stem, tuple(Option(text, fraction, number) for number, text, fraction in options))


CITIES = (("1", "Tianjin", 1.0), ("1", "Qingdao", 0.0), ("1", "Beijing", 0.0))


class TestTask:
    """L16"""

    @pytest.mark.parametrize(
        "stem", ["Put these events in their order.", "Which of these events came first?", "Match each with its year:"]
    )
    def test_may_ask_or_tell(self, stem):
        assert codes(ordering("The first meeting", "The charter", "The summit", stem=stem)) == []

    @pytest.mark.parametrize("stem", ["The events in their order", "Order.", "Put this ____ in its right order."])
    def test_is_a_whole_sentence_without_a_blank(self, stem):
        assert codes(ordering("The first meeting", "The charter", "The summit", stem=stem)) == ["L16 error stem"]


class TestPairs:
    def test_may_share_what_they_belong_to(self):
        assert codes(pairs(Tashkent="Uzbekistan", Samarkand="Uzbekistan", Astana="Kazakhstan")) == []

    def test_are_told_of_a_slip_in_the_name_of_a_box(self):
        slipped = pairs(code="categorise", India="Member country", Iran="Member countri", Mongolia="Observer")
        assert codes(slipped) == ["L03 warning options"]

    def test_are_told_of_a_row_that_names_its_partner(self):
        assert codes(pairs(**{"Tashkent in Uzbekistan": "Uzbekistan", "Astana": "Kazakhstan"})) == [
            "L22 warning options"
        ]


class TestOrdering:
    def test_is_told_of_years_that_give_it_away(self):
        assert codes(ordering("The charter of 2002", "The summit of 2012", "The summit of 2025")) == [
            "L22 warning options"
        ]

    def test_may_name_years_that_say_something_else(self):
        assert codes(ordering("The plan for 2035", "The summit of 2012", "The summit of 2025")) == []


class TestBlanks:
    def test_are_read_as_lines(self):
        """Neither too many blanks nor a stem that asks nothing."""
        text = "The summit of 2025 takes place in [[1]], and its host is [[2 typed]]."
        assert codes(cloze(text, *CITIES, ("2", "China", 1.0))) == []

    def test_are_not_filled_by_the_text_around_them(self):
        text = "The Tianjin summit takes place in [[1]] in the year 2025."
        assert codes(cloze(text, *CITIES)) == ["L22 error stem"]

    def test_may_hold_a_short_word_that_stands_elsewhere_too(self):
        text = "The SCO is an organisation, and Tianjin [[1 typed]] a city in China."
        assert codes(cloze(text, ("1", "is", 1.0))) == []

    def test_may_have_the_same_choice_twice(self):
        other = tuple(("2", text, float(text == "Qingdao")) for _number, text, _fraction in CITIES)
        assert codes(cloze("The summit of 2025 is in [[1]], that of 2018 was in [[2]].", *CITIES, *other)) == []

    @pytest.mark.parametrize(
        ("texts", "code"),
        [
            (("Tianjin", "all of the above", "Beijing"), "L05 error options"),
            (("Tianjin", "2001", "Beijing"), "L07 error options"),
            (("the city of Tianjin by the sea", "Rome", "Bonn"), "L06 warning options"),
        ],
    )
    def test_with_a_list_are_linted_as_the_choices_they_are(self, texts, code):
        options = (("1", text, float(place == 0)) for place, text in enumerate(texts))
        assert code in codes(cloze("The summit of the year 2025 takes place in [[1]].", *options))


class TestQuiz:
    def test_of_two_tasks_with_one_wording_is_fine_unless_their_parts_are_the_same(self):
        one, other = pairs(Tianjin="China", Astana="Kazakhstan"), pairs(Tashkent="Uzbekistan", Moscow="Russia")
        assert "Q4" not in {found.code for found in lint_quiz([entry("a", one), entry("b", other)], False)}
        assert "Q4" in {found.code for found in lint_quiz([entry("a", one), entry("b", one)], False)}

    def test_reads_blanks_as_lines(self):
        text = "The summit of 2025 takes place in [[1]]."
        assert all("[[" not in found.message for found in lint_item(cloze(text, *CITIES), Context(None)))
        assert lint_quiz([entry("a", cloze(text, *CITIES))], False) == []
