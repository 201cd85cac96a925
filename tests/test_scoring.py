import pytest
from hypothesis import given, strategies as st

from quizzes import scoring
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


class TestCertainty:
    """As Moodle has it: 1, 2, 3 for what is right, 0, −2, −6 for what is wrong; max_mark is the 3."""

    @pytest.mark.parametrize(("certainty", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
    def test_pays_for_what_is_right_and_charges_for_what_is_wrong(self, certainty, right, wrong):
        assert scoring.mark(1.0, 3.0, certainty) == right
        assert scoring.mark(0.0, 3.0, certainty) == wrong
        assert scoring.mark(1.0, 6.0, certainty) == 2 * right

    @pytest.mark.parametrize(("certainty", "mark"), [(1, 0.5), (2, 1), (3, 1.5)])
    def test_pays_a_part_of_the_right_mark_for_a_part(self, certainty, mark):
        assert scoring.mark(0.5, 3.0, certainty) == mark

    def test_takes_a_rounding_error_for_wrong(self):
        assert scoring.mark(1e-9, 3.0, 3) == -6

    def test_of_nothing_is_nothing(self):
        assert scoring.mark(None, 3.0, 3) == 0
        assert scoring.mark(None, 3.0, None) == 0

    def test_can_take_the_result_below_nothing(self):
        score = scoring.total([(3.0, 3.0), (-6.0, 3.0)])
        assert (score.mark, score.percent, score.passes(0)) == (-3, -50, False)

    @given(st.floats(0, 1), st.sampled_from(scoring.CERTAINTIES), st.floats(0, 100))
    def test_never_leaves_its_bounds(self, fraction, certainty, max_mark):
        assert -2 * max_mark - 1e-9 <= scoring.mark(fraction, max_mark, certainty) <= max_mark + 1e-9
