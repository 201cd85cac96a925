import random
from collections import Counter

import pytest

from quizzes.items import TYPES, BadResponse, Form, Item, Option

CITIES = Item("single_choice", "Which city hosts it?", (Option("Tianjin", 1.0), Option("Beijing"), Option("Qingdao")))
YEARS = Item("single_choice", "In which year?", CITIES.options, {"shuffle": False})
SINGLE = TYPES["single_choice"]


class TestOrder:
    def test_gives_the_right_option_every_place_alike(self):
        rng = random.Random(2)
        places = Counter(SINGLE.vary(CITIES, rng)["order"].index(0) for _round in range(3000))
        chi_squared = sum((places[place] - 1000) ** 2 / 1000 for place in range(3))
        assert chi_squared < 9.21  # two degrees of freedom, p = 0.01

    def test_keeps_an_order_of_its_own(self):
        assert SINGLE.vary(YEARS, random.Random(2)) == {"order": [0, 1, 2]}

    @pytest.mark.parametrize("code", ["true_false", "true_false_not_stated"])
    def test_keeps_the_order_of_fixed_answers(self, code):
        for item in TYPES[code].examples():
            assert TYPES[code].vary(item, random.Random(2))["order"] == list(range(len(item.options)))

    def test_posts_the_place_on_the_page(self):
        variant = {"order": [2, 0, 1]}
        assert SINGLE.present(CITIES, variant)["choices"][0] == {"token": "1", "text": "Qingdao"}
        assert SINGLE.parse(CITIES, variant, Form({"answer": ["1"]})) == {"chosen": [2]}


class TestSingleChoice:
    @pytest.mark.parametrize("token", ["0", "4", "-1", "01", "1.0", "abc", "Tianjin", "١", "1" + "0" * 20])
    def test_refuses_what_is_no_place_on_the_page(self, token):
        with pytest.raises(BadResponse, match="not one of the answers"):
            SINGLE.parse(CITIES, {"order": [0, 1, 2]}, Form({"answer": [token]}))

    def test_gives_the_feedback_of_what_was_chosen_with_the_review(self):
        item = Item("single_choice", "Which?", (Option("Tianjin", 1.0), Option("Beijing", feedback="In 2012.")))
        rows = SINGLE.review(item, {"order": [1, 0]}, {"chosen": [1]})
        assert [(row.text, row.is_right, row.was_chosen, row.feedback) for row in rows] == [
            ("Beijing", False, True, "In 2012."),
            ("Tianjin", True, False, ""),
        ]

    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            ([("a", 1.0)], "Give at least 2 options."),
            ([("a", 1.0), ("b", 1.0)], "Mark exactly one option as right, with the whole mark."),
            ([("a", 0.5), ("b", 0.0)], "Mark exactly one option as right, with the whole mark."),
            ([("a", 1.0), ("A ", 0.0)], "Two options say the same."),
            ([("a", 1.0), (" ", 0.0)], "Every option needs a text."),
        ],
    )
    def test_names_what_is_wrong_with_the_options(self, options, problem):
        item = Item("single_choice", "Which?", tuple(Option(*option) for option in options))
        assert SINGLE.problems(item) == [problem]


class TestTrueFalse:
    def test_is_guessed_half_of_the_time(self):
        item = next(iter(TYPES["true_false"].examples()))
        assert TYPES["true_false"].random_guess_score(item) == 0.5

    def test_keeps_its_words(self):
        item = Item("true_false", "It is.", (Option("Yes", 1.0), Option("No")))
        assert TYPES["true_false"].problems(item) == ["The options must be: True, False."]


class TestTrueFalseNotStated:
    def test_can_have_each_answer_as_its_key(self):
        keys = [item.keys[0].text for item in TYPES["true_false_not_stated"].examples()]
        assert keys == ["True", "False", "The article does not say"]
