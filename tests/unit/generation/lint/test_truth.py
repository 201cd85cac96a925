"""L02 and L10: what the facts say of keys and wrong options."""

import dataclasses

import pytest

from quizzes.generation.facts import AnswerType, AskMode

from .cases import FOUNDERS, choice, codes, fact, ordered, several, statement, typed

CONTAINERS = fact("50", AnswerType.COUNT, unit="containers", accepted=("fifty",), vetoes=("55",), relation="containers")
TRADE = fact(
    "3.65 trillion yuan",
    AnswerType.MONEY,
    unit="trillion yuan",
    approximate=True,
    accepted=("¥3.65 trillion",),
    vetoes=("3.7 trillion yuan",),
    subject="China",
    relation="trade",
)
START = fact("31 August", AnswerType.DATE, accepted=("31 August 2025",), vetoes=("1 September",))
YEAR = fact(vetoes=("1996", "2002"), statement="The SCO was established in {}.")
FOUNDER_STATED = dataclasses.replace(FOUNDERS, statement="{} was one of the founding countries of the SCO.")


class TestL02ListedOptions:
    @pytest.mark.parametrize(
        ("texts", "key", "about"),
        [
            (("1998", "2001", "2006"), "1998", YEAR),
            (("10 containers", "20 containers", "30 containers"), "20 containers", CONTAINERS),
            (("30 August", "2 September", "3 September"), "30 August", START),
        ],
    )
    def test_a_key_that_is_not_the_answer_is_an_error(self, texts, key, about):
        assert "L02 error options" in codes(ordered(*texts, key=key), about)

    @pytest.mark.parametrize(
        ("texts", "key", "about"),
        [
            (("1998", "2001", "2002"), "2001", YEAR),
            (("50", "55", "60"), "50", CONTAINERS),
            (("50 containers", "fifty-five containers", "60 containers"), "50 containers", CONTAINERS),
            (("31 August 2025", "September 1, 2025", "3 September 2025"), "31 August 2025", START),
            (("2.1 trillion yuan", "3.65 trillion yuan", "3,700 billion yuan"), "3.65 trillion yuan", TRADE),
        ],
    )
    def test_a_wrong_option_that_is_vetoed_in_any_notation_is_an_error(self, texts, key, about):
        assert "L02 error options" in codes(ordered(*texts, key=key), about)

    @pytest.mark.parametrize(
        ("texts", "key", "about"),
        [
            (("1998", "2001", "2006"), "2001", YEAR),
            (("40", "fifty", "60"), "fifty", CONTAINERS),
            (("30 August", "31 August", "3 September"), "31 August", START),
        ],
    )
    def test_a_true_key_among_false_options_is_clean(self, texts, key, about):
        assert codes(ordered(*texts, key=key), about) == []

    def test_a_true_item_of_the_list_is_no_wrong_option(self):
        stem = "Which of these was a founder of the SCO?"
        assert codes(choice(stem, ("China",), ("India", "Kyrgyz Republic")), FOUNDERS) == ["L02 error options"]
        assert codes(choice(stem, ("China",), ("India", "Uzbekistan")), FOUNDERS) == ["L02 error options"]
        assert codes(choice(stem, ("China",), ("India", "Iran")), FOUNDERS) == []

    def test_every_key_of_several_has_to_be_true(self):
        assert codes(several(keys=("China", "Nepal")), FOUNDERS) == ["L02 error options"]
        assert codes(several(), FOUNDERS) == []

    def test_a_whole_list_is_false_by_one_item_that_is_not_in_it(self):
        stem = "Which list names the founders alone?"
        right = "China, Kazakhstan, Kyrgyzstan and Russia"
        wrong = ("China, Iran, Kyrgyzstan and Russia", "China, Kazakhstan, Nepal and Russia")
        assert "L02 error options" not in codes(choice(stem, (right,), wrong), FOUNDERS)
        same = ("Russia, China, Kazakhstan and Kyrgyzstan", wrong[0])
        assert "L02 error options" in codes(choice(stem, (right,), same), FOUNDERS)

    def test_any_words_of_the_sentence_can_be_the_key_of_a_quotation(self):
        item = choice(
            "“The ____ of the SCO can be traced back”: which word is missing?", ("foundation",), ("root", "idea")
        )
        assert "L02 error options" not in codes(item, YEAR, is_quotation=True)
        assert "L02 error options" in codes(item, YEAR)


class TestL02NegativeOfAList:
    stem = "Which of these was **NOT** a founder of the SCO?"

    def test_the_key_is_outside_the_list_and_all_others_inside(self):
        assert codes(choice(self.stem, ("India",), ("China", "Russia")), FOUNDERS) == ["L13 warning stem"]

    def test_a_key_in_the_list_or_vetoed_is_an_error(self):
        for key in ("Kazakhstan", "Uzbekistan"):
            assert "L02 error options" in codes(choice(self.stem, (key,), ("China", "Russia")), FOUNDERS)

    def test_another_option_outside_the_list_is_an_error(self):
        assert "L02 error options" in codes(choice(self.stem, ("India",), ("China", "Iran")), FOUNDERS)

    def test_nothing_can_be_said_not_to_be_in_an_open_list(self):
        open_list = dataclasses.replace(FOUNDERS, is_complete=False)
        assert "L02 error stem" in codes(choice(self.stem, ("India",), ("China", "Russia")), open_list)


class TestL02TypedAnswers:
    def test_an_accepted_answer_that_is_not_true_is_an_error(self):
        assert codes(typed("40", stem="How many containers were there?"), CONTAINERS) == ["L02 error options"]

    def test_an_accepted_answer_that_is_vetoed_is_an_error(self):
        assert codes(typed("50", "55", stem="How many containers were there?"), CONTAINERS) == ["L02 error options"]

    def test_a_number_is_read_with_the_unit_of_the_question(self):
        stem = "How much was China's trade worth?"
        item = typed("3.65", stem=stem, code="numerical", unit="trillion yuan")
        assert codes(item, dataclasses.replace(TRADE, subject="the SCO")) == []
        assert codes(dataclasses.replace(item, params={"unit": "billion yuan"}), TRADE) == ["L02 error options"]

    def test_an_answer_that_earns_a_part_need_not_be_the_whole_truth(self):
        item = typed("50", "49", stem="How many containers were there?")
        half = dataclasses.replace(item.options[1], fraction=0.5)
        assert codes(dataclasses.replace(item, options=(item.options[0], half)), CONTAINERS) == []


class TestL02Statements:
    def test_true_is_keyed_exactly_where_the_value_is_true(self):
        assert codes(statement("The SCO was established in 2001.", "True"), YEAR) == []
        assert codes(statement("The SCO was established in 2001.", "False"), YEAR) == ["L02 error options"]
        assert codes(statement("The SCO was established in 2011.", "True"), YEAR) == ["L02 error options"]
        assert codes(statement("The SCO was established in 2011.", "False"), YEAR) == []

    def test_a_vetoed_value_is_neither_true_nor_false(self):
        for key in ("True", "False"):
            assert codes(statement("The SCO was established in 2002.", key), YEAR) == ["L02 error options"]

    def test_an_attribution_before_the_statement_makes_no_difference(self):
        stem = "According to the article, the SCO was established in 2011."
        assert codes(statement(stem, "True"), YEAR) == ["L02 error options"]

    def test_an_item_of_a_list_makes_the_statement_true(self):
        assert codes(statement("Russia was one of the founding countries of the SCO."), FOUNDER_STATED) == []
        wrong = statement("India was one of the founding countries of the SCO.")
        assert codes(wrong, FOUNDER_STATED) == ["L02 error options"]

    def test_a_statement_in_other_words_cannot_be_checked(self):
        assert codes(statement("In 2011 the SCO came into being.", "True"), YEAR) == []

    def test_what_the_article_does_not_say_is_neither_true_nor_false(self):
        unsaid = dataclasses.replace(YEAR, ask_mode=AskMode.NOT_STATED)
        third = statement("The SCO was established in June.", "The article does not say", "true_false_not_stated")
        assert codes(third, unsaid) == []
        assert codes(statement("The SCO was established in June.", "True"), unsaid) == ["L02 error options"]
        assert codes(statement("The SCO was established in June.", "False"), kind="not_stated", fact=YEAR) == [
            "L02 error options"
        ]


class TestL02WithoutAFact:
    stem = "Which of these founding countries of the SCO lies in Asia?"

    def test_a_distractor_that_answers_the_same_question_is_an_error(self):
        found = codes(choice(self.stem, ("China",), ("Nepal", "Kyrgyzstan")), facts=(YEAR, FOUNDERS))
        assert found == ["L02 error options"]

    def test_false_options_are_clean(self):
        assert codes(choice(self.stem, ("China",), ("Nepal", "India")), facts=(YEAR, FOUNDERS)) == []

    def test_a_question_on_something_else_is_not_judged_by_the_fact(self):
        stem = "Which country hosts the SCO summit of 2025?"
        assert codes(choice(stem, ("China",), ("Russia", "Kyrgyzstan")), facts=(YEAR, FOUNDERS)) == []


class TestL10NumericDistance:
    stem = "How much was the trade with others worth?"

    def test_a_distractor_within_20_percent_of_an_approximate_key_is_an_error(self):
        texts = ("1.20 trillion yuan", "3.65 trillion yuan", "4.30 trillion yuan")
        assert codes(ordered(*texts, key=texts[1], stem=self.stem), TRADE) == ["L10 error options"]

    def test_a_distractor_near_a_veto_is_an_error(self):
        texts = ("1.20 trillion yuan", "3.65 trillion yuan", "8.00 trillion yuan")
        wider = dataclasses.replace(TRADE, vetoes=("7 trillion yuan",))
        assert codes(ordered(*texts, key=texts[1], stem=self.stem), wider) == ["L10 error options"]

    def test_distractors_further_away_are_clean(self):
        texts = ("1.20 trillion yuan", "3.65 trillion yuan", "5.30 trillion yuan")
        assert codes(ordered(*texts, key=texts[1], stem=self.stem), TRADE) == []

    def test_an_exact_key_may_have_near_neighbours(self):
        assert codes(ordered("49", "50", "51", key="50", stem="How many were on board?"), CONTAINERS) == []

    def test_without_a_fact_the_text_says_whether_it_is_approximate(self):
        item = ordered("49", "50", "80", key="50", stem="About how many containers were there?")
        assert codes(item) == ["L10 error options"]
        exact = dataclasses.replace(item, stem="How many containers were there?")
        assert codes(exact) == []
