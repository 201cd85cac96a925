import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.items import TYPES
from quizzes.models import Attempt, Learner
from quizzes.models.bank.versions import frozen_versions
from tests.factories import AttemptFactory, LearnerFactory, QuestionFactory, QuizFactory, UserFactory, form_for
from tests.support.clients import HTMX, client_of, client_signed_in

pytestmark = pytest.mark.django_db


def quiz_of(length, **fields):
    return QuizFactory(questions=QuestionFactory.create_batch(length), **fields)


def question_url(attempt, position):
    return reverse("attempt_question", args=[attempt.uuid, position])


def answer_url(attempt, position):
    return reverse("attempt_answer", args=[attempt.uuid, position])


def result_url(attempt):
    return reverse("attempt_result", args=[attempt.uuid])


def form_of(attempt, position, *, is_right=True):
    return form_for(attempt.responses.get(position=position), is_right)


def stored(attempt):
    return list(attempt.responses.values_list("answer", "fraction", "answered_at"))


@pytest.fixture
def attempt():
    """A practice round of three questions that has just begun."""
    return AttemptFactory(quiz=quiz_of(3))


@pytest.fixture
def exam():
    """A test of three questions that has just begun."""
    return AttemptFactory(quiz=quiz_of(3, test=True))


class TestRound:
    """From the quiz to the result by plain forms and links: POST, redirect, GET."""

    def test_leads_through_a_practice_round(self, client):
        quiz = quiz_of(2)
        started = client.post(reverse("quiz_start", args=[quiz.slug]))
        attempt = Attempt.objects.get()
        assert (started.status_code, started.url) == (302, question_url(attempt, 1))
        for position in (1, 2):
            assert client.get(question_url(attempt, position)).status_code == 200
            answered = client.post(answer_url(attempt, position), form_of(attempt, position))
            assert (answered.status_code, answered.url) == (302, question_url(attempt, position))
            assert "Right" in client.get(answered.url).text
        result = client.get(result_url(attempt))
        assert result.context["result"].score.percent == 100

    def test_leads_through_a_test_without_a_word_of_feedback(self, client):
        quiz = quiz_of(2, test=True)
        client.post(reverse("quiz_start", args=[quiz.slug]))
        attempt = Attempt.objects.get()
        first = client.post(answer_url(attempt, 1), form_of(attempt, 1))
        assert (first.status_code, first.url) == (302, question_url(attempt, 2))
        last = client.post(answer_url(attempt, 2), form_of(attempt, 2))
        assert (last.status_code, last.url) == (302, result_url(attempt))
        assert client.get(last.url).status_code == 200

    def test_goes_on_where_it_was(self):
        attempt = AttemptFactory(quiz=quiz_of(3), answers=[True])
        client = client_of(attempt.learner)
        assert client.get(attempt.get_absolute_url()).url == question_url(attempt, 2)

    def test_sends_a_finished_round_to_its_result(self):
        attempt = AttemptFactory(answers=[True])
        assert client_of(attempt.learner).get(attempt.get_absolute_url()).url == result_url(attempt)

    def test_makes_a_new_round_of_what_was_missed(self):
        attempt = AttemptFactory(quiz=quiz_of(3), answers=[True, False, True])
        answered = client_of(attempt.learner).post(reverse("attempt_practise", args=[attempt.uuid]))
        again = Attempt.objects.get(repeats=attempt)
        assert answered.url == question_url(again, 1)
        assert again.length == 1

    def test_says_when_there_is_nothing_to_practise(self, attempt):
        answered = client_of(attempt.learner).post(reverse("attempt_practise", args=[attempt.uuid]), follow=True)
        assert answered.redirect_chain == [(question_url(attempt, 1), 302)]
        assert "nothing to practise" in answered.text

    def test_finishes_early(self, exam):
        client = client_of(exam.learner)
        assert client.post(reverse("attempt_finish", args=[exam.uuid])).url == result_url(exam)
        assert client.get(result_url(exam)).context["result"].score.percent == 0

    def test_leaves_no_copy_of_a_page_that_changes(self, attempt):
        page = client_of(attempt.learner).get(question_url(attempt, 1))
        assert "no-store" in page.headers["Cache-Control"]


class TestRoundWithHtmx:
    def test_swaps_the_question_for_its_feedback(self, attempt):
        client = client_of(attempt.learner)
        answered = client.post(answer_url(attempt, 1), form_of(attempt, 1), headers=HTMX)
        assert answered.status_code == 200
        assert "<html" not in answered.text
        assert 'id="question"' in answered.text
        assert "Right" in answered.text

    def test_swaps_the_feedback_for_the_next_question(self):
        attempt = AttemptFactory(quiz=quiz_of(2), answers=[True])
        page = client_of(attempt.learner).get(question_url(attempt, 2), headers=HTMX)
        assert "<html" not in page.text
        assert page.headers["HX-Push-Url"] == question_url(attempt, 2)

    def test_goes_to_the_next_question_of_a_test(self, exam):
        answered = client_of(exam.learner).post(answer_url(exam, 1), form_of(exam, 1), headers=HTMX)
        assert (answered.status_code, answered.url) == (302, question_url(exam, 2))

    def test_goes_to_the_result_as_a_page(self):
        exam = AttemptFactory(quiz=quiz_of(1, test=True))
        answered = client_of(exam.learner).post(answer_url(exam, 1), form_of(exam, 1), headers=HTMX)
        assert answered.headers["HX-Redirect"] == result_url(exam)

    def test_gives_the_fragment_where_it_refuses(self, attempt):
        client = client_of(attempt.learner)
        empty = client.post(answer_url(attempt, 1), {}, headers=HTMX)
        assert (empty.status_code, "<html" in empty.text) == (422, False)
        client.post(answer_url(attempt, 1), form_of(attempt, 1))
        other = client.post(answer_url(attempt, 1), form_of(attempt, 1, is_right=False), headers=HTMX)
        assert (other.status_code, "<html" in other.text) == (409, False)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
class TestAnswer:
    def test_repeated_gives_the_same_page_and_changes_nothing(self, attempt, headers):
        client = client_of(attempt.learner)
        first = client.post(answer_url(attempt, 1), form_of(attempt, 1), headers=headers)
        before = stored(attempt)
        second = client.post(answer_url(attempt, 1), form_of(attempt, 1), headers=headers)
        assert (second.status_code, second.headers.get("Location")) == (
            first.status_code,
            first.headers.get("Location"),
        )
        assert stored(attempt) == before

    def test_changed_afterwards_is_refused_and_the_stored_one_shown(self, attempt, headers):
        client = client_of(attempt.learner)
        client.post(answer_url(attempt, 1), form_of(attempt, 1, is_right=False), headers=headers)
        before = stored(attempt)
        for form in (form_of(attempt, 1), {"skip": "1"}, {}, {"answer": "nonsense"}):
            again = client.post(answer_url(attempt, 1), form, headers=headers)
            assert again.status_code == 409
            assert "Your first answer counts." in again.text
            assert "1998" in again.text
        assert stored(attempt) == before

    def test_without_a_choice_is_asked_for_again(self, attempt, headers):
        for form in ({}, {"answer": ""}, {"answer": "99"}, {"answer": ["1", "2"]}, {"answer": "\x00"}):
            answered = client_of(attempt.learner).post(answer_url(attempt, 1), form, headers=headers)
            assert answered.status_code == 422
            assert 'id="problem"' in answered.text
        assert stored(attempt)[0] == (None, None, None)

    @pytest.mark.parametrize("form", [{"answer": "1"}, {"skip": "1"}, {}, {"answer": "nonsense"}])
    def test_before_its_turn_is_refused_and_the_question_not_shown(self, attempt, headers, form):
        answered = client_of(attempt.learner).post(answer_url(attempt, 2), form, headers=headers)
        assert answered.status_code == 409
        assert "not open yet" in answered.text
        assert "<fieldset" not in answered.text
        assert stored(attempt) == [(None, None, None)] * 3

    def test_after_the_end_is_refused(self, exam, headers):
        client = client_of(exam.learner)
        exam.finish(timezone.now())
        for form in (form_of(exam, 1), {}):
            assert client.post(answer_url(exam, 1), form, headers=headers).status_code == 409
        assert stored(exam) == [(None, None, None)] * 3

    def test_after_the_time_is_refused(self, headers):
        then = timezone.now() - dt.timedelta(minutes=11)
        exam = AttemptFactory(quiz=quiz_of(2, test=True, timed=True), started_at=then)
        answered = client_of(exam.learner).post(answer_url(exam, 1), form_of(exam, 1), headers=headers)
        assert answered.status_code == 409
        assert "The time was over" in answered.text
        assert stored(exam) == [(None, None, None)] * 2

    def test_may_be_that_one_does_not_know(self, attempt, headers):
        client_of(attempt.learner).post(answer_url(attempt, 1), {"skip": "1"}, headers=headers)
        assert stored(attempt)[0][:2] == (None, 0)


class TestQuestion:
    def test_sends_back_who_looks_ahead(self, attempt):
        client = client_of(attempt.learner)
        assert client.get(question_url(attempt, 3)).url == question_url(attempt, 1)

    def test_sends_on_who_looks_back_in_a_test(self):
        exam = AttemptFactory(quiz=quiz_of(2, test=True), answers=[True])
        assert client_of(exam.learner).get(question_url(exam, 1)).url == question_url(exam, 2)

    def test_shows_the_feedback_of_an_answered_one_again(self):
        attempt = AttemptFactory(quiz=quiz_of(2), answers=[False])
        page = client_of(attempt.learner).get(question_url(attempt, 1))
        assert page.context["review"]["right"] == "2001"
        assert "established in 2001" in page.text

    def test_ends_a_round_that_is_out_of_time(self):
        then = timezone.now() - dt.timedelta(minutes=11)
        exam = AttemptFactory(quiz=quiz_of(2, test=True, timed=True), started_at=then)
        page = client_of(exam.learner).get(question_url(exam, 1), follow=True)
        assert page.redirect_chain == [(result_url(exam), 302)]
        assert Attempt.objects.get().finished_at == exam.deadline_at

    def test_keeps_what_was_typed_when_it_asks_again(self):
        question = QuestionFactory.of(TYPES["numerical"].examples()[0])
        attempt = AttemptFactory(quiz=QuizFactory(questions=[question]))
        answered = client_of(attempt.learner).post(answer_url(attempt, 1), {"answer": "many <b>"})
        assert 'value="many &lt;b&gt;"' in answered.text


class TestResult:
    def test_is_not_there_before_the_end(self, exam):
        assert client_of(exam.learner).get(result_url(exam)).url == question_url(exam, 1)

    def test_shows_each_question_with_what_was_answered(self):
        attempt = AttemptFactory(quiz=quiz_of(3, test=True), answers=[True, False, None])
        page = client_of(attempt.learner).get(result_url(attempt))
        assert page.context["result"].right == 1
        assert [response.given for response in page.context["responses"]] == ["2001", "1998", ""]
        for response in attempt.responses.all():
            assert response.frozen.item.stem in page.text


ADDRESSES = [
    ("attempt_detail", []),
    ("attempt_question", [1]),
    ("attempt_answer", [1]),
    ("attempt_finish", []),
    ("attempt_result", []),
    ("attempt_practise", []),
]


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
class TestOwner:
    """The browser that started it and the person who did; nobody else learns that there is such an attempt."""

    def ask(self, client, name, attempt, args):
        url = reverse(name, args=[attempt.uuid, *args])
        is_post = name in ("attempt_answer", "attempt_finish", "attempt_practise")
        return client.post(url) if is_post else client.get(url)

    def test_is_the_browser_that_started_it(self, name, args, attempt):
        assert self.ask(client_of(attempt.learner), name, attempt, args).status_code in (200, 302, 422)

    def test_is_the_person_who_started_it_in_every_browser(self, name, args):
        learner = LearnerFactory(signed_in=True)
        attempt = AttemptFactory(learner=learner)
        assert self.ask(client_signed_in(learner.user), name, attempt, args).status_code in (200, 302, 422)

    def test_is_not_another_browser(self, name, args, attempt, client):
        before = stored(attempt)
        for stranger in (client, client_of(LearnerFactory()), client_signed_in(UserFactory())):
            assert self.ask(stranger, name, attempt, args).status_code == 404
        assert stored(attempt) == before

    def test_is_not_who_forges_the_cookie(self, name, args, attempt, client):
        client.cookies["scoquiz_learner"] = f"{attempt.learner.key}:forged"
        assert self.ask(client, name, attempt, args).status_code == 404

    def test_is_not_who_signs_in_later_at_the_same_browser(self, name, args):
        learner = LearnerFactory()
        attempt = AttemptFactory(learner=learner)
        shared = client_of(learner)
        Learner.objects.update(user=UserFactory())
        assert self.ask(shared, name, attempt, args).status_code == 404
        shared.force_login(UserFactory())
        assert self.ask(shared, name, attempt, args).status_code == 404

    def test_of_what_is_not_there_is_nobody(self, name, args, attempt):
        attempt.uuid = uuid.uuid4()
        assert self.ask(client_of(attempt.learner), name, attempt, args).status_code == 404

    def test_uses_the_method_of_the_address(self, name, args, attempt):
        url = reverse(name, args=[attempt.uuid, *args])
        client = client_of(attempt.learner)
        is_post = name in ("attempt_answer", "attempt_finish", "attempt_practise")
        wrong = [client.get, client.put, client.delete, client.patch] if is_post else [client.post, client.put]
        assert [method(url).status_code for method in wrong] == [405] * len(wrong)


@pytest.mark.parametrize("position", [0, 4, 32_768, 10**20])
def test_a_position_that_is_not_there_is_not_found(attempt, position):
    client = client_of(attempt.learner)
    first, there = "/questions/1/", f"/questions/{position}/"  # no address can be made of what matches none
    assert client.get(question_url(attempt, 1).replace(first, there)).status_code == 404
    assert client.post(answer_url(attempt, 1).replace(first, there), {"answer": "1"}).status_code == 404


class TestQueries:
    """The answer path is the hot path: the same few statements, whatever else is stored."""

    ANSWER = 3
    ANSWER_WITH_HTMX = 3
    NEXT_QUESTION = 2
    QUESTION_NEW_TO_THE_PROCESS = 1

    def measured(self, attempt, django_assert_num_queries):
        client = client_of(attempt.learner)
        first, second = (form_of(attempt, position) for position in (1, 2))
        with django_assert_num_queries(self.ANSWER):
            client.post(answer_url(attempt, 1), first)
        with django_assert_num_queries(self.NEXT_QUESTION):
            assert client.get(question_url(attempt, 2)).status_code == 200
        frozen_versions.clear()
        with django_assert_num_queries(self.ANSWER_WITH_HTMX + self.QUESTION_NEW_TO_THE_PROCESS):
            client.post(answer_url(attempt, 2), second, headers=HTMX)

    @pytest.mark.parametrize("length", [3, 30])
    def test_are_as_many_for_a_long_quiz(self, length, django_assert_num_queries):
        self.measured(AttemptFactory(quiz=quiz_of(length)), django_assert_num_queries)

    @pytest.mark.parametrize("attempts", [10, 1000])
    def test_are_as_many_with_a_long_history(self, attempts, django_assert_num_queries):
        quiz, learner, now = quiz_of(3), LearnerFactory(), timezone.now()
        Attempt.objects.bulk_create(
            Attempt(quiz=quiz, learner=learner, has_feedback_at_once=True, length=3, started_at=now, finished_at=now)
            for _n in range(attempts)
        )
        self.measured(AttemptFactory(quiz=quiz, learner=learner), django_assert_num_queries)
