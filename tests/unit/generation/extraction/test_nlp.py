import sys

import pytest

from quizzes.generation.extraction import SpanType, TextSpan, extractors, find_spans, nlp
from quizzes.generation.extraction.spans import rule_spans

TEXT = "Mirela Popa of the Danube Commission met Ilir Basha in Tulcea on 5 May 2021."
needs_spacy = pytest.mark.skipif(not nlp.is_installed(), reason="the extra nlp is not installed")


def span(text, kind, by="rules", start=None):
    at = TEXT.index(text) if start is None else start
    return TextSpan(1, 1, at, at + len(text), text, kind, extractors=(by,))


def found(spans):
    return [(one.text, one.type, one.extractors) for one in spans]


class TestMerging:
    def test_names_both_where_they_agree(self):
        merged = nlp.merge([span("Tulcea", SpanType.PLACE)], [span("Tulcea", SpanType.PLACE, "spacy")])
        assert found(merged) == [("Tulcea", SpanType.PLACE, ("rules", "spacy"))]

    @pytest.mark.parametrize("kind", [SpanType.PLACE, SpanType.PERSON])
    def test_lets_the_rules_win_where_they_differ(self, kind):
        ours = [span("Danube Commission", SpanType.ORGANISATION)]
        assert nlp.merge(ours, [span("Danube", kind, "spacy")]) == ours
        assert nlp.merge(ours, [span("Danube Commission", SpanType.PERSON, "spacy")]) == ours

    def test_adds_names_that_the_rules_missed_in_reading_order(self):
        ours = [span("Tulcea", SpanType.PLACE)]
        theirs = [span("Ilir Basha", SpanType.PERSON, "spacy"), span("Mirela Popa", SpanType.PERSON, "spacy")]
        assert [text for text, _type, _by in found(nlp.merge(ours, theirs))] == ["Mirela Popa", "Ilir Basha", "Tulcea"]

    def test_adds_no_figures_and_nothing_that_is_not_written_as_a_name(self):
        theirs = [span("5 May 2021", SpanType.DATE, "spacy"), span("met Ilir", SpanType.PERSON, "spacy")]
        assert nlp.merge([], theirs) == []


class TestWithoutSpacy:
    def test_the_rules_work_alone(self, monkeypatch):
        monkeypatch.setattr(nlp, "MODEL", "no_such_model")
        assert find_spans(TEXT) == rule_spans(TEXT)
        assert extractors() == "the rules"


class TestBrokenSpacy:
    def test_is_said_to_be_unusable(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "spacy", None)  # Python then refuses to import it
        nlp.model.cache_clear()
        with pytest.raises(nlp.Unusable):
            nlp.model()


@needs_spacy
class TestWithSpacy:
    def test_keeps_everything_that_the_rules_found(self):
        ours = {(one.start, one.end, one.type) for one in rule_spans(TEXT)}
        assert ours <= {(one.start, one.end, one.type) for one in find_spans(TEXT)}

    def test_agrees_about_a_name_and_leaves_the_article_out_of_it(self):
        spans = found(nlp.nlp_spans(TEXT))
        assert ("Danube Commission", SpanType.ORGANISATION, ("spacy",)) in spans

    def test_finds_the_same_twice(self):
        assert find_spans(TEXT) == find_spans(TEXT)

    def test_leaves_a_very_long_text_to_the_rules(self):
        assert nlp.nlp_spans("Anna went home. " * 10_000) == []
