import random
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, BadResponse, Form, Item, Option

ORDERING = TYPES["ordering"]


def ordering(texts):
    return Item("ordering", "Which came first?", tuple(map(Option, texts)))


def shown(item, seed):
    return [row["text"] for row in ORDERING.present(item, ORDERING.vary(item, random.Random(seed)))["rows"]]


def grade(right, given):
    return ORDERING.grade(ordering(right), {"order": list(given)})


class TestGrading:
    @pytest.mark.parametrize(
        ("given", "fraction"),
        [
            ("ABCD", 1),
            ("BACD", 2 / 3),  # two neighbours exchanged: 5 pairs right, 1 wrong
            ("BCDA", 0),  # the first one put last: 3 and 3
            ("BADC", 1 / 3),
            ("DCBA", 0),
        ],
    )
    def test_is_the_pairs_in_order_less_the_others(self, given, fraction):
        assert grade("ABCD", given) == pytest.approx(fraction)

    @given(st.permutations("ABCDEF"), st.data())
    def test_grows_with_each_two_neighbours_that_are_put_right(self, given, data):
        before = grade("ABCDEF", given)
        assert 0 <= before <= 1
        while wrong := [place for place in range(5) if given[place] > given[place + 1]]:
            place = data.draw(st.sampled_from(wrong))
            given[place : place + 2] = given[place + 1], given[place]
            after = grade("ABCDEF", given)
            assert after > before or before == after == 0
            before = after
        assert before == 1

    @given(st.permutations("ABCDE"))
    def test_is_full_for_the_right_order_only(self, given):
        assert (grade("ABCDE", given) == 1) is (given == list("ABCDE"))

    @pytest.mark.parametrize("parts", [3, 4, 5])
    def test_by_chance_is_what_the_type_says(self, parts):
        texts = "ABCDE"[:parts]
        fractions = [grade(texts, given) for given in permutations(texts)]
        assert ORDERING.random_guess_score(ordering(texts)) == pytest.approx(sum(fractions) / len(fractions))


class TestShownOrder:
    @pytest.mark.parametrize("texts", ["ABC", "CAB", "ABCD"])
    def test_is_never_the_right_one_and_any_other_alike(self, texts):
        orders = ["".join(shown(ordering(texts), seed)) for seed in range(2_000)]
        others = {"".join(order) for order in permutations(texts)} - {texts}
        assert set(orders) == others
        assert max(map(orders.count, others)) < 1.5 * 2_000 / len(others)

    @given(st.permutations("ABCD"), st.integers(0, 50))
    def test_says_nothing_of_the_key_but_that_it_is_another(self, right, seed):
        """With the same chance, every key is shown the same, but for the one that would have been shown itself."""
        plain = list("ABCD")
        order = list(range(4))
        random.Random(seed).shuffle(order)
        by_chance = [plain[index] for index in order]
        assert (shown(ordering(right), seed) == by_chance) is (right != by_chance)


class TestReading:
    ITEM = ordering("ABC")
    VARIANT = ORDERING.vary(ITEM, random.Random(1))

    def refusal(self, *places):
        form = Form({f"answer-{place}": [value] for place, value in enumerate(places, start=1)})
        with pytest.raises(BadResponse) as refused:
            ORDERING.parse(self.ITEM, self.VARIANT, form)
        return str(refused.value)

    def test_asks_for_a_place_for_each(self):
        assert self.refusal() == "Please order the parts."
        assert self.refusal("1", "", "2").startswith("1 part has no answer yet.")

    def test_names_the_places_that_were_given_twice(self):
        assert "this place: 2." in self.refusal("2", "2", "1")

    @pytest.mark.parametrize("place", ["0", "4", "x", "1.0", "²"])
    def test_refuses_a_place_that_is_none(self, place):
        assert "from 1 to 3" in self.refusal("1", "2", place)


class TestProblems:
    @pytest.mark.parametrize("texts", [["A"], ["A", "B"], ["A", "B", "a"], ["A", "B", " "]])
    def test_refuse_what_has_no_order(self, texts):
        assert ORDERING.problems(ordering(texts))

    def test_are_reviewed_in_the_right_order(self):
        item = ordering("ABC")
        rows = ORDERING.review(item, ORDERING.vary(item, random.Random(1)), {"order": ["B", "A", "C"]})
        assert [(row.text, row.given, row.right, row.is_right) for row in rows] == [
            ("A", "place 2", "place 1", False),
            ("B", "place 1", "place 2", False),
            ("C", "place 3", "place 3", True),
        ]
