"""A page says how many rows its tables have. Whatever it says, no more forms are built than rows were sent.

See docs/decisions/security.md, cases 8 and 27.
"""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from quizzes.admin.quizzes import QuizQuestionInline
from quizzes.forms.admin.options import MAX_OPTIONS
from quizzes.forms.admin.quizzes import MAX_QUIZ_QUESTIONS
from quizzes.forms.fields import formsets
from quizzes.forms.fields.formsets import SPARE_ROWS, CountingFormSet
from quizzes.models import Classroom, Question, Quiz
from tests.factories import ClassroomFactory, EnrolmentFactory, QuestionFactory, QuizFactory, UserFactory
from tests.support.clients import client_signed_in
from tests.support.filled_forms import filled_form

from .test_bad_input import FORM, changed, everything_stored, new_teacher

pytestmark = pytest.mark.django_db

NOT_COUNTED = "did not say how many rows this table has"
BOTH = ("TOTAL", "INITIAL")
SAID = [
    (BOTH, None),
    (["TOTAL"], None),
    (["INITIAL"], None),
    (BOTH, b"99999"),
    (["TOTAL"], b"9" * 5000),
    (["INITIAL"], b"99999"),
    (["TOTAL"], b"-9999"),
    (["INITIAL"], b"-1"),
    (["TOTAL"], b"abc"),
    (["INITIAL"], b"1.5"),
    (BOTH, b"\xff\x00"),
]


def a_class(teacher):
    classroom = ClassroomFactory(teachers=[teacher])
    EnrolmentFactory.create_batch(3, classroom=classroom)
    return classroom


MADE = {
    Classroom: ("enrolments", a_class),
    Question: ("options", lambda _teacher: QuestionFactory()),
    Quiz: ("quizquestion_set", lambda _teacher: QuizFactory(questions=QuestionFactory.create_batch(3))),
}


@pytest.fixture
def teacher():
    return new_teacher()


@pytest.fixture
def client(teacher):
    return client_signed_in(teacher)


@pytest.fixture
def built(monkeypatch):
    """The numbers of the rows for which a form is built."""
    numbers = []
    construct = CountingFormSet._construct_form

    def counted(self, i, **kwargs):
        numbers.append(i)
        return construct(self, i, **kwargs)

    monkeypatch.setattr(CountingFormSet, "_construct_form", counted)
    return numbers


class Page:
    """The page on which a row of the model is added or changed, and what its browser sends."""

    def __init__(self, client, model, made=None):
        self.prefix = MADE[model][0]
        args = [made.pk] if made else []
        self.url = reverse(f"admin:quizzes_{model._meta.model_name}_{'change' if made else 'add'}", args=args)
        self.client = client
        self.fields = filled_form(client.get(self.url, {} if made else {"item_type": "single_choice"}).text)
        self.rows = rows_in(self.fields, self.prefix)

    def post(self, names=(), value=None, **fields):
        counts = {f"{self.prefix}-{name}_FORMS": None if value is None else [value] for name in names}
        return self.client.post(self.url, changed(self.fields | fields, counts), content_type=FORM)


def rows_in(fields, prefix):
    return {int(found[1]) for name in fields if (found := re.match(rf"{prefix}-(\d+)-", name))}


@pytest.mark.parametrize("model", MADE)
class TestCount:
    @pytest.mark.parametrize("form", ["add", "change"])
    def test_that_cannot_be_right_is_said_and_costs_nothing(self, client, teacher, model, form, built):
        page = Page(client, model, MADE[model][1](teacher) if form == "change" else None)
        before = everything_stored()
        for names, value in SAID:
            built.clear()
            reply = page.post(names, value)
            assert reply.status_code == 200, (names, value)
            assert NOT_COUNTED in reply.text, (names, value)
            assert rows_in(filled_form(reply.text), page.prefix) == page.rows, (names, value)  # nothing sent is lost
            assert len(built) <= 2 * len(page.rows), (names, value)  # a question is looked at before it is stored
        assert everything_stored() == before

    @pytest.mark.parametrize("value", [None, b"-1", b"99999"])
    def test_is_put_right_on_the_page_that_says_so(self, client, teacher, model, value):
        prefix, make = MADE[model]
        made = make(teacher)
        page, before = Page(client, model, made), list(getattr(made, prefix).values())
        page.fields = filled_form(page.post(BOTH, value).text)
        assert page.post().status_code == 302
        assert list(getattr(made, prefix).values()) == before

    def test_that_leaves_rows_out_is_said(self, client, teacher, model):
        page = Page(client, model, MADE[model][1](teacher))
        before = everything_stored()
        for value in (b"0", b"1", b"2"):
            assert NOT_COUNTED in page.post(["TOTAL"], value).text
            assert NOT_COUNTED in page.post(["INITIAL"], value).text
        assert everything_stored() == before

    def test_may_go_on_behind_the_last_row_that_was_sent(self, client, teacher, model):
        """As in a script that leaves out what is blank."""
        assert Page(client, model, MADE[model][1](teacher)).post(["TOTAL"], b"20").status_code == 302

    def test_of_more_rows_than_there_may_be_is_said_and_the_first_are_shown(
        self, client, teacher, model, built, monkeypatch
    ):
        monkeypatch.setattr(formsets, "SPARE_ROWS", 3)
        monkeypatch.setattr(QuizQuestionInline, "max_num", 10)
        page = Page(client, model, MADE[model][1](teacher))
        built.clear()
        reply = page.post(["TOTAL"], b"100", **{f"{page.prefix}-{number}-x": [""] for number in range(100)})
        limit = {Classroom: 3, Question: MAX_OPTIONS, Quiz: 10}[model] + 3
        assert f"more rows than this table can have. Nothing was saved. These are the first {limit}." in reply.text
        assert set(built) == set(range(limit))
        assert rows_in(filled_form(reply.text), page.prefix) == set(range(limit))


class TestPreview:
    """What looks at a page while it is filled in reads the same tables."""

    @pytest.mark.parametrize(("model", "name"), [(Question, "live_preview"), (Quiz, "meter")])
    def test_builds_no_more_forms_than_rows_were_sent(self, client, teacher, model, name, built):
        made = MADE[model][1](teacher)
        page = Page(client, model, made)
        for address, args in ((name, []), (f"{name}_of", [made.pk])):
            page.url = reverse(f"admin:quizzes_{model._meta.model_name}_{address}", args=args)
            for names, value in SAID:
                built.clear()
                assert page.post(names, value).status_code == 200
                assert len(built) <= len(page.rows)


class TestEveryTable:
    def test_of_the_admin_counts_what_arrives_and_is_tried_here(self):
        tables = [(model, inline) for model, page in admin.site._registry.items() for inline in page.inlines]
        assert {model for model, _inline in tables} == MADE.keys()
        assert all(issubclass(inline.formset, CountingFormSet) for _model, inline in tables)

    def test_of_as_many_rows_as_there_may_be_can_be_posted(self, client, teacher, settings):
        """Each with all its fields, and the form around it."""
        page = Page(client, Quiz, MADE[Quiz][1](teacher))
        around = [name for name in page.fields if not name.startswith(page.prefix)]
        of_a_row = ("id", "quiz", "place", "question", "max_mark", "DELETE")
        assert {name.rpartition("-")[2] for name in page.fields if "-0-" in name} <= set(of_a_row)
        most = (MAX_QUIZ_QUESTIONS + SPARE_ROWS) * len(of_a_row) + len(around)
        assert most < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS

    @pytest.mark.parametrize("is_superuser", [False, True])
    def test_of_a_class_takes_no_student_who_has_not_joined(self, is_superuser):
        user = UserFactory(is_staff=True, is_superuser=True) if is_superuser else new_teacher()
        classroom = a_class(user)
        page = Page(client_signed_in(user), Classroom, classroom)
        page.post(["TOTAL"], b"4", **{"enrolments-3-nickname": ["Forged"]})
        assert classroom.enrolments.count() == 3
