import random

import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, BadResponse, Form, Item, Option

CLOZE = TYPES["cloze"]
STEM = "It is in [[1]], has [[2 number]] members and is called [[3 typed]]."
OPTIONS = (
    Option("Tianjin", 1.0, "1"),
    Option("Beijing", 0.0, "1", "Beijing hosted in 2012."),
    Option("10", 1.0, "2"),
    Option("SCO", 1.0, "3"),
    Option("Shanghai", 0.5, "3", "Only a part of its name."),
)
ITEM = Item("cloze", STEM, OPTIONS, {"tolerance": 1})


def cloze(stem, *options):
    return Item("cloze", stem, tuple(Option(text, fraction, number) for number, text, fraction in options))


def variant_of(item, seed=1):
    return CLOZE.vary(item, random.Random(seed))


def token_of(text, item=ITEM):
    pieces = CLOZE.present(item, variant_of(item))["pieces"]
    return next(choice["token"] for piece in pieces for choice in piece["choices"] if choice["text"] == text)


def grade(*values):
    form = Form({f"answer-{place}": [value] for place, value in enumerate(values, start=1)})
    return CLOZE.grade(ITEM, CLOZE.parse(ITEM, variant_of(ITEM), form))


class TestGrading:
    @pytest.mark.parametrize(
        ("city", "number", "name", "fraction"),
        [
            ("Tianjin", "10", "SCO", 1),
            ("Tianjin", "ten", "the sco", 1),
            ("Tianjin", "11", "SCO", 1),  # within the tolerance
            ("Tianjin", "12", "SCO", 2 / 3),
            ("Beijing", "10", "Shanghai", 0.5),
            ("Beijing", "12", "NATO", 0),
        ],
    )
    def test_is_the_mean_of_the_blanks_each_by_its_own_rule(self, city, number, name, fraction):
        assert grade(token_of(city), number, name) == pytest.approx(fraction)

    @given(
        st.sampled_from(["Tianjin", "Beijing"]),
        st.sampled_from(["10", "11", "12", "-3"]),
        st.sampled_from(["SCO", "Shanghai", "x"]),
        st.permutations([0, 1, 2]),
    )
    def test_never_shrinks_when_a_blank_is_put_right(self, city, number, name, order):
        values, right = [token_of(city), number, name], [token_of("Tianjin"), "10", "SCO"]
        before = grade(*values)
        assert 0 <= before <= 1
        for place in order:
            values[place] = right[place]
            assert grade(*values) >= before
            before = grade(*values)
        assert before == 1

    def test_by_chance_is_what_a_blank_with_a_list_gives_away(self):
        assert CLOZE.random_guess_score(ITEM) == pytest.approx((1 / 2 + 0 + 0) / 3)


class TestPresenting:
    def test_puts_each_blank_between_its_texts(self):
        shown = CLOZE.present(ITEM, variant_of(ITEM))
        assert [piece["text"] for piece in shown["pieces"]] == ["It is in ", ", has ", " members and is called "]
        assert shown["rest"] == "."
        assert [piece["mode"] for piece in shown["pieces"]] == ["", "decimal", "text"]
        assert [len(piece["choices"]) for piece in shown["pieces"]] == [2, 0, 0]

    def test_lists_choices_shuffled_but_numbers_ascending(self):
        years = cloze("Since [[1]].", ("1", "2017", 1.0), ("1", "2001", 0.0), ("1", "2024", 0.0))
        cities = cloze("In [[1]].", ("1", "Astana", 1.0), ("1", "Tianjin", 0.0), ("1", "Qingdao", 0.0))

        def orders(item):
            shown = (CLOZE.present(item, variant_of(item, seed))["pieces"][0]["choices"] for seed in range(30))
            return {tuple(choice["text"] for choice in choices) for choices in shown}

        assert orders(years) == {("2001", "2017", "2024")}
        assert len(orders(cities)) == 6

    def test_reads_as_a_text_with_lines(self):
        assert CLOZE.readable_stem(ITEM) == "It is in _____, has _____ members and is called _____."

    def test_counts_blanks_as_they_stand_in_the_text_whatever_their_numbers(self):
        item = cloze("[[7 typed]] and [[3 typed]].", ("3", "B", 1.0), ("7", "A", 1.0))
        rows = CLOZE.review(item, variant_of(item), CLOZE.right_response(item))
        assert [(row.text, row.right) for row in rows] == [("Blank 1", "A"), ("Blank 2", "B")]
        assert CLOZE.right_answer(item) == "(1) A; (2) B"


class TestReading:
    def refusal(self, *values):
        form = Form({f"answer-{place}": [value] for place, value in enumerate(values, start=1)})
        with pytest.raises(BadResponse) as refused:
            CLOZE.parse(ITEM, variant_of(ITEM), form)
        return str(refused.value)

    def test_says_which_blank_cannot_be_read(self):
        assert self.refusal("1", "many", "SCO") == "Blank 2: That is not one number. Write it like 12, 3.5 or twelve."
        assert self.refusal("9", "10", "SCO").startswith("Blank 1: That is not one of the answers.")

    def test_asks_for_the_blanks_that_are_open(self):
        assert self.refusal("", "", "") == "Please fill the blanks."
        assert self.refusal("1", "", "SCO").startswith("1 part has no answer yet.")


class TestReview:
    def test_gives_the_feedback_on_what_was_said(self):
        form = {"answer-1": [token_of("Beijing")], "answer-2": ["3"], "answer-3": ["shanghai"]}
        response = CLOZE.parse(ITEM, variant_of(ITEM), Form(form))
        feedback = [row.feedback for row in CLOZE.review(ITEM, variant_of(ITEM), response)]
        assert feedback == ["Beijing hosted in 2012.", "", "Only a part of its name."]


class TestProblems:
    @pytest.mark.parametrize(
        ("item", "problem"),
        [
            (cloze("No blank at all."), "with a blank as [[1]]"),
            (cloze("In [[1]].", ("1", "A", 1.0)), "Blank 1: Give at least 2 options."),
            (cloze("In [[1]].", ("1", "A", 0.0), ("1", "B", 0.0)), "Blank 1: Mark exactly one option as right"),
            (cloze("In [[2 typed]]."), "Blank 2: Give at least one accepted answer"),
            (cloze("In [[1 number]].", ("1", "ten or so, 11", 1.0)), "Blank 1: “ten or so, 11” is not a number"),
            (cloze("In [[1 typed]].", ("1", "A", 1.0), ("", "B", 0.0)), "There is no blank “” in the text"),
            (cloze("In [[1 type]].", ("1", "A", 1.0)), "“[[1 type]]” is no blank."),
            (cloze("[[1 typed]] [[1 typed]].", ("1", "A", 1.0)), "Two blanks have the same number."),
        ],
    )
    def test_are_said_in_a_sentence(self, item, problem):
        assert any(problem in found for found in CLOZE.problems(item))
