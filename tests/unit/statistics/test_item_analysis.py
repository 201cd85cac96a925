import math
from dataclasses import replace
from statistics import correlation, covariance, fmean, pvariance

import pytest
from hypothesis import assume, given, strategies as st

from quizzes.statistics import MIN_STUDENTS, MIN_STUDENTS_FOR_CORRELATION, Flag, analyse, options_of

# The worked example of docs/statistics.md, section 1.3.
KEY = "ABCDA"
STUDENTS = ["ABCDA", "ABCDA", "ABCDB", "ABCAA", "ABADA", "ABCBC", "ACCAB", "ABBAB", "BCACD", "ACDBB"]
TABLE = [[float(answer == key) for answer, key in zip(student, KEY, strict=True)] for student in STUDENTS]
ONES = [1.0] * 5
TENTH = 1e-10


@pytest.fixture
def example():
    return analyse(TABLE, ONES, guesses=[0.25] * 5)


def values(items, name):
    return [getattr(item, name).value for item in items]


class TestWorkedExample:
    @pytest.mark.parametrize(
        ("name", "expected", "places"),
        [
            ("facility", [90, 70, 60, 40, 40], 10),
            ("discrimination_index", [48.42, 67.07, 39.13, 57.38, 57.38], 2),
            ("point_biserial", [0.6202, 0.8120, 0.6330, 0.7596, 0.7596], 4),
            ("discriminative_efficiency", [100.00, 79.59, 46.43, 78.26, 78.26], 2),
            ("alpha_if_deleted", [74.00, 66.25, 76.81, 69.92, 69.92], 2),
            ("upper_lower", [25, 75, 55, 80, 80], 10),
            ("chance_corrected", [86.67, 60.00, 46.67, 20.00, 20.00], 2),
        ],
    )
    def test_has_the_figures_of_each_item(self, example, name, expected, places):
        assert [round(value, places) for value in values(example.items, name)] == expected

    def test_has_every_correlation_to_ten_digits(self, example):
        """Of the library, which is told neither marks nor shortcuts."""
        totals = [sum(marks) for marks in TABLE]
        for x, item in zip(zip(*TABLE, strict=True), example.items, strict=True):
            rest = [total - mark for total, mark in zip(totals, x, strict=True)]
            assert item.discrimination_index.value == pytest.approx(100 * correlation(x, rest), abs=TENTH)
            assert item.point_biserial.value == pytest.approx(correlation(x, totals), abs=TENTH)
            most = covariance(sorted(x), sorted(rest))
            assert item.discriminative_efficiency.value == pytest.approx(100 * covariance(x, rest) / most, abs=TENTH)
            without = sum(pvariance(other) for other in zip(*TABLE, strict=True)) - pvariance(x)
            alpha = 100 * 4 / 3 * (1 - without / pvariance(rest))
            assert item.alpha_if_deleted.value == pytest.approx(alpha, abs=TENTH)

    def test_has_the_reliability_to_ten_digits(self, example):
        assert example.alpha.value == pytest.approx(75.96153846153846, abs=TENTH)
        assert example.standard_error.value / 100 * 5 == pytest.approx(0.8333333333, abs=TENTH)

    def test_takes_one_divisor_for_all_variances(self, example):
        """Items by n and totals by n − 1 would give 0.8087."""
        totals = [sum(marks) for marks in TABLE]
        pq = sum(pvariance(column) for column in zip(*TABLE, strict=True))
        assert example.alpha.value == pytest.approx(100 * 5 / 4 * (1 - pq / pvariance(totals)), abs=TENTH)
        assert round(example.alpha.value, 2) != 80.87

    def test_has_the_figures_of_the_quiz(self, example):
        assert example.mean.value == pytest.approx(60)
        assert example.sd.value == pytest.approx(100 * 1.6996731712 / 5, abs=1e-8)
        assert example.median.value == pytest.approx(70)
        assert example.by_guessing == pytest.approx(25)

    def test_has_an_interval_of_alpha_close_to_the_one_by_exact_quantiles(self, example):
        assert example.alpha.interval == pytest.approx((40.1, 93.2), abs=0.5)

    def test_is_too_small_for_all_but_the_counts(self, example):
        assert example.mean.is_enough
        assert example.items[0].facility.is_enough
        assert not example.alpha.is_enough
        assert not example.items[0].discrimination_index.is_enough


class TestOptions:
    @staticmethod
    def of_item(place, table=TABLE):
        rests = [sum(marks) - marks[place] for marks in table]
        return options_of([{student[place]} for student in STUDENTS], rests, keys=KEY[place], options="ABCD")

    def test_counts_each_option_chosen_or_not(self):
        counts = [[option.count for option in self.of_item(place)] for place in range(5)]
        assert counts == [[9, 1, 0, 0], [0, 7, 3, 0], [2, 1, 6, 1], [3, 2, 1, 4], [4, 4, 1, 1]]

    def test_tells_which_distractors_do_their_work(self):
        idle = ["".join(o.text for o in self.of_item(p) if not o.is_key and not o.is_functioning) for p in range(5)]
        assert idle == ["CD", "AD", "", "", ""]

    def test_takes_a_distractor_for_idle_below_one_student_in_twenty(self):
        chosen = [{"A"}] * 57 + [{"B"}] * 2 + [{"C"}]
        _key, b, c = options_of(chosen, [0.0] * 60, keys="A", options="ABC")
        assert [b.is_functioning, c.is_functioning] == [False, False]
        (_key, b) = options_of([{"A"}] * 57 + [{"B"}] * 3, [0.0] * 60, keys="A", options="AB")
        assert b.is_functioning

    def test_correlates_an_option_with_the_rest(self):
        by_text = {
            (place, option.text): option.rest_correlation.value for place in range(5) for option in self.of_item(place)
        }
        assert by_text[4, "C"] == pytest.approx(0.104, abs=5e-4)
        assert by_text[3, "A"] == pytest.approx(0.034, abs=5e-4)
        assert by_text[0, "C"] is None  # nobody chose it

    def test_warns_of_a_distractor_that_attracts_the_better_only_when_enough_students_say_so(self):
        assert not any(option.attracts_the_better for option in self.of_item(4))
        chosen = [{"A"} if place < 20 else {"B"} for place in range(40)]
        rests = [float(place < 20) for place in range(40)]
        a, b = options_of(chosen, rests, keys="B", options="AB")
        assert a.attracts_the_better
        assert not b.attracts_the_better

    def test_counts_who_left_it_out_among_those_who_were_asked(self):
        (option,) = options_of([{"A"}, set()], [1.0, 0.0], keys="A", options="A")
        assert (option.count, option.share) == (1, 50)

    def test_has_no_share_without_students(self):
        (option,) = options_of([], [], keys="A", options="A")
        assert (option.count, option.share, option.rest_correlation.value) == (0, 0, None)


class TestWithoutAValue:
    def test_nothing_is_zero_that_has_no_value(self):
        same = analyse([[1.0, 0.5]] * 6, [1.0, 1.0])
        assert values(same.items, "facility") == [100, 50]
        names = ("discrimination_index", "discriminative_efficiency", "point_biserial", "effective_weight")
        for name in names:
            assert values(same.items, name) == [None, None]
        for figure in (same.alpha, same.skewness, same.kurtosis, same.error_ratio, same.standard_error):
            assert figure.value is None

    def test_equal_marks_that_binary_fractions_cannot_hold_do_not_vary(self):
        assert analyse([[0.1, 0.2]] * 7, [0.3, 0.3]).alpha.value is None

    @pytest.mark.parametrize("table", [[], [[1.0, 0.0]]])
    def test_one_student_or_none_has_no_spread(self, table):
        found = analyse(table, [1.0, 1.0])
        assert found.n == len(table)
        assert found.sd.value is None
        assert found.alpha.value is None

    def test_one_question_has_no_reliability(self):
        found = analyse([[1.0], [0.0], [1.0]], [1.0])
        assert found.alpha.value is None
        assert values(found.items, "discrimination_index") == [None]  # there is no rest

    def test_a_question_worth_nothing_has_no_facility(self):
        found = analyse([[0.0, 1.0], [0.0, 0.0]], [0.0, 1.0])
        assert values(found.items, "facility") == [None, 50]

    def test_an_item_that_runs_against_the_total_has_no_weight(self):
        table = [[0.0, 3.0], [0.0, 3.0], [1.0, 0.0], [1.0, 0.0]]
        found = analyse(table, [1.0, 3.0])
        assert values(found.items, "effective_weight") == [None, 100]
        assert found.alpha.value < 0

    def test_a_rest_that_does_not_vary_leaves_no_rest_of_rounding(self):
        thirds = [[place % 4 / 3, 1.0] for place in range(30)]
        found = analyse(thirds, [1.0, 1.0])
        assert values(found.items, "discriminative_efficiency") == [None, None]

    @pytest.mark.parametrize("size", range(2, 13))
    def test_equal_students_give_no_question_a_weight(self, size):
        found = analyse([[0.1] * size] * 41, [0.3] * size)
        assert values(found.items, "effective_weight") == [None] * size


class TestVersions:
    TWO = [[1.0, None, 1.0, 0.0], [0.0, None, 0.0, 0.0], [None, 1.0, 1.0, 1.0], [None, 0.0, 1.0, 0.0]]
    ONE = [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0]]

    def test_of_a_question_are_one_item_of_the_quiz(self):
        two = analyse(self.TWO, [1.0] * 4, slots="aabc", guesses=[0.5, 0.5, 0.25, 0.0])
        one = analyse(self.ONE, [1.0] * 3, guesses=[0.5, 0.25, 0.0])
        assert (two.alpha, two.standard_error, two.by_guessing) == (one.alpha, one.standard_error, one.by_guessing)
        weights = values(two.items, "effective_weight")
        assert [weights[0], *weights[2:]] == values(one.items, "effective_weight")
        assert weights[0] == weights[1]
        assert values(two.items, "alpha_if_deleted")[1:] == values(one.items, "alpha_if_deleted")

    def test_are_judged_apart(self):
        found = analyse(self.TWO, [1.0] * 4, slots="aabc")
        assert [item.n for item in found.items] == [2, 2, 4, 4]


class TestSeveralAttempts:
    def test_of_a_student_are_one_student_and_have_no_interval(self):
        found = analyse(TABLE * 4, ONES, students=[place % 4 for place in range(40)])
        for figure in (found.mean, found.alpha, found.items[0].facility, found.items[0].discrimination_index):
            assert (figure.n, figure.students, figure.interval, figure.is_enough) == (40, 4, None, False)
        assert found.items[1].flags == []

    def test_leave_the_values_as_they_are(self):
        plain, found = analyse(TABLE, ONES), analyse(TABLE, ONES, students="aabbccddee")
        assert values(found.items, "facility") == values(plain.items, "facility")
        assert found.alpha.value == plain.alpha.value


class TestQuestionsThatRunAlike:
    @given(st.lists(st.floats(0, 1), min_size=3, max_size=12), st.integers(2, 6))
    def test_leave_no_error_however_their_marks_are_rounded(self, marks, size):
        assume(max(marks) - min(marks) > 0.01)
        found = analyse([[mark] * size for mark in marks], [1.0] * size)
        assert found.error_ratio.value == pytest.approx(0, abs=1e-4)
        assert found.standard_error.value == pytest.approx(0, abs=1e-4)


class TestPartlyGiven:
    def test_an_item_is_judged_by_those_who_were_given_it(self):
        found = analyse([[1.0, None], [0.0, 1.0], [None, 0.0]], [1.0, 1.0])
        assert [item.n for item in found.items] == [2, 2]
        assert values(found.items, "facility") == [50, 50]
        assert found.mean.value == pytest.approx(50)  # of what each could earn: 100, 50 and 0

    def test_the_standard_error_is_of_the_same_students_as_the_reliability(self):
        alone = analyse(TABLE, ONES)
        found = analyse([*TABLE, *[[None, 1.0, 1.0, 1.0, 1.0]] * 10], ONES)
        assert found.sd.value != alone.sd.value
        assert found.standard_error.value == pytest.approx(alone.standard_error.value, abs=TENTH)

    def test_reliability_is_of_those_who_were_given_everything(self):
        found = analyse([*TABLE, [None, 1.0, 1.0, 1.0, 1.0]], ONES)
        assert found.alpha.n == 10
        assert found.alpha.value == pytest.approx(75.96153846153846, abs=TENTH)
        assert found.n == 11

    def test_an_item_drawn_at_random_is_compared_with_the_whole(self):
        plain, drawn = (analyse(TABLE, ONES, drawn=[is_drawn] * 5) for is_drawn in (False, True))
        assert values(drawn.items, "discrimination_index") == pytest.approx(
            [100 * r for r in values(plain.items, "point_biserial")]
        )


class TestIntervals:
    def test_that_of_the_facility_stays_within_what_is_possible(self):
        found = analyse([[1.0, 0.0]] * 6, [1.0, 1.0])
        right, wrong = (item.facility.interval for item in found.items)
        assert right == pytest.approx((60.97, 100), abs=0.01)  # Wilson, 6 of 6
        assert wrong == pytest.approx((0, 39.03), abs=0.01)

    def test_that_of_the_mean_uses_students_t(self):
        table = [[0.0], [0.25], [0.5], [0.75], [1.0]]
        low, high = analyse(table, [1.0]).mean.interval
        assert high - low == pytest.approx(2 * 2.776445 * 39.528471 / math.sqrt(5), rel=1e-3)

    def test_that_of_the_mean_stays_within_what_is_possible(self):
        low, high = analyse([[1.0]] * 4 + [[0.9]], [1.0]).mean.interval
        assert (round(low), high) == (92, 100)
        assert analyse([[0.6]] * 5, [1.0]).mean.interval is None  # nothing differs

    def test_that_of_an_option_is_by_fishers_z_too(self):
        chosen = [{"A"} if place % 3 else {"B"} for place in range(40)]
        (a,) = options_of(chosen, [float(place % 2) for place in range(40)], keys="A", options="A")
        low, high = a.rest_correlation.interval
        assert -1 < low < a.rest_correlation.value < high < 1

    def test_that_of_the_discrimination_is_by_fishers_z(self):
        low, high = analyse(TABLE, ONES).items[1].discrimination_index.interval
        half = 1.959964 / math.sqrt(7)
        r = 0.6707  # to four digits
        assert (low, high) == pytest.approx(
            (100 * math.tanh(math.atanh(r) - half), 100 * math.tanh(math.atanh(r) + half)), abs=0.02
        )


class TestFlags:
    @staticmethod
    def of_first(right, n, guess=None, rest=()):
        table = [[float(place < right), float(rest[place]) if rest else 0.0] for place in range(n)]
        return analyse(table, [1.0, 1.0], guesses=[guess, None]).items[0].flags

    def test_nothing_is_flagged_in_a_small_class(self):
        assert self.of_first(0, MIN_STUDENTS - 1) == []
        assert self.of_first(0, MIN_STUDENTS) == [Flag.HARD]

    def test_easy_and_hard_by_facility(self):
        assert self.of_first(95, 100) == [Flag.EASY]
        assert self.of_first(29, 100) == [Flag.HARD]
        assert self.of_first(30, 100) == []
        assert self.of_first(90, 100) == []

    def test_below_guessing_only_where_the_whole_interval_is(self):
        assert self.of_first(1, 6, guess=0.25) == [Flag.HARD]
        assert self.of_first(2, 40, guess=0.25) == [Flag.HARD, Flag.BELOW_GUESSING]

    def test_discrimination_from_enough_students_on(self):
        n, right = 2 * MIN_STUDENTS_FOR_CORRELATION, MIN_STUDENTS_FOR_CORRELATION
        along = [place < right for place in range(n)]
        assert self.of_first(right, n, rest=along) == [Flag.GOOD]
        assert self.of_first(right, n, rest=[not one for one in along]) == [Flag.NEGATIVE]
        mixed = [place % 2 for place in range(n)]
        assert self.of_first(right, n, rest=mixed) == [Flag.WEAK]
        assert self.of_first(5, 10, rest=along[:10]) == []

    @pytest.mark.parametrize(
        ("value", "flags"),
        [(-0.1, [Flag.WEAK]), (0.0, [Flag.WEAK]), (19.9, [Flag.WEAK]), (20.0, []), (29.9, []), (30.0, [Flag.GOOD])],
    )
    def test_discrimination_has_its_limits_at_20_and_30(self, value, flags):
        assert self.with_discrimination(value, (value - 20, value + 20)) == flags

    def test_a_negative_discrimination_is_one_when_its_whole_interval_is(self):
        assert self.with_discrimination(-30.0, (-55.0, -0.1)) == [Flag.NEGATIVE]
        assert self.with_discrimination(-30.0, (-55.0, 0.1)) == [Flag.WEAK]

    @staticmethod
    def with_discrimination(value, interval):
        n = 2 * MIN_STUDENTS_FOR_CORRELATION
        item = analyse([[float(place % 2), 0.0] for place in range(n)], [1.0, 1.0]).items[0]
        index = replace(item.discrimination_index, value=value, interval=interval, n=n)
        return replace(item, discrimination_index=index).flags

    def test_nothing_is_said_of_the_discrimination_of_what_was_drawn(self):
        table = [[float(place % 2), float(place % 3 > 0)] for place in range(2 * MIN_STUDENTS_FOR_CORRELATION)]
        drawn = analyse(table, [1.0, 1.0], drawn=[True, True]).items
        assert [item.discrimination_index.value > 30 for item in drawn] == [True, True]
        assert [item.flags for item in drawn] == [[], []]


# Moodle's definitions once more, word for word from docs/statistics.md, section 1.4, without a thought for speed.
def naive_cov(x, y):
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / (len(x) - 1)


def naive_moodle(table):
    s, p = len(table), len(table[0])
    totals = [sum(marks) for marks in table]
    items = []
    for x in zip(*table, strict=True):
        r = [total - mark for total, mark in zip(totals, x, strict=True)]
        items.append(
            {
                "discrimination": 100 * naive_cov(x, r) / math.sqrt(naive_cov(x, x) * naive_cov(r, r)),
                "efficiency": 100 * naive_cov(x, r) / naive_cov(sorted(x), sorted(r)),
                "cov": naive_cov(x, totals),
                "var": naive_cov(x, x),
            }
        )
    roots = sum(math.sqrt(item["cov"]) for item in items if item["cov"] >= 0)
    for item in items:
        item["weight"] = 100 * math.sqrt(item["cov"]) / roots if item["cov"] >= 0 else None
    mean = fmean(totals)
    m2, m3, m4 = (sum((total - mean) ** k for total in totals) / s for k in (2, 3, 4))
    k2 = s * m2 / (s - 1)
    k3 = s**2 * m3 / ((s - 1) * (s - 2))
    k4 = s**2 * ((s + 1) * m4 - 3 * (s - 1) * m2**2) / ((s - 1) * (s - 2) * (s - 3))
    cic = 100 * p / (p - 1) * (1 - sum(item["var"] for item in items) / k2)
    return items, {"skewness": k3 / k2**1.5, "kurtosis": k4 / k2**2, "cic": cic}


def close(expected):
    return pytest.approx(expected, abs=1e-5, rel=1e-9)


@st.composite
def tables_of_marks(draw):
    p, s = draw(st.integers(2, 6)), draw(st.integers(4, 12))
    mark = st.integers(0, 12).map(lambda quarter: quarter / 4)
    return draw(st.lists(st.lists(mark, min_size=p, max_size=p), min_size=s, max_size=s))


class TestMoodlesDefinitions:
    @given(tables_of_marks())
    def test_are_matched_on_any_table_of_marks(self, table):
        totals = [sum(marks) for marks in table]
        for x in zip(*table, strict=True):
            rest = [total - mark for total, mark in zip(totals, x, strict=True)]
            assume(len(set(x)) > 1 and len(set(rest)) > 1)
        assume(len(set(totals)) > 1)
        items, quiz = naive_moodle(table)
        assume(any(item["cov"] > 1e-9 for item in items))
        found = analyse(table, [3.0] * len(table[0]))
        assert found.alpha.value == close(quiz["cic"])
        assert found.skewness.value == close(quiz["skewness"])
        assert found.kurtosis.value == close(quiz["kurtosis"])
        assert found.error_ratio.value == pytest.approx(100 * math.sqrt(max(0.0, 1 - quiz["cic"] / 100)), abs=1e-4)
        for item, expected in zip(found.items, items, strict=True):
            assert item.discrimination_index.value == close(expected["discrimination"])
            assert item.discriminative_efficiency.value == close(expected["efficiency"])
            assert item.sd.value == close(100 * math.sqrt(expected["var"]) / 3)
            if expected["weight"] is None or abs(expected["cov"]) > 1e-9:  # at 0, rounding decides the sign
                assert (item.effective_weight.value is None) == (expected["weight"] is None)
                if expected["weight"] is not None:
                    assert item.effective_weight.value == close(expected["weight"])
