"""L01 and L03–L09."""

import pytest

from quizzes.generation.lint import Context, lint_item

from .cases import choice, codes, ordered, several, statement, typed


class TestL01OneBestKey:
    def test_two_keys_of_a_single_choice_are_an_error(self):
        assert codes(choice(keys=("Tianjin", "Beijing"), others=("Qingdao",))) == ["L01 error options"]

    def test_no_key_is_an_error_in_every_type(self):
        assert codes(choice(keys=(), others=("Tianjin", "Beijing", "Qingdao"))) == ["L01 error options"]
        assert codes(several(keys=(), others=("China", "India", "Iran"))) == ["L01 error options"]
        assert codes(statement(key="")) == ["L01 error options"]
        assert codes(typed()) == ["L01 error options"]

    def test_several_keys_leave_one_option_wrong(self):
        assert codes(several(keys=("China", "Russia", "Tajikistan"), others=())) == ["L01 error options"]

    def test_one_key_or_some_of_several_is_clean(self):
        assert codes(choice()) == codes(several()) == codes(statement()) == codes(typed("Tianjin")) == []


class TestL03NoDuplicates:
    def test_options_that_fold_to_the_same_are_an_error(self):
        assert codes(choice(others=("Beijing", "Beijing."))) == ["L03 error options"]

    def test_a_slip_of_the_pen_is_a_warning(self):
        stem = "Which body hosts the summit?"
        item = choice(stem, ("the regional forum",), ("a council of ministers", "a council of minister"))
        assert codes(item) == ["L03 warning options"]

    def test_a_whole_other_word_is_no_slip(self):
        keys, others = ("overall regional stability",), ("overall regional mobility", "overall regional literacy")
        assert codes(choice("What does the spirit enhance most?", keys, others)) == []

    def test_figures_that_differ_by_a_digit_are_no_slip(self):
        assert codes(ordered("1 August 2025", "11 August 2025", "21 August 2025", key="11 August 2025")) == []


class TestL04NumberOfOptions:
    def test_two_options_are_too_few(self):
        assert codes(choice(others=("Beijing",))) == ["L04 error options"]

    def test_six_are_a_warning(self):
        others = ("Beijing", "Qingdao", "Shanghai", "Astana", "Samarkand")
        assert codes(choice(others=others)) == ["L04 warning options"]

    def test_a_list_of_several_keys_may_be_longer(self):
        assert codes(several(keys=("China", "Russia", "Tajikistan"), others=("India", "Iran", "Nepal", "Egypt"))) == []

    def test_true_and_false_are_enough(self):
        assert codes(statement()) == []


class TestL05NoOptionAboutOthers:
    @pytest.mark.parametrize(
        "text", ["All of the above", "none of these", "Both of them", "A and B", "Both A and C", "None of the above."]
    )
    def test_an_option_about_others_is_an_error(self, text):
        assert "L05 error options" in codes(choice(others=("Beijing", text)))

    @pytest.mark.parametrize("text", ["a forum in which all of them speak", "Vitamin A and B", "both countries"])
    def test_such_words_in_an_answer_of_its_own_are_clean(self, text):
        assert "L05 error options" not in codes(choice(others=("Beijing", text)))


class TestL06LengthBalance:
    stem = "What does the SCO offer its members?"

    def test_a_much_longer_key_is_told_with_both_lengths(self):
        item = choice(self.stem, ("a platform for regional security ties now",), ("a new trade deal x", "a bank"))
        finding = next(f for f in lint_item(item, Context(None)) if f.code == "L06")
        assert finding.message == (
            "The right answer is much longer than the others (41 characters against 18). "
            "Shorten it or lengthen a wrong one."
        )

    def test_a_much_shorter_key_is_a_warning(self):
        item = choice(self.stem, ("a bank",), ("a platform for security", "a market without tariffs"))
        assert codes(item) == ["L06 warning options"]

    def test_six_characters_more_go_unnoticed(self):
        assert codes(choice(keys=("Ulaanbaatar",), others=("Beijing", "Osh"))) == []

    def test_of_several_keys_each_has_to_stand_out(self):
        assert codes(several(keys=("the United Arab Emirates", "Iran"), others=("Nepal", "Egypt"))) == []


class TestL07HomogeneousOptions:
    @pytest.mark.parametrize("other", ["Tianjin", "31 August", "15", "$20 billion"])
    def test_a_year_beside_something_else_is_an_error(self, other):
        assert "L07 error options" in codes(ordered("1998", "2001", other, key="2001"))

    def test_a_name_beside_a_phrase_is_a_warning(self):
        assert codes(choice(others=("Beijing", "a small town"))) == ["L07 warning options"]

    def test_a_capital_that_opens_an_option_makes_no_name(self):
        item = choice("What does the Shanghai Spirit ask for?", ("Equality",), ("Mutual aid", "Common law"))
        assert codes(item) == []

    def test_a_number_word_in_a_name_makes_no_number(self):
        item = choice("Which framework is it under?", ("Belt and Road",), ("Three Seas", "Global Gateway"))
        assert codes(item) == []

    def test_one_odd_unit_is_a_warning(self):
        texts = ("1 billion yuan", "2 billion yuan", "3 trillion yuan")
        assert codes(ordered(*texts, key=texts[0], stem="How much was it worth?")) == ["L07 warning options"]

    def test_a_balanced_grid_of_magnitudes_is_clean(self):
        texts = ("3.65 billion yuan", "5.30 billion yuan", "3.65 trillion yuan", "5.30 trillion yuan")
        assert codes(ordered(*texts, key=texts[2], stem="How much was it worth?")) == []

    def test_large_numbers_beside_what_could_be_years_are_clean(self):
        assert codes(ordered("500", "1800", "12,000", key="1800", stem="How many trains ran there?")) == []


class TestL08LogicalOrder:
    def test_years_out_of_order_are_an_error(self):
        assert codes(ordered("2001", "1998", "2006", key="2001")) == ["L08 error options"]

    def test_dates_are_ordered_by_the_calendar(self):
        stem = "When did the summit begin?"
        assert codes(ordered("30 April", "1 August", "31 March", key="1 August", stem=stem)) == ["L08 error options"]
        assert codes(ordered("31 March", "30 April", "1 August", key="30 April", stem=stem)) == []

    def test_numbers_that_are_shuffled_are_an_error_of_the_settings(self):
        assert codes(ordered("1998", "2001", "2006", key="2001", shuffle=True)) == ["L08 error params"]

    def test_number_words_and_separators_are_numbers(self):
        stem = "How many trains ran there?"
        assert codes(ordered("nine", "ten", "twenty-six", "1,000", key="ten", stem=stem)) == []

    def test_names_need_no_order(self):
        assert codes(choice(keys=("Tianjin",), others=("Qingdao", "Beijing"))) == []


class TestL09IndependentOptions:
    def test_ranges_that_meet_are_an_error(self):
        item = ordered("10–20", "20–30", "30–40", key="20–30", stem="How many trains ran there?")
        assert codes(item).count("L09 error options") == 2

    def test_open_bounds_hold_each_other(self):
        item = ordered("over 10", "over 20", "over 30", key="over 20", stem="How many leaders came there?")
        assert set(codes(item)) == {"L09 error options"}

    def test_ranges_that_do_not_meet_are_clean(self):
        item = ordered("under 10", "10–19", "over 20", key="10–19", stem="How many leaders came there?")
        assert codes(item) == []

    def test_overlapping_dates_are_an_error(self):
        texts = ("29–30 August", "30–31 August", "1–2 September")
        assert "L09 error options" in codes(ordered(*texts, key=texts[1], stem="When was the summit held?"))

    def test_a_place_around_the_key_is_an_error(self):
        item = choice("Where do the gas pipelines lead?", ("Central Asia",), ("Asia", "Europe"))
        assert codes(item) == ["L09 error options"]

    def test_a_city_in_a_country_of_another_distractor_is_a_warning(self):
        item = choice("Where did the train arrive?", ("Tashkent",), ("Beijing", "China"))
        assert codes(item) == ["L09 warning options"]

    def test_an_option_that_only_leaves_out_a_word_is_a_warning(self):
        item = choice("What do they build?", ("a forum for trade",), ("a forum for free trade", "a shared court"))
        assert codes(item) == ["L09 warning options"]
