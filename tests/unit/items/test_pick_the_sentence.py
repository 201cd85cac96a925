"""What picking the sentence promises beyond the contract: two parts, scored and reported apart."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, BadResponse, Form, Option

PICK = TYPES["pick_the_sentence"]
BOTH, SENTENCE_ONLY = PICK.examples()
ANSWERS = [i for i, option in enumerate(BOTH.options) if option.match == "answer"]
SENTENCES = [i for i, option in enumerate(BOTH.options) if option.match == "evidence"]
RIGHT = PICK.right_response(BOTH)


def with_share(share):
    return replace(BOTH, params={"evidence_share": share})


class TestGrade:
    @given(
        share=st.floats(0.01, 0.99),
        answer=st.sampled_from(ANSWERS),
        evidence=st.sampled_from(SENTENCES),
    )
    def test_adds_what_each_part_earns(self, share, answer, evidence):
        item, response = with_share(share), {"answer": answer, "evidence": evidence}
        by_label = {str(part.label): part.fraction for part in PICK.parts(item, response)}
        expected = (1 - share) * by_label["Answer"] + share * by_label["Evidence"]
        assert PICK.grade(item, response) == pytest.approx(expected)

    @given(share=st.floats(0.001, 0.999))
    def test_is_exactly_the_whole_mark_where_both_are_right(self, share):
        assert PICK.grade(with_share(share), RIGHT) == 1
        wrong = {"answer": ANSWERS[1], "evidence": SENTENCES[0]}
        assert PICK.grade(with_share(share), wrong) == 0

    def test_gives_each_part_half_of_the_mark_unless_told_otherwise(self):
        item = replace(BOTH, params={})
        assert PICK.grade(item, {**RIGHT, "answer": ANSWERS[1]}) == 0.5
        assert PICK.grade(item, {**RIGHT, "evidence": SENTENCES[0]}) == 0.5

    def test_gives_the_sentence_all_of_it_where_no_answer_is_asked(self):
        assert [str(part.label) for part in PICK.parts(SENTENCE_ONLY, {"evidence": 1})] == ["Evidence"]
        assert [PICK.grade(SENTENCE_ONLY, {"evidence": i}) for i in range(4)] == [0, 1, 0, 0]

    def test_takes_any_sentence_that_says_it(self):
        options = (*BOTH.options, Option("In Tianjin the leaders meet.", 0.5, "evidence"))
        item = replace(BOTH, options=options)
        assert PICK.problems(item) == []
        assert PICK.grade(item, {**RIGHT, "evidence": len(options) - 1}) == pytest.approx(0.8)


class TestPassage:
    @given(seed=st.integers(0, 1000))
    def test_is_never_shuffled(self, seed):
        presented = PICK.present(BOTH, PICK.vary(BOTH, random.Random(seed)))
        assert [sentence["text"] for sentence in presented["passage"]] == [BOTH.options[i].text for i in SENTENCES]

    def test_leaves_the_answers_to_chance(self):
        orders = {tuple(PICK.vary(BOTH, random.Random(seed))["answers"]) for seed in range(60)}
        assert len(orders) == 6


class TestParse:
    def test_wants_both_parts(self):
        variant = PICK.vary(BOTH, random.Random(1))
        for form in ({"answer": ["1"]}, {"evidence": ["1"]}):
            with pytest.raises(BadResponse, match="1 part has no answer yet"):
                PICK.parse(BOTH, variant, Form(form))

    def test_asks_for_the_sentence_alone_where_there_are_no_answers(self):
        with pytest.raises(BadResponse, match="mark a sentence"):
            PICK.parse(SENTENCE_ONLY, {"answers": []}, Form({"answer": ["1"]}))


class TestProblems:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"params": {"evidence_share": 1}}, "less than 1"),
            ({"options": BOTH.options[1:]}, "exactly one answer"),
            ({"options": BOTH.options[:3]}, "at least two sentences"),
            ({"options": (*BOTH.options, Option("Where to?"))}, "“answer” or “evidence”"),
            ({"options": (BOTH.options[0], *BOTH.options[3:])}, "at least two answers, or none"),
        ],
    )
    def test_are_named(self, change, words):
        assert any(words in str(problem) for problem in PICK.problems(replace(BOTH, **change)))
