import pytest

from quizzes.items import Option
from quizzes.models import Question, QuestionVersion
from quizzes.models.questions import current_versions, frozen
from tests.factories import QuestionFactory, SourceFactory

pytestmark = pytest.mark.django_db


class TestCurrentVersion:
    def test_holds_all_that_an_attempt_needs(self):
        question = QuestionFactory(options=(Option("1998"), Option("2001", 1.0, feedback="Yes.")))
        content = question.current_version().content
        assert content["item"]["options"] == [["1998", 0.0, "", ""], ["2001", 1.0, "", "Yes."]]
        assert content["explanation"] == question.explanation
        assert content["citation"]["sentence"] == ["The SCO was ", "established in 2001", "."]
        assert content["citation"]["after"] == "It has ten members."

    def test_is_made_once_for_the_same_content(self):
        question = QuestionFactory()
        assert question.current_version() == question.current_version()
        assert QuestionVersion.objects.count() == 1

    def test_counts_up_with_each_change_and_finds_an_earlier_one_again(self):
        question = QuestionFactory(stem="First?")
        first = question.current_version()
        question.stem = "Second?"
        second = question.current_version()
        question.stem = "First?"
        assert (first.number, second.number) == (1, 2)
        assert question.current_version() == first

    def test_changes_with_its_options_and_with_its_source(self):
        question = QuestionFactory()
        first = question.current_version()
        question.options.filter(text="1998").update(text="1999")
        second = Question.objects.get().current_version()
        question.sentence.source.title = "Another title"
        question.sentence.source.save()
        assert len({first, second, Question.objects.get().current_version()}) == 3

    def test_is_not_touched_by_what_no_student_sees(self):
        question = QuestionFactory()
        first = question.current_version()
        question.options.update(provenance="a near miss")
        question.status = "retired"
        assert question.current_version() == first


class TestCurrentVersions:
    def test_takes_as_many_queries_for_many_questions_as_for_few(self, django_assert_num_queries):
        source = SourceFactory()
        QuestionFactory.create_batch(6, sentence=source.sentences.first())
        for length in (2, 6):
            questions = list(Question.objects.with_content()[:length])
            current_versions(questions)
            with django_assert_num_queries(1):
                current_versions(questions)


class TestFrozen:
    def test_is_read_once(self, django_assert_num_queries):
        version = QuestionFactory().current_version()
        with django_assert_num_queries(1):
            assert frozen(version.pk) is frozen(version.pk)
