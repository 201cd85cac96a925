"""Many requests at one moment: each change happens once (docs/decisions/security.md, cases 21 and 28)."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt, Question, Response
from quizzes.models.marking.regrades import Grounds, preview, regrade
from tests.factories import (
    AssignedAttemptFactory,
    AttemptFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
    form_for,
)
from tests.support.clients import client_of

AT_ONCE = 64


def at_once(act, count=AT_ONCE):
    """What `act(n)` returned for each n, run in a thread each and released together."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(number):
        try:
            barrier.wait()
            results[number] = act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
class TestDoubleSubmit:
    @pytest.fixture
    def attempt(self):
        return AttemptFactory(quiz=QuizFactory(questions=QuestionFactory.create_batch(2)))

    def submit(self, attempt, form_of):
        clients = [client_of(attempt.learner) for _n in range(AT_ONCE)]
        url = reverse("attempt_answer", args=[attempt.uuid, 1])
        return at_once(lambda n: clients[n].post(url, form_of(n), headers={"HX-Request": "true"}))

    def test_of_one_answer_is_stored_once_and_shown_to_all(self, attempt):
        form = form_for(attempt.responses.get(position=1), is_right=True)
        replies = self.submit(attempt, lambda _n: form)
        assert Counter(reply.status_code for reply in replies) == {200: AT_ONCE}
        assert all("Your answer, right" in reply.text for reply in replies)
        assert list(Response.objects.values_list("position", "fraction")) == [(1, 1), (2, None)]

    def test_of_two_answers_keeps_the_first_and_says_so_to_the_other(self, attempt):
        response = attempt.responses.get(position=1)
        forms = [form_for(response, is_right=False), form_for(response, is_right=True)]
        replies = self.submit(attempt, lambda n: forms[n % 2])
        assert Counter(reply.status_code for reply in replies) == {200: AT_ONCE // 2, 409: AT_ONCE // 2}
        response.refresh_from_db()
        for n, reply in enumerate(replies):
            assert reply.status_code == (200 if n % 2 == response.fraction else 409)


@pytest.mark.django_db(transaction=True)
class TestAutosave:
    """One page sends many choices of one question, and they arrive in any order."""

    def save(self, attempt, answers):
        clients = [client_of(attempt.learner) for _n in answers]
        url = reverse("attempt_save", args=[attempt.uuid, 1])
        return at_once(lambda n: clients[n].post(url, answers[n] | {"page": "p", "number": n + 1}), count=len(answers))

    def test_keeps_what_was_chosen_last_whatever_comes_last(self):
        attempt = AssignedAttemptFactory()
        response = attempt.responses.get()
        forms = [form_for(response, is_right=n == AT_ONCE - 1) for n in range(AT_ONCE)]
        replies = self.save(attempt, forms)
        assert Counter(reply.status_code for reply in replies) == {200: AT_ONCE}
        stored = Response.objects.get()
        assert (stored.saved_number, stored.posted) == (AT_ONCE, forms[-1])

    def test_counts_what_it_acknowledged_before_the_attempt_was_finished_at_that_moment(self):
        attempt = AssignedAttemptFactory()
        forms = [form_for(attempt.responses.get(), is_right=True)] * 20
        clients = [client_of(attempt.learner) for _n in forms]
        save, finish = (
            reverse(name, args=[attempt.uuid, *where])
            for name, where in (("attempt_save", [1]), ("attempt_finish", []))
        )

        def act(n):
            if n == 10:
                return clients[n].post(finish)
            return clients[n].post(save, forms[n] | {"page": f"p{n}", "number": 1})

        replies = at_once(act, count=20)
        saved = [reply.status_code for n, reply in enumerate(replies) if n != 10]
        assert set(saved) <= {200, 409}
        stored = Response.objects.get()
        assert stored.fraction == (1.0 if 200 in saved else None)


@pytest.mark.django_db(transaction=True)
class TestRegradeWhileAnswering:
    def test_grades_every_answer_with_the_new_key_once(self):
        question = QuestionFactory()
        quiz = QuizFactory(questions=[question])
        attempts = AttemptFactory.create_batch(20, quiz=quiz)
        forms = [form_for(attempt.responses.get(), is_right=True) for attempt in attempts]
        question.options.update(fraction=0)
        question.options.filter(text="1998").update(fraction=1)
        stored, user = Question.objects.with_content().get(), UserFactory()
        versions = [one.version.pk for one in preview(stored, user)]

        def act(n):
            if n == 10:
                return regrade(stored, versions, Grounds(user, "Another key.", timezone.now()))
            attempt = attempts[n]
            return client_of(attempt.learner).post(reverse("attempt_answer", args=[attempt.uuid, 1]), forms[n])

        replies = at_once(act, count=20)
        assert {reply.status_code for n, reply in enumerate(replies) if n != 10} == {302}
        answered = Response.objects.filter(answered_at__isnull=False)
        assert set(answered.values_list("mark", "version__rekeyed_from__number")) == {(0, 1)}
        assert answered.count() == 19


@pytest.mark.django_db(transaction=True)
class TestStart:
    @pytest.mark.parametrize("fields", [{}, {"once": True}], ids=["any number", "once"])
    def test_at_one_moment_makes_one_attempt(self, fields):
        quiz, learner = QuizFactory(**fields), LearnerFactory()
        clients = [client_of(learner) for _n in range(20)]
        replies = at_once(lambda n: clients[n].post(reverse("quiz_start", args=[quiz.slug])), count=20)
        assert {reply.status_code for reply in replies} == {302}
        assert Attempt.objects.count() == 1

    def test_at_one_moment_freezes_each_question_once(self):
        quiz = QuizFactory(questions=QuestionFactory.create_batch(3))
        clients = [client_of(LearnerFactory()) for _n in range(20)]
        replies = at_once(lambda n: clients[n].post(reverse("quiz_start", args=[quiz.slug])), count=20)
        assert {reply.status_code for reply in replies} == {302}
        assert Response.objects.values("version").distinct().count() == 3
        assert Response.objects.count() == 60
