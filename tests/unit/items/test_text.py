from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from quizzes.items.text import fold, parse_quantity


class TestFold:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Tashkent", "TASHKENT"),
            ("Tashkent", "  tashkent\n"),
            ("Xi Jinping", "xi  jinping"),
            ("Türkiye", "Turkiye"),
            ("Türkiye", "Tu\u0308rkiye"),
            ("Straße", "STRASSE"),
            ("the Shanghai Spirit", "Shanghai Spirit"),
            ("an answer", "answer"),
            ("big family", "“big family,”"),
            ("China's", "China’s"),
            ("cross-border", "cross border"),
            ("cross-border", "cross\u2011border"),
            ("Aug. 31", "Aug 31"),
            ("30–31 July", "30-31 July"),
            ("30–31 July", "30 – 31 July"),
            ("3,650", "3650"),
            ("3 650", "3650"),
            ("3\u00a0650", "3650"),
            ("1,234,567", "1234567"),
            ("twenty-six", "26"),
            ("Twenty six", "26"),
            ("fourteen partners", "14 partners"),
            ("$511 billion", "$ 511 billion"),
            ("40%", "40 %"),
            ("ﬁve", "5"),
            ("Ｔｉａｎｊｉｎ", "Tianjin"),
        ],
    )
    def test_makes_the_same_answer_equal(self, one, other):
        assert fold(one) == fold(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("2001", "2002"),
            ("2001", "201"),
            ("3.65", "3.6"),
            ("3.65", "365"),
            (".5", "5"),
            ("-5", "5"),
            ("−5", "5"),
            ("-$5", "$5"),
            ("26–400", "26,400"),
            ("26/400", "26400"),
            ("2001 500", "2001500"),
            ("511 billion", "511 million"),
            ("$511", "¥511"),
            ("Tashkent", "Tashkemt"),
            ("Iran", "Iraq"),
            ("member", "members"),
            ("twenty", "2"),
        ],
    )
    def test_keeps_different_answers_apart(self, one, other):
        assert fold(one) != fold(other)

    def test_leaves_nothing_of_a_text_without_letters_or_figures(self):
        assert fold(" …!? ") == ""

    @given(st.text(max_size=60))
    def test_reads_any_text_and_leaves_single_spaces(self, text):
        folded = fold(text)
        assert folded == " ".join(folded.split())


class TestParseQuantity:
    @pytest.mark.parametrize(
        ("text", "value", "unit"),
        [
            ("50", 50, ""),
            (" 50 ", 50, ""),
            ("050", 50, ""),
            ("fifty", 50, ""),
            ("Fifty-one", 51, ""),
            ("0", 0, ""),
            ("zero", 0, ""),
            ("-5", -5, ""),
            ("−5", -5, ""),
            ("－5", -5, ""),
            ("minus five", -5, ""),
            ("-$5", -5, "$"),
            ("+5", 5, ""),
            (".5", "0.5", ""),
            ("0.5", "0.5", ""),
            ("0,5", "0.5", ""),
            ("3.65", "3.65", ""),
            ("3,65", "3.65", ""),
            ("3,650", 3650, ""),
            ("3 650", 3650, ""),
            ("3'650", 3650, ""),
            ("1,234,567.5", "1234567.5", ""),
            ("50 containers", 50, "containers"),
            ("50containers", 50, "containers"),
            ("$511", 511, "$"),
            ("40%", 40, "%"),
            ("40 %", 40, "%"),
            ("３", 3, ""),
            ("2001.", 2001, ""),
            ("one hundred", 100, ""),
            ("two hundred and five", 205, ""),
            ("five hundred eleven", 511, ""),
        ],
    )
    def test_reads_a_number_and_its_unit(self, text, value, unit):
        assert parse_quantity(text) == (Decimal(value), unit, False)

    @pytest.mark.parametrize(
        ("text", "value", "unit"),
        [
            ("3.65 trillion yuan", 3_650_000_000_000, "yuan"),
            ("3,650 billion yuan", 3_650_000_000_000, "yuan"),
            ("511bn", 511_000_000_000, ""),
            ("$511 billion", 511_000_000_000, "$"),
            ("five hundred and eleven billion", 511_000_000_000, ""),
            ("two thousand and one", 2001, ""),
            ("two thousand twenty-four", 2024, ""),
            ("one million two hundred thousand", 1_200_000, ""),
        ],
    )
    def test_reads_magnitude_words(self, text, value, unit):
        assert parse_quantity(text) == (Decimal(value), unit, True)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "many",
            "million",
            "$",
            "NaN",
            "Infinity",
            "1e5",
            "1.2.3",
            "12,345,67",
            "1/2",
            "5 5",
            "1 or 2",
            "1998-2001",
            "26-400",
            "five minus three",
            "nineteen ninety",
            "two hundred five hundred",
        ],
    )
    def test_refuses_what_is_not_one_number(self, text):
        assert parse_quantity(text) is None

    @given(st.text(max_size=60))
    def test_reads_any_text(self, text):
        quantity = parse_quantity(text)
        assert quantity is None or quantity[0].is_finite()

    @given(st.integers(min_value=-(10**18), max_value=10**18))
    def test_reads_every_whole_number_with_and_without_separators(self, number):
        assert parse_quantity(str(number)) == (number, "", False)
        assert parse_quantity(f"{number:,}") == (number, "", False)
