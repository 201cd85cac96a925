import math

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


class TestPoints:
    """Kahoot's published formula, in seconds."""

    @pytest.mark.parametrize(
        ("took", "limit", "points"),
        [
            (0, 30, 1000),
            (0.499, 30, 1000),  # nobody reads that fast
            (0.5, 30, 992),
            (2, 30, 967),
            (15, 30, 750),
            (30, 30, 500),
            (31, 30, 500),  # within the grace
            (1, 5, 900),
            (450, 900, 750),
        ],
    )
    def test_fall_to_half_by_the_end_of_the_time(self, took, limit, points):
        assert scoring.points(1.0, took, limit) == points

    @pytest.mark.parametrize(("took", "points"), [(0.999, 500), (1, 500), (2, 499), (3, 499), (4, 498)])
    def test_are_rounded_half_up(self, took, points):
        assert scoring.points(0.5, took, 500) == points

    def test_are_all_for_the_answer_where_there_is_no_limit(self):
        assert scoring.points(1.0, 10_000, None) == 1000
        assert scoring.points(0.5, 10_000, None) == 500

    def test_of_a_wrong_answer_are_none(self):
        assert scoring.points(0.0, 0, 30) == scoring.points(0.0, 0, None) == 0

    @given(st.floats(0, 1), st.floats(0, 1_000), st.none() | st.floats(5, 900))
    def test_never_leave_their_bounds(self, fraction, took, limit):
        points = scoring.points(fraction, took, limit)
        assert 0 <= points <= scoring.MAX_POINTS
        assert points >= math.floor(scoring.MAX_POINTS * fraction / 2)

    @given(st.floats(0, 900), st.floats(0, 900), st.floats(5, 900))
    def test_never_reward_being_slower(self, one, other, limit):
        quick, slow = sorted((one, other))
        assert scoring.points(1.0, quick, limit) >= scoring.points(1.0, slow, limit)


class TestStreaks:
    def test_earn_more_with_every_right_answer_up_to_six(self):
        assert [scoring.streak_bonus(streak) for streak in range(9)] == [0, 0, 100, 200, 300, 400, 500, 500, 500]


class TestRanks:
    @pytest.mark.parametrize(
        ("values", "ranks"),
        [
            ([], []),
            ([5], [1]),
            ([7, 7, 3], [1, 1, 3]),
            ([3, 7, 7, 1, 3], [3, 1, 1, 5, 3]),
            ([0, -6, 0], [1, 3, 1]),
            ([0.1 + 0.2, 0.3], [1, 1]),  # sums of marks, whatever their last digit
        ],
    )
    def test_are_shared_by_who_has_the_same(self, values, ranks):
        assert scoring.ranks(values) == ranks

    @given(st.lists(st.integers(-5, 5)))
    def test_count_those_who_are_better(self, values):
        better = [1 + sum(other > value for other in values) for value in values]
        assert scoring.ranks(values) == better
