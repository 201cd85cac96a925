import pytest

from quizzes.live.contexts import shares_of, stage_context
from quizzes.models import LiveRound, Phase, StaleRevision, standings_of
from quizzes.models.live import joining, moves
from tests.factories import LivePlayerFactory, LiveRoundFactory
from tests.support.rooms import Room

pytestmark = pytest.mark.django_db
MORE = 15


@pytest.fixture
def room():
    return Room()


def extend(live_round, now):
    moves.extend(live_round, now, MORE)


def close_lobby(live_round, _now):
    live_round.change(is_locked=True)


def go_back(live_round, now):
    moves.go_back(live_round, now, 1)


def stored(live_round):
    """All that a move can change."""
    rounds = LiveRound.objects.filter(pk=live_round.pk).values()
    return list(rounds), list(live_round.questions.values()), list(live_round.players.values())


# A move, and the moves that lead to where it is allowed; each is made at second 6, where a question is open.
ALLOWED = {
    "next": (moves.next_question, []),
    "open": (moves.open_now, [moves.next_question]),
    "lock": (moves.lock, [moves.next_question, moves.open_now]),
    "extend": (extend, [moves.next_question, moves.open_now]),
    "vote_again": (moves.vote_again, [moves.next_question, moves.open_now, moves.lock]),
    "reveal": (moves.reveal, [moves.next_question, moves.open_now]),
    "standing": (moves.show_standing, [moves.next_question, moves.open_now, moves.reveal]),
    "podium": (moves.show_podium, [moves.next_question]),
    "skip": (moves.skip, [moves.next_question]),
    "pause": (moves.pause, [moves.next_question]),
    "resume": (moves.resume, [moves.next_question, moves.pause]),
    "back": (go_back, [moves.next_question, moves.open_now, moves.reveal, moves.show_standing]),
    "close_lobby": (close_lobby, []),
}


class TestEveryMove:
    @pytest.mark.parametrize("name", ALLOWED)
    def test_counts_the_revision_up(self, room, name):
        move, before = ALLOWED[name]
        room.moves(*before, seconds=6)
        revision = room.fresh.revision
        room.move(move, 6)
        assert room.fresh.revision > revision

    @pytest.mark.parametrize("name", ALLOWED)
    def test_on_a_round_that_somebody_else_has_moved_on_changes_nothing(self, room, name):
        move, before = ALLOWED[name]
        room.moves(*before, seconds=6)
        out_of_date = room.fresh
        room.fresh.change()
        as_it_was = stored(room.live_round)
        with pytest.raises(StaleRevision):
            move(out_of_date, room.at(6))
        assert stored(room.live_round) == as_it_was

    @pytest.mark.parametrize("name", ALLOWED)
    def test_is_refused_once_the_round_is_over(self, room, name):
        move, before = ALLOWED[name]
        room.moves(*before, seconds=6)
        room.end(6)
        as_it_was = stored(room.live_round)
        with pytest.raises(StaleRevision):
            room.move(move, 6)
        assert stored(room.live_round) == as_it_was

    @pytest.mark.parametrize("name", ALLOWED)
    def test_changes_nothing_of_another_round(self, room, name):
        other = Room()
        other.moves(moves.next_question, moves.open_now, seconds=6)
        as_it_was = stored(other.live_round)
        move, before = ALLOWED[name]
        room.moves(*before, move, seconds=6)
        assert stored(other.live_round) == as_it_was

    @pytest.mark.parametrize(
        ("name", "before"),
        [
            ("next", [moves.next_question]),
            ("next", [moves.next_question, moves.open_now, moves.lock]),
            ("open", []),
            ("open", [moves.next_question, moves.open_now]),
            ("open", [moves.next_question, moves.open_now, moves.reveal]),
            ("lock", []),
            ("lock", [moves.next_question]),
            ("lock", [moves.next_question, moves.open_now, moves.lock]),
            ("lock", [moves.next_question, moves.open_now, moves.pause]),
            ("extend", [moves.next_question]),
            ("extend", [moves.next_question, moves.open_now, moves.reveal]),
            ("vote_again", [moves.next_question, moves.open_now]),
            ("vote_again", [moves.next_question, moves.open_now, moves.reveal]),
            ("reveal", []),
            ("reveal", [moves.next_question]),
            ("reveal", [moves.next_question, moves.open_now, moves.reveal]),
            ("reveal", [moves.next_question, moves.open_now, moves.pause]),
            ("standing", []),
            ("standing", [moves.next_question, moves.open_now, moves.lock]),
            ("skip", []),
            ("skip", [moves.next_question, moves.open_now, moves.reveal]),
            ("pause", []),
            ("pause", [moves.next_question, moves.pause]),
            ("resume", []),
            ("resume", [moves.next_question]),
            ("back", []),
            ("back", [moves.next_question]),
        ],
        ids=lambda value: value if isinstance(value, str) else "-".join(move.__name__ for move in value) or "lobby",
    )
    def test_where_it_makes_no_sense_is_refused(self, before, name):
        room = Room(reading_seconds=60)  # at second 6 a question that was asked is still being read
        room.moves(*before, seconds=6)
        as_it_was = stored(room.live_round)
        with pytest.raises(StaleRevision):
            room.move(ALLOWED[name][0], 6)
        assert stored(room.live_round) == as_it_was


class TestNext:
    def test_asks_in_the_order_of_the_quiz(self, room):
        places = [room.play().place for _question in range(3)]
        assert places == [1, 2, 3]
        assert list(room.live_round.questions.values_list("position", flat=True)) == [1, 2, 3]

    def test_gives_time_to_read_and_then_to_answer(self, room):
        room.ask()
        phases = [room.phase(seconds) for seconds in (0, 4.999, 5, 35, 36, 36.001)]
        assert phases == ["reading", "reading", "answering", "answering", "answering", "locked"]

    def test_without_a_limit_waits_for_the_host(self):
        room = Room(untimed=True)
        room.ask()
        assert room.phase(100_000) == Phase.ANSWERING
        room.move(moves.lock, 100_000)
        assert room.phase(100_000) == Phase.LOCKED

    def test_after_the_last_question_is_the_podium(self, room):
        for _question in range(3):
            room.play()
        room.move(moves.next_question)
        assert room.phase(0) == Phase.PODIUM


class TestOpening:
    def test_gives_the_whole_time_from_now_on(self, room):
        room.ask()
        room.move(moves.open_now, 2)
        assert (room.question.opens_at, room.question.locks_at) == (room.at(2), room.at(32))


class TestLocking:
    def test_ends_it_for_everybody(self, room):
        room.ask()
        room.move(moves.lock, 6)
        assert room.phase(6) == room.phase(6, 100) == room.phase(6, is_untimed=True) == Phase.LOCKED

    def test_is_possible_as_long_as_anybody_has_time(self, room):
        LivePlayerFactory(round=room.live_round, extra_percent=50)
        room.ask()
        assert room.phase(40) == Phase.LOCKED
        room.move(moves.lock, 40)
        assert room.question.locked_at == room.at(40)


class TestExtending:
    def test_adds_to_the_time_that_is_left(self, room):
        room.ask()
        room.move(extend, 20)
        assert room.question.locks_at == room.at(35 + MORE)

    @pytest.mark.parametrize("is_locked_by_host", [True, False])
    def test_opens_again_what_was_locked(self, room, is_locked_by_host):
        room.ask()
        if is_locked_by_host:
            room.move(moves.lock, 30)
        assert room.phase(50) == Phase.LOCKED
        room.move(extend, 50)
        assert [room.phase(50), room.phase(50 + MORE), room.phase(52 + MORE)] == ["answering", "answering", "locked"]
        assert room.answer(room.players[0], 51)

    def test_without_a_limit_opens_again(self):
        room = Room(untimed=True)
        room.ask()
        room.moves(moves.lock, extend, seconds=30)
        assert room.phase(1_000) == Phase.ANSWERING

    def test_leaves_what_was_answered(self, room):
        room.ask()
        room.answer(room.players[0], is_right=False)
        room.move(extend, 20)
        assert not room.answer(room.players[0], 21, is_right=True)
        assert room.responses("fraction") == [0]


class TestVotingAgain:
    @pytest.fixture
    def voted(self, room):
        """One was wrong and then right, the other the other way round."""
        room.ask()
        for player, is_right in zip(room.players, (False, True), strict=True):
            room.answer(player, is_right=is_right)
        room.move(moves.lock, 10)
        room.move(moves.vote_again, 11)
        assert room.phase(500) == Phase.DISCUSSION
        room.move(moves.open_now, 60)
        for player, is_right in zip(room.players, (True, False), strict=True):
            assert room.answer(player, 61, is_right=is_right)
        room.move(moves.reveal, 70)
        return room

    def test_counts_the_second_vote_and_keeps_the_first(self, voted):
        assert voted.responses("position", "fraction", "mark", "max_mark") == [
            (1, 0, 0, 0),
            (2, 1, 1, 1),
            (1, 1, 0, 0),
            (2, 0, 0, 1),
        ]
        assert sorted((one.player, one.mark, one.right) for one in standings_of(voted.fresh)) == [
            (voted.players[0].pk, 1, 1),
            (voted.players[1].pk, 0, 0),
        ]

    def test_shows_both(self, voted):
        shares = shares_of(voted.question)
        by_right = {share.is_right: (share.first_count, share.count) for share in shares if share.count}
        assert by_right == {True: (1, 1), False: (1, 1)}
        assert {(share.first_percent, share.percent) for share in shares} == {(50, 50), (0, 0)}

    def test_asks_it_in_the_same_order_of_options(self, voted):
        first, second = voted.live_round.questions.filter(place=1).order_by("vote")
        assert (first.variant, first.version) == (second.variant, second.version)

    def test_once_is_enough(self, room):
        room.ask()
        room.moves(moves.lock, moves.vote_again, moves.open_now, moves.lock, seconds=6)
        with pytest.raises(StaleRevision):
            room.move(moves.vote_again, 6)

    def test_is_one_question_of_the_round(self, voted):
        assert stage_context(voted.fresh, Phase.REVEAL)["number"] == 1
        assert stage_context(voted.fresh, Phase.REVEAL)["total"] == 3
        voted.ask(100)
        assert (voted.question.place, voted.question.position) == (2, 3)

    def test_takes_no_answer_while_they_discuss(self, room):
        room.ask()
        room.moves(moves.lock, moves.vote_again, seconds=10)
        assert not room.answer(room.players[0], 12)


class TestRevealing:
    def test_takes_no_answer_any_more_of_anybody(self, room):
        slow = LivePlayerFactory(round=room.live_round, extra_percent=100)
        room.ask()
        room.move(moves.reveal, 10)
        assert not room.answer(room.players[0], 11)
        assert not room.answer(slow, 11)

    def test_waits_for_the_slowest_to_have_had_their_time_unless_the_host_does_not(self, room):
        joining.change_player(room.players[0], is_untimed=True)
        room.ask()
        room.move(moves.reveal, 10)
        assert room.phase(10) == Phase.REVEAL


class TestGoingBack:
    def test_shows_an_earlier_answer_and_then_asks_what_was_next(self, room):
        first, _second = room.play(), room.play()
        room.move(moves.go_back, 0, 1)
        assert (room.phase(0), room.question) == (Phase.REVEAL, first)
        assert room.ask().place == 3

    def test_from_the_podium_leads_to_the_podium_again(self, room):
        for _question in range(3):
            room.play()
        room.move(moves.next_question)
        room.move(moves.go_back, 0, 2)
        assert room.question.place == 2
        room.move(moves.next_question)
        assert room.phase(0) == Phase.PODIUM

    def test_shows_the_second_of_two_votes(self, room):
        room.ask()
        room.moves(moves.lock, moves.vote_again, moves.open_now, moves.reveal, seconds=6)
        room.play()
        room.move(moves.go_back, 0, 1)
        assert room.question.vote == 2

    @pytest.mark.parametrize("place", [0, 2, 3, 9999])
    def test_to_what_was_not_shown_is_refused(self, room, place):
        room.play()
        with pytest.raises(StaleRevision):
            room.move(moves.go_back, 0, place)

    def test_opens_nothing_again(self, room):
        room.play()
        room.play()
        room.move(moves.go_back, 0, 1)
        assert not room.answer(room.players[0], 6)


class TestSkipping:
    def test_counts_for_nobody_and_asks_the_next_one_under_its_number(self, room):
        room.play(True, False)
        room.ask(50)
        room.answer(room.players[0], 56)
        room.move(moves.skip, 60)
        assert room.responses("position") == [1, 1]
        assert (room.question.place, room.question.position) == (3, 2)
        assert [(one.mark, one.right) for one in standings_of(room.fresh)] == [(1, 1), (0, 0)]
        assert (
            stage_context(room.fresh, Phase.READING)["number"] == stage_context(room.fresh, Phase.READING)["total"] == 2
        )

    def test_the_last_one_leads_to_the_podium(self, room):
        room.play()
        room.play()
        room.ask()
        room.move(moves.skip)
        assert room.phase(0) == Phase.PODIUM

    def test_of_a_second_vote_leaves_nothing_of_the_first(self, room):
        room.ask()
        room.answer(room.players[0])
        room.moves(moves.lock, moves.vote_again, moves.open_now, seconds=10)
        room.answer(room.players[0], 11)
        room.move(moves.skip, 12)
        assert room.responses("position") == []
        assert room.question.position == 1

    def test_while_the_round_is_paused_ends_the_pause(self, room):
        room.ask()
        room.moves(moves.pause, moves.skip)
        assert room.phase(0) == Phase.READING


class TestPausing:
    @pytest.mark.parametrize(
        ("paused_at", "times"),
        [(2, (5, 35)), (5, (5, 35)), (20, (5, 35))],
        ids=["while they read", "as it opens", "while they answer"],
    )
    def test_keeps_the_time_that_is_left(self, room, paused_at, times):
        room.ask()
        room.move(moves.pause, paused_at)
        assert room.phase(500) == Phase.PAUSED
        room.move(moves.resume, paused_at + 1_000)
        opens_at, locks_at = times
        assert (room.question.opens_at, room.question.locks_at) == (
            room.at(opens_at + 1_000),
            room.at(locks_at + 1_000),
        )
        assert room.phase(paused_at + 1_000) == (Phase.READING if paused_at < opens_at else Phase.ANSWERING)

    def test_takes_no_answer(self, room):
        room.ask()
        room.move(moves.pause, 10)
        assert not room.answer(room.players[0], 11)
        room.move(moves.resume, 60)
        assert room.answer(room.players[0], 61)

    def test_does_not_count_towards_the_time_an_answer_took(self, room):
        room.ask()
        room.move(moves.pause, 7)
        room.move(moves.resume, 107)
        room.answer(room.players[0], 108)
        assert room.responses("took_ms") == [3_000]

    def test_opens_nothing_that_was_locked(self, room):
        room.ask()
        room.move(moves.pause, 50)
        room.move(moves.resume, 60)
        assert room.phase(60) == Phase.LOCKED

    def test_without_a_limit_keeps_it_open(self):
        room = Room(untimed=True)
        room.ask()
        room.move(moves.pause, 50)
        room.move(moves.resume, 60)
        assert (room.phase(60), room.question.locks_at) == (Phase.ANSWERING, None)

    def test_between_questions_goes_on_where_it_was(self, room):
        room.play()
        room.moves(moves.pause, moves.resume, seconds=30)
        assert room.phase(30) == Phase.REVEAL

    def test_shows_nothing_of_the_question(self, room):
        room.ask()
        room.move(moves.pause, 10)
        assert set(stage_context(room.fresh, Phase.PAUSED)) == {"live_round", "phase", "question", "total"}


class TestPodium:
    def test_can_come_before_all_was_asked(self, room):
        room.play()
        room.move(moves.show_podium)
        assert room.phase(0) == Phase.PODIUM

    def test_takes_no_answer(self, room):
        room.ask()
        room.move(moves.show_podium, 10)
        assert not room.answer(room.players[0], 11)


class TestLobby:
    def test_takes_in_nobody_while_it_is_closed(self):
        live_round = LiveRoundFactory()
        live_round.change(is_locked=True)
        live_round.change(is_locked=False)
        assert LivePlayerFactory(round=live_round).pk
