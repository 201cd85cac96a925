"""L11, L12, L14 and L24."""

import pytest

from quizzes.generation.facts import AnswerType

from .cases import choice, codes, fact, ordered, several


class TestL11GrammarCue:
    @pytest.mark.parametrize(
        ("stem", "others"),
        [
            ("The SCO can be called an ____.", ("alliance", "bank")),
            ("The SCO can be called a ____.", ("bank", "SCO of its own")),
            ("The SCO can be called a ____.", ("bank", "honest broker")),
            ("The SCO can be called an ____.", ("union", "alliance")),
        ],
    )
    def test_an_article_that_rules_an_option_out_is_an_error(self, stem, others):
        assert "L11 error stem" in codes(choice(stem, ("organization",), others))

    @pytest.mark.parametrize(
        ("stem", "keys", "others"),
        [
            ("The SCO can be called a(n) ____.", ("organization",), ("alliance", "bank")),
            ("The SCO can be called an ____.", ("organization",), ("alliance", "SCO of its own")),
            ("The SCO can be called a ____.", ("union",), ("bank", "European forum")),
            ("The SCO can be called an ____.", ("unintended bloc",), ("hourly bus", "8-day trip")),
        ],
    )
    def test_an_article_that_fits_all_is_clean(self, stem, keys, others):
        assert "L11 error stem" not in codes(choice(stem, keys, others))

    def test_a_verb_that_rules_a_phrase_out_is_an_error(self):
        item = choice("What the train carried were ____.", ("auto parts",), ("home appliances", "a machine"))
        assert codes(item) == ["L11 error stem"]

    def test_options_of_one_number_give_nothing_away(self):
        item = choice("What the train carried were ____.", ("auto parts",), ("home appliances", "green apples"))
        assert codes(item) == []

    def test_names_do_not_show_their_number(self):
        others = ("Maldives", "United Nations")
        assert "L11 error stem" not in codes(choice("The newest partners are ____.", ("Laos",), others))


class TestL12Clang:
    def test_a_word_of_the_stem_in_the_key_alone_is_a_warning(self):
        item = choice("On which railway did the train travel?", ("the China railway",), ("the silk road", "the sea"))
        assert codes(item) == ["L12 warning options"]

    def test_another_form_of_the_word_is_found(self):
        item = choice("What did China establish there?", ("an established bank",), ("a better road", "a gas market"))
        assert codes(item) == ["L12 warning options"]

    def test_a_word_that_a_wrong_option_repeats_too_is_clean(self):
        item = choice("On which railway did the train travel?", ("the China railway",), ("the Asia railway", "the sea"))
        assert "L12 warning options" not in codes(item)

    def test_words_of_the_subject_have_to_be_in_the_stem(self):
        about = fact("railway links", AnswerType.PHRASE, subject="China railway", relation="purpose")
        item = choice("What does the China railway serve?", ("railway links",), ("new schools", "sea trade"))
        assert codes(item, about) == []


class TestL14AbsoluteTerms:
    stem = "What does the article say about the talks?"

    def test_absolute_terms_in_wrong_options_alone_are_a_warning(self):
        item = choice(self.stem, ("they grow calmer",), ("they always fail", "they must end"))
        assert codes(item) == ["L14 warning options"]

    def test_absolute_terms_in_the_key_alone_are_a_warning(self):
        item = choice(self.stem, ("they never end",), ("they often fail", "they were long"))
        assert "L14 warning options" in codes(item)

    def test_absolute_terms_on_both_sides_are_clean(self):
        item = choice(self.stem, ("they never end",), ("they always fail", "they were long"))
        assert codes(item) == []


class TestL24Convergence:
    def test_a_list_that_shares_most_with_the_others_is_an_error(self):
        lists = ("energy, food and water", "energy, trade and water", "energy, food and gold", "coal, food and water")
        assert codes(choice("Which goals are listed there?", lists[:1], lists[1:])) == ["L24 error options"]

    def test_a_two_by_two_grid_of_lists_is_clean(self):
        lists = ("energy, food and water", "coal, food and water", "energy, food and gold", "coal, food and gold")
        assert codes(choice("Which goals are listed there?", lists[:1], lists[1:])) == []

    def test_a_lone_magnitude_swap_points_at_the_key(self):
        texts = ("3.65 billion yuan", "2.10 trillion yuan", "3.65 trillion yuan", "5.30 trillion yuan")
        found = codes(ordered(*texts, key=texts[2], stem="How much was it worth?"))
        assert "L24 warning options" in found

    def test_phrases_without_a_common_word_are_clean(self):
        assert codes(choice()) == []

    def test_several_keys_share_what_they_share(self):
        assert codes(several(keys=("food aid", "food trade"), others=("gold trade", "coal"))) == []
