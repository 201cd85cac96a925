"""Files that are made to hurt do not (docs/decisions/security.md, cases 27, 32, 33 and 35).

What each costs, `python -m tests.load.hostile` prints.
"""

import tracemalloc

import pytest

from quizzes.formats import FORMATS
from quizzes.formats.base import MAX_BYTES, MAX_LINES, MAX_QUESTIONS
from quizzes.formats.gift.scanning import MAX_LINE_LENGTH
from tests.load.hostile import CASES

# What a person could have meant is read.
HARMLESS: dict[str, set[str]] = {
    "gift": set(),
    "moodle_xml": {
        "deep html",
        "html",
        "html angles",
        "html entities",
        "html comments",
        "html tables",
        "html lists",
        "picture",
        "large picture",
        "data picture",
    },
    "qti_22": {"xml picture", "xml large picture", "xml data picture"},
    "csv": set(),
    "xlsx": set(),
    "kahoot": set(),
}
MOST_MEMORY = 12 * MAX_BYTES


@pytest.mark.parametrize(("code", "name"), [(code, name) for code in HARMLESS for name in CASES[code]])
class TestHostileFile:
    def test_is_read_within_bounds_or_refused_with_a_sentence(self, code, name):
        data = CASES[code][name]()
        tracemalloc.start()
        try:
            reading = FORMATS[code].read(data)
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < MOST_MEMORY
        assert len(reading.records) <= MAX_QUESTIONS
        for problem in reading.problems:
            assert str(problem.wrong).endswith(".")
            assert str(problem.remedy).endswith(".")
            assert len(problem.text) <= 200
        assert (not reading.problems) == (name in HARMLESS[code])


class TestLimits:
    @pytest.mark.parametrize("code", ["gift", "aiken", "csv"])
    def test_too_many_lines_are_refused_before_they_are_read(self, code):
        (problem,) = FORMATS[code].read(b"\n" * (MAX_LINES + 1)).problems
        assert str(problem.wrong) == "The file has more than 500000 lines."

    def test_the_last_question_that_is_allowed_is_read(self):
        questions = b"q{=a}\n\n" * MAX_QUESTIONS
        assert len(FORMATS["gift"].read(questions).records) == MAX_QUESTIONS
        (problem,) = FORMATS["gift"].read(questions + b"q{=a}\n").problems
        assert str(problem.wrong) == "The file has more than 20000 questions."

    def test_one_long_line_does_not_take_the_others_with_it(self):
        reading = FORMATS["gift"].read(b"q{=a}\n" + b"a" * (MAX_LINE_LENGTH + 1) + b"\nr{=b}\n")
        assert [problem.line for problem in reading.problems] == [2]

    def test_an_unclosed_tag_is_looked_at_once(self):
        reading = FORMATS["gift"].read(b"// " + b"[tag:a" * 100_000 + b"\n// [tag:sco] [id:q1]\nq{=a}")
        assert (reading.records[0].tags, reading.records[0].id) == (("sco",), "q1")
