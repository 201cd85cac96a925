import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt, Learner
from tests.factories import (
    AttemptFactory,
    EnrolmentFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    SentenceFactory,
    SourceFactory,
)
from tests.support.clients import client_of

pytestmark = pytest.mark.django_db


def quiz_of(length, **fields):
    return QuizFactory(questions=QuestionFactory.create_batch(length), **fields)


def home(client):
    return client.get(reverse("home"))


def start(client, quiz):
    return client.post(reverse("quiz_start", args=[quiz.slug]))


class TestHome:
    def test_says_so_when_there_is_no_quiz(self, client):
        QuizFactory(unpublished=True)
        page = home(client)
        assert page.context["cards"] == []
        assert "There is no quiz here yet." in page.text

    def test_shows_each_published_quiz_in_its_order(self, client):
        QuizFactory(unpublished=True)
        last, first = QuizFactory(position=2), QuizFactory(position=1)
        assert home(client).context["cards"] == [
            {"quiz": first, "attempt": None},
            {"quiz": last, "attempt": None},
        ]

    def test_tells_how_far_this_browser_got(self):
        learner = LearnerFactory()
        begun = AttemptFactory(learner=learner, quiz=quiz_of(3), answers=[True])
        done = AttemptFactory(learner=learner, quiz=quiz_of(2), answers=[True, False])
        AttemptFactory(quiz=done.quiz)
        page = home(client_of(learner))
        assert [card["attempt"] for card in page.context["cards"]] == [begun, done]
        assert "1 of 3 answered" in page.text
        assert "50%" in page.text

    def test_keeps_the_score_of_a_test_until_its_end(self):
        exam = AttemptFactory(quiz=quiz_of(2, test=True), answers=[True])
        assert "%" not in home(client_of(exam.learner)).text

    def test_shows_a_browser_without_a_cookie_nothing_of_others(self, client):
        EnrolmentFactory()
        AttemptFactory(answers=[True])
        page = home(client)
        assert [card["attempt"] for card in page.context["cards"]] == [None]
        assert list(page.context["enrolments"]) == []

    def test_leaves_no_trace_of_a_visit(self, client):
        home(client)
        assert not Learner.objects.exists()
        assert not client.cookies

    @pytest.mark.parametrize("quizzes", [1, 3])
    def test_takes_as_many_queries_for_many_quizzes(self, quizzes, django_assert_num_queries):
        enrolment = EnrolmentFactory()
        for _n in range(quizzes):
            AttemptFactory(learner=enrolment.learner, quiz=quiz_of(2), answers=[True])
            SourceFactory()
        with django_assert_num_queries(5):
            home(client_of(enrolment.learner))


class TestDetail:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({}, "No time limit"),
            ({"timed": True}, "10 minutes"),
            ({"test": True}, "You see what was right at the end"),
            ({"once": True}, "1 is left."),
            ({"pass_percent": 60}, "60% to pass"),
        ],
    )
    def test_says_what_to_expect(self, client, fields, sentence):
        page = client.get(quiz_of(3, **fields).get_absolute_url())
        assert "3 questions" in page.text
        assert sentence in page.text

    def test_leads_to_what_there_is_to_read_and_to_nothing_else(self, client):
        SourceFactory()
        sentence = SentenceFactory()
        quiz = QuizFactory(questions=QuestionFactory.create_batch(2, sentence=sentence))
        page = client.get(quiz.get_absolute_url())
        assert list(page.context["sources"]) == [sentence.source]
        assert f'href="{sentence.source.get_absolute_url()}"' in page.text

    def test_offers_to_go_on(self):
        attempt = AttemptFactory(quiz=quiz_of(3), answers=[True])
        page = client_of(attempt.learner).get(attempt.quiz.get_absolute_url())
        assert "Continue: 1 of 3 answered" in page.text

    def test_offers_the_newest_round_and_lists_the_newest_results_first(self):
        quiz, learner, now = quiz_of(2), LearnerFactory(), timezone.now()
        hours = [now - dt.timedelta(hours=n) for n in range(7)]
        done = [AttemptFactory(quiz=quiz, learner=learner, started_at=at, answers=[True, True]) for at in hours[::-1]]
        begun = [AttemptFactory(quiz=quiz, learner=learner, started_at=at) for at in hours[::-1]]
        page = client_of(learner).get(quiz.get_absolute_url())
        assert list(page.context["finished_attempts"]) == done[:1:-1]
        assert page.context["open_attempt"] == begun[-1]

    def test_lists_the_results_of_this_browser_only(self):
        mine = AttemptFactory(answers=[True])
        AttemptFactory(quiz=mine.quiz, answers=[True])
        page = client_of(mine.learner).get(mine.quiz.get_absolute_url())
        assert list(page.context["finished_attempts"]) == [mine]

    def test_is_not_found_while_it_is_not_published(self, client):
        quiz = QuizFactory(unpublished=True)
        assert client.get(quiz.get_absolute_url()).status_code == 404
        assert start(client, quiz).status_code == 404


class TestStart:
    def test_makes_a_learner_and_gives_the_browser_its_key(self, client):
        start(client, QuizFactory())
        learner = Learner.objects.get()
        cookie = client.cookies["scoquiz_learner"]
        assert cookie.value.startswith(str(learner.key))
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

    def test_knows_the_browser_again(self, client):
        start(client, QuizFactory())
        start(client, QuizFactory())
        assert Learner.objects.get().attempts.count() == 2

    def test_goes_on_where_a_running_round_was(self):
        attempt = AttemptFactory(quiz=quiz_of(3), answers=[True])
        again = client_of(attempt.learner).post(reverse("quiz_start", args=[attempt.quiz.slug]))
        assert again.headers["Location"] == reverse("attempt_question", args=[attempt.uuid, 2])

    def test_while_signed_in_keeps_what_the_browser_did_before(self):
        attempt, teacher = AttemptFactory(), LearnerFactory(signed_in=True).user
        browser = client_of(attempt.learner)
        browser.force_login(teacher)
        start(browser, QuizFactory())
        assert browser.get(attempt.get_absolute_url()).status_code == 302

    def test_refuses_one_attempt_too_many(self, client):
        quiz = QuizFactory(once=True)
        start(client, quiz)
        Attempt.objects.get().finish(timezone.now())
        refused = client.post(reverse("quiz_start", args=[quiz.slug]), follow=True)
        assert refused.redirect_chain == [(quiz.get_absolute_url(), 302)]
        assert "You have used all the attempts" in refused.text
        assert Attempt.objects.count() == 1

    def test_refuses_a_quiz_without_questions(self, client):
        refused = client.post(reverse("quiz_start", args=[QuizFactory(questions=[]).slug]), follow=True)
        assert "no questions yet" in refused.text
        assert not Attempt.objects.exists()
