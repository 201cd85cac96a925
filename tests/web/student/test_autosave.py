"""Attempts whose answers can be changed until the end.

See docs/decisions/security.md, cases 8, 9, 21, 22, 24, 25 and 27.
"""

import datetime as dt
import random
import re
import time

import pytest
from django.test import Client
from django.utils import timezone

from quizzes import clock, items
from quizzes.models import Attempt, Response
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    EnrolmentFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    form_for,
)
from tests.support.clients import HTMX, client_of

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def attempt_of(*questions, started_at=None, **terms) -> Attempt:
    quiz = QuizFactory(questions=list(questions) or QuestionFactory.create_batch(3))
    assignment = AssignmentFactory(quiz=quiz, **terms)
    return AssignedAttemptFactory(assignment=assignment, **({"started_at": started_at} if started_at else {}))


def browser(attempt: Attempt) -> Client:
    return client_of(attempt.learner)


def address(attempt: Attempt, what: str = "", position: int = 0) -> str:
    return f"/attempts/{attempt.uuid}/" + (f"questions/{position}/" if position else "") + (f"{what}/" if what else "")


def save(client, attempt, position, form, page="p", number=1, **more):
    return client.post(address(attempt, "save", position), {**form, "page": page, "number": number, **more})


def ago(seconds):
    return timezone.now() - dt.timedelta(seconds=seconds)


def stamp(seconds_ago):
    return round(ago(seconds_ago).timestamp() * 1000)


def right(attempt, position):
    return form_for(attempt.responses.get(position=position), is_right=True)


def wrong(attempt, position):
    return form_for(attempt.responses.get(position=position), is_right=False)


class TestAutosave:
    def test_keeps_a_choice_that_counts_when_the_attempt_is_finished(self):
        attempt = attempt_of()
        client = browser(attempt)
        assert save(client, attempt, 2, right(attempt, 2)).json() == {"is_answered": True, "seconds_left": None}
        response = attempt.responses.get(position=2)
        assert (response.answered_at, response.fraction, response.mark) == (None, None, None)
        client.post(address(attempt, "finish"))
        response.refresh_from_db()
        assert (response.fraction, response.mark, response.answered_at) == (1.0, 1.0, response.saved_at)

    def test_takes_another_choice_and_takes_it_back(self):
        attempt = attempt_of()
        client = browser(attempt)
        for number, form in enumerate((right(attempt, 1), wrong(attempt, 1)), start=1):
            save(client, attempt, 1, form, number=number)
        assert attempt.responses.get(position=1).posted == wrong(attempt, 1)
        assert save(client, attempt, 1, {}, number=3).json()["is_answered"] is False
        assert attempt.responses.get(position=1).saved_at is None

    def test_lets_what_was_sent_earlier_and_comes_later_change_nothing(self):
        attempt = attempt_of()
        client = browser(attempt)
        save(client, attempt, 1, right(attempt, 1), number=2)
        assert save(client, attempt, 1, wrong(attempt, 1), number=1).status_code == 200
        assert attempt.responses.get(position=1).posted == right(attempt, 1)
        save(client, attempt, 1, wrong(attempt, 1), page="another", number=1)
        assert attempt.responses.get(position=1).posted == wrong(attempt, 1)

    @pytest.mark.parametrize("is_cleared", [False, True])
    def test_lets_what_a_phone_kept_without_a_network_not_replace_what_was_chosen_since(self, is_cleared):
        attempt = attempt_of(started_at=ago(3600))
        client = browser(attempt)
        chosen = {} if is_cleared else right(attempt, 1)
        save(client, attempt, 1, chosen, page="laptop")
        reply = save(client, attempt, 1, wrong(attempt, 1), page="phone", chosen_at=stamp(60))
        assert reply.status_code == 409
        assert "A newer answer was saved" in reply.json()["problem"]
        assert reply.json()["seconds_left"] is None
        assert attempt.responses.get(position=1).posted == chosen
        reply = save(client, attempt, 2, right(attempt, 2), page="phone", number=2, chosen_at=stamp(60))
        assert reply.status_code == 200

    def test_says_so_where_answers_are_final_too(self):
        attempt = attempt_of(may_go_back=False, started_at=ago(3600))
        client = browser(attempt)
        save(client, attempt, 1, right(attempt, 1), page="laptop")
        reply = save(client, attempt, 1, wrong(attempt, 1), page="phone", chosen_at=stamp(60))
        assert "A newer answer was saved" in reply.json()["problem"]
        assert "not open yet" in save(client, attempt, 2, right(attempt, 2)).json()["problem"]

    def test_lets_what_was_chosen_last_win_whichever_device_is_heard_first(self):
        attempt = attempt_of(started_at=ago(7200))
        client = browser(attempt)
        save(client, attempt, 1, wrong(attempt, 1), page="phone", chosen_at=stamp(3600))
        assert save(client, attempt, 1, right(attempt, 1), page="laptop", chosen_at=stamp(1800)).status_code == 200
        # A copy of the phone's that took a detour.
        assert save(client, attempt, 1, wrong(attempt, 1), page="phone", chosen_at=stamp(3600)).status_code == 409
        assert attempt.responses.get(position=1).posted == right(attempt, 1)

    @pytest.mark.parametrize("moment", ["-5", "NaN", "9" * 19, "9" * 30, "", "١"])
    def test_takes_what_is_no_moment_of_the_attempt_for_now(self, moment):
        attempt = attempt_of()
        client = browser(attempt)
        save(client, attempt, 1, right(attempt, 1), page="laptop")
        assert save(client, attempt, 1, wrong(attempt, 1), page="phone", chosen_at=moment).status_code == 200
        assert attempt.responses.get(position=1).posted == wrong(attempt, 1)
        assert attempt.responses.get(position=1).chosen_at <= timezone.now()

    @pytest.mark.parametrize(
        "order", [{"page": "A\x00b"}, {"page": "x" * 500}, {"page": "ä"}, {"number": 9 * 10**9}, {"number": "9" * 19}]
    )
    def test_takes_any_name_of_a_page_and_any_number(self, order):
        attempt = attempt_of()
        assert save(browser(attempt), attempt, 1, right(attempt, 1), **order).status_code == 200

    def test_says_saved_of_what_its_form_has_stored_already(self):
        attempt = attempt_of()
        client = browser(attempt)
        client.post(address(attempt, "answer", 1), {**right(attempt, 1), "page": "p", "number": 2})
        assert save(client, attempt, 1, wrong(attempt, 1), number=1).status_code == 200
        assert attempt.responses.get(position=1).posted == right(attempt, 1)

    def test_of_an_answer_that_was_given_just_so_is_saved_and_another_one_is_refused(self):
        attempt = attempt_of(may_go_back=False)
        client = browser(attempt)
        client.post(address(attempt, "answer", 1), right(attempt, 1))
        assert save(client, attempt, 1, right(attempt, 1)).status_code == 200
        assert save(client, attempt, 1, wrong(attempt, 1), number=2).status_code == 409
        assert attempt.responses.get(position=1).fraction == 1

    def test_tells_how_much_time_is_left_now(self):
        attempt = attempt_of(time_limit=10 * MINUTE)
        client = browser(attempt)
        assert save(client, attempt, 1, right(attempt, 1)).json()["seconds_left"] in (599, 600)
        Attempt.objects.update(deadline_at=attempt.deadline_at + 30 * MINUTE)
        assert save(client, attempt, 1, right(attempt, 1), number=2).json()["seconds_left"] > 2390
        page = client.get(address(attempt, position=2), headers=HTMX).text
        assert 2390 < int(re.search(r'data-time-left="(\d+)"', page)[1]) <= 2400

    def test_says_when_the_time_is_over_and_keeps_what_was_saved_before(self, time_machine):
        attempt = attempt_of(time_limit=MINUTE)
        client = browser(attempt)
        save(client, attempt, 1, right(attempt, 1))
        time_machine.move_to(attempt.deadline_at + dt.timedelta(seconds=4))
        late = save(client, attempt, 1, wrong(attempt, 1), number=2)
        assert (late.status_code, late.json()["problem"][:22]) == (409, "The time was over befo")
        client.get(address(attempt))
        assert [r.fraction for r in attempt.responses.order_by("position")] == [1.0, None, None]

    def test_says_when_the_attempt_is_finished(self):
        attempt = attempt_of()
        client = browser(attempt)
        client.post(address(attempt, "finish"))
        assert save(client, attempt, 1, right(attempt, 1)).status_code == 409
        assert attempt.responses.get(position=1).answer is None

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30])
    def test_refuses_a_number_that_is_none(self, number):
        attempt = attempt_of()
        assert save(browser(attempt), attempt, 1, right(attempt, 1), number=number).status_code == 400

    @pytest.mark.parametrize("answer", ["abc", "-1", "9" * 20, "\0", "1" * 100_000])
    def test_refuses_what_is_no_answer_with_a_sentence(self, answer):
        attempt = attempt_of()
        reply = save(browser(attempt), attempt, 1, {"answer": [answer]})
        assert reply.status_code == 422
        assert reply.json()["problem"].endswith(".")

    def test_takes_nothing_else_from_the_form(self):
        attempt = attempt_of()
        more = {"fraction": "1", "mark": "9", "answered_at": "2020-01-01", "saved_at": "2020-01-01", "certainty": "3"}
        save(browser(attempt), attempt, 1, wrong(attempt, 1), **more)
        response = attempt.responses.get(position=1)
        assert (response.fraction, response.mark, response.answered_at) == (None, None, None)
        assert response.saved_at.year >= 2025

    def test_is_for_the_one_whose_attempt_it_is(self):
        attempt = attempt_of()
        classmate = EnrolmentFactory(classroom=attempt.assignment.classroom).learner
        for stranger in (Client(), client_of(LearnerFactory()), client_of(classmate)):
            for what in ("save", "page", "overview", "finish"):
                place = address(attempt, what, 1 if what == "save" else 0)
                reply = stranger.post(place) if what in ("save", "finish") else stranger.get(place)
                assert reply.status_code == 404
        assert not Attempt.objects.finished().exists()

    def test_costs_three_queries(self, django_assert_num_queries):
        attempt = attempt_of()
        client, form = browser(attempt), right(attempt, 1)
        with django_assert_num_queries(3):
            save(client, attempt, 1, form)

    def test_waits_for_its_turn_where_answers_are_final(self):
        attempt = attempt_of(final=True)
        client = browser(attempt)
        assert save(client, attempt, 2, right(attempt, 2)).status_code == 409
        assert save(client, attempt, 1, right(attempt, 1)).status_code == 200

    @pytest.mark.parametrize("code", sorted(items.TYPES))
    def test_fills_in_again_what_was_saved_of_any_type(self, code):
        question = QuestionFactory.of(next(iter(items.TYPES[code].examples())))
        attempt = attempt_of(question)
        client = browser(attempt)
        assert save(client, attempt, 1, right(attempt, 1)).status_code == 200
        response = attempt.responses.get()
        assert response.posted == right(attempt, 1)
        page = client.get(address(attempt, position=1)).text
        assert "checked" in page or "selected" in page or "value=" in page

    @pytest.mark.parametrize("code", ["matching", "categorise", "cloze", "pick_the_sentence"])
    def test_keeps_a_part_of_an_answer_and_counts_it(self, code):
        question = QuestionFactory.of(next(iter(items.TYPES[code].examples())))
        attempt = attempt_of(question)
        name, value = next(iter(right(attempt, 1).items()))
        save(browser(attempt), attempt, 1, {name: value})
        attempt.finish(timezone.now())
        response = attempt.responses.get()
        assert 0 < response.fraction < 1
        assert response.posted == {name: value}
        assert response.review()
        assert response.given


class TestQuestionPages:
    def test_can_be_opened_in_any_order_and_go_on_to_the_overview(self):
        attempt = attempt_of()
        client = browser(attempt)
        assert client.get(address(attempt, position=3)).status_code == 200
        reply = client.post(address(attempt, "answer", 1), right(attempt, 1))
        assert reply.url == address(attempt, position=2)
        assert client.post(address(attempt, "answer", 3), {}).url == address(attempt, "overview")
        text = client.get(address(attempt, "overview")).text
        assert "2 questions have no answer yet." in text
        assert client.post(address(attempt, "finish")).url == address(attempt, "result")

    def test_show_with_htmx_that_something_is_no_answer(self):
        attempt = attempt_of()
        reply = browser(attempt).post(address(attempt, "answer", 1), {"answer": ["99"]}, headers=HTMX)
        assert reply.status_code == 422
        assert "Please choose again." in reply.text

    def test_reveal_nothing_before_the_end(self):
        attempt = attempt_of(QuestionFactory(explanation="The secret explanation."))
        client = browser(attempt)
        client.post(address(attempt, "answer", 1), right(attempt, 1))
        for what in (address(attempt, position=1), address(attempt, "overview"), address(attempt, "result")):
            assert "secret explanation" not in client.get(what, follow=True).text


class TestOnePage:
    def test_saves_all_questions_at_once(self):
        attempt = attempt_of(on_one_page=True)
        client = browser(attempt)
        assert client.get(address(attempt)).url == address(attempt, "page")
        forms = {f"q{n}-{name}": value for n in (1, 3) for name, value in right(attempt, n).items()}
        assert client.post(address(attempt, "page/save"), forms).url == address(attempt, "overview")
        assert [response.is_saved for response in attempt.responses.order_by("position")] == [True, False, True]

    def test_keeps_the_others_where_one_is_no_answer_and_loses_nothing(self):
        numbers = QuestionFactory.of(items.Item("numerical", "How many?", (items.Option("10", 1.0),)))
        attempt = attempt_of(QuestionFactory(), numbers, on_one_page=True)
        client = browser(attempt)
        forms = {f"q1-{name}": value for name, value in right(attempt, 1).items()} | {"q2-answer": "ten or so"}
        page = client.post(address(attempt, "page/save"), forms)
        assert page.status_code == 422
        assert "ten or so" in page.text
        assert attempt.responses.get(position=1).is_saved

    def test_says_of_a_question_that_it_was_answered_elsewhere_and_keeps_the_others(self):
        attempt = attempt_of(on_one_page=True)
        client = browser(attempt)
        save(client, attempt, 1, wrong(attempt, 1), page="laptop")
        forms = {f"q{n}-{name}": value for n in (1, 2, 3) for name, value in right(attempt, n).items()}
        page = client.post(address(attempt, "page/save"), forms | {"page": "phone", "chosen_at": 1})
        assert page.status_code == 422
        assert "A newer answer was saved from another page" in page.text
        assert [response.is_saved for response in attempt.responses.order_by("position")] == [True, True, True]
        assert attempt.responses.get(position=1).posted == wrong(attempt, 1)

    def test_is_for_attempts_on_one_page_alone(self):
        attempt = attempt_of()
        assert browser(attempt).get(address(attempt, "page")).status_code == 302


class TestCertainty:
    def test_counts_as_moodle_counts(self):
        attempt = attempt_of(*QuestionFactory.create_batch(6), has_certainty=True)
        client = browser(attempt)
        for position, (is_right, certainty) in enumerate(
            [(True, 1), (True, 2), (True, 3), (False, 1), (False, 2), (False, 3)], start=1
        ):
            form = right(attempt, position) if is_right else wrong(attempt, position)
            save(client, attempt, position, form, certainty=certainty)
        client.post(address(attempt, "finish"))
        assert [r.mark for r in attempt.responses.order_by("position")] == [1, 2, 3, 0, -2, -6]
        assert Attempt.objects.with_score().get().score.max_mark == 18

    def test_is_one_where_nobody_says_so_and_none_without_an_answer(self):
        attempt = attempt_of(has_certainty=True)
        client = browser(attempt)
        save(client, attempt, 1, right(attempt, 1))
        save(client, attempt, 2, {}, certainty=3)
        client.post(address(attempt, "finish"))
        marks = [(r.certainty, r.mark) for r in attempt.responses.order_by("position")]
        assert marks[0] == (1, 1)
        assert marks[1][1] is None

    def test_refuses_another_one(self):
        attempt = attempt_of(has_certainty=True)
        assert save(browser(attempt), attempt, 1, right(attempt, 1), certainty=4).status_code == 422


class TestReview:
    @pytest.mark.parametrize(
        ("when", "shows", "has_score", "has_key"),
        [
            ("finish", "all", True, True),
            ("finish", "answers", True, False),
            ("finish", "marks", True, False),
            ("close", "all", False, False),
            ("never", "all", False, False),
        ],
    )
    def test_shows_what_the_teacher_chose(self, when, shows, has_score, has_key):
        question = QuestionFactory(explanation="The secret explanation.")
        attempt = attempt_of(
            question, review_when=when, review_shows=shows, closes_at=timezone.now() + dt.timedelta(days=1)
        )
        client = browser(attempt)
        save(client, attempt, 1, wrong(attempt, 1))
        client.post(address(attempt, "finish"))
        page = client.get(address(attempt, "result")).text
        assert ("Mark: 0 of 1" in page) is has_score
        assert ("secret explanation" in page) is has_key
        again = client.get(address(attempt, position=1), follow=True).text
        assert ("secret explanation" in again) is has_key
        if not has_key:
            assert "Practise what I missed" not in page
            assert client.post(address(attempt, "practise")).status_code == 302
            assert Attempt.objects.count() == 1

    def test_opens_when_the_assignment_has_closed_for_everybody(self, time_machine):
        attempt = attempt_of(review_when="close", closes_at=timezone.now() + MINUTE)
        EnrolmentFactory(classroom=attempt.assignment.classroom, extra_minutes=30)
        client = browser(attempt)
        client.post(address(attempt, "finish"))
        time_machine.move_to(attempt.started_at + 2 * MINUTE)
        assert "Handed in" in client.get(address(attempt, "result")).text
        time_machine.move_to(attempt.started_at + 32 * MINUTE)
        assert "Your result" in client.get(address(attempt, "result")).text


class TestDeadline:
    def test_moves_with_extra_time_in_the_middle_of_a_test(self):
        attempt = attempt_of(time_limit=10 * MINUTE)
        enrolment = attempt.assignment.classroom.enrolments.get(learner=attempt.learner)
        enrolment.extra_percent, enrolment.extra_minutes = 50, 5
        enrolment.save()
        Attempt.objects.reset_deadlines()
        attempt.refresh_from_db()
        assert attempt.deadline_at - attempt.started_at == 20 * MINUTE

    def test_is_the_closing_time_where_that_comes_first(self):
        now = timezone.now()
        attempt = attempt_of(time_limit=60 * MINUTE, closes_at=now + 20 * MINUTE)
        assert attempt.deadline_at == now + 20 * MINUTE

    def test_holds_for_an_attempt_that_nobody_looks_at(self, time_machine):
        attempt = attempt_of(time_limit=MINUTE)
        save(browser(attempt), attempt, 1, right(attempt, 1))
        assert Attempt.objects.all().finish_overdue(timezone.now()) == 0
        time_machine.move_to(attempt.started_at + 2 * MINUTE)
        assert Attempt.objects.all().finish_overdue(timezone.now()) == 1
        attempt.refresh_from_db()
        assert attempt.finished_at == attempt.deadline_at
        assert Response.objects.filter(fraction=1).count() == 1

    def test_keeps_an_assignment_from_starting_before_and_after(self, time_machine):
        now = timezone.now()
        assignment = AssignmentFactory(opens_at=now + MINUTE, closes_at=now + 2 * MINUTE)
        enrolment = EnrolmentFactory(classroom=assignment.classroom)
        client = client_of(enrolment.learner)
        start = f"{assignment.get_absolute_url()}start/"
        for wait, may_start in ((0, False), (1.5, True), (3, False)):
            time_machine.move_to(now + wait * MINUTE)
            Attempt.objects.all().delete()
            client.post(start)
            assert Attempt.objects.exists() is may_start


def let_pass(patch, time_machine, by):
    """Time that really passes: for the clock of the machine and for the one that nobody can set."""
    read = time.clock_gettime
    patch.setattr(time, "clock_gettime", lambda clock: read(clock) + by.total_seconds())
    time_machine.move_to(timezone.now() + by)


class TestClocks:
    """What a client says of the time counts for nothing, and the server's own may jump.

    See docs/decisions/security.md, cases 25 and 26.
    """

    @pytest.fixture
    def machine_that_knows(self, monkeypatch):
        """When it was started, by a clock that nobody can set."""
        monkeypatch.setattr(clock, "boot_id", lambda: "this-start")
        return monkeypatch

    def test_a_client_that_lies_about_the_time_gains_none(self, time_machine):
        attempt = attempt_of(time_limit=MINUTE)
        client = browser(attempt)
        time_machine.move_to(attempt.deadline_at + dt.timedelta(seconds=4))
        early = {name: str(attempt.started_at) for name in ("answered_at", "saved_at", "sent_at", "time", "timestamp")}
        headers = {
            "Date": "Mon, 01 Jan 2001 00:00:00 GMT",
            "X-Request-Start": "t=978307200",
            "X-Timestamp": "978307200",
        }
        reply = client.post(
            address(attempt, "save", 1), {**right(attempt, 1), **early, "page": "p", "number": 1}, headers=headers
        )
        assert reply.status_code == 409
        assert attempt.responses.get(position=1).saved_at is None

    @pytest.mark.parametrize("jump", [dt.timedelta(hours=-1), dt.timedelta(hours=1)])
    def test_a_step_of_the_server_s_clock_gives_no_time_and_takes_none(self, time_machine, machine_that_knows, jump):
        attempt = attempt_of(time_limit=10 * MINUTE)
        client = browser(attempt)
        save(client, attempt, 1, right(attempt, 1))
        time_machine.move_to(timezone.now() + jump)
        assert Attempt.objects.all().finish_overdue(timezone.now()) == 0  # a gradebook asks every ten seconds
        assert 590 <= attempt.seconds_left(timezone.now()) <= 600
        assert save(client, attempt, 2, right(attempt, 2), number=2).status_code == 200
        let_pass(machine_that_knows, time_machine, 11 * MINUTE)
        assert save(client, attempt, 3, right(attempt, 3), number=3).status_code == 409
        client.post(address(attempt, "finish"))
        attempt.refresh_from_db()
        assert attempt.duration == 10 * MINUTE
        assert [r.fraction for r in attempt.responses.order_by("position")] == [1.0, 1.0, None]

    @pytest.mark.parametrize("jump", [dt.timedelta(hours=-1), dt.timedelta(hours=1)])
    def test_a_machine_that_was_started_anew_goes_by_the_time_of_day(self, time_machine, machine_that_knows, jump):
        attempt = attempt_of(time_limit=10 * MINUTE)
        machine_that_knows.setattr(clock, "boot_id", lambda: "another-start")
        time_machine.move_to(timezone.now() + jump)
        assert attempt.is_over(timezone.now()) is (jump > MINUTE)
        attempt.finish(timezone.now())
        assert dt.timedelta() <= attempt.duration <= 10 * MINUTE

    def test_an_attempt_lasts_as_long_on_the_night_the_clocks_change(self, time_machine, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        before = dt.datetime(2026, 10, 25, 0, 50, tzinfo=dt.UTC)  # 2:50 in Berlin, ten minutes before it is 2:00 again
        time_machine.move_to(before, tick=False)
        attempt = attempt_of(time_limit=30 * MINUTE)
        time_machine.move_to(before + 29 * MINUTE, tick=False)
        assert save(browser(attempt), attempt, 1, right(attempt, 1)).status_code == 200
        time_machine.move_to(before + 31 * MINUTE, tick=False)
        assert save(browser(attempt), attempt, 1, wrong(attempt, 1), number=2).status_code == 409


class TestLastMoment:
    """The deadline decides to the millisecond (docs/decisions/security.md, case 24)."""

    @pytest.mark.parametrize(("late", "status"), [(-1, 200), (3_000, 200), (3_001, 409)])
    def test_is_the_deadline_and_three_seconds_for_the_network(self, time_machine, late, status):
        attempt = attempt_of(time_limit=MINUTE)
        time_machine.move_to(attempt.deadline_at + dt.timedelta(milliseconds=late), tick=False)
        assert save(browser(attempt), attempt, 1, right(attempt, 1)).status_code == status
        assert (attempt.responses.get(position=1).saved_at is not None) is (status == 200)


class TestStaleQuestions:
    """Edits do not reach what was begun (docs/decisions/security.md, case 29)."""

    def test_an_attempt_keeps_the_question_it_began_with(self):
        question = QuestionFactory()
        attempt = attempt_of(question)
        chosen = right(attempt, 1)
        for option in question.options.all():
            option.text, option.fraction = f"{option.text} now", 1.0 - option.fraction
            option.save()
        question.stem = "Something else?"
        question.save()
        assert question.stem not in browser(attempt).get(address(attempt, position=1)).text
        save(browser(attempt), attempt, 1, chosen)
        browser(attempt).post(address(attempt, "finish"))
        assert attempt.responses.get().fraction == 1


class TestStateMachine:
    """Any order of saving, changing and finishing: what was acknowledged last is what counts."""

    @pytest.mark.parametrize("seed", range(20))
    def test_counts_what_was_acknowledged_last(self, seed):
        rng = random.Random(seed)
        attempt = attempt_of(*QuestionFactory.create_batch(4))
        client, last = browser(attempt), {}
        for number in range(1, rng.randrange(4, 26)):
            position, is_right = rng.randrange(1, 5), rng.random() < 0.5
            form = right(attempt, position) if is_right else wrong(attempt, position)
            if rng.random() < 0.15:
                form, is_right = {}, None
            if save(client, attempt, position, form, number=number).status_code == 200:
                last[position] = is_right
        client.post(address(attempt, "finish"))
        counted = {r.position: r.is_right for r in attempt.responses.exclude(answered_at=None)}
        assert counted == {position: is_right for position, is_right in last.items() if is_right is not None}
