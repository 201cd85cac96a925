import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, Form, Item, Option

MULTIPLE = TYPES["multiple_response"]
OPTIONS = (Option("China", 1.0), Option("Russia", 1.0), Option("India"), Option("Belarus"), Option("Iran"))
FOUNDERS = Item("multiple_response", "Which founded it?", OPTIONS)
STRICT = Item("multiple_response", "Which founded it?", OPTIONS, {"all_or_nothing": True})


class TestGrade:
    @pytest.mark.parametrize(
        ("chosen", "fraction"),
        [
            ([0, 1], 1),
            ([0], 0.5),
            ([0, 1, 2], 0.5),
            ([0, 2], 0),
            ([0, 1, 2, 3], 0),
            ([2], 0),
            ([2, 3, 4], 0),
            ([0, 1, 2, 3, 4], 0),
        ],
    )
    def test_takes_a_wrong_choice_from_a_right_one(self, chosen, fraction):
        assert MULTIPLE.grade(FOUNDERS, {"chosen": chosen}) == fraction

    @pytest.mark.parametrize(("chosen", "fraction"), [([0, 1], 1), ([0], 0), ([0, 1, 2], 0)])
    def test_gives_all_or_nothing_where_asked_to(self, chosen, fraction):
        assert MULTIPLE.grade(STRICT, {"chosen": chosen}) == fraction

    @given(st.sets(st.integers(0, 4), min_size=1))
    def test_gives_the_full_mark_for_the_exact_set_alone(self, chosen):
        assert (MULTIPLE.grade(FOUNDERS, {"chosen": sorted(chosen)}) == 1) == (chosen == {0, 1})


class TestParse:
    def test_reads_each_choice_once_and_in_order(self):
        form = Form({"answer": ["3", "1", "3"]})
        assert MULTIPLE.parse(FOUNDERS, {"order": [4, 3, 2, 1, 0]}, form) == {"chosen": [2, 4]}


class TestProblems:
    def test_wants_something_right_and_something_wrong(self):
        for fraction in (0.0, 1.0):
            item = Item("multiple_response", "Which?", (Option("a", fraction), Option("b", fraction)))
            assert MULTIPLE.problems(item) == ["Mark at least one option as right, and leave at least one wrong."]
