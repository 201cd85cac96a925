"""What the essay promises beyond the contract."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, BadResponse, Form, Option
from quizzes.items.essay import MAX_ESSAY_LENGTH, SUMMARY_LENGTH

ESSAY = TYPES["essay"]
GUIDED, BARE = ESSAY.examples()


def parse(text):
    return ESSAY.parse(BARE, {}, Form({"answer": [text]}))


class TestParse:
    def test_keeps_the_lines(self):
        assert parse("One.\r\n\r\nTwo.\rThree.\n") == {"text": "One.\n\nTwo.\nThree."}

    def test_counts_a_line_break_as_the_one_character_that_the_browser_counted(self):
        text = "\r\n".join(["x"] * (MAX_ESSAY_LENGTH // 2))
        assert len(parse(text)["text"]) == MAX_ESSAY_LENGTH - 1

    def test_refuses_what_is_too_long(self):
        with pytest.raises(BadResponse, match="at most 10000"):
            parse("x" * (MAX_ESSAY_LENGTH + 1))

    def test_takes_fewer_words_than_advised(self):
        assert ESSAY.parse(GUIDED, {}, Form({"answer": ["Trust."]})) == {"text": "Trust."}


class TestSummary:
    @given(text=st.text(min_size=1, max_size=600).filter(str.strip))
    def test_is_a_short_line(self, text):
        line = ESSAY.summarise(BARE, {"text": text})
        assert len(line.splitlines()) == 1
        assert len(line) <= SUMMARY_LENGTH


class TestSecrets:
    def test_neither_guidance_nor_model_answer_is_presented(self):
        assert ESSAY.present(GUIDED, {}) == {"lines": 10, "minimum_words": 50, "longest": MAX_ESSAY_LENGTH}
        assert GUIDED.params["guidance"] not in json.dumps([ESSAY.right_answer(GUIDED), ESSAY.right_response(GUIDED)])

    def test_the_model_answer_is_the_right_one_and_may_be_missing(self):
        assert ESSAY.right_answer(GUIDED) == GUIDED.params["model_answer"]
        assert ESSAY.right_answer(BARE) == ""


class TestProblems:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"options": (Option("no", 1.0),)}, "no options"),
            ({"params": {"lines": 0}}, "2 to 60"),
            ({"params": {"minimum_words": 5000}}, "1,000 words"),
        ],
    )
    def test_are_named(self, change, words):
        assert any(words in str(problem) for problem in ESSAY.problems(replace(BARE, **change)))
