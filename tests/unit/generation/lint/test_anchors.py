"""L20–L22."""

import dataclasses
import datetime as dt

import pytest

from quizzes.generation.facts import AnswerType

from .cases import choice, codes, fact, several, statement, typed

MEMBERS = fact("10", AnswerType.COUNT, as_of=dt.date(2025, 8, 24), relation="number of full members")


class TestL20Attribution:
    @pytest.mark.parametrize("whose", ["", "the article", "article (author)"])
    def test_a_claim_of_the_article_without_the_article_is_an_error(self, whose):
        item = statement("The SCO is a pivotal platform.")
        assert codes(item, kind="claim", attributed_to=whose) == ["L20 error stem"]

    @pytest.mark.parametrize(
        "stem",
        [
            "According to the article, what is the SCO?",
            "What does the article call the SCO?",
            "Which phrase does the article use for it?",
            "In the article, what is the SCO said to be?",
        ],
    )
    def test_a_claim_with_the_article_is_clean(self, stem):
        assert codes(typed("a platform", stem=stem), kind="claim", attributed_to="the article") == []

    def test_a_person_has_to_be_named(self):
        item = typed("a big family", stem="According to the article, what is the SCO?")
        assert codes(item, kind="claim", attributed_to="Xi Jinping") == ["L20 error stem"]

    def test_a_name_alone_is_no_attribution(self):
        item = typed("a big family", stem="With Xi Jinping there, what is the SCO?")
        assert codes(item, kind="claim", attributed_to="Xi Jinping") == ["L20 error stem"]

    def test_a_named_person_who_says_so_is_clean(self):
        for stem in ("According to Liu Bin, what was charted?", "What did Liu Bin say was charted?"):
            assert codes(typed("a new path", stem=stem), kind="claim", attributed_to="Liu Bin (as paraphrased)") == []

    def test_a_person_who_is_the_answer_is_named_by_the_options(self):
        item = choice("Who calls the SCO a “big family”?", ("Xi Jinping",), ("Liu Bin", "Wang Yi"))
        assert codes(item, kind="claim", attributed_to="Xi Jinping") == []

    def test_the_fact_says_that_it_is_a_claim(self):
        claim = fact("a bank", AnswerType.PHRASE, kind="claim", attributed_to="the article")
        assert codes(typed("a bank", stem="What is the SCO today in 2025?"), claim).count("L20 error stem") == 1

    def test_a_fact_needs_no_attribution(self):
        assert codes(statement(), kind="fact") == []


class TestL21DateAnchor:
    def test_what_can_expire_needs_a_year(self):
        assert codes(typed("10", stem="How many full members are there?"), MEMBERS) == ["L21 error stem"]

    @pytest.mark.parametrize(
        "stem",
        ["How many full members were there in 2025?", "How many full members were there when the article was written?"],
    )
    def test_a_year_or_the_time_of_writing_is_clean(self, stem):
        assert codes(typed("10", stem=stem), MEMBERS) == []

    def test_a_year_that_is_asked_for_cannot_be_named(self):
        year = fact(as_of=dt.date(2025, 8, 24))
        assert codes(typed("2001", stem="In which year was it established?"), year) == []


class TestL22AnswerNotInStem:
    @pytest.mark.parametrize(
        ("stem", "key"),
        [
            ("Which city hosts the Tianjin summit?", "Tianjin"),
            ("What is China's part in China's trade?", "China"),
            ("How many are ten members?", "10"),
            ("On which day after August 30 is it, August 31?", "31 August"),
        ],
    )
    def test_the_answer_in_the_stem_is_an_error(self, stem, key):
        assert "L22 error stem" in codes(typed(key, stem=stem))

    def test_a_part_of_a_word_is_not_the_answer(self):
        assert codes(typed("Oman", stem="Which country lies near Romania?")) == []

    def test_a_stem_that_names_every_option_gives_nothing_away(self):
        item = choice("Is it Tianjin, Beijing or Qingdao that hosts?")
        assert codes(item) == []

    def test_a_value_from_which_the_answer_follows_is_an_error(self):
        paired = fact("3.65 trillion yuan", AnswerType.MONEY, paired_values=("$511 billion", "1 September"))
        for stem in ("How many yuan are $511 billion worth?", "How many yuan was it on September 1?"):
            assert codes(typed("3.65 trillion yuan", stem=stem), paired) == ["L22 error stem"]
        assert codes(typed("3.65 trillion yuan", stem="How many yuan was it worth?"), paired) == []

    def test_the_words_true_and_false_are_no_answers_in_a_statement(self):
        assert "L22 error stem" not in codes(statement("Liu Bin speaks of a true family."))

    def test_a_part_of_the_answer_may_be_in_the_stem(self):
        item = typed("Tashkent", "Uzbekistan", stem="Which city in Uzbekistan is it?")
        half = dataclasses.replace(item.options[1], fraction=0.5)
        assert codes(dataclasses.replace(item, options=(item.options[0], half))) == []

    def test_one_of_several_keys_in_the_stem_is_an_error(self):
        assert "L22 error stem" in codes(several(stem="Which countries founded the SCO with China?"))
