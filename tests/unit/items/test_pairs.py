"""Matching and categorise: rows, each of which is given one of the choices."""

import random

import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, BadResponse, Form, Item, Option

MATCHING, CATEGORISE = TYPES["matching"], TYPES["categorise"]
COUNTRIES = {"Tianjin": "China", "Astana": "Kazakhstan", "Tashkent": "Uzbekistan", "Samarkand": "Uzbekistan"}


def matching(*extras, **rows):
    options = [Option(text, match=match) for text, match in (rows or COUNTRIES).items()]
    return Item("matching", "In which country?", (*options, *(Option("", match=extra) for extra in extras)))


def cards(boxes=(), **rows):
    options = tuple(Option(text, match=box) for text, box in rows.items())
    return Item("categorise", "Fact or claim?", options, {"boxes": list(boxes)})


def variant_of(item, seed=1):
    return TYPES[item.type].vary(item, random.Random(seed))


def choices_shown(item, seed=1):
    return [choice["text"] for choice in TYPES[item.type].present(item, variant_of(item, seed))["choices"]]


def problems(item):
    return TYPES[item.type].problems(item)


class TestGrading:
    def test_is_the_share_of_rows_given_their_own(self):
        right = MATCHING.right_response(matching())["given"]
        wrong = {**right, "Tianjin": "Uzbekistan"}
        assert MATCHING.grade(matching(), {"given": wrong}) == 0.75

    def test_leaves_a_row_that_was_given_nothing_without_its_share(self):
        assert MATCHING.grade(matching(), {"given": {"Tianjin": "China"}}) == 0.25

    @given(st.data())
    def test_grows_by_one_share_with_each_row_that_is_put_right(self, data):
        item = matching("Tajikistan")
        choices = MATCHING.choices(item)
        response = {text: data.draw(st.sampled_from(choices)) for text in COUNTRIES}
        before = MATCHING.grade(item, {"given": response})
        assert 0 <= before <= 1
        for text, match in data.draw(st.permutations(list(COUNTRIES.items()))):
            was_right = response[text] == match
            response[text] = match
            after = MATCHING.grade(item, {"given": response})
            assert after == pytest.approx(before + (0 if was_right else 1 / len(COUNTRIES)))
            before = after
        assert before == 1

    @pytest.mark.parametrize("item", [matching("Tajikistan"), cards(["x", "y", "z"], a="x", b="y")])
    def test_by_chance_is_what_the_type_says(self, item):
        it, rng = TYPES[item.type], random.Random(1)
        rows, choices = it.rows(item), it.choices(item)
        guesses = [{"given": {row.text: rng.choice(choices) for row in rows}} for _guess in range(20_000)]
        mean = sum(it.grade(item, guess) for guess in guesses) / len(guesses)
        assert mean == pytest.approx(it.random_guess_score(item), abs=0.01)


class TestPresenting:
    def test_shows_a_partner_of_several_rows_once(self):
        assert sorted(choices_shown(matching())) == ["China", "Kazakhstan", "Uzbekistan"]

    def test_shows_a_choice_that_belongs_to_no_row(self):
        assert "Tajikistan" in choices_shown(matching("Tajikistan"))
        assert "" not in [row["text"] for row in MATCHING.present(matching("x"), variant_of(matching("x")))["rows"]]

    def test_shuffles_rows_and_partners_apart(self):
        item = matching("Tajikistan", "India", "Iran")
        orders = [
            (tuple(variant["rows"]), tuple(variant["choices"])) for variant in map(variant_of, [item] * 99, range(99))
        ]
        assert len({rows for rows, _choices in orders}) > 10
        assert len({choices for _rows, choices in orders}) > 10

    def test_keeps_years_in_their_order(self):
        years = matching(India="2017", Belarus="2024", Iran="2023")
        assert all(choices_shown(years, seed) == ["2017", "2023", "2024"] for seed in range(9))

    def test_keeps_boxes_in_the_order_of_the_author_with_those_that_stay_empty(self):
        item = cards(["Fact", "Claim", "Not stated"], a="Claim", b="Fact")
        assert all(choices_shown(item, seed) == ["Fact", "Claim", "Not stated"] for seed in range(9))

    def test_puts_boxes_that_only_cards_name_by_the_alphabet(self):
        assert choices_shown(cards(["Partner"], a="Observer", b="Member", c="Partner")) == [
            "Partner",
            "Member",
            "Observer",
        ]


class TestReading:
    def form(self, **changes):
        return {**MATCHING.to_form(matching(), variant_of(matching()), MATCHING.right_response(matching())), **changes}

    def refusal(self, form):
        with pytest.raises(BadResponse) as refused:
            MATCHING.parse(matching(), variant_of(matching()), Form(form))
        return str(refused.value)

    def test_says_how_many_rows_are_open(self):
        assert self.refusal({}) == "Please choose what belongs to each."
        assert self.refusal(self.form(**{"answer-1": [""]})).startswith("1 part has no answer yet.")
        assert self.refusal(self.form(**{"answer-1": [""], "answer-3": []})).startswith("2 parts have no answer yet.")

    @pytest.mark.parametrize("value", ["4", "0", "China", "-1", "①"])
    def test_takes_places_on_the_page_only(self, value):
        assert (
            self.refusal(self.form(**{"answer-2": [value]})) == "That is not one of the choices. Please choose again."
        )

    def test_refuses_two_answers_to_one_row(self):
        assert "one answer only" in self.refusal(self.form(**{"answer-2": ["1", "2"]}))


class TestProblems:
    @pytest.mark.parametrize(
        ("item", "problem"),
        [
            (matching(Tianjin="China"), "Give at least two rows with a text and what belongs to it."),
            (matching(Tianjin="China", Beijing="China"), "Give at least two different things to choose from."),
            (matching(Tianjin="China", Astana=""), "Say for each row what belongs to it."),
            (matching("", **COUNTRIES), "A row is empty on both sides. Fill it in or remove it."),
            (matching(Tianjin="China", tianjin="Iran"), "These say the same: “Tianjin”, “tianjin”."),
            (matching(**COUNTRIES, Beijing="china"), "These mean the same: “China”, “china”. Write them alike."),
            (cards(a="x", b=""), "Say for each card into which box it belongs."),
            (cards(["x", "X"], a="x", b="X"), "These mean the same: “x”, “X”. Write them alike."),
            (Item("categorise", "?", (Option("", match="x"), *cards(a="x", b="y").options)), "Every card needs a"),
        ],
    )  # fmt: skip
    def test_are_said_in_a_sentence(self, item, problem):
        assert any(found.startswith(problem) for found in problems(item))
