import io

import pytest
from django.core.management import CommandError, call_command

from quizzes.formats import FORMATS
from quizzes.models import Question
from tests.factories import QuestionFactory, QuizFactory, TopicFactory
from tests.support.lines_format import LinesFormat, file_of, line_of, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lines(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", LinesFormat())


@pytest.fixture
def questions_file(tmp_path):
    path = tmp_path / "questions.lines"
    path.write_bytes(line_of(record(name="One"), lost=["Its hint is left behind."]) + file_of(record("Which city?")))
    return path


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


class TestImport:
    def test_says_what_it_would_do_and_stores_nothing(self, questions_file):
        out, _err = run("import_questions", questions_file, "--dry-run")
        assert "line 1, One: Its hint is left behind." in out
        assert "Would be made: 2" in out
        assert not Question.objects.exists()

    def test_stores_drafts_and_finds_the_same_file_unchanged(self, questions_file):
        topic = TopicFactory(slug="history")
        assert "Were made: 2" in run("import_questions", questions_file, "--topic", "history")[0]
        assert set(Question.objects.values_list("topic", "status")) == {(topic.pk, "draft")}
        assert "Were made: 0, changed: 0, unchanged: 2" in run("import_questions", questions_file)[0]

    def test_stores_nothing_of_a_file_with_a_problem(self, questions_file):
        questions_file.write_bytes(questions_file.read_bytes() + b"not JSON\n")
        with pytest.raises(CommandError, match="nothing was stored"):
            run("import_questions", questions_file)
        assert not Question.objects.exists()

    @pytest.mark.parametrize(
        ("name", "options", "message"),
        [
            ("absent.lines", (), "cannot be read"),
            ("questions.bin", (), "Name it with --format"),
            ("questions.lines", ("--topic", "nowhere"), "There is no topic nowhere"),
        ],
    )
    def test_says_what_is_missing(self, questions_file, name, options, message):
        questions_file.with_name("questions.bin").write_bytes(b"?")
        with pytest.raises(CommandError, match=message):
            run("import_questions", questions_file.with_name(name), *options)


class TestExport:
    def exported(self, tmp_path, *options):
        target = tmp_path / "out.lines"
        _out, err = run("export_questions", "--format", "lines", "-o", target, *options)
        assert [path.name for path in tmp_path.iterdir()] == ["out.lines"]
        return {read.id for read in LinesFormat().read(target.read_bytes()).records}, err

    def test_writes_what_was_asked_for(self, tmp_path):
        question, other = QuestionFactory(), QuestionFactory()
        QuestionFactory(retired=True)
        quiz = QuizFactory(questions=[question])
        assert self.exported(tmp_path)[0] == {question.slug, other.slug}
        assert self.exported(tmp_path, "--quiz", quiz.slug)[0] == {question.slug}
        assert self.exported(tmp_path, "--topic", other.topic.slug)[0] == {other.slug}

    def test_says_what_is_left_behind(self, tmp_path):
        QuestionFactory(slug="tagged", tags=["a"])
        assert "tagged: The tags are left behind." in self.exported(tmp_path)[1]

    @pytest.mark.parametrize("option", ["--quiz", "--topic"])
    def test_says_that_there_is_no_such_quiz_or_topic(self, option):
        with pytest.raises(CommandError, match="nowhere"):
            run("export_questions", "--format", "lines", option, "nowhere")

    def test_comes_in_again_unchanged(self, tmp_path):
        QuestionFactory.create_batch(3)
        target = tmp_path / "out.lines"
        run("export_questions", "--format", "lines", "-o", target)
        assert "unchanged: 3" in run("import_questions", target)[0]
