"""The file of all that is known of a student, column by column and row by row."""

import datetime as dt
import json
import random

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from quizzes.items import Item
from quizzes.models import (
    Assignment,
    Attempt,
    Enrolment,
    GradebookEntry,
    Group,
    Learner,
    LivePlayer,
    Regrade,
    RegradedResponse,
    Response,
)
from quizzes.models.live import joining
from quizzes.models.marking.drops import drop
from quizzes.models.marking.regrades import Grounds
from quizzes.models.privacy.erasure import erase_student
from quizzes.models.privacy.subject_access import export_student_data
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    AttemptFactory,
    EnrolmentFactory,
    LivePlayerFactory,
    LiveRoundFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import client_signed_in
from tests.support.traces import NAME, NOW, student_with_traces

pytestmark = pytest.mark.django_db

WHOSE = "It says whose it is."
TERMS = "The terms of the quiz or the assignment, the same for everybody."
SOMEBODY = "It names another person."
STRANGER = "Of whoever tried to sign in, who need not be the student."
# The models in which a student leaves rows, with the columns that the student's file does without, and why.
KNOWN = {
    Enrolment: {
        "learner": WHOSE,
        "folded_nickname": "The nickname once more, as it is compared.",
        "joined_by": "A digest that tells a second click from another person.",
    },
    Learner: {"key": "Whoever has it can answer as the student."},
    Attempt: {
        "learner": WHOSE,
        "uuid": "An address by chance.",
        "clock": "By which clock of the server its times are.",
        "length": "The number of its answers.",
        **dict.fromkeys(("in_order", "on_one_page", "has_certainty", "pass_percent"), TERMS),
    },
    Response: {
        "attempt": WHOSE,
        "variant": "The order of the options, drawn by lot.",
        "holds_back_paragraph": TERMS,
        "saved_by": "A name by chance, of the page that saved it.",
        "saved_number": "A count of what that page sent.",
        "graded_by": SOMEBODY,
    },
    RegradedResponse: {"response": WHOSE, "old_version": "The earlier key, which is not the student's."},
    GradebookEntry: {"enrolment": WHOSE, "changed_by": SOMEBODY},
    LivePlayer: {"enrolment": WHOSE, "attempt": "It is among the attempts, under the title of the round."},
    LogEntry: {"content_type": WHOSE, "object_id": WHOSE, "user": SOMEBODY},
    User: {
        "password": "A digest, of use to nobody but who would guess the password.",
        **dict.fromkeys(("is_superuser", "is_staff", "is_active"), "Rights, of which a student has none."),
    },
    AccessAttempt: {
        "username": WHOSE,
        **dict.fromkeys(("user_agent", "ip_address", "http_accept", "path_info", "get_data", "post_data"), STRANGER),
    },
}


def everything():
    """Every row of every model, by its key."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model: {row[model._meta.pk.attname]: row for row in model._default_manager.values()} for model in models}


OTHERS = {
    "BooleanField": lambda value: not value,
    "DateTimeField": lambda value: (value or NOW) + dt.timedelta(days=1),
    "FloatField": lambda value: 0.25 if value != 0.25 else 0.5,
    "JSONField": lambda value: {"chosen": [1 - value["chosen"][0]]},
    "PositiveIntegerField": lambda value: 99 if value else 1,
    "PositiveSmallIntegerField": lambda value: 99 if value else 1,
}


def another_value(row, column):
    value = getattr(row, column.attname)
    if column.is_relation:
        return column.related_model.objects.exclude(pk=value).first()
    if column.choices:
        return next(choice for choice, _label in column.choices if choice != value)
    return OTHERS.get(column.get_internal_type(), lambda _value: "Quite another")(value)


@pytest.fixture
def assignment():
    return AssignmentFactory(quiz=QuizFactory(questions=QuestionFactory.create_batch(2)))


@pytest.fixture
def student(assignment):
    return student_with_traces(assignment)


class TestWhatIsKnown:
    @pytest.fixture
    def everywhere(self, student, assignment):
        """And in a live round, in marks that were changed, and with an account that somebody failed to sign in to."""
        question = assignment.quiz.questions.first()
        drop(assignment.quiz, question, Regrade.Kind.FULL, Grounds(assignment.classroom.teachers.get(), "Bad.", NOW))
        Regrade.objects.create(question=question, kind=Regrade.Kind.LEAVE, reason="Another.", made_at=NOW)
        joining.remove(LivePlayerFactory(enrolment=student, round__classroom=student.classroom), NOW)
        LiveRoundFactory(classroom=student.classroom)
        student.learner.open_account("zuzanna")
        AccessAttempt.objects.create(username="zuzanna", failures_since_start=2)
        AssignmentFactory(classroom=student.classroom)
        EnrolmentFactory()
        return student

    @pytest.fixture
    def erased(self, everywhere):
        """The keys of the rows that go with the student, by model. They stay."""
        before = everything()
        with transaction.atomic():
            erase_student(everywhere)
            after = everything()
            transaction.set_rollback(True)
        kept = {model: {pk: row for pk, row in rows.items() if pk in after[model]} for model, rows in before.items()}
        assert kept == after  # nothing else is changed
        gone = {model: sorted(rows.keys() - after[model].keys()) for model, rows in before.items()}
        return {model: keys for model, keys in gone.items() if keys}

    def known(self, student):
        return json.dumps(export_student_data(Enrolment.objects.get(pk=student.pk)), cls=DjangoJSONEncoder)

    def test_is_asked_of_every_model_in_which_a_student_leaves_a_row(self, erased):
        assert set(erased) == {*KNOWN, Group.members.through, Assignment.students.through}

    @pytest.mark.parametrize("model", KNOWN)
    def test_holds_each_column(self, everywhere, erased, model):
        """Whatever stands in it: another value gives another file."""
        row, before = model.objects.filter(pk=erased[model][0]), self.known(everywhere)
        for column in model._meta.concrete_fields:
            if column.primary_key or column.name in KNOWN[model]:
                continue
            with transaction.atomic():
                row.update(**{column.name: another_value(row.get(), column)})
                assert self.known(everywhere) != before, column.name
                transaction.set_rollback(True)

    def test_holds_each_row_that_goes_with_the_student(self, everywhere, erased):
        whole = self.known(everywhere)
        for model in erased.keys() - {Enrolment, Learner, User}:  # of which each has one, and all hangs on it
            for pk in erased[model]:
                with transaction.atomic():
                    model._default_manager.filter(pk=pk)._raw_delete("default")
                    assert self.known(everywhere) != whole, (model, pk)
                    transaction.set_rollback(True)

    def test_puts_it_in_order_and_names_what_belongs_to_others_too(self, everywhere, assignment):
        known, given = export_student_data(everywhere), Attempt.objects.get(assignment=assignment)
        assert (known["username"], known["erased_on"]) == ("zuzanna", everywhere.classroom.erase_on)
        assert [one["started"] for one in known["attempts"]] == sorted(one["started"] for one in known["attempts"])
        (answers,) = (one["answers"] for one in known["attempts"] if one["started"] == given.started_at)
        assert [answer["number"] for answer in answers] == [1, 2]
        (change,) = answers[0]["regraded"]
        what = "Dropped: the full mark for everyone"
        assert (change["at"], change["what"], change["reason"]) == (NOW, what, "Bad.")

    def test_leaves_out_columns_that_there_are(self):
        for model, columns in KNOWN.items():
            assert columns.keys() <= {column.name for column in model._meta.concrete_fields}

    def test_holds_an_essay_to_its_end(self, student):
        text = "It was founded in 2001. " * 50
        AttemptFactory(
            learner=student.learner, quiz=QuizFactory(questions=[QuestionFactory.of(Item("essay", "Why?"))])
        ).responses.update(answer={"text": text}, answered_at=NOW)
        assert text in self.known(student)

    def test_holds_of_a_student_of_two_classes_what_is_theirs_here_and_by_themselves(self, student, assignment):
        other = EnrolmentFactory(learner=student.learner)
        theirs = AssignedAttemptFactory(
            assignment=AssignmentFactory(classroom=other.classroom), enrolment=other, answers=[False]
        )
        theirs.finish(NOW)
        theirs.practise_missed(NOW, random.Random(1))
        titles = [attempt["title"] for attempt in export_student_data(student)["attempts"]]
        assert theirs.title not in titles
        assert len(titles) == 4

    def test_holds_no_account_of_a_teacher(self, student):
        Learner.objects.filter(pk=student.learner_id).update(user=TeacherFactory(email="tess@example.org"))
        assert "tess@example.org" not in self.known(student)

    def test_holds_nobody_else(self, student, assignment):
        EnrolmentFactory(classroom=assignment.classroom, nickname="Benjamin Yv")
        assert "Benjamin Yv" not in json.dumps(export_student_data(student), cls=DjangoJSONEncoder)

    def test_is_a_file_for_the_teacher_to_hand_over(self, student):
        classroom = student.classroom
        address = f"/classes/{classroom.code}/students/{student.pk}/known.json"
        reply = client_signed_in(classroom.teachers.get()).get(address)
        assert reply["Content-Disposition"] == 'attachment; filename="zuzanna-xq.json"'
        assert json.loads(reply.content)["nickname"] == NAME
