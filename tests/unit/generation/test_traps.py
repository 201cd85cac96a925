"""The twelve traps of docs/content.md, over every question that the fixtures hold."""

import re
from decimal import Decimal

import pytest

from quizzes.generation.facts import AnswerType
from quizzes.items.text import fold, parse_quantity

from .facts import library

ARTICLE = "sco-shared-future"


def drafts(*facts):
    return [draft for draft in library().drafts if not facts or draft.fact.slug in facts]


def fact(slug):
    (found,) = [fact for fact in library().facts if fact.slug == slug]
    return found


def wrong_texts(draft):
    """The wrong options; and of a false statement, what makes it false."""
    if draft.item.type in ("true_false", "true_false_not_stated"):
        (origin,) = [where for where in draft.provenance if where]
        return [origin.rpartition(": ")[2]] if origin.startswith("false by") else []
    return [option.text for option in draft.item.distractors]


def is_false_statement(draft):
    return draft.item.type.startswith("true_false") and draft.item.options[1].is_key


class TestTrap1TheYearOfTheSummit:
    def test_a_question_of_the_summit_s_dates_or_place_carries_the_year(self):
        for draft in drafts("f001", "f002", "f003", "f004"):
            assert "2025" in draft.item.stem, draft.slug


class TestTrap2WhatOnlyTheBackgroundSays:
    def test_the_article_is_never_the_source_for_a_later_member_an_observer_or_a_capital(self):
        for found in library().facts:
            if found.source == ARTICLE and found.ask_mode.value != "not-stated":
                assert found.answer not in ("India", "Pakistan", "Iran", "Belarus", "Mongolia", "Afghanistan")
                assert "capital" not in found.relation

    def test_what_the_background_says_is_asked_as_such(self):
        asked = [draft for draft in drafts() if draft.fact.source_kind == "background"]
        assert asked
        for draft in asked:
            assert draft.item.stem.startswith("According to the background notes, "), draft.slug

    def test_every_explanation_of_the_background_names_it(self):
        for draft in drafts():
            kind = "the article" if draft.fact.source_kind == "article" else "the background notes"
            assert f"See paragraph {draft.fact.paragraph} of {kind}." in draft.explanation, draft.slug


class TestTrap3FoundersAndMembers:
    LATER = {"India", "Pakistan", "Iran", "Belarus"}

    def test_later_members_are_the_wrong_founders(self):
        (draft,) = [draft for draft in drafts("f011") if draft.item.type == "multiple_response"]
        assert self.LATER & set(wrong_texts(draft))

    def test_no_member_is_ever_a_wrong_member(self):
        members = set(fact("b-members").items)
        assert members >= self.LATER
        for draft in drafts("b-members"):
            assert not members & set(wrong_texts(draft))


class TestTrap4CountsThatExpired:
    @pytest.mark.parametrize("slug", ["f015", "f016", "f017", "f019", "f020"])
    def test_the_stem_says_when_it_was_true(self, slug):
        for draft in drafts(slug):
            assert "August 2025" in draft.item.stem, draft.slug

    @pytest.mark.parametrize("slug", ["f015", "f016", "f017", "f019"])
    def test_what_is_true_since_is_no_wrong_answer(self, slug):
        for draft in drafts(slug):
            assert not {"15", "16", "17", "27"} & set(wrong_texts(draft)), draft.slug


class TestTrap5TheValuesOfTheShanghaiSpirit:
    OFFICIAL = ("consultation", "common development", "pursuit of common development")

    def test_an_official_value_is_never_wrong(self):
        for draft in drafts():
            if "shanghai spirit" in fold(draft.item.stem):
                texts = {fold(text) for text in wrong_texts(draft)}
                assert not texts & {fold(text) for text in self.OFFICIAL}, draft.slug

    def test_how_many_asks_for_the_article_s_list_or_the_official_wording(self):
        for draft in drafts("f063", "b-spirit-6"):
            assert re.search(r"article lists?|article list|official wording", draft.item.stem), draft.slug
            if draft.fact.slug == "f063":
                assert "6" not in wrong_texts(draft)

    def test_the_feedback_tells_the_difference(self):
        for draft in drafts("f062", "f063"):
            assert "consultation" in draft.explanation, draft.slug


class TestTrap6BoundsAndOpenLists:
    def test_over_twenty_is_asked_as_a_quotation_alone(self):
        asked = drafts("f066")
        assert asked
        for draft in asked:
            assert "“the leaders of over ____ countries”" in draft.item.stem
            assert all(int(text) > 20 for text in wrong_texts(draft)), "over 20 is over each smaller number, too"

    def test_an_open_list_has_no_wrong_items(self):
        open_lists = [
            found for found in library().facts if found.answer_type is AnswerType.LIST and not found.is_complete
        ]
        assert {"f040", "f054"} <= {found.slug for found in open_lists}
        for draft in drafts(*(found.slug for found in open_lists)):
            assert wrong_texts(draft) == [], draft.slug


class TestTrap7TheTradeFigures:
    def test_neither_figure_stands_in_the_stem_of_the_other(self):
        for slug, other in (("f031", "511"), ("f032", "3.65")):
            for draft in drafts(slug):
                assert other not in draft.item.stem, draft.slug

    def test_wrong_figures_are_far_from_the_right_and_the_official_ones(self):
        for slug, avoided in (("f031", ["3.65"]), ("f032", ["511", "512.4", "512.5", "890"])):
            for draft in drafts(slug):
                for text in wrong_texts(draft):
                    value = Decimal(text.split()[0].replace(",", ""))
                    for veto in map(Decimal, avoided):
                        assert abs(value - veto) > Decimal("0.2") * max(value, veto), (draft.slug, text)

    def test_a_typed_figure_may_be_rounded_and_the_official_dollars_count(self):
        (draft,) = [draft for draft in drafts("f032") if draft.item.type == "numerical"]
        assert abs(parse_quantity("512.4")[0] - 511) <= Decimal(str(draft.item.params["tolerance"]))


class TestTrap8TheFoundingYear:
    def test_years_that_can_be_defended_are_no_wrong_answers(self):
        for draft in drafts("f010"):
            assert not {"1996", "2002", "2003"} & set(wrong_texts(draft)), draft.slug

    def test_the_article_is_not_the_source_for_the_day_and_the_place(self):
        assert fact("b-h-date").source_kind == fact("b-h-place").source_kind == "background"


class TestTrap9OneQuestionAnswersAnother:
    """Held for every pair of questions of every ready quiz in test_fixtures.TestReadyQuizzes."""

    def test_the_railway_s_name_is_not_in_the_stem_that_asks_for_its_countries(self):
        for draft in drafts("f052"):
            if not draft.item.type.startswith("true_false"):
                assert "Kyrgyzstan" not in draft.item.stem

    def test_the_country_is_not_in_the_stem_that_asks_for_its_city(self):
        for draft in drafts("f026"):
            assert "Uzbekistan" not in draft.item.stem


class TestTrap10LiuBin:
    def test_he_is_asked_for_his_words_and_never_for_where_or_as_whom_he_said_them(self):
        for draft in drafts("f056", "f057", "f058"):
            assert not re.search(r"\b(?:where|post|country|meeting|venue|briefing)\b", draft.item.stem.casefold()), (
                draft.slug
            )

    def test_his_words_are_attributed_to_him(self):
        for draft in drafts("f057", "f058"):
            assert re.match("According to (Liu Bin, as reported|the article, Liu Bin says)", draft.item.stem), (
                draft.slug
            )
            assert draft.kind == "claim"


class TestTrap11WhatTheArticleDoesNotSay:
    def test_it_is_keyed_so_and_asked_in_no_other_way(self):
        silent = [found.slug for found in library().facts if found.ask_mode.value == "not-stated"]
        assert len(silent) >= 12
        for draft in drafts(*silent):
            assert draft.item.type == "true_false_not_stated"
            assert [option.text for option in draft.item.keys] == ["The article does not say"]
            assert draft.kind == "not_stated"

    def test_a_false_statement_by_the_article_alone_is_one_that_the_article_contradicts(self):
        exclusive = {"year", "count", "money", "date", "date-range", "month", "ratio"}
        for draft in drafts():
            if draft.item.type == "true_false_not_stated" and is_false_statement(draft):
                reviewed = draft.fact.is_complete and draft.fact.answer_type is not AnswerType.LIST
                assert reviewed or draft.fact.answer_type.value in exclusive, draft.slug

    def test_the_opening_of_a_statement_does_not_tell_whether_the_article_says_it(self):
        asked = [draft for draft in drafts() if draft.item.type == "true_false_not_stated"]
        assert {draft.item.stem.startswith("According to the article, ") for draft in asked} == {True}

    def test_no_answer_is_right_more_than_half_the_time(self):
        keys = [draft.item.keys[0].text for draft in drafts() if draft.item.type == "true_false_not_stated"]
        assert all(keys.count(text) <= len(keys) / 2 for text in set(keys))


class TestTrap12WhatIsNotVerified:
    def test_nothing_asks_for_the_state_of_the_pipelines_or_for_india_and_the_belt_and_road(self):
        for draft in drafts():
            text = " ".join([draft.item.stem, *(option.text for option in draft.item.options)])
            assert not re.search(r"\bline [A-D]\b", text), draft.slug
            assert not ("India" in text and "Belt and Road" in text), draft.slug
            if "pipeline" in draft.item.stem:
                assert "under construction" not in draft.item.stem, draft.slug


class TestClaims:
    def test_a_claim_is_asked_as_a_claim(self):
        claims = [draft for draft in drafts() if draft.fact.is_claim]
        assert claims
        for draft in claims:
            assert draft.kind == "claim"
            assert draft.attributed_to
            assert re.match(r"According to (?:the article|Liu Bin|Xi Jinping)", draft.item.stem), draft.slug
