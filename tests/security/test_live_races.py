"""Many players at one moment: each change happens once, and nothing is lost.

See docs/decisions/security.md, cases 15, 17, 21 and 23.
"""

import threading
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from quizzes import clock
from quizzes.models import Attempt, Enrolment, Learner, LivePlayer, LiveRound, Response, StaleRevision, standings_of
from quizzes.models.live import joining, moves
from quizzes.nicknames import is_generated
from tests.factories import EnrolmentFactory, LiveRoundFactory, TeacherFactory
from tests.support.clients import HTMX, client_signed_in
from tests.support.rooms import Room, browser, form_of

from .test_races import AT_ONCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


class TestDoubleSubmit:
    @pytest.fixture
    def room(self):
        room = Room.now(players=1)
        room.ask()
        return room

    def submit(self, room, form_for, headers=HTMX):
        url = reverse("live_answer", args=[room.live_round.uuid])
        clients = [browser(room.players[0]) for _n in range(AT_ONCE)]
        return at_once(lambda n: clients[n].post(url, form_for(n), headers=headers))

    def test_of_one_answer_is_stored_once_and_shown_to_all(self, room):
        form = form_of(room.question, is_right=True)
        replies = self.submit(room, lambda _n: form)
        assert Counter(reply.status_code for reply in replies) == {200: AT_ONCE}
        assert all("Your answer is in." in reply.text and "2001" in reply.text for reply in replies)
        assert room.responses("fraction") == [1]

    def test_without_htmx_leads_all_to_the_page(self, room):
        form = form_of(room.question, is_right=True)
        replies = self.submit(room, lambda _n: form, headers={})
        assert {(reply.status_code, reply.url) for reply in replies} == {(302, room.live_round.get_absolute_url())}
        assert room.responses("fraction") == [1]

    def test_of_two_answers_keeps_the_first_and_says_so_to_the_other(self, room):
        forms = [form_of(room.question, is_right=is_right) for is_right in (False, True)]
        replies = self.submit(room, lambda n: forms[n % 2])
        assert Counter(reply.status_code for reply in replies) == {200: AT_ONCE // 2, 409: AT_ONCE // 2}
        (fraction,) = room.responses("fraction")
        for n, reply in enumerate(replies):
            assert reply.status_code == (200 if n % 2 == fraction else 409)


class TestScores:
    CROWD, SECONDS = 300, 600

    def test_of_three_hundred_who_answer_at_one_moment_are_what_their_rows_say(self):
        room = Room.now(players=self.CROWD, speed=True, has_streaks=True, answer_seconds=self.SECONDS)
        url = reverse("live_answer", args=[room.live_round.uuid])
        clients = [browser(player) for player in room.players]
        given = []
        for turn in range(2):
            moves.next_question(room.fresh, clock.now())
            forms = [form_of(room.question, is_right=is_right) for is_right in (False, True)]
            rights = [(n + turn) % 3 > 0 for n in range(self.CROWD)]
            posted = [forms[is_right] for is_right in rights]
            replies = at_once(lambda n, posted=posted: clients[n].post(url, posted[n], headers=HTMX), count=self.CROWD)
            assert Counter(reply.status_code for reply in replies) == {200: self.CROWD}
            given += [(player.pk, float(is_right)) for player, is_right in zip(room.players, rights, strict=True)]
            moves.reveal(room.fresh, clock.now())
        rows = Response.objects.order_by("position", "attempt__player")
        rows = list(rows.values_list("attempt__player", "fraction", "took_ms"))
        assert [(player, fraction) for player, fraction, _ms in rows] == given
        standing = {one.player: (one.right, one.mark, one.score, one.rank) for one in standings_of(room.fresh)}
        assert standing == self.recomputed(rows)

    def recomputed(self, rows):
        """By who was right and after how many milliseconds alone: half of the points are gone when the time is over."""
        rights, scores, streaks = Counter(), Counter(), Counter()
        for player, fraction, ms in rows:
            rights[player] += int(fraction)
            streaks[player] = streaks[player] + 1 if fraction else 0
            lost = 0 if ms < 500 else ms / (2 * self.SECONDS)
            scores[player] += (int(1000 - lost + 0.5) if fraction else 0) + (100 if streaks[player] == 2 else 0)
        best = sorted(scores.values(), reverse=True)
        return {
            player: (rights[player], rights[player], score, 1 + best.index(score)) for player, score in scores.items()
        }


class TestJoining:
    def join(self, live_round, nickname_for=lambda n: f"Student {n}"):
        url = reverse("classroom_join", args=[live_round.classroom.code])
        return at_once(lambda n: Client().post(url, {"nickname": nickname_for(n)}))

    @pytest.mark.parametrize("alone", [True, False], ids=["with a class of its own", "in a class"])
    def test_stops_at_the_largest_number_of_players(self, alone):
        live_round = LiveRoundFactory(alone=alone, max_players=20)
        replies = self.join(live_round)
        assert live_round.players.count() == 20
        assert Attempt.objects.count() == 20
        if alone:  # who cannot play leaves nothing behind
            assert Counter(reply.status_code for reply in replies) == {302: 20, 422: AT_ONCE - 20}
            assert Enrolment.objects.count() == Learner.objects.count() == 20
        else:  # the class itself has room, and its page says why they do not play
            assert Counter(reply.url for reply in replies) == {
                live_round.get_absolute_url(): 20,
                live_round.classroom.get_absolute_url(): AT_ONCE - 20,
            }

    def test_of_64_who_want_one_name_lets_one_have_it(self):
        live_round = LiveRoundFactory(alone=True, own_names=True)
        replies = self.join(live_round, lambda _n: "Anna")
        assert Counter(reply.status_code for reply in replies) == {302: 1, 422: AT_ONCE - 1}
        assert LivePlayer.objects.count() == Enrolment.objects.count() == 1

    def test_of_64_who_were_shown_one_generated_name_lets_all_in(self):
        live_round = LiveRoundFactory(alone=True)
        replies = self.join(live_round, lambda _n: "Brisk Heron")
        joined = sum(reply.status_code == 302 for reply in replies)
        names = list(Enrolment.objects.values_list("nickname", flat=True))
        assert len(set(names)) == len(names) == joined
        assert all(is_generated(name) for name in names)
        assert joined == AT_ONCE

    def test_of_one_student_twice_gives_one_place(self):
        live_round = LiveRoundFactory()
        enrolment = EnrolmentFactory(classroom=live_round.classroom)
        places = at_once(lambda _n: joining.join(live_round, enrolment, clock.now()).pk, count=20)
        assert len(set(places)) == LivePlayer.objects.count() == Attempt.objects.count() == 1

    def test_spreads_teams_evenly(self):
        live_round = LiveRoundFactory(alone=True, team_count=4)
        self.join(live_round)
        teams = Counter(live_round.players.values_list("team", flat=True))
        assert set(teams) == {1, 2, 3, 4}
        assert max(teams.values()) - min(teams.values()) <= 1


class TestHosts:
    def test_of_twenty_who_press_at_once_one_moves_the_round_on(self):
        teachers = [TeacherFactory() for _n in range(20)]
        room = Room.now(classroom__teachers=teachers)
        url = reverse("live_move", args=[room.live_round.uuid])
        posted = {"revision": room.fresh.revision, "move": "next"}
        clients = [client_signed_in(teacher) for teacher in teachers]
        replies = at_once(lambda n: clients[n].post(url, posted), count=20)
        assert Counter(reply.status_code for reply in replies) == {302: 1, 409: 19}
        assert room.fresh.questions.filter(position__isnull=False).count() == 1

    def test_an_answer_and_the_lock_come_one_after_the_other(self):
        """What was acknowledged is stored, and what was not is not."""
        room = Room.now(players=30)
        room.ask()
        url, form = reverse("live_answer", args=[room.live_round.uuid]), form_of(room.question, is_right=True)
        clients = [browser(player) for player in room.players]

        def act(n):
            if n == 15:
                moves.reveal(room.fresh, clock.now())
                return None
            return clients[n].post(url, form, headers=HTMX).status_code

        statuses = at_once(act, count=30)
        assert {status for status in statuses if status} <= {200, 409}
        stored = set(Response.objects.values_list("attempt__player", flat=True))
        assert stored == {player.pk for player, status in zip(room.players, statuses, strict=True) if status == 200}

    def test_the_end_and_an_answer_come_one_after_the_other(self):
        room = Room.now(players=20)
        room.ask()
        url, form = reverse("live_answer", args=[room.live_round.uuid]), form_of(room.question, is_right=True)
        clients = [browser(player) for player in room.players]
        statuses = at_once(
            lambda n: room.end(1) if n == 10 else clients[n].post(url, form, headers=HTMX).status_code, count=20
        )
        answered = Response.objects.filter(answered_at__isnull=False)
        assert answered.count() == sum(status == 200 for status in statuses)
        assert not Attempt.objects.filter(finished_at=None).exists()
        assert LiveRound.objects.get().ended_at


class TestTwoRounds:
    def test_played_by_the_same_moment_never_cross(self):
        rooms = [Room.now(players=20), Room.now(players=20)]
        questions = [room.ask() for room in rooms]
        clients = [[browser(player) for player in room.players] for room in rooms]
        barrier = threading.Barrier(2)

        def act(n):
            one, place = n % 2, n // 2
            if place == 0:
                barrier.wait()
            url = reverse("live_answer", args=[rooms[one].live_round.uuid])
            return clients[one][place].post(url, form_of(questions[one], is_right=one == 0), headers=HTMX).status_code

        assert set(at_once(act, count=40)) == {200}
        for room, fraction in zip(rooms, (1, 0), strict=True):
            assert room.responses("fraction") == [fraction] * 20
        with pytest.raises(StaleRevision):
            moves.next_question(rooms[0].fresh, clock.now())
        moves.reveal(rooms[0].fresh, clock.now())
        assert rooms[1].fresh.stage == LiveRound.Stage.QUESTION
