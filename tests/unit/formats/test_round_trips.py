"""What the formats that know HTML hold comes back to the letter, whatever signs are in it."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from quizzes.formats import FORMATS, Citation, Record
from quizzes.formats.markup import from_plain
from quizzes.items import Item, Option

SIGNS = "abc XY é漢 {}~=#%:/\\\"'<>&;[]()|!?.,-+*_@$"
words = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
texts = words.map(from_plain).filter(lambda text: "[[" not in text and "{" not in text)
typed = words.filter(lambda text: any(map(str.isalnum, text)))
KINDS = ["single_choice", "multiple_response", "short_answer", "matching", "ordering", "cloze"]
shares = st.sampled_from([1 / 3, 0.5, 0.0])


def unlike(strategy, least, most):
    return st.lists(strategy, min_size=least, max_size=most, unique=True)


@st.composite
def items(draw):
    stem = draw(texts)
    kind = draw(
        st.sampled_from(["single_choice", "multiple_response", "short_answer", "matching", "ordering", "cloze"])
    )
    if kind == "short_answer":
        first, *others = draw(unlike(typed, 1, 4))
        return Item(kind, stem, (Option(first, 1.0), *(Option(text, draw(shares)) for text in others)))
    options = draw(unlike(texts, 3, 6))
    if kind == "matching":
        return Item(kind, stem, tuple(Option(text, match=draw(texts)) for text in options))
    if kind == "ordering":
        return Item(kind, stem, tuple(map(Option, options)))
    if kind == "cloze":
        blanks = tuple(Option(text, float(not place), "1") for place, text in enumerate(options))
        answers = tuple(Option(text, 1.0, "2") for text in draw(unlike(typed.filter(lambda t: "*" not in t), 1, 2)))
        return Item(kind, f"{stem} [[1]] and [[2 typed]].", blanks + answers)
    keys = 1 if kind == "single_choice" else draw(st.integers(1, len(options) - 1))
    params = draw(st.sampled_from([{}, {"shuffle": False}]))
    feedback = [draw(st.just("") | texts) for _option in options]
    return Item(
        kind,
        stem,
        tuple(Option(text, float(place < keys), feedback=feedback[place]) for place, text in enumerate(options)),
        params,
    )


records = st.builds(
    Record,
    items(),
    name=words,
    id=words,
    topic=st.lists(words.filter(lambda text: "/" not in text and "$" not in text), max_size=3).map(tuple),
    explanation=texts.filter(lambda text: not text.endswith("\\")) | st.just(""),  # the citation follows in a new line
    tags=unlike(words, 0, 3).map(tuple),
    citation=st.none() | st.just(Citation("A “quote”.", "A title", "P1s2", "https://example.org/?b=c&d", "CC BY 4.0")),
)


@pytest.mark.parametrize("code", ["moodle_xml", "qti_22", "qti_3"])
class TestRoundTrips:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(written=st.lists(records, max_size=3))
    def test_what_is_written_is_read_as_it_was(self, code, written):
        reading = FORMATS[code].read(b"".join(FORMATS[code].write(written)))
        assert reading.problems == []
        assert reading.records == written

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(text=st.text(max_size=40))
    def test_a_text_that_does_not_come_back_is_said_to_be_lost(self, code, text):
        file_format = FORMATS[code]
        record = Record(Item("single_choice", text, (Option("a", 1.0), Option(text))), text)
        reading = file_format.read(b"".join(file_format.write([record])))
        assert reading.problems == []
        assert bool(file_format.losses(record)) == (reading.records != [record])

    @settings(max_examples=100, deadline=None)
    @given(data=st.binary(max_size=200))
    def test_no_file_makes_it_raise(self, code, data):
        for start in (b"", b"PK", b"<quiz><question>", b"<assessmentItem><itemBody>"):
            FORMATS[code].read(start + data)
