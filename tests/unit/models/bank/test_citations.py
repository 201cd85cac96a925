import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from quizzes.models import Fact, Question, Sentence
from tests.factories import FactFactory, QuestionFactory, SentenceFactory, SourceFactory

pytestmark = pytest.mark.django_db


def assert_refused(write, words):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        write()


class TestSentence:
    def test_stands_in_its_source_to_the_letter(self):
        source = SourceFactory()
        assert [source.text[s.start : s.end] for s in source.sentences.all()] == [
            "The SCO was established in 2001.",
            "It has ten members.",
            "The summit takes place in Tianjin.",
        ]

    @pytest.mark.parametrize("change", [{"start": 1, "end": 33}, {"text": "The SCO was established in 2002."}])
    def test_is_refused_elsewhere_by_the_database(self, change):
        sentence = SentenceFactory()
        assert_refused(lambda: Sentence.objects.filter(pk=sentence.pk).update(**change), "does not stand in its source")

    def test_is_refused_elsewhere_by_its_model(self):
        sentence = SentenceFactory()
        sentence.text = "The SCO was established in 2002."
        with pytest.raises(ValidationError, match="does not stand in the text"):
            sentence.clean()

    def test_is_as_long_as_its_span(self):
        sentence = SentenceFactory()
        assert_refused(lambda: Sentence.objects.filter(pk=sentence.pk).update(end=sentence.end + 1), "source|span")


@pytest.mark.parametrize("factory", [FactFactory, QuestionFactory])
class TestCitation:
    def test_is_refused_by_the_database_when_it_is_not_in_the_sentence(self, factory):
        assert_refused(lambda: factory(quote="established in 2002"), "does not stand in the sentence")

    def test_is_refused_by_the_database_when_it_is_changed_to_such(self, factory):
        row = factory()
        rows = type(row).objects.filter(pk=row.pk)
        assert_refused(lambda: rows.update(quote="Established in 2001"), "does not stand in the sentence")
        elsewhere = SentenceFactory(source=row.sentence.source, paragraph=2)
        assert_refused(lambda: rows.update(sentence=elsewhere), "does not stand in the sentence")

    def test_is_refused_by_its_model_with_a_sentence(self, factory):
        row = factory()
        row.quote = "established in 2002"
        with pytest.raises(ValidationError) as refused:
            row.clean()
        place = f"sentence P1s1 of “{row.sentence.source}”"
        assert refused.value.message_dict == {
            "quote": [f"“established in 2002” does not stand in {place}. Copy it from there to the letter."]
        }


class TestQuestion:
    def test_is_published_with_a_citation_only(self):
        question = QuestionFactory(uncited=True)
        rows = Question.objects.filter(pk=question.pk)
        assert_refused(lambda: rows.update(status="published"), "published_question_has_a_citation")
        question.status = "published"
        with pytest.raises(ValidationError, match="needs its sentence and the quote"):
            question.validate_constraints()


class TestFact:
    def test_says_whose_a_claim_is(self):
        fact = FactFactory(claim=True)
        assert_refused(lambda: Fact.objects.filter(pk=fact.pk).update(attributed_to=""), "claim_says_whose_it_is")
