import datetime as dt
import re

import pytest
from django.urls import reverse

from quizzes import clock, items
from quizzes.models import Attempt, LivePlayer, LiveQuestion, Response
from quizzes.models.live import joining, moves
from tests.factories import (
    EnrolmentFactory,
    LearnerFactory,
    LivePlayerFactory,
    LiveRoundFactory,
    QuestionFactory,
    QuizFactory,
)
from tests.support.clients import HTMX, client_of, client_signed_in
from tests.support.rooms import Room, browser, form_of

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def room():
    return Room.now()


def page_of(room, player=0, **kwargs):
    return browser(room.players[player]).get(room.live_round.get_absolute_url(), **kwargs)


def answer(room, *, player=0, is_right=True, question=None, headers=HTMX, **more):
    url = reverse("live_answer", args=[room.live_round.uuid])
    form = form_of(question or room.question, is_right=is_right, **more)
    return browser(room.players[player]).post(url, form, headers=headers)


def phase_in(reply):
    return re.search(r'data-phase="(\w+)"', reply.text)[1]


def set_back(room, seconds):
    """As if the question had been asked so many seconds earlier."""
    question, by = room.question, seconds * SECOND
    times = {"opens_at": question.opens_at - by, "locks_at": question.locks_at and question.locks_at - by}
    LiveQuestion.objects.filter(pk=question.pk).update(**times, timing=question.timing + 1)
    room.fresh.change()


class TestPage:
    def test_follows_the_round(self, room):
        phases = [phase_in(page_of(room))]
        for move in (
            *(moves.next_question, moves.pause, moves.resume, moves.lock, moves.vote_again, moves.open_now),
            *(moves.reveal, moves.show_standing, moves.show_podium),
        ):
            move(room.fresh, clock.now())
            phases.append(phase_in(page_of(room)))
        room.end()
        phases.append(phase_in(page_of(room)))
        assert phases == [
            *("lobby", "answering", "paused", "answering", "locked", "discussion", "answering"),
            *("reveal", "standing", "podium", "ended"),
        ]

    def test_shows_a_question_without_its_options_first(self):
        cities = (items.Option("Shanghai", 1.0), items.Option("Beijing"))  # a year may stand in any time or address
        question = QuestionFactory(stem="Where was it established?", options=cities)
        room = Room.now(reading_seconds=60, quiz=QuizFactory(questions=[question]))
        room.ask()
        page = page_of(room).text
        assert "Where was it established?" in page
        assert "Shanghai" not in page
        assert "Beijing" not in page

    def test_for_htmx_is_the_stage_alone(self, room):
        reply = page_of(room, headers=HTMX)
        assert reply.text.startswith('<section id="stage"')
        assert "<html" not in reply.text

    def test_shows_a_player_their_own_verdict(self, room):
        room.players.append(LivePlayerFactory(round=room.live_round))
        room.play(True, False)
        classes = [re.search(r'class="feedback ([\w-]+)"', page_of(room, n).text)[1] for n in range(3)]
        assert classes == ["is-right", "is-wrong", "is-open"]
        assert "1 of 1" in page_of(room, 0).text
        assert "0 of 1" in page_of(room, 1).text

    def test_shows_a_player_their_own_place_and_nobody_s_name(self, room):
        room.play(True, False)
        room.move(moves.show_standing)
        pages = [page_of(room, n).text for n in (0, 1)]
        assert "<strong>1.</strong>" in pages[0]
        assert "<strong>2.</strong>" in pages[1]
        assert room.players[1].enrolment.nickname not in pages[0]

    def test_is_for_its_players_alone(self, room, client):
        classmate = EnrolmentFactory(classroom=room.live_round.classroom)
        url = room.live_round.get_absolute_url()
        assert client.get(url).status_code == 404
        assert client_of(LearnerFactory()).get(url).status_code == 404
        assert client_of(classmate.learner).get(url).status_code == 404

    def test_is_a_user_s_on_whatever_device_they_sign_in(self):
        learner = LearnerFactory(signed_in=True)
        live_round = LiveRoundFactory()
        enrolment = EnrolmentFactory(classroom=live_round.classroom, learner=learner)
        LivePlayerFactory(round=live_round, enrolment=enrolment)
        assert client_signed_in(learner.user).get(live_round.get_absolute_url()).status_code == 200
        assert client_of(learner).get(live_round.get_absolute_url()).status_code == 404

    def test_says_so_to_who_was_removed(self, room):
        joining.remove(room.players[0], room.at(1))
        reply = page_of(room)
        assert reply.status_code == 403
        assert "Your teacher has taken you out of it." in reply.text

    def test_says_without_javascript_how_much_time_is_left(self):
        room = Room.now(answer_seconds=60)
        room.players.append(LivePlayerFactory(round=room.live_round, extra_percent=100))
        joining.change_player(room.players[0], is_untimed=True)
        room.ask()
        left = [re.findall(r"You have (\d+) seconds from now", page_of(room, n).text) for n in range(3)]
        assert left[0] == []
        assert [50 < int(one) <= most for (one,), most in zip(left[1:], (60, 120), strict=True)] == [True, True]
        assert int(left[2][0]) > 110
        answer(room, player=1)
        assert "seconds from now" not in page_of(room, 1).text

    def test_says_that_the_answer_is_in_until_what_was_right_is_shown(self, room):
        room.ask()
        answer(room)
        room.move(moves.lock)
        assert [phase_in(page_of(room, n)) for n in (0, 1)] == ["answered", "locked"]
        assert "2001" in page_of(room).text
        room.move(moves.reveal)
        assert phase_in(page_of(room)) == "reveal"

    def test_leaves_somebody_with_extra_time_their_time(self, room):
        room.players.append(LivePlayerFactory(round=room.live_round, extra_percent=100))
        room.ask()
        set_back(room, 900)
        assert [phase_in(page_of(room, n)) for n in (0, 2)] == ["locked", "answering"]
        assert 'data-extra="100"' in page_of(room, 2).text
        assert [answer(room, player=n).status_code for n in (0, 2)] == [409, 200]

    def test_leaves_somebody_without_a_limit_their_time(self, room):
        joining.change_player(room.players[0], is_untimed=True)
        room.ask()
        set_back(room, 4_000)
        assert [phase_in(page_of(room, n)) for n in (0, 1)] == ["answering", "locked"]
        assert "data-untimed" in page_of(room).text
        assert answer(room).status_code == 200

    def test_listens_while_the_round_goes_on(self, room):
        assert re.search(
            rf'sse-connect="{room.live_round.get_absolute_url()}events/\?seen=\d+\.lobby\.0"', page_of(room).text
        )
        room.end()
        assert "sse-connect" not in page_of(room).text


class TestWithoutJavaScript:
    def again(self, room):
        """After how many seconds, and where."""
        found = re.search(r'<noscript>\s*<meta http-equiv="refresh" content="(\d+); url=([^"]+)">', page_of(room).text)
        return (int(found[1]), found[2]) if found else None

    def test_looks_again_by_itself_until_the_end(self, room):
        url = room.live_round.get_absolute_url()
        assert self.again(room) == (3, url)
        room.play(True, False)
        assert self.again(room) == (4, url)
        room.end()
        assert self.again(room) is None

    def test_never_while_somebody_may_be_choosing(self, room):
        question = room.ask()
        seconds, url = self.again(room)
        assert 540 < seconds <= 602
        assert url == f"{room.live_round.get_absolute_url()}?open={question.pk}"
        answer(room)
        assert self.again(room) == (3, room.live_round.get_absolute_url())

    def test_is_sent_nothing_while_what_was_chosen_can_still_be_sent(self, room):
        room.ask()
        _seconds, url = self.again(room)
        client = browser(room.players[0])
        statuses = [client.get(url).status_code]
        for move in (moves.pause, moves.resume, moves.lock):
            move(room.fresh, clock.now())
            statuses.append(client.get(url).status_code)
        assert statuses == [204, 204, 204, 200]

    def test_every_form_has_an_address(self, room):
        room.ask()
        assert f'action="{room.live_round.get_absolute_url()}answer/"' in page_of(room).text


class TestAnswering:
    def test_says_that_it_is_in_and_not_whether_it_was_right(self, room):
        room.ask()
        reply = answer(room)
        assert (reply.status_code, phase_in(reply)) == (200, "answered")
        assert "Your answer is in." in reply.text
        assert room.responses("fraction") == [1]
        assert phase_in(page_of(room)) == "answered"

    def test_without_htmx_leads_back_to_the_page(self, room):
        room.ask()
        reply = answer(room, headers={})
        assert (reply.status_code, reply.url) == (302, room.live_round.get_absolute_url())

    def test_again_changes_nothing(self, room):
        room.ask()
        answer(room, is_right=False)
        assert answer(room, is_right=False).status_code == 200
        reply = answer(room, is_right=True)
        assert reply.status_code == 409
        assert "You had answered this question already. Your first answer counts." in reply.text
        assert room.responses("fraction") == [0]

    def test_with_nothing_chosen_asks_again(self, room):
        room.ask()
        url = reverse("live_answer", args=[room.live_round.uuid])
        for headers in ({}, HTMX):
            reply = browser(room.players[0]).post(url, {"question": room.question.pk}, headers=headers)
            assert reply.status_code == 422
            assert 'id="problem"' in reply.text
            assert phase_in(reply) == "answering"

    def test_with_a_part_missing_keeps_what_was_chosen(self):
        item = items.Item("matching", "Match.", (items.Option("A", match="1"), items.Option("B", match="2")))
        room = Room.now(quiz=QuizFactory(questions=[QuestionFactory.of(item)]))
        room.ask()
        form = form_of(room.question, is_right=True)
        name = next(name for name in form if name != "question")
        url = reverse("live_answer", args=[room.live_round.uuid])
        reply = browser(room.players[0]).post(url, {"question": room.question.pk, name: form[name]}, headers=HTMX)
        assert reply.status_code == 422
        assert "selected" in reply.text or "checked" in reply.text

    @pytest.mark.parametrize(
        ("move", "sentence"),
        [
            (moves.lock, "The question was locked before your answer arrived, so it was not taken."),
            (moves.reveal, "The question was locked before your answer arrived, so it was not taken."),
            (moves.pause, "The round is paused, so your answer was not taken."),
            (moves.skip, "The question was locked before your answer arrived, so it was not taken."),
            (moves.show_podium, "The question was locked before your answer arrived, so it was not taken."),
        ],
    )
    def test_too_late_is_told_why(self, room, move, sentence):
        question = room.ask()
        page_of(room)
        answer(room, player=1)  # so that this process remembers the question
        move(room.fresh, clock.now())
        for headers in ({}, HTMX):
            reply = answer(room, question=question, headers=headers)
            assert reply.status_code == 409
            assert sentence in reply.text
        assert not Response.objects.filter(attempt=room.players[0].attempt).exists()

    def test_too_early_is_told_so(self):
        room = Room.now(reading_seconds=60)
        room.ask()
        reply = answer(room)
        assert reply.status_code == 409
        assert "This question is not open yet, so your answer was not taken." in reply.text
        assert not Response.objects.exists()

    @pytest.mark.parametrize(("ago", "status"), [(300, 200), (601.5, 409)])
    def test_goes_by_the_server_s_clock(self, room, ago, status):
        room.ask()
        set_back(room, ago)
        assert answer(room).status_code == status
        assert Response.objects.count() == (status == 200)

    def test_to_a_skipped_question_is_not_taken_for_one_to_the_next(self, room):
        """The next question has the position, and here the same key and the same order of options."""
        skipped = room.ask()
        answer(room, player=1)
        room.move(moves.skip)
        LiveQuestion.objects.filter(pk=room.question.pk).update(variant=skipped.variant)
        assert answer(room).status_code == 200
        assert answer(room, question=skipped).status_code == 409

    def test_of_who_was_removed_is_forbidden(self, room):
        room.ask()
        joining.remove(room.players[0], room.at(1))
        assert answer(room).status_code == 403
        assert not Response.objects.exists()

    @pytest.mark.parametrize(("posted", "mark"), [({}, 1), ({"certainty": "1"}, 1), ({"certainty": "3"}, 3)])
    def test_with_certainty_takes_who_says_nothing_for_not_very_certain(self, posted, mark):
        room = Room.now(has_certainty=True)
        room.ask()
        assert "How certain are you?" in page_of(room).text
        answer(room, **posted)
        assert room.responses("mark") == [mark]

    def test_with_a_certainty_that_nobody_asked_for_counts_as_without(self, room):
        room.ask()
        answer(room, certainty="3")
        assert room.responses("mark", "certainty") == [(1, None)]


class TestReplays:
    """An old POST changes nothing (docs/decisions/security.md, case 22)."""

    def test_after_the_reveal_show_what_is(self, room):
        question = room.ask()
        answer(room)
        room.move(moves.reveal, 1)
        reply = answer(room, question=question)
        assert (reply.status_code, phase_in(reply)) == (200, "reveal")
        assert answer(room, question=question, is_right=False).status_code == 409

    @pytest.mark.parametrize("is_right", [True, False], ids=["the same", "another"])
    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_after_the_end_are_refused_and_change_nothing(self, room, is_right, headers):
        question = room.ask()
        answer(room)
        room.end(1)
        before = list(Response.objects.values())
        reply = answer(room, question=question, is_right=is_right, headers=headers)
        assert reply.status_code == 409
        assert list(Response.objects.values()) == before

    def test_of_an_earlier_question_do_not_answer_the_next(self, room):
        first = room.ask()
        answer(room, is_right=False)
        room.move(moves.reveal, 1)
        room.ask(2)
        assert answer(room, question=first, is_right=True).status_code == 409
        assert room.responses("position", "fraction") == [(1, 0)]


class TestTeam:
    def choose(self, room, team, player=0):
        return browser(room.players[player]).post(reverse("live_team", args=[room.live_round.uuid]), {"team": team})

    def test_is_chosen_in_the_lobby(self):
        room = Room.now(team_count=3, teams_are_chosen=True)
        assert "You are in team 1." in page_of(room).text
        assert self.choose(room, "3").url == room.live_round.get_absolute_url()
        assert "You are in team 3." in page_of(room).text
        assert room.live_round.players.get(pk=room.players[0].pk).team == 3

    def test_stays_when_the_host_spreads_them_evenly(self):
        room = Room.now(team_count=3)
        assert "Choose your team" not in page_of(room).text
        assert self.choose(room, "3").status_code == 404

    def test_stays_once_the_round_has_begun(self):
        room = Room.now(team_count=3, teams_are_chosen=True)
        room.ask()
        assert self.choose(room, "3").status_code == 404

    @pytest.mark.parametrize(
        "team", ["", "0", "4", "-1", "abc", "1.0", "001", "00100", "1" * 400, "001" + "9" * 5_000, "٣", "²", "\x00"]
    )
    def test_is_one_that_there_is(self, team):
        room = Room.now(team_count=3, teams_are_chosen=True)
        before = list(LivePlayer.objects.values_list("pk", "team"))
        assert self.choose(room, team).status_code == 404
        assert list(LivePlayer.objects.values_list("pk", "team")) == before


class TestAfterwards:
    def test_the_answers_are_shown_with_their_sentences_and_can_be_practised(self, room):
        room.play(False, True)
        room.end(30)
        client = browser(room.players[0])
        page = client.get(room.live_round.get_absolute_url()).text
        (address,) = re.findall(r'href="([^"]+/result/)"', page)
        result = client.get(address, follow=True)
        assert result.redirect_chain[-1][0] == reverse("attempt_result", args=[room.players[0].attempt.uuid])
        assert "established in 2001" in result.text
        again = client.post(reverse("attempt_practise", args=[room.players[0].attempt.uuid]))
        assert again.status_code == 302
        assert Attempt.objects.get(repeats=room.players[0].attempt).length == 1

    def test_it_is_in_the_class_page_of_the_student(self, room):
        room.play(True, True)
        room.end(30)
        page = browser(room.players[0]).get(room.live_round.classroom.get_absolute_url()).text
        assert room.live_round.assignment.title in page

    def test_before_the_end_there_is_no_result(self, room):
        room.play(True, True)
        reply = browser(room.players[0]).get(reverse("live_result", args=[room.live_round.uuid]))
        assert reply.url == room.live_round.get_absolute_url()


class TestTheAttempt:
    """While the round goes on its attempt is played in the room alone."""

    PAGES = ("detail", "overview", "one_page", "result")

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_leads_to_the_round(self, room, headers):
        room.play(True, False)
        client, attempt = browser(room.players[0]), room.players[0].attempt
        replies = [client.get(reverse(f"attempt_{page}", args=[attempt.uuid]), headers=headers) for page in self.PAGES]
        replies.append(client.get(reverse("attempt_question", args=[attempt.uuid, 1]), headers=headers))
        targets = {reply.headers.get("HX-Redirect") or reply.headers.get("Location") for reply in replies}
        assert targets == {room.live_round.get_absolute_url()}

    def test_cannot_be_finished_answered_saved_or_practised(self, room):
        room.play(True, False)
        room.ask(50)
        client, attempt = browser(room.players[1]), room.players[1].attempt
        before = list(Attempt.objects.values()), list(Response.objects.values())
        form = form_of(room.question, is_right=False)
        for name, args in (
            ("attempt_finish", []),
            ("attempt_practise", []),
            ("attempt_save_all", []),
            ("attempt_answer", [1]),
            ("attempt_answer", [2]),
            ("attempt_save", [1]),
            ("attempt_save", [2]),
        ):
            more = {"page": "x", "number": "1"}
            reply = client.post(reverse(name, args=[attempt.uuid, *args]), form | more)
            assert reply.status_code in (302, 404, 409), name
        assert (list(Attempt.objects.values()), list(Response.objects.values())) == before


class TestQueries:
    def test_an_answer_takes_two_whatever_the_size(self, django_assert_num_queries):
        for players in (3, 30):
            room = Room.now(players=players)
            room.play(*[True] * players)
            room.ask(40)
            set_back(room, 40)
            url, question = reverse("live_answer", args=[room.live_round.uuid]), room.question
            clients = [browser(player) for player in room.players]
            clients[0].post(url, form_of(question, is_right=True), headers=HTMX)  # the first one reads the question
            with django_assert_num_queries(2):
                reply = clients[1].post(url, form_of(question, is_right=False), headers=HTMX)
            assert reply.status_code == 200

    @pytest.mark.parametrize(
        ("way", "first", "later"),
        [
            ([], 4, 2),
            ([moves.next_question], 5, 3),
            ([moves.next_question, moves.reveal], 6, 2),
            ([moves.next_question, moves.reveal, moves.show_standing], 6, 2),
        ],
        ids=["lobby", "answering", "reveal", "standing"],
    )
    def test_the_page_takes_a_fixed_number(self, django_assert_num_queries, way, first, later):
        """The first of the room to look pays for the message, which is kept in memory."""
        for players in (3, 30):
            room = Room.now(players=players)
            for move in way:
                move(room.fresh, clock.now())
            url = room.live_round.get_absolute_url()
            clients = [browser(player) for player in room.players]
            for n, queries in enumerate((first, later, later)):
                with django_assert_num_queries(queries):
                    assert clients[n].get(url).status_code == 200
