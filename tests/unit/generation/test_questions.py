import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from quizzes import items
from quizzes.generation.facts import AnswerType, AskMode
from quizzes.generation.lint.words import content
from quizzes.generation.makers import single_choice, true_false
from quizzes.generation.questions import findings_of, generate
from quizzes.items.text import fold

from .facts import library, make_fact

FOUNDERS = ("China", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan", "Uzbekistan")
COMPLETE_LIST = {
    "answer": "; ".join(FOUNDERS),
    "answer_type": AnswerType.LIST,
    "items": FOUNDERS,
    "is_complete": True,
    "foils": tuple((name, f"{name} joined later.") for name in ("India", "Pakistan", "Iran", "Belarus")),
    "prompt": "According to the article, which countries founded the SCO?",
    "statement": "According to the article, the SCO was founded by {}.",
    "sentence": "China, along with Kazakhstan, Kyrgyzstan, Russia, Tajikistan, and Uzbekistan, founded the SCO.",
}


def drafts_of(*facts):
    drafts, _refusals = generate(facts)
    return {draft.item.type: draft for draft in drafts}


def refusals_of(*facts):
    _drafts, refusals = generate(facts)
    return {refusal.item_type: refusal.reason for refusal in refusals}


def telling(text):
    """The stems of the words that carry meaning, and the figures."""
    return content(text) | set(re.findall(r"\d+", fold(text)))


def dump(drafts):
    return json.dumps([[draft.slug, draft.item.to_json(), draft.explanation, draft.provenance] for draft in drafts])


class TestGenerate:
    @given(st.randoms())
    def test_the_order_of_the_facts_makes_no_difference(self, rng):
        facts = [make_fact(str(year), slug=f"f{year}", relation=f"year {year}") for year in range(2001, 2021, 4)]
        shuffled = list(facts)
        rng.shuffle(shuffled)
        assert dump(generate(shuffled)[0]) == dump(generate(facts)[0])

    def test_slugs_tell_the_fact_and_the_type(self):
        assert [draft.slug for draft in generate([make_fact()])[0]] == [
            "x001-single-choice",
            "x001-numerical",
            "x001-true-false",
            "x001-true-false-not-stated",
        ]

    def test_among_widens_the_bank_and_not_what_is_asked(self):
        drafts, _refusals = generate([make_fact(slug="f1")], among=[make_fact("2010", slug="f2", relation="other")])
        assert {draft.fact.slug for draft in drafts} == {"f1"}

    def test_a_lint_error_refuses_the_question_with_its_message(self):
        reasons = refusals_of(make_fact(prompt="It was established in which year of the century?"))
        assert reasons["single_choice"].startswith("L18: ")

    def test_an_item_that_its_type_cannot_ask_is_refused(self):
        reasons = refusals_of(make_fact("many", AnswerType.COUNT, unit="members"))
        assert "numerical" in reasons

    @given(
        st.sampled_from(AnswerType),
        st.one_of(
            st.text(), st.from_regex(r"[0-9]{1,9}([.,][0-9]{0,3})?( [A-Za-z]+)?"), st.sampled_from(["31 June", "0"])
        ),
        st.lists(st.tuples(st.text(), st.text()), max_size=4),
        st.lists(st.text(), max_size=4),
        st.one_of(st.text(max_size=9), st.just(".")),
    )
    def test_no_fact_that_a_teacher_may_write_breaks_it(self, answer_type, answer, foils, listed, unit):
        strange = make_fact(
            answer, answer_type, foils=tuple(foils), items=tuple(listed), is_complete=True, unit=unit, approximate=True
        )
        drafts, refusals = generate([strange, make_fact(slug="x002", relation="another")])
        assert len({draft.slug for draft in drafts}) == len(drafts)
        assert all(refusal.reason for refusal in refusals)

    def test_the_explanation_is_the_note_and_the_paragraph(self):
        (draft, *_others) = generate([make_fact(note="So it says.")])[0]
        assert draft.explanation == "So it says. See paragraph 1 of the article."

    def test_every_type_it_makes_is_registered(self):
        assert {draft.item.type for draft in library().drafts} <= set(items.TYPES)


class TestAskModes:
    @pytest.mark.parametrize("mode", [AskMode.AVOID, AskMode.LOW_VALUE, AskMode.LIST_MEMBER])
    def test_some_facts_give_nothing_and_say_why(self, mode):
        drafts, (refusal,) = generate([make_fact(ask_mode=mode)])
        assert drafts == []
        assert refusal.item_type == ""
        assert refusal.reason

    def test_a_special_fact_gives_nothing_unless_its_question_is_written(self):
        drafts, refusals = generate([make_fact(ask_mode=AskMode.SPECIAL, prompt="", statement="")])
        assert drafts == []
        assert refusals

    def test_not_stated_gives_one_question_keyed_so(self):
        fact = make_fact(
            "not stated",
            AnswerType.STATEMENT,
            ask_mode=AskMode.NOT_STATED,
            statement="According to the article, the SCO was founded in Shanghai.",
        )
        (draft,) = generate([fact])[0]
        assert draft.kind == "not_stated"
        assert [option.text for option in draft.item.keys] == ["The article does not say"]

    def test_a_cloze_is_a_quotation_of_its_sentence(self):
        sentence = "As the leaders of over 20 countries meet, anticipation builds."
        cloze = make_fact(
            "20",
            AnswerType.COUNT,
            ask_mode=AskMode.CLOZE_QUOTE,
            sentence=sentence,
            quote="over 20 countries",
            unit="countries",
            prompt="Complete the quotation from the article: “the leaders of over ____ countries”.",
        )
        assert set(drafts_of(cloze)) == {"single_choice", "numerical"}
        misquoted = replace(cloze, prompt="Complete the quotation: “the heads of over ____ countries”.")
        assert drafts_of(misquoted) == {}


class TestKeyPositions:
    def test_the_key_stands_in_each_place_about_as_often(self):
        foils = (("Wang Yi", ""), ("Li Qiang", ""), ("Mao Ning", ""))
        places = Counter()
        for number in range(400):
            made = single_choice(make_fact("Liu Bin", AnswerType.PERSON, slug=f"f{number}", foils=foils), ())
            places[[option.is_key for option in made.item.options].index(True)] += 1
        assert set(places) == {0, 1, 2, 3}
        assert all(70 < count < 130 for count in places.values())


class TestStatements:
    def test_one_fact_never_gives_the_same_statement_twice(self):
        for number in range(40):
            made = drafts_of(make_fact(slug=f"f{number}"))
            assert made["true_false"].item.stem != made["true_false_not_stated"].item.stem

    def test_one_fact_is_not_true_in_both(self):
        for number in range(40):
            made = drafts_of(make_fact(slug=f"f{number}"))
            assert made["true_false"].item.options[0].is_key + made["true_false_not_stated"].item.options[0].is_key < 2

    def test_true_and_false_are_balanced(self):
        keys = [true_false(make_fact(slug=f"f{number}"), ()).item.options[0].fraction for number in range(200)]
        assert 0.4 <= sum(keys) / len(keys) <= 0.6

    def test_a_wrong_value_is_not_stated_only_where_the_right_one_excludes_it(self):
        foils = (("a forum for trade", "No."), ("a court of law", "No."), ("a customs union", "No."))
        claims = [
            make_fact(
                "a platform for cooperation",
                AnswerType.STATEMENT,
                slug=f"f{number}",
                kind="claim",
                attributed_to="the article",
                foils=foils,
                prompt="According to the article, what is the SCO?",
                statement="According to the article, the SCO is {}.",
                sentence="The SCO is a platform for cooperation.",
            )
            for number in range(20)
        ]
        for claim in claims:
            made = drafts_of(claim)
            if "true_false_not_stated" in made:
                assert made["true_false_not_stated"].item.keys[0].text == "True"
                assert made["true_false"].item.keys[0].text == "False"

    def test_a_place_is_excluded_only_where_a_person_has_said_so(self):
        train = {
            "answer": "Tianjin",
            "answer_type": AnswerType.PLACE,
            "prompt": "According to the article, from which city did the train set off?",
            "statement": "According to the article, the train set off from {}.",
        }
        keys = {}
        for said in (False, True):
            made = [drafts_of(make_fact(slug=f"f{number}", is_complete=said, **train)) for number in range(20)]
            keys[said] = {by["true_false_not_stated"].item.keys[0].text for by in made if "true_false_not_stated" in by}
        assert keys == {False: {"True"}, True: {"True", "False"}}

    def test_a_statement_whose_opening_would_tell_the_key_is_refused(self):
        reasons = refusals_of(make_fact(statement="The SCO was established in {}."))
        assert "According to the article, …" in reasons["true_false_not_stated"]

    def test_a_false_phrase_is_wrong_in_one_part(self):
        foils = (("a forum for trade", "No."), ("a platform for trade", "No."), ("a forum for cooperation", "No."))
        for number in range(20):
            fact = make_fact("a platform for cooperation", AnswerType.PHRASE, slug=f"f{number}", foils=foils)
            assert "a forum for trade" not in true_false(fact, ()).item.stem

    def test_who_takes_a_wrong_statement_for_true_is_told_why(self):
        for number in range(20):
            draft = drafts_of(make_fact(**COMPLETE_LIST, slug=f"f{number}"))["true_false"]
            true, false = draft.item.options
            assert bool(true.feedback) == bool(false.fraction)

    def test_background_is_not_asked_by_the_article_alone(self):
        labelled = {
            "prompt": "According to the background notes, in which year was the SCO established?",
            "statement": "According to the background notes, the SCO was established in {}.",
        }
        made = drafts_of(make_fact(source_kind="background", **labelled))
        assert set(made) == {"single_choice", "numerical", "true_false"}

    def test_background_that_is_not_labelled_is_refused(self):
        drafts, refusals = generate([make_fact(source_kind="background")])
        assert drafts == []
        assert all("background" in refusal.reason for refusal in refusals)

    def test_what_follows_from_other_facts_is_not_asked_by_the_article_alone(self):
        assert "true_false_not_stated" not in drafts_of(make_fact(derived_from=("f1",)))


class TestLists:
    def test_a_long_list_shows_some_of_its_items_beside_foils(self):
        item = drafts_of(make_fact(**COMPLETE_LIST))["multiple_response"].item
        assert item.stem == "According to the article, which of these countries founded the SCO?"
        assert {option.text for option in item.keys} < set(FOUNDERS)

    def test_nobody_can_tell_how_many_are_right(self):
        items_made = [
            drafts_of(make_fact(**COMPLETE_LIST, slug=f"f{number}"))["multiple_response"].item for number in range(60)
        ]
        assert {len(item.keys) for item in items_made} == {3, 4, 5}
        assert {len(item.distractors) for item in items_made} == {2, 3, 4}
        assert all(len(item.options) <= 8 for item in items_made)

    def test_an_open_list_is_refused(self):
        reasons = refusals_of(make_fact(**COMPLETE_LIST | {"is_complete": False}))
        assert "open" in reasons["multiple_response"]
        assert "open" in reasons["single_choice"]


class TestNumbers:
    def test_numbers_keep_their_order(self):
        item = drafts_of(make_fact())["single_choice"].item
        texts = [option.text for option in item.options]
        assert texts == sorted(texts)
        assert item.params == {"shuffle": False}

    @pytest.mark.parametrize(
        ("answer", "tolerance"), [("3.65", 0.05), ("511", 5.0), ("7.14", 0.1), ("100", 1.0), ("0.2", 0.002)]
    )
    def test_an_approximate_value_has_a_round_tolerance_of_about_one_percent(self, answer, tolerance):
        fact = make_fact(
            answer,
            AnswerType.MONEY,
            unit="trillion yuan",
            approximate=True,
            sentence="It was about 3 trillion yuan.",
            prompt="According to the article, how many trillion yuan was the trade worth in 2024?",
        )
        params = drafts_of(fact)["numerical"].item.params
        assert params["unit"] == "trillion yuan"
        assert "rmb" in params["units"]
        assert params["tolerance"] == tolerance

    def test_an_exact_count_has_none(self):
        fact = make_fact(
            "50",
            AnswerType.COUNT,
            unit="containers",
            prompt="According to the article, how many containers were there?",
        )
        assert drafts_of(fact)["numerical"].item.params == {"unit": "containers"}


class TestShortAnswers:
    def test_accepted_forms_and_aliases_of_a_country_earn_the_mark(self):
        fact = make_fact(
            "Kyrgyzstan",
            AnswerType.COUNTRY,
            accepted=("Kyrgyz", "kyrgyzstan"),
            prompt="According to the article, which country has Bishkek as its capital?",
        )
        item = drafts_of(fact)["short_answer"].item
        assert [option.text for option in item.options] == ["Kyrgyzstan", "Kyrgyz", "Kyrgyz Republic", "Kirghizia"]
        assert {option.fraction for option in item.options} == {1.0}


class TestFixtureQuestions:
    """Every question that the facts of the fixtures give."""

    def test_there_are_enough_of_them(self):
        clean = [draft for draft in library().drafts if not findings_of(draft, library().facts)]
        assert len(clean) >= 120

    def test_none_has_a_problem_or_an_error(self):
        for draft in library().drafts:
            assert not items.type_of(draft.item).problems(draft.item), draft.slug
            assert not [f for f in findings_of(draft, library().facts) if f.severity.value == "error"], draft.slug

    def test_each_has_the_provenance_of_each_option(self):
        for draft in library().drafts:
            assert len(draft.provenance) == len(draft.item.options), draft.slug
            keys = [where for where, option in zip(draft.provenance, draft.item.options, strict=True) if option.is_key]
            assert all(keys), draft.slug

    def test_each_quotes_its_sentence_to_the_letter(self):
        assert all(draft.fact.quote in draft.fact.sentence for draft in library().drafts)

    def test_no_veto_equals_its_key(self):
        assert [fact.slug for fact in library().facts if fact.answer in fact.vetoes] == []

    def test_no_stem_is_asked_twice_in_one_type(self):
        stems = [(draft.item.type, draft.item.stem) for draft in library().drafts]
        assert len(stems) == len(set(stems))

    def test_each_explains_its_answer_whether_it_was_stated_truly_or_falsely(self):
        for draft in library().drafts:
            if draft.kind != "not_stated":
                answer = draft.fact.answer
                assert answer in draft.explanation or telling(answer) & telling(draft.explanation), draft.slug
                assert not draft.explanation.startswith(("This ", "It ")), draft.slug

    def test_each_explains_itself_and_names_its_paragraph(self):
        for draft in library().drafts:
            assert draft.fact.note, draft.slug
            assert f"paragraph {draft.fact.paragraph} of the" in draft.explanation

    def test_each_refusal_gives_a_reason(self):
        assert all(refusal.reason.endswith((".", "?")) for refusal in library().refusals)
