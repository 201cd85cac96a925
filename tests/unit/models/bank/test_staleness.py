import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from quizzes.generation.questions import generate
from quizzes.generation.sentences import split
from quizzes.models import Fact, Question, Sentence, Source
from quizzes.models.bank.generated import store_drafts
from quizzes.models.bank.staleness import Edit, NotStale, confirm, doubts
from tests.factories import AttemptFactory, FactFactory, QuestionFactory, QuizFactory, SentenceFactory, SourceFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
FIRST, SECOND, THIRD = (
    "The SCO was established in 2001.",
    "It has ten members.",
    "The summit takes place in Tianjin.",
)


def edit(source, text, now=NOW):
    source.text = text
    Edit(source).apply(now)


def in_text(source):
    return [(s.ref, s.text) for s in source.sentences.in_text()]


class TestEdit:
    def test_moves_what_only_changed_its_place_and_keeps_its_row(self):
        source = SourceFactory()
        before = {s.text: s.pk for s in source.sentences.all()}
        edit(source, f"A new beginning.\n\n{THIRD}\n\n{FIRST} {SECOND}")
        assert in_text(source) == [("P1s1", "A new beginning."), ("P2s1", THIRD), ("P3s1", FIRST), ("P3s2", SECOND)]
        assert {s.text: s.pk for s in source.sentences.exclude(paragraph=1)} == before

    def test_makes_stale_what_stands_on_changed_words_and_nothing_else(self):
        source = SourceFactory()
        changed, same = SentenceFactory(source=source), SentenceFactory(source=source, paragraph=2)
        fact, question = FactFactory(sentence=changed), QuestionFactory(sentence=changed)
        other = QuestionFactory(sentence=same, quote="Tianjin")
        edit(source, f"The SCO was founded in 2001. {SECOND}\n\n{THIRD}")
        assert set(Fact.objects.values_list("pk", "stale_since")) == {(fact.pk, NOW)}
        assert set(Question.objects.values_list("pk", "stale_since")) == {(question.pk, NOW), (other.pk, None)}
        assert list(Question.objects.published()) == [other]

    def test_makes_stale_what_follows_from_a_fact_that_lost_its_words(self):
        source = SourceFactory()
        base = FactFactory(sentence=source.sentences.get(text=FIRST))
        elsewhere = {"sentence": source.sentences.get(text=THIRD), "quote": "Tianjin"}
        middle = FactFactory(**elsewhere, derived_from=[base.slug])
        last = FactFactory(**elsewhere, derived_from=[middle.slug])
        other, question = FactFactory(**elsewhere), QuestionFactory(**elsewhere, fact=last)
        source.text = f"{SECOND}\n\n{THIRD}"
        (lost,) = Edit(source).lost
        assert (set(lost.facts), lost.questions) == ({base, middle, last}, [question])
        Edit(source).apply(NOW)
        assert list(Fact.objects.filter(stale_since=None)) == [other]
        assert list(Question.objects.stale()) == [question]
        assert [doubt.sentence for doubt in doubts() if doubt.row != base] == [elsewhere["sentence"]] * 3

    def test_keeps_what_is_cited_out_of_the_text_and_forgets_the_rest(self):
        question = QuestionFactory()
        source = question.sentence.source
        edit(source, "Something else.")
        assert in_text(source) == [("P1s1", "Something else.")]
        assert [s.text for s in source.sentences.all() if s.is_gone] == [FIRST]
        assert source.paragraphs == [[Sentence.objects.get(text="Something else.")]]

    def test_says_beforehand_what_would_become_stale_and_saves_nothing(self):
        question = QuestionFactory()
        source = question.sentence.source
        source.text = source.text.replace("2001", "2002")
        (lost,) = Edit(source).lost
        assert (lost.sentence, lost.questions, lost.facts) == (question.sentence, [question], [])
        assert lost.nearest == "The SCO was established in 2002."
        assert Question.objects.published().get() == question

    def test_leaves_open_what_the_nearest_sentence_is_when_none_comes_near(self):
        source = QuestionFactory().sentence.source
        source.text = "Rain."
        assert [lost.nearest for lost in Edit(source).lost] == [""]

    def test_brings_a_sentence_back_into_its_row_but_waits_for_a_person(self):
        question = QuestionFactory()
        source, text = question.sentence.source, question.sentence.source.text
        edit(source, "Something else.")
        edit(source, text, NOW + dt.timedelta(days=1))
        question.refresh_from_db()
        assert (question.sentence.ref, question.stale_since) == ("P1s1", NOW)
        assert source.sentences.filter(text=FIRST).count() == 1

    def test_can_be_made_again_and_again(self):
        source = SourceFactory()
        rows = [QuestionFactory(sentence=sentence, quote=sentence.text) for sentence in source.sentences.all()]
        for number in range(3):
            edit(source, f"Text number {number}. It is short.")
        assert [s.number for s in source.sentences.filter(paragraph=0)] == [1, 2, 3]
        assert Question.objects.stale().count() == len(rows)

    def test_leaves_attempts_what_they_had(self):
        question = QuestionFactory()
        attempt = AttemptFactory(quiz=QuizFactory(questions=[question]))
        before = attempt.responses.get().frozen.content
        edit(question.sentence.source, "Something else.")
        assert attempt.responses.get().frozen.content == before
        assert "".join(before["citation"]["sentence"]) == FIRST

    def test_leaves_to_the_generator_what_only_moved(self):
        fact = FactFactory()
        value = fact.to_value()
        store_drafts(*generate([value]), [value])
        untouched = [question.pk for question in Question.objects.all() if question.is_untouched]
        assert untouched
        edit(fact.sentence.source, f"A new beginning.\n\n{FIRST}")
        assert [question.pk for question in Question.objects.all() if question.is_untouched] == untouched


class TestAnyEdit(TestCase):
    sentences = st.lists(
        st.sampled_from(["One is here.", "Two is here.", "Three is here.", "Four is here."]), max_size=6
    )

    @settings(max_examples=30)
    @given(st.lists(st.lists(sentences, min_size=1, max_size=3), min_size=2, max_size=4))
    def test_ends_with_the_sentences_that_a_new_source_would_have(self, texts):
        first, *others = ["\n\n".join(" ".join(paragraph) for paragraph in text) or "Empty." for text in texts]
        source = SourceFactory(text=first)
        for sentence in source.sentences.all()[:2]:
            QuestionFactory(sentence=sentence, quote=sentence.text)
        for text in others:
            edit(source, text)
            assert in_text(source) == [(f"P{s.paragraph}s{s.number}", s.text) for s in split(text, source.title)]
        for question in Question.objects.all():
            assert question.citation_problem() is None
            assert bool(question.stale_since) or not question.sentence.is_gone


class TestDatabase:
    def test_refuses_another_text_under_the_sentences(self):
        source = SourceFactory()
        with pytest.raises(DatabaseError, match="changed under its sentences"), transaction.atomic():
            Source.objects.filter(pk=source.pk).update(text="Gone.")


class TestLoadingAFixture:
    def test_with_another_text_moves_the_sentences_and_makes_stale_what_lost_its_words(self, tmp_path):
        source = SourceFactory()
        lost = QuestionFactory(sentence=source.sentences.get(text=FIRST))
        kept = QuestionFactory(sentence=source.sentences.get(text=THIRD), quote="Tianjin")
        fields = {"slug": source.slug, "title": source.title, "text": f"A new beginning.\n\n{THIRD}"}
        path = tmp_path / "changed.json"
        path.write_text(json.dumps([{"model": "quizzes.source", "fields": fields}]))
        call_command("loaddata", str(path), verbosity=0)
        assert in_text(source) == [("P1s1", "A new beginning."), ("P2s1", THIRD)]
        assert (list(Question.objects.stale()), list(Question.objects.published())) == ([lost], [kept])


class TestConfirming:
    @pytest.fixture
    def question(self):
        question = QuestionFactory()
        edit(question.sentence.source, f"The SCO was established in 2001, in Shanghai. {SECOND}")
        question.refresh_from_db()
        return question

    def test_is_proposed_the_nearest_sentence_with_the_quote_where_it_still_stands(self, question):
        (doubt,) = doubts()
        assert (doubt.row, doubt.stood_on.text) == (question, FIRST)
        assert (doubt.sentence.ref, doubt.quote) == ("P1s1", "established in 2001")

    def test_proposes_the_whole_sentence_where_the_words_are_others(self):
        question = QuestionFactory()
        edit(question.sentence.source, "The SCO was founded in the year 2001.")
        assert [doubt.quote for doubt in doubts()] == ["The SCO was founded in the year 2001."]

    def test_puts_it_back_into_use_and_forgets_the_old_sentence(self, question):
        (doubt,) = doubts()
        confirm(question, doubt.sentence, doubt.quote)
        assert Question.objects.published().get().sentence.ref == "P1s1"
        assert not Sentence.objects.filter(paragraph=0).exists()

    def test_is_refused_where_the_words_do_not_stand(self, question):
        with pytest.raises(ValidationError, match="does not stand in sentence P1s2"):
            confirm(question, Sentence.objects.get(text=SECOND), "established in 2001")

    def test_happens_once(self, question):
        sentence = Sentence.objects.get(paragraph=1, number=1)
        confirm(question, sentence, "2001")
        with pytest.raises(NotStale):
            confirm(question, sentence, "established")
        assert Question.objects.get().quote == "2001"
