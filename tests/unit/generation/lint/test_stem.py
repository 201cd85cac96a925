"""L13, L15–L19 and L23."""

import pytest

from quizzes.generation.lint.reading_level import lix

from .cases import choice, codes, fact, several, statement, typed

LONG = "which of the cities in the north of the country that trade with the west "


class TestL13Negatives:
    @pytest.mark.parametrize("word", ["not", "except", "never", "isn't", "doesn’t", "least", "NOT"])
    def test_a_plain_negative_is_an_error(self, word):
        assert "L13 error stem" in codes(choice(f"Which city is {word} the host in 2025?"))

    def test_a_highlighted_negative_is_a_warning(self):
        assert codes(choice("Which city was **NOT** the host in 2025?")) == ["L13 warning stem"]

    def test_a_second_negative_beside_a_highlighted_one_is_an_error(self):
        assert codes(choice("Which city did **NOT** say it is not the host?")) == ["L13 error stem"]

    def test_a_negative_option_beside_a_highlighted_negative_is_an_error(self):
        item = choice("What does the SCO **NOT** aim at?", ("not to trade",), ("to trade", "to build"))
        assert "L13 error options" in codes(item)

    @pytest.mark.parametrize(
        "stem",
        [
            "What does the SCO secure at least once a year?",
            "Where does the SCO not only trade but build?",
            "Who said in 2025 that it was “not a bloc”?",
        ],
    )
    def test_what_only_looks_negative_is_clean(self, stem):
        assert codes(typed("Liu Bin", stem=stem)) == []

    def test_the_fixed_options_are_no_negative_options(self):
        item = statement("The SCO is **NOT** a military bloc.", code="true_false_not_stated")
        assert codes(item) == ["L13 warning stem"]


class TestL15VagueWords:
    @pytest.mark.parametrize("word", ["often", "many", "recently", "Currently", "now"])
    def test_a_vague_word_in_the_stem_is_a_warning(self, word):
        assert codes(typed("Tianjin", stem=f"Which city {word} sees leaders?")) == ["L15 warning stem"]

    def test_a_vague_word_in_an_option_is_a_warning(self):
        item = choice("How does the SCO meet?", ("in several steps",), ("at one table", "at two tables"))
        assert codes(item) == ["L15 warning options"]

    @pytest.mark.parametrize("stem", ["How many containers are there?", "Who spoke of “many new roads”?"])
    def test_how_many_and_quotations_are_clean(self, stem):
        assert codes(typed("50", stem=stem)) == []


class TestL16CompleteStem:
    @pytest.mark.parametrize(
        "stem", ["The host of the summit", "Which city?", "The ____ met in ____ last.", "What is true?"]
    )
    def test_a_stem_that_asks_nothing_or_too_much_is_an_error(self, stem):
        assert "L16 error stem" in codes(typed("Tianjin", stem=stem))

    @pytest.mark.parametrize(
        "stem", ["Which of the following is true?", "Which of these statements is **NOT** correct?"]
    )
    def test_which_is_true_has_no_focus(self, stem):
        assert "L16 error stem" in codes(choice(stem))

    def test_which_is_true_of_something_has_little(self):
        assert codes(choice("Which of these is true about the summit?")) == ["L16 warning stem"]

    def test_a_blank_at_the_start_is_a_warning(self):
        assert codes(typed("Tianjin", stem="____ hosts the summit of 2025.")) == ["L16 warning stem"]

    @pytest.mark.parametrize(
        "stem",
        ["The summit of 2025 is in ____.", "In which city is it held (one word)?", "Who called it a “big family?”"],
    )
    def test_a_question_or_one_blank_is_clean(self, stem):
        assert codes(typed("Tianjin", stem=stem)) == []

    def test_a_statement_is_not_a_question(self):
        assert codes(statement("Was the SCO established in 2001?")) == ["L16 error stem"]
        assert codes(statement("The SCO was established in ____.")) == ["L16 error stem"]


class TestL17Brevity:
    def test_more_than_35_words_are_a_warning(self):
        assert codes(typed("Tianjin", stem=LONG * 2 + "and the east hosts the summit?")).count("L17 warning stem") == 1

    def test_more_than_60_words_are_an_error(self):
        assert "L17 error stem" in codes(typed("Tianjin", stem=LONG * 5 + "?"))

    def test_an_option_of_more_than_15_words_is_a_warning(self):
        assert "L17 warning options" in codes(typed("word " * 16))

    def test_fifteen_words_are_clean(self):
        assert codes(typed("word " * 15)) == []


class TestL18SelfContained:
    @pytest.mark.parametrize(
        "stem",
        [
            "It was established in which year?",
            "“They came together” to form which body?",
            "According to the article, it was founded where?",
            "These countries founded the SCO where?",
        ],
    )
    def test_an_opening_that_leans_on_what_came_before_is_an_error(self, stem):
        assert codes(typed("Shanghai", stem=stem)) == ["L18 error stem"]

    @pytest.mark.parametrize(
        "stem",
        ["According to Liu Bin, his speech served what?", "Italy and Iran met where?", "Where did it begin in 2025?"],
    )
    def test_a_pronoun_further_on_is_clean(self, stem):
        assert codes(typed("Shanghai", stem=stem)) == []


class TestL19ReadingLevel:
    long_sentence = "In which of the cities in the north of the land was it that the men and the women met to talk?"

    def test_long_sentences_are_a_warning(self):
        assert codes(typed("Tianjin", stem=self.long_sentence)) == ["L19 warning stem"]

    def test_a_quotation_is_as_long_as_it_is(self):
        assert codes(typed("Tianjin", stem=self.long_sentence), is_quotation=True) == []

    def test_names_count_as_one_word(self):
        names = (
            "the China Kyrgyzstan Uzbekistan Railway Company of Central Asia and the Shanghai Cooperation Organization"
        )
        assert codes(typed("Tianjin", stem=f"In which city did the heads of {names} meet in 2025?")) == []

    def test_a_rare_word_needs_a_gloss(self):
        stem = "What does Liu Bin call a linchpin?"
        assert codes(typed("the SCO", stem=stem)) == ["L19 warning stem"]
        assert codes(several(keys=("Separatism", "Smuggling"), others=("Hunger", "Debt"))) == ["L19 warning options"]

    def test_a_glossed_rare_word_is_clean(self):
        stem = "What does Liu Bin call a linchpin (the part that holds all together)?"
        assert codes(typed("the SCO", stem=stem)) == []

    def test_lix_is_sentence_length_plus_the_share_of_long_words(self):
        assert lix(["The train left. The cooperation continues."]) == 3 + 100 * 2 / 6

    def test_lix_of_nothing_is_nothing(self):
        assert lix([]) == lix(["?"]) == 0


class TestL23NoCopying:
    sentence = "The foundation of the SCO can be traced back to its establishment in 2001, when China and others met."
    copied = "Can the foundation of the SCO be dated, as it can be traced back to its establishment in ____?"
    stem = "The foundation of the SCO can be traced back to its establishment in ____."

    def test_twelve_words_in_a_row_are_a_warning(self):
        assert codes(typed("2001", stem=self.stem), fact(sentence=self.sentence)) == ["L23 warning stem"]

    def test_without_a_fact_all_sentences_of_the_source_count(self):
        assert codes(typed("2001", stem=self.stem), facts=(fact(sentence=self.sentence),)) == ["L23 warning stem"]

    def test_fewer_words_in_a_row_are_clean(self):
        assert codes(typed("2001", stem=self.copied), fact(sentence=self.sentence)) == []

    def test_a_quotation_is_meant_to_be_copied(self):
        assert codes(typed("2001", stem=self.stem), fact(sentence=self.sentence), is_quotation=True) == []
