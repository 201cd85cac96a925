import pytest

from quizzes.generation.lint.values import Shape, read, same, shape


class TestShape:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2001", Shape.YEAR),
            ("in 2001", Shape.YEAR),
            ("31 August", Shape.DATE),
            ("August 31st, 2025", Shape.DATE),
            ("May 2025", Shape.DATE),
            ("2025-08-31", Shape.DATE),
            ("30–31 July", Shape.DATE),
            ("31 August and 1 September", Shape.DATE),
            ("about $511 billion", Shape.MONEY),
            ("3,650 billion yuan", Shape.MONEY),
            ("twenty-six", Shape.NUMBER),
            ("over 20 countries", Shape.NUMBER),
            ("10 to 20", Shape.NUMBER),
            ("Tianjin", Shape.NAME),
            ("the Belt and Road Initiative", Shape.NAME),
            ("northern China", Shape.NAME),
            ("Three Seas Initiative", Shape.NAME),
            ("a China-led forum", Shape.PHRASE),
            ("two-way talks", Shape.PHRASE),
            ("mutual trust", Shape.PHRASE),
            ("China's vision", Shape.PHRASE),
            ("terrorism, extremism and separatism", Shape.LIST),
            ("security; prosperity", Shape.LIST),
            ("", Shape.PHRASE),
        ],
    )
    def test_a_text_has_one_shape(self, text, expected):
        assert shape(text) is expected


class TestSame:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("$511 billion", "511 billion US dollars"),
            ("3.65 trillion yuan", "¥3,650 billion"),
            ("31 August", "August 31, 2025"),
            ("30–31 July", "30 July to 31 July"),
            ("2025-08-31", "31 Aug. 2025"),
            ("ten", "10 full members"),
            ("over 20", "20"),
            ("Kyrgyz Republic", "Kyrgyzstan"),
            ("The SCO", "SCO"),
        ],
    )
    def test_notation_makes_no_difference(self, one, other):
        assert same(one, other)
        assert same(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("$511 billion", "511 billion yuan"),
            ("3.65 trillion yuan", "3.65 billion yuan"),
            ("31 August 2025", "31 August 2024"),
            ("31 August", "31 October"),
            ("August", "31 August"),
            ("10 members", "10 containers"),
            ("2025", "May 2025"),
            ("", "?"),
        ],
    )
    def test_another_value_is_another_answer(self, one, other):
        assert not same(one, other)


class TestRead:
    def test_a_range_takes_the_magnitude_of_its_end(self):
        value = read("3–4 billion yuan")
        assert (value.low, value.high, value.unit) == (3 * 10**9, 4 * 10**9, "CNY")

    def test_a_month_holds_its_days(self):
        assert read("May 2025").overlaps(read("3 May 2025"))

    def test_open_bounds_do_not_include_their_figure(self):
        assert not read("over 20").overlaps(read("10 to 20"))
        assert read("at least 20").overlaps(read("10 to 20"))

    @pytest.mark.parametrize("text", ["One country, two systems", "railway 5", "20 to 10", "May be", "50 of the 60"])
    def test_what_is_not_one_value_is_none(self, text):
        assert read(text) is None
