import pytest
from hypothesis import given, strategies as st

from quizzes.scoring import Score, mark, total

fractions = st.none() | st.floats(0, 1)
marks = st.floats(0, 100)


class TestMark:
    def test_is_the_fraction_of_the_maximum(self):
        assert mark(0.5, 3) == 1.5

    def test_is_nothing_without_a_response(self):
        assert mark(None, 3) == 0


class TestScore:
    @pytest.mark.parametrize(
        ("earned", "possible", "percent"),
        [(0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (3, 3, 100), (0.285, 1, 29), (0, 0, 0)],
    )
    def test_rounds_half_up_to_whole_percent(self, earned, possible, percent):
        assert Score(earned, possible).percent == percent

    @pytest.mark.parametrize(
        ("earned", "possible", "pass_percent", "passes"),
        [(3, 5, 60, True), (0.6, 1, 60, True), (2.9, 5, 60, False), (0, 5, 0, True), (5, 5, None, None)],
    )
    def test_passes_from_the_pass_mark_on(self, earned, possible, pass_percent, passes):
        assert Score(earned, possible).passes(pass_percent) is passes

    def test_passes_by_the_number_that_is_shown(self):
        assert (Score(59.6, 100).percent, Score(59.6, 100).passes(60)) == (60, True)
        assert (Score(59.4, 100).percent, Score(59.4, 100).passes(60)) == (59, False)

    @given(st.lists(st.tuples(fractions, marks)))
    def test_never_leaves_its_bounds(self, responses):
        score = total((mark(fraction, max_mark), max_mark) for fraction, max_mark in responses)
        assert 0 <= score.mark <= score.max_mark
        assert 0 <= score.percent <= 100
