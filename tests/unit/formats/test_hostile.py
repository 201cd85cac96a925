"""Files that are made to hurt do not (docs/decisions/security.md, cases 27, 32, 33 and 35).

They and the limits are a twentieth of their size here; `python -m tests.load.hostile` reads the whole ones, and prints
what each costs.
"""

import tracemalloc

import pytest

from quizzes.formats import FORMATS, base
from quizzes.formats.gift import scanning
from tests.load.hostile import CASES, HARMLESS, broken_promises
from tests.support.small_limits import lower_limits, small

FULL_SIZE = {"MAX_BYTES": 20 * 1024 * 1024, "MAX_LINES": 500_000, "MAX_QUESTIONS": 20_000}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    assert {name: getattr(base, name) for name in FULL_SIZE} == FULL_SIZE
    lower_limits(monkeypatch)


@pytest.mark.parametrize(("code", "name"), [(code, name) for code in HARMLESS for name in CASES[code]])
class TestHostileFile:
    def test_is_read_within_bounds_or_refused_with_a_sentence(self, code, name):
        data = CASES[code][name](small)
        tracemalloc.start()
        try:
            reading = FORMATS[code].read(data)
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert list(broken_promises(code, name, reading, most)) == []


class TestLimits:
    @pytest.mark.parametrize("code", ["gift", "aiken", "csv"])
    def test_too_many_lines_are_refused_before_they_are_read(self, code):
        (problem,) = FORMATS[code].read(b"\n" * (base.MAX_LINES + 1)).problems
        assert str(problem.wrong) == "The file has more than 25000 lines."

    def test_the_last_question_that_is_allowed_is_read(self):
        questions = b"q{=a}\n\n" * base.MAX_QUESTIONS
        assert len(FORMATS["gift"].read(questions).records) == base.MAX_QUESTIONS
        (problem,) = FORMATS["gift"].read(questions + b"q{=a}\n").problems
        assert str(problem.wrong) == "The file has more than 1000 questions."

    def test_one_long_line_does_not_take_the_others_with_it(self):
        reading = FORMATS["gift"].read(b"q{=a}\n" + b"a" * (scanning.MAX_LINE_LENGTH + 1) + b"\nr{=b}\n")
        assert [problem.line for problem in reading.problems] == [2]

    def test_an_unclosed_tag_is_looked_at_once(self):
        reading = FORMATS["gift"].read(b"// " + b"[tag:a" * 8_000 + b"\n// [tag:sco] [id:q1]\nq{=a}")
        assert (reading.records[0].tags, reading.records[0].id) == (("sco",), "q1")
