"""Who may open what: every address of the site for everybody (docs/decisions/security.md, cases 6 and 12)."""

import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from quizzes import clock
from quizzes.items import Item
from quizzes.models.classes import first_teacher
from quizzes.models.live import moves
from quizzes.permissions import TEACHERS_GROUP
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    GroupFactory,
    ImportFactory,
    LearnerFactory,
    LivePlayerFactory,
    LiveRoundFactory,
    PictureFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
)
from tests.support.clients import client_of, client_signed_in

from .pages import crawl

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "stranger", "clerk", "other_teacher", "classmate", "student", "teacher", "superuser")
# What must not be found in the answer to somebody who has no business with it.
CLASS_NAME, NICKNAME, STEM = "Secretclass", "Secretnickname", "Secretstem, is it not?"
CLASSMATE = "Secretclassmate"


@pytest.fixture(autouse=True)
def accounts_of_students(settings):
    settings.STUDENT_ACCOUNTS = True


class World:
    """A student of a teacher's class who has finished a round; a classmate, somebody else and another teacher.

    Both students are in a live round, which has shown the answer of a first question and asks a second one. The clerk
    has an account that may enter the admin and has no rights in it.
    """

    def __init__(self):
        group = Group.objects.get(name=TEACHERS_GROUP)
        self.users = {name: UserFactory(is_staff=True) for name in ("clerk", "other_teacher", "teacher")}
        for name in ("other_teacher", "teacher"):
            self.users[name].groups.add(group)
        self.users["superuser"] = UserFactory(superuser=True)
        self.learners = {name: LearnerFactory() for name in ("student", "stranger")}
        self.quiz = QuizFactory(questions=[QuestionFactory(stem=STEM)])
        self.classroom = ClassroomFactory(name=CLASS_NAME, teachers=[self.users["teacher"]], quizzes=[self.quiz])
        self.assignment = self.classroom.assignments.get()
        self.enrolment = EnrolmentFactory(classroom=self.classroom, learner=self.learners["student"], nickname=NICKNAME)
        self.classmate = EnrolmentFactory(classroom=self.classroom, nickname=CLASSMATE, student_id=f"{CLASSMATE} 7")
        self.learners["classmate"] = self.classmate.learner
        AttemptFactory(quiz=self.quiz, learner=self.classmate.learner, answers=[True])
        self.group = GroupFactory(classroom=self.classroom)
        self.attempt = AttemptFactory(quiz=self.quiz, learner=self.learners["student"], answers=[False])
        essay = AttemptFactory(
            quiz=QuizFactory(questions=[QuestionFactory.of(Item("essay", STEM))]),
            learner=self.learners["student"],
            answers=[True],
        )
        self.written = essay.responses.get()
        self.question = QuestionFactory()
        self.fact = FactFactory()
        self.candidate = CandidateFactory(status="accepted", fact=self.fact)
        self.draft = QuestionFactory(fact=self.fact)
        self.picture = PictureFactory()
        self.file = ImportFactory(user=self.users["teacher"])
        self.unplayed = QuizFactory()
        self.live_round = self.round_under_way()
        self.cookies = {name: client_signed_in(user).cookies for name, user in self.users.items()}
        self.sessions = {
            name: Session.objects.get(pk=cookies["sessionid"].value) for name, cookies in self.cookies.items()
        }

    def round_under_way(self):
        quiz = QuizFactory(questions=[QuestionFactory(stem=STEM), QuestionFactory(stem=STEM)])
        live_round = LiveRoundFactory(classroom=self.classroom, quiz=quiz, reading_seconds=0, team_count=2)
        self.player, _other = (
            LivePlayerFactory(round=live_round, enrolment=one) for one in (self.enrolment, self.classmate)
        )
        for move in (moves.next_question, moves.reveal, moves.next_question):
            move(live_round, clock.now())
        return live_round

    def client(self, person: str) -> Client:
        """A browser in which they are signed in, whoever has signed out since: it is quicker than to sign in again."""
        client = client_of(self.learners[person]) if person in self.learners else Client()
        if person in self.users:
            client.cookies.update(self.cookies[person])
            self.sessions[person].save()
        return client

    def arguments(self, name: str) -> list:
        noun, _underscore, verb = name.partition("_")
        if name.startswith("admin:quizzes_candidate_"):
            candidate = self.candidate
            own = {"paste": [], "review": [candidate.pk], "decide": [candidate.pk], "draft": [self.draft.pk]}
            return own.get(verb.rpartition("_")[2], [candidate.source.pk])
        if name.startswith("admin:quizzes_question_import_"):
            return [self.file.pk]
        if name.startswith("admin:quizzes_"):
            model, _underscore, verb = name.removeprefix("admin:quizzes_").partition("_")
            objects = {
                "classroom": self.classroom,
                "topic": self.question.topic,
                "fact": self.fact,
                "question": self.question,
                "quiz": self.unplayed,
                "source": self.question.sentence.source,
                "sentence": self.question.sentence,
                "response": self.written,
            }
            if verb == "drop":
                return [self.quiz.pk, self.quiz.questions.get().pk]
            return [] if verb in OF_ALL else [objects[model].pk]
        if name.startswith("admin:auth_user_"):
            return [] if name.endswith(("changelist", "add")) else [self.users["teacher"].pk]
        of_noun = {
            "quiz": [self.quiz.slug],
            "attempt": [self.attempt.uuid, *([1] if verb in ("question", "answer", "save") else [])],
            "picture": [self.picture.name],
            "source": [self.question.sentence.source.slug],
            "classroom": [
                *([] if verb in ("find", "list") else [self.classroom.code]),
                *([self.users["teacher"].pk] if verb == "remove_teacher" else []),
            ],
            "assignment": [self.classroom.code, *([] if verb == "new" else [self.assignment.pk])],
            "enrolment": [self.classroom.code, self.enrolment.pk],
            "group": [self.classroom.code, *([] if verb == "new" else [self.group.pk])],
            "gradebook": [
                self.classroom.code,
                *([self.assignment.pk, self.enrolment.pk] if verb == "entry" else []),
            ],
            "heat": [
                self.classroom.code,
                self.question.sentence.source.slug,
                *([self.question.sentence.pk] if verb == "map_practise" else []),
            ],
            "live": [
                *([] if verb == "new" else [self.live_round.uuid]),
                *([self.player.pk] if verb == "player" else []),
            ],
            "setup": [first_teacher.new_token()],
            "admin:app": ["quizzes"],
        }
        return of_noun.get(noun, [])

    def ask(self, person: str, name: str):
        url = reverse(name, args=self.arguments(name))
        query = {"app_label": "quizzes", "model_name": "quizquestion", "field_name": "question"}
        client = self.client(person)
        if name in POSTED:
            return client.post(url, self.posted(name))
        return client.get(url, query if name == "admin:autocomplete" else {})

    def posted(self, name: str) -> dict:
        """What it takes to get as far as the answer that is expected."""
        return {"live_answer": {"question": self.live_round.current_id}, "live_player": {"change": "mute"}}.get(
            name, {}
        )


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One for all tests here, each of which leaves it as it was: to make it takes longer than to ask for a page."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            world = World()
        yield world
        call_command("flush", interactive=False, verbosity=0)


def names_of(patterns, namespace: str = "") -> Iterator[str]:
    for entry in patterns:
        if not isinstance(entry, URLPattern):
            yield from names_of(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
        elif entry.name:
            yield namespace + entry.name


def everybody(status: int, **exceptions: int) -> dict[str, int]:
    return dict.fromkeys(PEOPLE, status) | exceptions


def staff(status: int, **exceptions: int) -> dict[str, int]:
    """The admin sends everybody else to its login."""
    outside = {"anonymous": 302, "stranger": 302, "classmate": 302, "student": 302}
    return everybody(status) | outside | exceptions


OF_ALL = {"changelist", "add", "live_preview", "meter", "stale", "import", "export", "export_file"}
POSTED = {
    "quiz_start",
    "attempt_answer",
    "attempt_finish",
    "attempt_practise",
    "classroom_leave",
    "assignment_start",
    "attempt_save",
    "attempt_save_all",
    "classroom_take_part",
    "live_answer",
    "live_team",
    "live_move",
    "live_player",
    "live_remove_all",
    "classroom_forget",
    "classroom_add_teacher",
    "classroom_remove_teacher",
    "classroom_archive",
    "account_sign_out",
    "enrolment_account",
    "enrolment_erase",
    "enrolment_words",
    "heat_map_practise",
    "admin:logout",
    "admin:quizzes_candidate_own",
    "admin:quizzes_candidate_undo",
    "admin:quizzes_candidate_draft",
    "admin:quizzes_candidate_decide",
    "admin:quizzes_fact_generate",
    "admin:quizzes_question_live_preview",
    "admin:quizzes_question_live_preview_of",
    "admin:quizzes_question_duplicate",
    "admin:quizzes_question_import_store",
    "admin:quizzes_quiz_meter",
    "admin:quizzes_quiz_meter_of",
}

# These show a form, and take it in as well.
FORMS = {
    "account",
    "classroom_find",
    "classroom_join",
    "classroom_come_back",
    "classroom_list",
    "classroom_change",
    "classroom_erase",
    "classroom_roster",
    "group",
    "group_new",
    "enrolment",
    "gradebook_entry",
    "assignment_new",
    "assignment_change",
    "assignment_delete",
    "live_new",
    "setup",
    "admin:login",
    "admin:quizzes_candidate_paste",
    "admin:quizzes_candidate_look",
    "admin:quizzes_candidate_drafts",
    "admin:quizzes_question_import",
}

OPEN = everybody(200)
TEACHERS = staff(200, clerk=403)
OWN_CLASS = staff(200, clerk=404, other_teacher=404)
TAUGHT = everybody(404, teacher=200, superuser=200)
OWN_IMPORT = staff(404, clerk=403, teacher=200)
SUPERUSER = staff(403, superuser=200)
MATRIX = {
    "home": OPEN,
    "quiz_detail": OPEN,
    "quiz_start": everybody(302),
    "attempt_detail": everybody(404, student=302),
    "attempt_question": everybody(404, student=200),
    "attempt_answer": everybody(404, student=409),
    "attempt_finish": everybody(404, student=302),
    "attempt_result": everybody(404, student=200),
    "attempt_practise": everybody(404, student=302),
    "source_detail": OPEN,
    "picture": OPEN,  # under a name that nobody can guess
    "classroom_find": OPEN,
    "classroom_join": everybody(200, classmate=302, student=302),  # whoever has the code may join
    "classroom_detail": everybody(404, classmate=200, student=200, teacher=200, superuser=200),
    "classroom_take_part": everybody(404, classmate=302, student=302),
    "live_new": everybody(404, other_teacher=200, teacher=200, superuser=200),
    "live_play": everybody(404, classmate=200, student=200),
    "live_answer": everybody(404, classmate=422, student=422),  # nothing was chosen
    "live_team": everybody(404),  # teams are settled once the round has begun
    "live_result": everybody(404, classmate=302, student=302),  # back to the round, which goes on
    "live_events": everybody(404),  # the server itself keeps the streams (scoquiz/server/event_streams.py)
    "live_host": TAUGHT,
    "live_host_events": everybody(404),
    "live_wall": TAUGHT,
    "live_wall_events": everybody(404),
    "live_move": everybody(404, teacher=409, superuser=409),  # it names no revision
    "live_players": TAUGHT,
    "live_player": everybody(404, teacher=302, superuser=302),
    "live_remove_all": everybody(404, teacher=302, superuser=302),
    "live_report": TAUGHT,
    "live_results_csv": TAUGHT,
    "live_results_xlsx": TAUGHT,
    "classroom_come_back": OPEN,
    "classroom_forget": everybody(404, classmate=302, student=302),
    "classroom_list": staff(200, clerk=404),
    "classroom_change": TAUGHT,
    "classroom_add_teacher": everybody(404, teacher=422, superuser=422),
    "classroom_remove_teacher": everybody(404, teacher=302, superuser=302),
    "classroom_archive": everybody(404, teacher=302, superuser=302),
    "classroom_erase": TAUGHT,
    "classroom_roster": TAUGHT,
    "classroom_cards": TAUGHT,
    "group": TAUGHT,
    "group_new": TAUGHT,
    "enrolment": TAUGHT,
    "enrolment_account": everybody(404, teacher=422, superuser=422),  # without a username
    "enrolment_erase": everybody(404, teacher=302),
    "enrolment_words": everybody(404, teacher=302, superuser=302),
    "enrolment_known": TAUGHT,
    "gradebook": TAUGHT,
    "gradebook_csv": TAUGHT,
    "gradebook_xlsx": TAUGHT,
    "gradebook_entry": TAUGHT,
    "assignment_report": TAUGHT,
    "heat_map": TAUGHT,
    "heat_map_practise": everybody(404, teacher=302, superuser=302),
    "assignment_new": TAUGHT,
    "assignment_change": TAUGHT,
    "assignment_delete": TAUGHT,
    "attempt_save": everybody(404, student=400),
    "attempt_save_all": everybody(404, student=302),
    "attempt_one_page": everybody(404, student=302),
    "attempt_overview": everybody(404, student=302),
    "attempt_time_left": everybody(404, student=200),
    "assignment_detail": everybody(404, classmate=200, student=200, teacher=302, superuser=302),
    "assignment_start": everybody(404, classmate=302, student=302),
    "classroom_leave": everybody(404, classmate=302, student=302),
    "account": staff(302, anonymous=200, stranger=200, classmate=200, student=200),
    "account_password": everybody(200, anonymous=302, stranger=302, classmate=302, student=302),
    "account_sign_out": everybody(302),
    "setup": everybody(404),  # there is a teacher, so even a true link is dead
    "healthz": OPEN,
    "readyz": OPEN,
    "admin:index": staff(200),
    "admin:login": everybody(302, anonymous=200, stranger=200, classmate=200, student=200),
    "admin:logout": staff(200),
    "admin:password_change": staff(200),
    "admin:password_change_done": staff(200),
    "admin:autocomplete": TEACHERS,
    "admin:jsi18n": staff(200),
    "admin:app_list": staff(200, clerk=404),
    "admin:quizzes_candidate_paste": TEACHERS,
    "admin:quizzes_candidate_look": TEACHERS,
    "admin:quizzes_candidate_list": staff(302, clerk=403),
    "admin:quizzes_candidate_review": TEACHERS,
    "admin:quizzes_candidate_own": staff(422, clerk=403),  # nothing was posted
    "admin:quizzes_candidate_undo": staff(302, clerk=403),
    "admin:quizzes_candidate_decide": staff(302, clerk=403),
    "admin:quizzes_candidate_draft": staff(302, clerk=403),
    "admin:quizzes_candidate_drafts": TEACHERS,
    "admin:quizzes_fact_generate": staff(302, clerk=403),
    "admin:quizzes_question_live_preview": TEACHERS,
    "admin:quizzes_question_live_preview_of": TEACHERS,
    "admin:quizzes_question_preview": TEACHERS,
    "admin:quizzes_question_duplicate": staff(302, clerk=403),
    "admin:quizzes_quiz_meter": TEACHERS,
    "admin:quizzes_quiz_meter_of": TEACHERS,
    "admin:quizzes_quiz_print": TEACHERS,
    "admin:quizzes_source_stale": TEACHERS,
    "admin:quizzes_question_regrade": TEACHERS,
    "admin:quizzes_question_import": TEACHERS,
    "admin:quizzes_question_import_report": OWN_IMPORT,
    "admin:quizzes_question_import_csv": OWN_IMPORT,
    "admin:quizzes_question_import_store": staff(404, clerk=403, teacher=302),
    "admin:quizzes_question_export": TEACHERS,
    "admin:quizzes_question_export_file": staff(302, clerk=403),  # no format was asked for
    "admin:quizzes_quiz_drop": TEACHERS,
    "admin:quizzes_response_changelist": TEACHERS,
    "admin:quizzes_response_grade": staff(200, clerk=403, other_teacher=404),
    "admin:quizzes_classroom_changelist": TEACHERS,
    "admin:quizzes_classroom_add": TEACHERS,
    "admin:quizzes_classroom_history": OWN_CLASS,
    "admin:quizzes_classroom_delete": OWN_CLASS,
    "admin:quizzes_classroom_change": OWN_CLASS,
    "admin:quizzes_sentence_changelist": TEACHERS,
    "admin:quizzes_sentence_add": SUPERUSER,
    "admin:quizzes_sentence_history": TEACHERS,
    "admin:quizzes_sentence_delete": staff(403),  # only along with its source
    "admin:quizzes_sentence_change": TEACHERS,
    "admin:auth_user_password_change": SUPERUSER,
} | {
    f"admin:{model}_{page}": who
    for models, who in (
        (("quizzes_topic", "quizzes_fact", "quizzes_question", "quizzes_quiz", "quizzes_source"), TEACHERS),
        (("auth_user",), SUPERUSER),
    )
    for model in models
    for page in ("changelist", "add", "history", "delete", "change")
}


class TestMatrix:
    def test_names_every_address_there_is(self):
        assert set(names_of(get_resolver().url_patterns)) == set(MATRIX)

    @pytest.mark.parametrize("name", MATRIX)
    def test_opens_each_to_those_it_is_for(self, world, name):
        replies = {person: world.ask(person, name) for person in PEOPLE}
        assert {person: reply.status_code for person, reply in replies.items()} == MATRIX[name]
        for person, reply in replies.items():
            said = f"{reply.content.decode(errors='replace')}{reply.headers}"
            if reply.status_code in (302, 403, 404) and person not in ("student", "teacher", "superuser"):
                assert not any(secret in said for secret in (CLASS_NAME, NICKNAME, STEM))
            if person == "classmate":
                assert NICKNAME not in said

    @pytest.mark.parametrize("person", ["other_teacher", "clerk", "stranger", "anonymous"])
    def test_keeps_the_names_of_a_class_from_everybody_else(self, world, person):
        for name in set(MATRIX) - {"classroom_join", "classroom_come_back"}:
            said = world.ask(person, name).content.decode(errors="replace")
            assert CLASS_NAME not in said, name
            assert NICKNAME not in said, name

    def test_never_shows_a_student_another_one_s_name(self, world):
        assert CLASSMATE in world.ask("teacher", "classroom_detail").content.decode()
        client = world.client("student")
        pages = [world.ask("student", name).content.decode(errors="replace") for name in MATRIX]
        pages += [reply.text for reply in crawl(client, world.classroom.get_absolute_url())]
        assert not any(CLASSMATE in page for page in pages)


class TestPosts:
    @pytest.mark.parametrize("name", sorted(POSTED))
    def test_are_the_only_way_to_change_something(self, world, name):
        url = reverse(name, args=world.arguments(name))
        for person in PEOPLE:
            refusals = (302, 403, 405) if name.startswith("admin:") else (405,)
            assert world.client(person).get(url).status_code in refusals, person

    @pytest.mark.parametrize("name", sorted(POSTED | FORMS))
    @pytest.mark.parametrize("person", ["anonymous", "student", "teacher", "superuser"])
    def test_without_a_token_are_refused(self, world, name, person):
        client = world.client(person)
        client.handler.enforce_csrf_checks = True
        answer = client.post(reverse(name, args=world.arguments(name)), {"answer": "1", "code": "x", "nickname": "x"})
        assert answer.status_code == 403

    @pytest.mark.parametrize("name", [name for name in MATRIX if name.endswith(("_add", "_change", "_delete"))])
    def test_of_the_admin_without_a_token_are_refused(self, world, name):
        client = world.client("superuser")
        client.handler.enforce_csrf_checks = True
        assert client.post(reverse(name, args=world.arguments(name)), {"post": "yes"}).status_code == 403


class TestAddresses:
    def test_of_attempts_cannot_be_guessed(self):
        attempt = AttemptFactory()
        assert attempt.uuid.version == 4
        assert str(attempt.pk) not in attempt.get_absolute_url().split("/")
        assert client_of(attempt.learner).get(f"/attempts/{uuid.uuid4()}/").status_code == 404

    @pytest.mark.parametrize(
        "path", ["/attempts/1/", "/attempts/abc/", "/quizzes/%00/", "/sources/..%2f/", "/classes/%00/"]
    )
    def test_that_make_no_sense_are_not_found(self, path, client):
        assert client.get(path).status_code == 404
