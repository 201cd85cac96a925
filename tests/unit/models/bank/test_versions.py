import pytest
from django.db import IntegrityError

from quizzes.items import Option
from quizzes.models import Question, QuestionVersion
from quizzes.models.bank.versions import current_versions, frozen_version
from tests.factories import QuestionFactory, SourceFactory

pytestmark = pytest.mark.django_db


def current_version(question):
    return current_versions([question])[0]


class TestCurrentVersion:
    def test_holds_all_that_an_attempt_needs(self):
        question = QuestionFactory(options=(Option("1998"), Option("2001", 1.0, feedback="Yes.")))
        content = current_version(question).content
        assert content["item"]["options"] == [
            {"text": "1998", "fraction": 0.0, "match": "", "feedback": ""},
            {"text": "2001", "fraction": 1.0, "match": "", "feedback": "Yes."},
        ]
        assert content["explanation"] == question.explanation
        assert content["citation"]["sentence"] == ["The SCO was ", "established in 2001", "."]
        assert content["citation"]["after"] == "It has ten members."

    def test_is_made_once_for_the_same_content(self):
        question = QuestionFactory()
        assert current_version(question) == current_version(question)
        assert QuestionVersion.objects.count() == 1

    def test_counts_up_with_each_change_and_finds_an_earlier_one_again(self):
        question = QuestionFactory(stem="First?")
        first = current_version(question)
        question.stem = "Second?"
        second = current_version(question)
        question.stem = "First?"
        assert (first.number, second.number) == (1, 2)
        assert current_version(question) == first

    def test_changes_with_its_options_and_with_its_source(self):
        question = QuestionFactory()
        first = current_version(question)
        question.options.filter(text="1998").update(text="1999")
        second = current_version(Question.objects.get())
        question.sentence.source.title = "Another title"
        question.sentence.source.save()
        assert len({first, second, current_version(Question.objects.get())}) == 3

    def test_is_not_touched_by_what_no_student_sees(self):
        question = QuestionFactory()
        first = current_version(question)
        question.options.update(provenance="a near miss")
        question.status = "retired"
        assert current_version(question) == first


class TestCurrentVersions:
    def test_takes_as_many_queries_for_many_questions_as_for_few(self, django_assert_num_queries):
        source = SourceFactory()
        QuestionFactory.create_batch(6, sentence=source.sentences.first())
        for length in (2, 6):
            questions = list(Question.objects.with_content()[:length])
            current_versions(questions)
            with django_assert_num_queries(1):
                current_versions(questions)

    @pytest.mark.django_db(transaction=True)
    def test_gives_up_on_a_question_that_was_just_deleted(self):
        question = QuestionFactory()
        Question.objects.filter(pk=question.pk).delete()
        with pytest.raises(IntegrityError):
            current_versions([question])


class TestFrozen:
    def test_is_read_once(self, django_assert_num_queries):
        version = current_version(QuestionFactory())
        with django_assert_num_queries(1):
            assert frozen_version(version.pk) is frozen_version(version.pk)
