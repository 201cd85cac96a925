from collections import Counter

from hypothesis import given, strategies as st

from quizzes.generation.seeded_choice import SeededChoice


class TestLots:
    @given(st.lists(st.text(min_size=1), unique=True), st.randoms())
    def test_the_order_does_not_depend_on_the_order_given(self, candidates, rng):
        shuffled = list(candidates)
        rng.shuffle(shuffled)
        assert SeededChoice("f010").order("option", shuffled) == SeededChoice("f010").order("option", candidates)

    def test_the_order_is_the_same_in_every_version_of_python(self):
        assert SeededChoice("f010").order("option", ["Beijing", "Qingdao", "Shanghai", "Tianjin"]) == [
            "Tianjin",
            "Shanghai",
            "Beijing",
            "Qingdao",
        ]

    def test_every_number_below_the_limit_is_about_as_likely(self):
        counts = Counter(SeededChoice(f"fact-{number}").below("rank", 4) for number in range(4000))
        assert set(counts) == {0, 1, 2, 3}
        assert all(900 < count < 1100 for count in counts.values())

    def test_purposes_are_independent(self):
        choice = SeededChoice("f010")
        orders = {tuple(choice.order(f"purpose {number}", "abcdef")) for number in range(20)}
        assert len(orders) > 15
