import dataclasses
import datetime as dt

import pytest

from quizzes.models import Response, player_ref, store_live_answer
from quizzes.models.live import joining, moves
from quizzes.models.live.questions import GRACE, cached_question
from tests.factories import EnrolmentFactory, LearnerFactory, LivePlayerFactory, LiveRoundFactory
from tests.support.rooms import START, Room, answer_of, seat

pytestmark = pytest.mark.django_db
OPENS, LOCKS, MS = 5, 35, 0.001
GRACE_SECONDS = GRACE.total_seconds()


@pytest.fixture
def room():
    return Room()


class TestDeadline:
    """Open from second 5 to second 35, and a second for the network (docs/decisions/security.md, case 24)."""

    @pytest.mark.parametrize(
        ("seconds", "is_stored"),
        [
            (OPENS - MS, False),
            (OPENS, True),
            (LOCKS - MS, True),
            (LOCKS, True),
            (LOCKS + GRACE_SECONDS - MS, True),
            (LOCKS + GRACE_SECONDS, True),
            (LOCKS + GRACE_SECONDS + MS, False),
            (100_000, False),
        ],
    )
    def test_decides_to_the_millisecond(self, room, seconds, is_stored):
        room.ask()
        assert room.answer(room.players[0], seconds) is is_stored
        assert Response.objects.count() == is_stored

    @pytest.mark.parametrize(
        ("extra_percent", "locks"), [(0, LOCKS), (25, LOCKS + 7.5), (50, LOCKS + 15), (100, LOCKS + 30)]
    )
    def test_is_later_with_extra_time(self, room, extra_percent, locks):
        on_time, too_late = (LivePlayerFactory(round=room.live_round, extra_percent=extra_percent) for _n in range(2))
        room.ask()
        assert not room.answer(too_late, locks + GRACE_SECONDS + MS)
        assert room.answer(on_time, locks + GRACE_SECONDS)

    def test_is_the_host_s_lock_alone_for_who_has_no_limit(self, room):
        joining.change_player(room.players[0], is_untimed=True)
        joining.change_player(room.players[1], is_untimed=True)
        room.ask()
        assert room.answer(room.players[0], 10_000)
        room.move(moves.lock, 10_001)
        assert not room.answer(room.players[1], 10_002)

    def test_is_the_host_s_lock_where_that_comes_first(self, room):
        room.ask()
        room.move(moves.lock, 10)
        assert not room.answer(room.players[0], 10)
        assert not room.answer(room.players[0], 9)  # it arrived before, and comes to be stored after

    def test_goes_on_with_more_time(self, room):
        room.ask()
        room.move(lambda live_round, now: moves.extend(live_round, now, 15), 30)
        assert not room.answer(room.players[0], LOCKS + 15 + GRACE_SECONDS + MS)
        assert room.answer(room.players[0], LOCKS + 15 + GRACE_SECONDS)

    @pytest.mark.parametrize(
        "after",
        [
            [moves.pause],
            [moves.reveal],
            [moves.reveal, moves.show_standing],
            [moves.show_podium],
            [moves.lock, moves.vote_again],
            [moves.skip],
            [lambda live_round, now: live_round.end(now)],
        ],
    )
    def test_is_whatever_the_host_does(self, room, after):
        question = room.ask()
        room.moves(*after, seconds=10)
        response = answer_of(question, is_right=True)
        assert not store_live_answer(seat(room.players[0]), question, response, None, room.at(11))
        assert not Response.objects.exists()


class TestOneAnswer:
    def test_is_stored_with_all_that_a_response_needs(self):
        room = Room()
        question = room.ask()
        room.answer(room.players[0], 7.25, is_right=True)
        response = Response.objects.get()
        assert response.attempt == room.players[0].attempt
        assert response.frozen == question.frozen
        assert response.answer == answer_of(question, is_right=True)
        assert (response.position, response.variant, response.max_mark) == (1, question.variant, 1)
        assert (response.fraction, response.mark, response.certainty, response.dropped) == (1, 1, None, "")
        assert (response.answered_at, response.took_ms) == (room.at(7.25), 2_250)

    def test_is_the_first(self, room):
        room.ask()
        assert room.answer(room.players[0], 6, is_right=False)
        assert not room.answer(room.players[0], 7, is_right=True)
        assert not room.answer(room.players[0], 8, is_right=False)
        assert room.responses("fraction", "answered_at") == [(0, room.at(6))]

    def test_belongs_to_who_gave_it(self, room):
        room.ask()
        for player, is_right in zip(room.players, (True, False), strict=True):
            room.answer(player, is_right=is_right)
        assert [(one.attempt.player, one.fraction) for one in Response.objects.order_by("attempt_id")] == [
            (room.players[0], 1),
            (room.players[1], 0),
        ]

    @pytest.mark.parametrize(("certainty", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
    def test_with_a_certainty_earns_or_costs_by_it(self, certainty, right, wrong):
        room = Room(has_certainty=True)
        room.ask()
        for player, is_right in zip(room.players, (True, False), strict=True):
            room.answer(player, is_right=is_right, certainty=certainty)
        assert room.responses("mark", "max_mark", "certainty") == [(right, 3, certainty), (wrong, 3, certainty)]

    @pytest.mark.parametrize("seconds", [OPENS, OPENS + MS, 20, LOCKS + GRACE_SECONDS])
    def test_never_took_less_than_no_time(self, room, seconds):
        room.ask()
        room.answer(room.players[0], seconds)
        assert room.responses("took_ms") == [round((seconds - OPENS) * 1000)]

    def test_of_who_was_removed_is_not_taken(self, room):
        room.ask()
        at_the_table = seat(room.players[0])  # as the answer path has read it a moment before
        joining.remove(room.players[0], room.at(6))
        question = room.question
        response = answer_of(question, is_right=True)
        assert not store_live_answer(at_the_table, question, response, None, room.at(7))
        assert not Response.objects.exists()

    def test_to_a_question_of_another_round_is_not_taken(self, room):
        other = Room()
        foreign, own = other.ask(), room.ask()
        response = answer_of(foreign, is_right=True)
        assert foreign.pk != own.pk
        assert not store_live_answer(seat(room.players[0]), foreign, response, None, room.at(6))
        assert not Response.objects.exists()


class TestWhatAProcessRemembers:
    """Its memory of a question can be older than what another process has done with it."""

    def answer(self, room, remembered, seconds):
        response = answer_of(remembered, is_right=True)
        return store_live_answer(seat(room.players[0]), remembered, response, None, room.at(seconds))

    def test_does_not_keep_an_answer_from_being_stored_when_there_is_more_time(self, room):
        remembered = cached_question(room.ask().pk)
        room.move(lambda live_round, now: moves.extend(live_round, now, 15), 30)
        assert self.answer(room, remembered, LOCKS + 10)

    def test_does_not_make_an_answer_slower_or_quicker_after_a_pause(self, room):
        remembered = cached_question(room.ask().pk)
        room.move(moves.pause, 6)
        room.move(moves.resume, 106)
        assert self.answer(room, remembered, 107)
        assert room.responses("took_ms") == [2_000]

    def test_does_not_open_what_was_locked_and_extended_and_is_over_again(self, room):
        remembered = cached_question(room.ask().pk)
        room.move(lambda live_round, now: moves.extend(live_round, now, 15), 30)
        assert not self.answer(room, remembered, LOCKS + 15 + GRACE_SECONDS + MS)

    def test_takes_no_answer_to_what_was_skipped(self, room):
        remembered = cached_question(room.ask().pk)
        room.move(moves.skip, 10)
        assert not self.answer(room, remembered, 11)
        assert not Response.objects.exists()


class TestSeat:
    @pytest.fixture
    def player(self):
        return LivePlayerFactory()

    def test_belongs_to_the_browser(self, player):
        ref = player_ref(player.round.uuid, player.enrolment.learner.key, None)
        assert dataclasses.asdict(ref) == {
            "player": player.pk,
            "attempt": player.attempt.pk,
            "extra_percent": 0,
            "is_untimed": False,
            "is_removed": False,
            "is_over": False,
            "round": player.round.pk,
            "nickname": player.enrolment.nickname,
            "code": player.round.classroom.code,
            "words": player.enrolment.words,
        }

    def test_of_an_account_belongs_to_its_user_and_to_no_browser(self):
        learner = LearnerFactory(signed_in=True)
        live_round = LiveRoundFactory()
        enrolment = EnrolmentFactory(classroom=live_round.classroom, learner=learner)
        player = LivePlayerFactory(round=live_round, enrolment=enrolment)
        assert player_ref(live_round.uuid, None, learner.user.pk).player == player.pk
        assert player_ref(live_round.uuid, learner.key, None) is None

    def test_is_nobody_else_s(self, player):
        stranger, other_round = LearnerFactory(), LiveRoundFactory()
        classmate = EnrolmentFactory(classroom=player.round.classroom)
        assert player_ref(player.round.uuid, stranger.key, None) is None
        assert player_ref(player.round.uuid, classmate.learner.key, None) is None
        assert player_ref(player.round.uuid, None, None) is None
        assert player_ref(other_round.uuid, player.enrolment.learner.key, None) is None

    def test_says_what_has_become_of_it(self, player):
        joining.remove(player, START)
        player.round.end(START + dt.timedelta(seconds=1))
        ref = player_ref(player.round.uuid, player.enrolment.learner.key, None)
        assert (ref.is_removed, ref.is_over, ref.attempt) == (True, True, None)
