import copy
import datetime as dt
import json

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from quizzes.models import (
    Assignment,
    Attempt,
    Classroom,
    Enrolment,
    Fact,
    Option,
    Question,
    Quiz,
    QuizQuestion,
    Source,
    Topic,
)
from quizzes.models.exchange.class_packs import FIELDS, BadPack, load, rows_of, to_text
from quizzes.models.exchange.class_packs.writing import pictures_left_behind
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    GroupFactory,
    LiveRoundFactory,
    PictureFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom():
    fact = FactFactory()
    questions = [QuestionFactory(slug="q-one", fact=fact, sentence=fact.sentence), QuestionFactory(slug="q-two")]
    for question in questions:
        question.check_lint()
    classroom = ClassroomFactory(name="Class 7b", code="AB2CD3")
    AssignmentFactory(classroom=classroom, title="First", quiz=QuizFactory(slug="first", questions=questions))
    return classroom


@pytest.fixture
def rows(classroom):
    return json.loads(to_text(rows_of(classroom)))


def row_of(rows, model, **fields):
    """The first row of a model with these fields, to be changed in place."""
    found = (row["fields"] for row in rows if row["model"] == f"quizzes.{model}")
    return next(row for row in found if all(row.get(name) == value for name, value in fields.items()))


def option_of(rows, slug, position=1):
    return row_of(rows, "option", question=[slug], position=position)


def load_rows(rows, **options):
    return load(json.dumps(rows), **options).difference


def wipe():
    Classroom.objects.all().delete()
    Quiz.objects.all().delete()
    Question.objects.all().delete()
    Fact.objects.all().delete()
    Source.objects.all().delete()
    Topic.objects.all().delete()


class TestExport:
    def test_the_same_class_gives_the_same_bytes(self, classroom):
        assert to_text(rows_of(classroom)) == to_text(rows_of(classroom))

    def test_holds_the_models_of_a_pack_and_their_fields_alone(self, rows):
        for row in rows:
            model = next(model for model in FIELDS if model._meta.label_lower == row["model"])
            assert set(row["fields"]) <= set(FIELDS[model])
            assert "pk" not in row
        assert {row["model"] for row in rows} == {model._meta.label_lower for model in FIELDS}

    def test_holds_no_student_no_teacher_and_no_password(self, classroom):
        enrolment = EnrolmentFactory(classroom=classroom, nickname="Zuzanna Xq")
        classroom.assignments.update(password="open sesame")
        AssignedAttemptFactory(assignment=classroom.assignments.get(), enrolment=enrolment, answers=[True])
        text = to_text(rows_of(classroom))
        for secret in ("Zuzanna Xq", enrolment.words, "open sesame", classroom.teachers.get().username):
            assert secret not in text

    def test_leaves_out_what_is_for_some_students_alone_and_says_so(self, classroom, capsys):
        text = to_text(rows_of(classroom))
        for title, kind, one in (("Alone", "students", EnrolmentFactory), ("Some", "groups", GroupFactory)):
            quiz = QuizFactory(questions=[QuestionFactory()])
            given = AssignmentFactory(classroom=classroom, title=title, quiz=quiz)
            getattr(given, kind).add(one(classroom=classroom))
        assert to_text(rows_of(classroom)) == text
        call_command("export_class", "AB2CD3")
        assert "2 of its assignments, for some students or played live, stay behind." in capsys.readouterr().err

    def test_leaves_out_what_was_played_live(self, classroom):
        """With its quiz and its questions, where no assignment of the pack has them too."""
        before = to_text(rows_of(classroom))
        question = QuestionFactory(slug="q-live", picture=PictureFactory())
        LiveRoundFactory(classroom=classroom, quiz=QuizFactory(slug="live", questions=[question]))
        LiveRoundFactory(classroom=classroom, quiz=Quiz.objects.get(slug="first"))
        assert to_text(rows_of(classroom)) == before
        assert pictures_left_behind(classroom) == 0

    def test_brings_the_facts_that_a_fact_is_derived_from(self, classroom):
        base = FactFactory(slug="base")
        fact = Question.objects.get(slug="q-one").fact
        fact.derived_from = ["base"]
        fact.save()
        assert row_of(rows_of(classroom), "fact", slug="base")["answer"] == base.answer

    def test_brings_the_questions_that_a_quiz_draws_from(self, classroom):
        question = QuestionFactory(slug="drawn")
        quiz = QuizFactory(draw=1, questions=[])
        quiz.draw_topics.add(question.topic)
        AssignmentFactory(classroom=classroom, quiz=quiz, title="Drawn")
        rows = rows_of(classroom)
        assert row_of(rows, "question", slug="drawn")
        assert row_of(rows, "quiz", slug=quiz.slug)["draw_topics"] == [(question.topic.slug,)]


class TestRoundTrip:
    def test_into_an_empty_database_and_out_again_is_the_same(self, classroom):
        text = to_text(rows_of(classroom))
        wipe()
        found = load(text)
        assert len(found.difference.new) == len(json.loads(text))
        assert [one.code for one in found.classrooms] == ["AB2CD3"]
        assert to_text(rows_of(Classroom.objects.get())) == text
        attempt = AssignedAttemptFactory(assignment=Assignment.objects.get(), answers=[True, True])
        assert attempt.responses.count() == 2

    def test_loaddata_works_on_the_same_file(self, classroom, tmp_path):
        text = to_text(rows_of(classroom))
        file = tmp_path / "pack.json"
        file.write_text(text)
        wipe()
        call_command("loaddata", file, verbosity=0)
        assert to_text(rows_of(Classroom.objects.get())) == text

    def test_the_fixtures_of_this_project_are_packs(self, settings):
        text = (settings.FIXTURE_DIRS[0] / "demo_class.json").read_text()
        load(text)
        assert str(load(text).difference) == "nothing new"

    def test_loading_twice_changes_nothing(self, classroom, rows):
        before = {model: list(model.objects.values()) for model in FIELDS}
        assert str(load_rows(rows)) == "nothing new"
        assert {model: list(model.objects.values()) for model in FIELDS} == before


class TestDifference:
    def test_names_what_is_new_and_what_of_a_row_changes(self, rows):
        row_of(rows, "quiz")["title"] = "Another title"
        row_of(rows, "assignment")["title"] = "Second"
        found = load_rows(rows)
        assert str(found) == "1 new, 1 changed"
        assert found.new[0].endswith("(quizzes.assignment AB2CD3/Second)")
        assert found.changed[0].endswith("(quizzes.quiz first): title")
        assert Quiz.objects.get().title == "Another title"
        assert Assignment.objects.count() == 2

    def test_tells_a_changed_key_from_other_changes(self, rows):
        right, wrong = option_of(rows, "q-one", 1), option_of(rows, "q-one", 2)
        right["fraction"], wrong["fraction"] = wrong["fraction"], right["fraction"]
        found = load_rows(rows)
        assert str(found) == "2 changed, 1 changed key"
        assert found.changed_keys == ["q-one: nobody has answered it yet."]

    def test_says_that_what_was_answered_keeps_its_mark(self, classroom, rows):
        AssignedAttemptFactory(assignment=classroom.assignments.get(), answers=[True, True]).finish(
            Attempt.objects.get().started_at
        )
        before = [response.mark for response in Attempt.objects.get().responses.all()]
        option_of(rows, "q-one", 1)["text"] = "2002"
        (line,) = load_rows(rows).changed_keys
        assert "keeps its version and its mark" in line
        assert [response.mark for response in Attempt.objects.get().responses.all()] == before

    def test_counts_citations_that_become_stale(self, rows):
        source = row_of(rows, "question", slug="q-two")["sentence"][0]
        row_of(rows, "source", slug=source)["text"] = "Nothing of it is left.\n\nNothing at all."
        rows = [row for row in rows if row["model"] not in ("quizzes.sentence", "quizzes.question", "quizzes.option")]
        rows = [row for row in rows if row["model"] not in ("quizzes.fact", "quizzes.quizquestion")]
        rows = [row for row in rows if row["model"] != "quizzes.quiz"]
        found = load_rows(rows)
        assert str(found).endswith("1 stale citation")
        assert found.stale == ["q-two: the words it stands on are gone from the text."]
        assert Question.objects.get(slug="q-two").stale_since is not None

    def test_removes_options_and_questions_that_the_pack_no_longer_has(self, rows):
        last = Option.objects.filter(question__slug="q-one").latest("position").position
        rows = [row for row in rows if row["fields"] is not option_of(rows, "q-one", last)]
        rows = [row for row in rows if row["fields"] is not row_of(rows, "quizquestion", question=["q-two"])]
        found = load_rows(rows)
        assert len(found.removed) == 2
        assert not Option.objects.filter(question__slug="q-one", position=last).exists()
        assert [part.question.slug for part in QuizQuestion.objects.all()] == ["q-one"]
        assert Question.objects.filter(slug="q-two").exists()

    def test_keeps_what_a_pack_has_no_word_on(self, classroom, rows):
        Question.objects.update(approved_by=classroom.teachers.get())
        classroom.is_open = False
        classroom.save()
        classroom.assignments.update(password="open sesame")
        row_of(rows, "classroom")["name"] = "Class 8b"
        row_of(rows, "question", slug="q-one")["explanation"] = "Because."
        row_of(rows, "assignment")["may_go_back"] = False
        load_rows(rows)
        classroom.refresh_from_db()
        assert (classroom.name, classroom.is_open, classroom.teachers.count()) == ("Class 8b", False, 1)
        assert Question.objects.get(slug="q-one").approved_by == classroom.teachers.get()
        assert classroom.assignments.get().password == "open sesame"

    def test_says_of_an_assignment_whether_it_is_practice_and_keeps_it_where_the_pack_does_not(self, classroom, rows):
        row_of(rows, "assignment")["is_practice"] = True
        for is_dry_run in (True, False):
            (line,) = load_rows(rows, is_dry_run=is_dry_run).changed
            assert line.endswith("AB2CD3/First): practice")
            assert classroom.assignments.get().is_practice is not is_dry_run
        assert row_of(rows_of(classroom), "assignment")["is_practice"] is True
        del row_of(rows, "assignment")["is_practice"]
        assert str(load_rows(rows)) == "nothing new"
        assert classroom.assignments.get().is_practice

    def test_lints_what_changes(self, rows):
        row_of(rows, "question", slug="q-one")["stem"] = "Which of these is not untrue?"
        load_rows(rows)
        assert Question.objects.get(slug="q-one").lint_findings != []


class TestDryRun:
    def test_says_the_same_and_changes_nothing(self, classroom, rows):
        row_of(rows, "quiz")["title"] = "Another title"
        row_of(rows, "assignment")["title"] = "Second"
        before = {model: list(model.objects.values()) for model in FIELDS}
        assert str(load_rows(rows, is_dry_run=True)) == "1 new, 1 changed"
        assert {model: list(model.objects.values()) for model in FIELDS} == before
        assert str(load_rows(rows)) == "1 new, 1 changed"

    def test_says_all_of_it_in_one_line(self, rows, tmp_path, capsys):
        """Citations become stale with the text of a source, which is the row that has changed."""
        cited = Question.objects.get(slug="q-two").sentence
        QuestionFactory(slug="q-three", sentence=cited)
        left_out = {"quiz", "quizquestion"}  # or the question that is left out would be taken out of the quiz
        rows = [row for row in rows if row["model"].removeprefix("quizzes.") not in left_out]
        rows = [row for row in rows if "q-two" not in (row["fields"].get("slug"), *row["fields"].get("question", ()))]
        rows = [row for row in rows if row["fields"].get("source") != [cited.source.slug]]
        row_of(rows, "source", slug=cited.source.slug)["text"] = "Nothing of it is left.\n\nNothing at all."
        rows += [
            {"model": "quizzes.topic", "fields": {"slug": "new", "name": "New"}},
            {"model": "quizzes.option", "fields": option_of(rows, "q-one") | {"position": 9, "text": "2002"}},
            {"model": "quizzes.assignment", "fields": row_of(rows, "assignment") | {"title": "Second"}},
        ]
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(rows))
        before = {model: list(model.objects.values()) for model in FIELDS}
        call_command("load_class", file, "--dry-run")
        said = capsys.readouterr().out.splitlines()
        assert said[0] == "3 new, 1 changed, 1 changed key, 2 stale citations."
        assert said[-1] == "This was a dry run: nothing was changed."
        assert {model: list(model.objects.values()) for model in FIELDS} == before


class TestRunningTests:
    """A pack changes their time as the page of the assignment does."""

    @pytest.fixture
    def attempts(self, classroom):
        """One is running, one is finished; neither has an end."""
        assignment = classroom.assignments.get()
        running, finished = (AssignedAttemptFactory(assignment=assignment) for _n in range(2))
        finished.finish(finished.started_at)
        return [running, finished]

    def ends_of(self, attempts):
        return [Attempt.objects.get(pk=attempt.pk).deadline_at for attempt in attempts]

    def test_end_when_a_changed_time_limit_says(self, attempts, rows):
        row_of(rows, "assignment")["time_limit"] = "00:20:00"
        found = load_rows(rows)
        assert self.ends_of(attempts) == [attempts[0].started_at + dt.timedelta(minutes=20), None]
        assert str(found) == "1 changed, 1 moved end"

    def test_end_when_the_assignment_closes_then_with_extra_time(self, attempts, rows):
        Enrolment.objects.filter(learner=attempts[0].learner).update(extra_minutes=5)
        closes_at = attempts[0].started_at + dt.timedelta(hours=1)
        row_of(rows, "assignment")["closes_at"] = closes_at.isoformat()
        load_rows(rows)
        assert self.ends_of(attempts)[0] == closes_at + dt.timedelta(minutes=5)

    def test_are_counted_by_a_dry_run_and_go_on_as_before(self, attempts, rows):
        row_of(rows, "assignment")["time_limit"] = "00:20:00"
        (line,) = load_rows(rows, is_dry_run=True).moved_ends
        assert line.endswith("AB2CD3/First): 1 student is at it, and has until another time now.")
        assert self.ends_of(attempts) == [None, None]

    def test_are_not_spoken_of_where_their_time_stays(self, attempts, rows):
        row_of(rows, "assignment")["shuffle"] = True
        assert load_rows(rows).moved_ends == []

    def test_are_named_by_the_command(self, attempts, rows, tmp_path, capsys):
        row_of(rows, "assignment")["time_limit"] = "00:20:00"
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(rows))
        call_command("load_class", file, "--dry-run")
        assert "\nMoved ends:      row " in capsys.readouterr().out


class TestRefusing:
    def refusal_of(self, rows):
        before = {model: list(model.objects.values()) for model in FIELDS}
        with pytest.raises(BadPack) as refused:
            load(rows if isinstance(rows, str) else json.dumps(rows))
        assert {model: list(model.objects.values()) for model in FIELDS} == before
        return str(refused.value)

    @pytest.mark.parametrize(
        "model",
        ["auth.user", "sessions.session", "admin.logentry", "quizzes.enrolment", "quizzes.learner", "quizzes.response"],
    )
    def test_any_model_that_is_not_of_a_pack(self, rows, model):
        rows.append({"model": model, "fields": {"username": "evil", "is_superuser": True}})
        assert self.refusal_of(rows).endswith("a class pack may not hold that.")
        assert not User.objects.filter(username="evil").exists()

    @pytest.mark.parametrize(
        ("model", "field"),
        [
            ("classroom", "teachers"),
            ("assignment", "students"),
            ("question", "approved_by"),
            ("assignment", "password"),
        ],
    )
    def test_any_field_that_is_not_of_a_pack(self, rows, model, field):
        row_of(rows, model)[field] = [1]
        assert f"A class pack may not set {field}." in self.refusal_of(rows)

    def test_rows_by_primary_key(self, rows):
        rows[0]["pk"] = 1
        assert "leave out its “pk”" in self.refusal_of(rows)

    def test_another_type_for_a_question_that_was_answered(self, classroom, rows):
        AssignedAttemptFactory(assignment=classroom.assignments.get(), answers=[True, True]).finish(
            Attempt.objects.get().started_at
        )
        row_of(rows, "question", slug="q-one")["item_type"] = "multiple_response"
        assert "It has been answered, so it stays a question of its type." in self.refusal_of(rows)

    def test_another_quiz_for_an_assignment_that_was_begun(self, classroom, rows):
        QuizFactory(slug="other")
        AssignedAttemptFactory(assignment=classroom.assignments.get())
        row_of(rows, "assignment")["quiz"] = ["other"]
        assert "Students have begun it, so it stays at its quiz." in self.refusal_of(rows)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "it is not JSON"),
            ("{", "it is not JSON"),
            ("[" * 200_000, "it is not JSON"),
            ('{"model": "quizzes.quiz"}', "it is not a list of rows"),
            ("[1]", "row 1: it needs a model and fields."),
            ('[{"model": "quizzes.quiz"}]', "it needs a model and fields."),
            ('[{"model": "quizzes.quiz", "fields": []}]', "it needs a model and fields."),
            ('[{"model": 7, "fields": {}}]', "a class pack may not hold that."),
            (" " * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB"),
        ],
        ids=range(9),
    )
    def test_what_is_no_pack(self, text, says):
        assert says in self.refusal_of(text)

    @pytest.mark.parametrize(
        ("model", "field", "value"),
        [
            ("assignment", "opens_at", "soon"),
            ("assignment", "attempts_allowed", 0),
            ("assignment", "attempts_allowed", 10**30),
            ("assignment", "quiz", ["none"]),
            ("assignment", "quiz", 7),
            ("assignment", "time_limit", "for ever"),
            ("question", "sentence", ["none", 1, 1]),
            ("question", "quote", "not in the text"),
            ("question", "topic", None),
            ("option", "fraction", 2),
            ("option", "position", "first"),
            ("quiz", "draw", -1),
            ("quiz", "slug", None),
            ("classroom", "code", ["AB"]),
        ],
    )
    def test_a_row_that_cannot_be_stored_by_its_name(self, rows, model, field, value):
        row_of(rows, model)[field] = value
        assert self.refusal_of(rows).startswith("row ")

    def test_a_row_that_lacks_its_names(self, rows):
        for model in ("option", "quizquestion", "sentence", "assignment"):
            broken = copy.deepcopy(rows)
            row_of(broken, model).clear()
            assert self.refusal_of(broken)


class TestCommands:
    def test_write_a_file_and_read_it(self, classroom, tmp_path, capsys):
        file = tmp_path / "pack.json"
        call_command("export_class", "ab2-cd3", file)
        assert "Class 7b: " in capsys.readouterr().out
        wipe()
        TeacherFactory(username="tess")
        call_command("load_class", file, "--dry-run")
        said = capsys.readouterr().out
        assert " new.\nNew:" in said
        assert said.endswith("This was a dry run: nothing was changed.\n")
        assert not Classroom.objects.exists()
        call_command("load_class", file, teacher="tess")
        assert "Class 7b: /classes/AB2CD3/" in capsys.readouterr().out
        assert Classroom.objects.get().teachers.get().username == "tess"
        assert not Enrolment.objects.exists()

    def test_write_to_the_standard_output(self, classroom, capsys):
        call_command("export_class", "AB2CD3")
        assert capsys.readouterr().out == to_text(rows_of(classroom))

    def test_say_when_a_class_has_no_teacher(self, classroom, tmp_path, capsys):
        file = tmp_path / "pack.json"
        call_command("export_class", "AB2CD3", file)
        wipe()
        call_command("load_class", file)
        assert "has no teacher yet: load it once more with --teacher USERNAME." in capsys.readouterr().out

    def test_say_what_is_wrong_in_a_sentence(self, classroom, tmp_path):
        file = tmp_path / "pack.json"
        with pytest.raises(CommandError, match=r"No class has the code ZZZZZZ\."):
            call_command("export_class", "ZZZZZZ")
        with pytest.raises(CommandError, match=r"cannot be read: No such file"):
            call_command("load_class", file)
        file.write_bytes(b"\xff\xff")
        with pytest.raises(CommandError, match=r"is no text in UTF-8\. Nothing was loaded\."):
            call_command("load_class", file)
        file.write_text("[]")
        with pytest.raises(CommandError, match=r"No teacher here has the username nobody\. Nothing was loaded\."):
            call_command("load_class", file, teacher="nobody")
        with pytest.raises(CommandError, match=r"cannot be written: Is a directory"):
            call_command("export_class", "AB2CD3", tmp_path)
