"""Whatever is posted: an answer below 500 with a sentence, and nothing stored.

See docs/decisions/security.md, cases 8 and 27.
"""

import re
from functools import cache
from urllib.parse import quote, quote_from_bytes

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings, strategies as st

from quizzes.items import TYPES, Option
from quizzes.models import Attempt, Learner
from quizzes.models.classes import first_teacher
from quizzes.permissions import TEACHERS_GROUP
from tests.factories import (
    OPTIONS,
    AssignedAttemptFactory,
    AttemptFactory,
    CandidateFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    LearnerFactory,
    OptionFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
    form_for,
)
from tests.support.clients import HTMX, client_of, client_signed_in
from tests.support.examples import undone

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
# What a guard counts, and what a session or a visit leaves, is no answer to what was posted.
BESIDES = {"wrongcode", "accessattempt", "accessfailurelog", "accesslog", "session", "logentry"}

# fmt: off
AWKWARD = [
    b"", b" ", b"0", b"1", b"2", b"-1", b"99", b"abc", b"NaN", b"Infinity", b"1e999", b"1" + b"0" * 20, b"9" * 5000,
    b"\x00", b"a\x00b", b"\xff", b"\xed\xa0\x80", b"\xf0\x9f", b"<script>", b"'; --", b"[]", b"{}", b"null", b"on",
    b"2025-02-30", b"00:99:99", b"\xe2\x80\xae", b"\xc2\xbd", b"\xd9\xa3", b"../../x", b"x" * 3000, b"%00", b"\r\nX: y",
]
# fmt: on
values = st.sampled_from(AWKWARD) | st.binary(max_size=12)
changes = st.none() | st.lists(values, min_size=1, max_size=3)  # absent, replaced or doubled


def encoded(fields: dict[str, list[bytes]]) -> bytes:
    return "&".join(f"{quote(name)}={quote_from_bytes(v)}" for name, many in fields.items() for v in many).encode()


def changed(fields: dict[str, list[str]], mutations: dict[str, list[bytes] | None]) -> bytes:
    mixed = {name: [value.encode() for value in many] for name, many in fields.items()}
    for name, many in mutations.items():
        mixed[name] = many or []
    return encoded(mixed)


def everything_stored():
    """The rows as the database has them; to make them values of Python takes 30 times as long."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.model_name not in BESIDES]
    with connection.cursor() as cursor:
        return {model: rows_of(model._meta, cursor) for model in models}


def rows_of(table, cursor):
    quoted = connection.ops.quote_name
    cursor.execute(f"SELECT * FROM {quoted(table.db_table)} ORDER BY {quoted(table.pk.column)}")  # noqa: S608
    return cursor.fetchall()


def mutations_of(*names: str):
    return st.dictionaries(st.sampled_from([*names, "x", "pk", "id", "__proto__", "csrfmiddlewaretoken"]), changes)


class TestAnswer:
    """Every control is a plain HTML control, so anything may come."""

    @pytest.fixture
    def attempt(self):
        return AttemptFactory(quiz=QuizFactory(questions=QuestionFactory.create_batch(2)))

    @pytest.fixture
    def url(self, attempt):
        return reverse("attempt_answer", args=[attempt.uuid, 1])

    @given(mutations=mutations_of("answer", "answer[]", "Answer", "position"), headers=st.sampled_from([{}, HTMX]))
    @settings(max_examples=40)
    def test_is_stored_as_one_of_the_options_or_refused(self, attempt, url, mutations, headers):
        with undone():
            before = everything_stored()
            reply = client_of(attempt.learner).post(url, changed({}, mutations), content_type=FORM, headers=headers)
            if reply.status_code == 422:
                assert 'id="problem"' in reply.text
                assert everything_stored() == before
            else:
                assert reply.status_code in (200, 302)
                assert mutations["answer"]
                assert attempt.responses.get(position=1).answer["chosen"][0] in range(3)

    @pytest.mark.parametrize(
        ("body", "content_type", "status"),
        [
            (b"answer=" + b"1" * 2_000_000, FORM, 400),
            (b"&".join([b"answer=1"] * 1000), FORM, 422),
            (b"&".join(b"a%d=1" % n for n in range(3000)), FORM, 400),
            (b"answer=%ff%fe", FORM, 422),
            (b"\xff\x00\xfe", FORM, 422),
            (b'{"answer": "1"}', "application/json", 422),
            (b"answer=1", "text/plain", 422),
            (b"--x\r\ngarbage", "multipart/form-data; boundary=x", 422),
            (b"garbage", "multipart/form-data", 400),
        ],
    )  # fmt: skip
    def test_in_a_body_that_makes_no_sense_is_refused(self, attempt, url, body, content_type, status):
        before = everything_stored()
        client = client_of(attempt.learner)
        client.raise_request_exception = False
        reply = client.generic("POST", url, body, content_type)
        assert reply.status_code == status
        assert everything_stored() == before

    def test_brings_no_field_of_its_own(self, attempt, url):
        """Mass assignment: fraction, mark, learner and time are the server's."""
        client = client_of(attempt.learner)
        stranger = LearnerFactory()
        extra = {
            "score": "100", "fraction": "1", "is_correct": "1", "is_right": "true", "max_mark": "100", "mark": "9",
            "attempt": "1", "learner": str(stranger.pk), "user": "1", "finished": "1", "finished_at": "2000-01-01",
            "answered_at": "2000-01-01", "position": "2", "deadline_at": "2100-01-01", "has_feedback_at_once": "",
        }  # fmt: skip
        client.post(url, form_for(attempt.responses.get(position=1), is_right=False) | extra)
        attempt.refresh_from_db()
        assert list(attempt.responses.values_list("fraction", "max_mark")) == [(0, 1), (None, 1)]
        assert (attempt.learner != stranger, attempt.finished_at, attempt.deadline_at) == (True, None, None)
        assert attempt.responses.get(position=1).answered_at.year > 2000


class TestWhatIsNoAnswer:
    """Neither to what is locked at once nor to what is saved while it is chosen; test_live_input.py has live rounds."""

    @pytest.fixture(params=["attempt_answer", "attempt_save"])
    def name(self, request):
        return request.param

    @pytest.fixture
    def attempt(self, name):
        """Of a question with three options, one with four, and an essay."""
        four = (*OPTIONS, Option("2017"))
        questions = [QuestionFactory(), QuestionFactory(options=four), QuestionFactory(item_type="essay", options=())]
        quiz = QuizFactory(questions=questions)
        if name == "attempt_save":
            return AssignedAttemptFactory(assignment__quiz=quiz)
        return AttemptFactory(quiz=quiz)

    def statuses(self, attempt, name, body, position=1, content_type=FORM):
        """Of both kinds of page, after which everything stored is as it was."""
        client, before = client_of(attempt.learner), everything_stored()
        client.raise_request_exception = False
        url = reverse(name, args=[attempt.uuid, position])
        found = {client.post(url, body, content_type, headers=headers).status_code for headers in ({}, HTMX)}
        assert everything_stored() == before
        return found

    def body(self, *answers):
        return encoded({"page": [b"p"], "number": [b"1"], "answer": [str(answer).encode() for answer in answers]})

    @pytest.mark.parametrize("answer", ["abc", "-1", "1" + "0" * 20, "\x00", "1\x00", "0", "4", "1.0"])
    def test_is_refused(self, attempt, name, answer):
        assert self.statuses(attempt, name, self.body(answer)) == {422}

    def test_is_refused_a_thousand_times_over(self, attempt, name):
        assert self.statuses(attempt, name, self.body(*["1"] * 1000)) == {422}

    def test_is_an_option_of_another_question(self, attempt, name):
        """422, as for any nonsense, not 404: an option is posted by its place on the page of this learner.

        No token says of which question it is. The fourth of one that has three is all that can be told to be foreign.
        """
        option = OptionFactory(pk=70_000)
        other = attempt.responses.get(position=2)
        fourth = other.frozen.type.present(other.frozen.item, other.variant)["choices"][3]["token"]
        assert self.statuses(attempt, name, self.body(fourth)) == {422}
        assert self.statuses(attempt, name, self.body(option.pk)) == {422}

    @pytest.mark.parametrize("position", [1, 3], ids=["chosen", "written"])
    @pytest.mark.parametrize(("size", "status"), [(1_000_000, 422), (1_048_576, 400), (4_000_000, 400)])
    def test_is_a_megabyte(self, attempt, name, position, size, status):
        if name == "attempt_answer":  # in its turn
            for response in attempt.responses.filter(position__lt=position):
                response.attempt = attempt
                response.lock(None, attempt.started_at)
        assert self.statuses(attempt, name, self.body("x" * size), position) == {status}


class TestStart:
    def test_brings_no_field_of_its_own(self, client):
        quiz = QuizFactory(test=True, timed=True)
        stranger = LearnerFactory()
        extra = {
            "learner": stranger.pk,
            "has_feedback_at_once": "1",
            "deadline_at": "2100-01-01",
            "questions": "1",
            "uuid": "x",
        }
        client.post(reverse("quiz_start", args=[quiz.slug]), extra)
        attempt = Attempt.objects.get()
        assert attempt.learner != stranger
        assert not attempt.has_feedback_at_once
        assert attempt.deadline_at - attempt.started_at == quiz.time_limit

    @pytest.mark.parametrize(
        "cookie", ["", "x", ":", "a:b:c", "\x80", "0" * 5000, "00000000-0000-0000-0000-000000000000:x"]
    )
    def test_with_a_cookie_that_makes_no_sense_makes_a_new_learner(self, client, cookie):
        client.cookies["scoquiz_learner"] = cookie
        assert client.post(reverse("quiz_start", args=[QuizFactory().slug])).status_code == 302
        assert Learner.objects.count() == 1


class TestOtherForms:
    @pytest.fixture
    def attempt(self):
        return AttemptFactory(answers=[False])

    @pytest.fixture
    def classroom(self):
        return ClassroomFactory()

    @given(mutations=mutations_of("code", "nickname", "skip", "answer"))
    @settings(max_examples=30)
    def test_of_a_round_take_no_notice(self, attempt, mutations):
        with undone():
            client, body = client_of(attempt.learner), changed({}, mutations)
            for name in ("attempt_finish", "attempt_practise"):
                assert client.post(reverse(name, args=[attempt.uuid]), body, content_type=FORM).status_code == 302
            assert attempt.repeated_by.get().length == 1

    @given(mutations=mutations_of("code", "nickname"))
    @settings(max_examples=30)
    def test_to_join_a_class_let_in_or_refuse(self, classroom, mutations):
        with undone():
            for url in (reverse("classroom_find"), reverse("classroom_join", args=[classroom.code])):
                before = everything_stored()
                reply = Client().post(url, changed({"nickname": ["Anna"]}, mutations), content_type=FORM)
                assert reply.status_code in (302, 422, 429)
                if reply.status_code != 302:
                    assert everything_stored() == before

    @given(mutations=mutations_of("username", "password1", "password2", "usable_password", "is_superuser"))
    def test_to_set_up_make_a_teacher_or_nothing(self, mutations):
        url = reverse("setup", args=[first_teacher.new_token()])
        valid = {"username": ["li"], "password1": ["a sound password"], "password2": ["another password"]}
        reply = Client().post(url, changed(valid, mutations), content_type=FORM)
        assert reply.status_code == 422

    @given(mutations=mutations_of("username", "password", "next", "this_is_the_login_form"))
    @settings(max_examples=30)
    def test_to_sign_in_let_nobody_in(self, mutations):
        UserFactory(username=f"user-{UserFactory._meta.next_sequence()}", is_staff=True)
        body = changed({"username": ["user"], "password": ["x"]}, mutations)
        reply = Client().post(reverse("admin:login"), body, content_type=FORM)
        assert reply.status_code in (200, 429)


def fields_of(page: str) -> dict[str, list[str]]:
    """The controls of a form, with what they hold."""
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "csrf" not in name[1] and not name[1].endswith("_FORMS"):
            fields[name[1]] = [value[1] if value else ""]
    for management in re.findall(r'name="([^"]+_FORMS)" value="(\d+)"', page):
        fields[management[0]] = [management[1]]
    return fields


def new_teacher():
    teacher = UserFactory(is_staff=True)
    teacher.groups.add(Group.objects.get(name=TEACHERS_GROUP))
    return teacher


MODELS = ("classroom", "topic", "fact", "question", "quiz", "source")


class TestAdmin:
    @pytest.fixture
    def teacher(self):
        return new_teacher()

    @pytest.fixture
    def client(self, teacher):
        return client_signed_in(teacher)

    @pytest.fixture
    def url(self, teacher, model, form):
        made = {
            "classroom": lambda: EnrolmentFactory(classroom__teachers=[teacher]).classroom,
            "topic": lambda: QuestionFactory().topic,
            "fact": FactFactory,
            "question": QuestionFactory,
            "quiz": QuizFactory,
            "source": lambda: QuestionFactory().sentence.source,
        }[model]
        return reverse(f"admin:quizzes_{model}_{form}", args=[made().pk] if form == "change" else [])

    @pytest.fixture
    def question(self):
        return QuestionFactory()

    @pytest.fixture
    def candidate(self):
        return CandidateFactory()

    @pytest.fixture
    def fields(self, client, url):
        """What the form holds, by the type of question that it is for."""
        return cache(lambda item_type: fields_of(client.get(url, {"item_type": item_type} if item_type else {}).text))

    @pytest.mark.parametrize("form", ["add", "change"])
    @pytest.mark.parametrize("model", MODELS)
    @given(data=st.data())
    @settings(max_examples=15)
    def test_takes_a_form_or_says_what_is_wrong(self, client, url, fields, model, data):
        held = fields(data.draw(st.sampled_from(sorted(TYPES))) if model == "question" else None)
        names = [name for name in held if not name.endswith("_FORMS")]
        mutations = data.draw(st.dictionaries(st.sampled_from(names), changes, max_size=4))
        with undone():
            reply = client.post(url, changed(held, mutations), content_type=FORM)
            assert reply.status_code in (200, 302)

    @given(mutations=mutations_of("item_type", "stem", "sentence", "quote", "options-0-text", "options-TOTAL_FORMS"))
    @settings(max_examples=20)
    def test_previews_whatever_stands_in_the_form(self, client, question, mutations):
        for name, args in (("live_preview", []), ("live_preview_of", [question.pk])):
            before = everything_stored()
            body = changed({"item_type": ["single_choice"], "stem": ["Which?"]}, mutations)
            url = reverse(f"admin:quizzes_question_{name}", args=args)
            assert client.post(url, body, content_type=FORM).status_code in (200, 400)
            assert everything_stored() == before

    @given(mutations=mutations_of("title", "text", "url", "published_on", "topic", "new_topic", "perspective"))
    @settings(max_examples=40)
    def test_takes_an_article_or_says_what_is_wrong(self, client, mutations):
        body = changed({"title": ["T"], "text": ["It began in 2001. It grew."]}, mutations)
        url = reverse("admin:quizzes_candidate_paste")
        with undone():
            before = everything_stored()
            reply = client.post(url, body, content_type=FORM)
            assert reply.status_code in (302, 422)
            if reply.status_code == 422:
                assert everything_stored() == before

    @given(
        mutations=mutations_of(
            *("action", "answer", "prompt", "kind", "attributed_to", "answer_type", "unit", "items", "foils", "topic"),
            *("candidate", "sentence", "ticked", "title", "is_open"),
        ),
        headers=st.sampled_from([{}, HTMX]),
    )
    @settings(max_examples=60)
    def test_looks_at_an_article_whatever_is_posted(self, client, candidate, mutations, headers):
        fields = {"action": ["accept"], "prompt": ["When?"], "answer": ["2001"], "kind": ["fact"]}
        fields |= {"answer_type": ["year"], "topic": [str(candidate.topic_id)]}
        with undone():
            for name in ("decide", "own", "drafts", "undo", "look"):
                row = candidate if name == "decide" else candidate.source
                url = reverse(f"admin:quizzes_candidate_{name}", args=[row.pk])
                reply = client.post(url, changed(fields, mutations), content_type=FORM, headers=headers)
                assert reply.status_code in (200, 302, 422), name

    @pytest.mark.parametrize("model", MODELS)
    @given(mutations=mutations_of("action", "_selected_action", "select_across", "index", "post"))
    @settings(max_examples=15)
    def test_takes_an_action_on_nothing_for_nothing(self, client, model, mutations):
        url = reverse(f"admin:quizzes_{model}_changelist")
        body = changed({"action": ["delete_selected"], "_selected_action": ["0"]}, mutations)
        assert client.post(url, body, content_type=FORM).status_code in (200, 302, 400)

    @pytest.mark.parametrize("model", MODELS)
    @pytest.mark.parametrize("pk", ["abc", "-1", "0", "1" + "0" * 20, "%00", "1%2F..", "_5F", "é"])
    def test_does_not_find_what_is_not_there(self, client, model, pk):
        for page in ("change", "delete", "history"):
            reply = client.get(f"/admin/quizzes/{model}/{pk}/{page}/")
            assert reply.status_code == 404

    @pytest.mark.parametrize(
        "query", ["q=%00", "p=abc", "p=-1", "o=x.y", "topic__id__exact=abc", "e=1", "all=", "type=x"]
    )
    @pytest.mark.parametrize("model", MODELS)
    def test_lists_whatever_is_asked_for(self, client, model, query):
        reply = client.get(reverse(f"admin:quizzes_{model}_changelist") + f"?{query}")
        assert reply.status_code in (200, 302, 400)
