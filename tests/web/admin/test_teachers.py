import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import Question
from quizzes.permissions import TEACHERS_GROUP
from tests.factories import FactFactory, QuestionFactory, UserFactory
from tests.support.clients import client_signed_in

PASSWORD = "correct horse battery"
CODENAMES = {
    *(
        f"{verb}_{model}"
        for model in ("topic", "source", "fact", "question", "option", "quiz", "quizquestion", "classroom")
        for verb in ("view", "add", "change", "delete")
    ),
    "view_sentence",
    "view_enrolment",
    "change_enrolment",
    "delete_enrolment",
    "change_response",
}


def codenames():
    return set(Group.objects.get(name=TEACHERS_GROUP).permissions.values_list("codename", flat=True))


@pytest.mark.django_db
class TestGroup:
    def test_may_do_exactly_what_questions_and_classes_take(self):
        assert codenames() == CODENAMES

    def test_is_set_right_by_the_next_migrate(self):
        group = Group.objects.get(name=TEACHERS_GROUP)
        group.permissions.set(Permission.objects.filter(codename="change_user"))
        call_command("migrate", verbosity=0)
        assert codenames() == CODENAMES
        assert Group.objects.count() == 1


class TestTeacher:
    def test_sees_their_six_kinds_of_things_and_no_others(self, signed_in):
        sections = signed_in.get(reverse("admin:index")).context["available_apps"]
        assert [model["object_name"] for section in sections for model in section["models"]] == [
            "Question",
            "Quiz",
            "Classroom",
            "Fact",
            "Source",
            "Topic",
        ]

    @pytest.mark.parametrize("path", ["auth/user/", "auth/group/", "axes/accessattempt/", "sessions/session/"])
    def test_finds_nothing_else(self, signed_in, path):
        assert signed_in.get(f"/admin/{path}").status_code in (403, 404)

    @pytest.mark.parametrize("model", ["question", "quiz", "classroom", "fact", "source", "topic"])
    @pytest.mark.parametrize("page", ["changelist", "add"])
    def test_opens_every_page_of_their_own(self, signed_in, model, page):
        assert signed_in.get(reverse(f"admin:quizzes_{model}_{page}")).status_code == 200

    def test_is_told_on_the_first_page_what_waits(self, signed_in):
        QuestionFactory(draft=True)
        QuestionFactory.create_batch(2, lint=Question.Lint.ERROR)
        QuestionFactory(lint=Question.Lint.WARNING)
        QuestionFactory(retired=True, lint=Question.Lint.ERROR)
        response = signed_in.get(reverse("admin:index"))
        assert [waiting["text"] for waiting in response.context["attention"]] == [
            "1 draft to look at",
            "2 questions with errors",
            "1 question with warnings to settle",
        ]
        assertContains(signed_in.get(response.context["attention"][1]["url"]), "3 questions")

    def test_is_told_when_nothing_waits(self, signed_in):
        assertContains(signed_in.get(reverse("admin:index")), "Nothing is waiting")

    def test_gets_404_for_what_is_not_there(self, signed_in):
        for number in ("999", "abc", "9" * 30):
            response = signed_in.get(f"/admin/quizzes/question/{number}/change/")
            assert response.status_code == 404


class TestStaffWhoIsNoTeacher:
    """Django's own check of the pages that are added to the admin ends at "is staff"."""

    @pytest.mark.parametrize(
        ("method", "page"),
        [
            ("get", "question_preview"),
            ("post", "question_live_preview_of"),
            ("post", "question_duplicate"),
            ("post", "fact_generate"),
            ("get", "question_change"),
            ("post", "question_change"),
        ],
    )
    def test_gets_nowhere(self, db, method, page):
        question = QuestionFactory(pk=7, fact=FactFactory(pk=7))
        client = client_signed_in(UserFactory(is_staff=True))
        response = getattr(client, method)(reverse(f"admin:quizzes_{page}", args=[7]))
        assertNotContains(response, question.stem, status_code=403)
        assert Question.objects.count() == 1

    def test_gets_no_preview_of_what_they_type(self, db):
        client = client_signed_in(UserFactory(is_staff=True))
        assert client.post(reverse("admin:quizzes_question_live_preview")).status_code == 403


class TestFirstTeacher:
    def test_adds_another_one(self, first_teacher):
        form = {"username": "ada", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
        response = client_signed_in(first_teacher).post(reverse("admin:auth_user_add"), form)
        assert response.status_code == 302
        added = User.objects.get(username="ada")
        assert (added.is_staff, added.is_superuser, added.groups.get().name) == (True, False, TEACHERS_GROUP)

    def test_sees_no_groups_and_no_permissions(self, first_teacher):
        client = client_signed_in(first_teacher)
        assert client.get("/admin/auth/group/").status_code == 404
        response = client.get(reverse("admin:auth_user_change", args=[first_teacher.pk]))
        assertNotContains(response, "user_permissions")


@pytest.mark.django_db
class TestLogin:
    URL = reverse("admin:login")

    def fail(self, client, times, username="tess"):
        for _time in range(times):
            response = client.post(self.URL, {"username": username, "password": "wrong"})
        return response

    def test_closes_after_the_fifth_failure(self, client, teacher):
        assert self.fail(client, 4).status_code == 200
        assert self.fail(client, 1).status_code == 429
        assert client.post(self.URL, {"username": "tess", "password": PASSWORD}).status_code == 429

    def test_stays_open_from_another_address_and_for_another_name(self, client, teacher):
        self.fail(client, 5)
        form = {"username": "tess", "password": PASSWORD}
        assert client.post(self.URL, form, REMOTE_ADDR="192.0.2.7").status_code == 302
        assert self.fail(client, 1, username="ada").status_code == 200

    def test_says_the_same_of_a_name_that_nobody_has(self, client, teacher):
        known, unknown = self.fail(client, 1), self.fail(client, 1, username="nobody")
        assert known.context["form"].errors == unknown.context["form"].errors

    def test_lets_in_nobody_who_is_not_a_teacher(self, client):
        UserFactory(username="pupil")
        response = client.post(self.URL, {"username": "pupil", "password": PASSWORD})
        assert response.status_code == 200
