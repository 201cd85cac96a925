import pytest

from quizzes import items
from quizzes.models import Standing, standings_of, teams_of
from quizzes.models.live import joining, moves
from quizzes.models.live.standings import TeamStanding
from tests.factories import EnrolmentFactory, LivePlayerFactory, QuestionFactory, QuizFactory
from tests.support.rooms import START, Room

pytestmark = pytest.mark.django_db


def shown(room, *fields):
    """By player, in the order of joining."""
    by_player = {one.player: tuple(getattr(one, field) for field in fields) for one in standings_of(room.fresh)}
    return [by_player[player.pk] for player in room.players]


def answered_after(room, player, seconds, *, is_right=True):
    """After so many seconds of the question that is open from second 5 on."""
    assert room.answer(player, 5 + seconds, is_right=is_right)


class TestByMarks:
    def test_share_a_rank_and_count_on_after_it(self):
        room = Room(players=4)
        room.play(True, True, False, None)
        room.play(True, True, True, None)
        assert shown(room, "mark", "right", "score", "rank") == [(2, 2, 2, 1), (2, 2, 2, 1), (1, 1, 1, 3), (0, 0, 0, 4)]

    def test_say_all_there_is_to_say(self):
        room = Room(players=1)
        room.play(True)
        (player,) = room.players
        assert standings_of(room.fresh) == [
            Standing(player.pk, player.enrolment.nickname, False, None, mark=1, right=1, score=1, rank=1, streak=0)
        ]

    def test_stand_by_name_where_they_are_equal(self):
        room = Room(players=0)
        for name in ("ben", "Anna", "Cleo"):
            enrolment = EnrolmentFactory(classroom=room.live_round.classroom, nickname=name)
            LivePlayerFactory(round=room.live_round, enrolment=enrolment)
        assert [one.name for one in standings_of(room.fresh)] == ["Anna", "ben", "Cleo"]

    def test_count_a_part_of_an_answer_as_a_part(self):
        options = (items.Option("A", 1.0), items.Option("B", 1.0), items.Option("C"))
        question = QuestionFactory(item_type="multiple_response", options=options)
        room = Room(players=1, quiz=QuizFactory(questions=[question]))
        room.ask()
        room.answer(room.players[0])
        row = room.players[0].attempt.responses.get()
        row.fraction, row.mark = 0.5, 0.5
        row.save()
        assert shown(room, "mark", "right", "score") == [(0.5, 0, 0.5)]

    def test_can_fall_below_nothing_where_certainty_counts(self):
        room = Room(has_certainty=True)
        room.ask()
        room.answer(room.players[0], is_right=False, certainty=3)
        assert shown(room, "mark", "rank") == [(-6, 2), (0, 1)]

    def test_leave_out_who_was_removed(self):
        room = Room()
        room.play(True, True)
        joining.remove(room.players[0], START)
        assert [(one.player, one.rank) for one in standings_of(room.fresh)] == [(room.players[1].pk, 1)]

    def test_are_of_this_round_alone(self):
        rooms = [Room(), Room()]
        rooms[0].play(True, True)
        rooms[1].play(False, False)
        assert shown(rooms[0], "mark") == [(1,), (1,)]
        assert shown(rooms[1], "mark") == [(0,), (0,)]


class TestByPoints:
    def test_pay_for_being_quick_as_kahoot_does(self):
        room = Room(players=4, speed=True)
        room.ask()
        for player, seconds in zip(room.players, (0.4, 2, 15, 30), strict=True):
            answered_after(room, player, seconds)
        assert shown(room, "score", "rank") == [(1000, 1), (967, 2), (750, 3), (500, 4)]
        assert shown(room, "mark") == [(1,)] * 4

    def test_pay_nothing_for_what_is_wrong_however_quick(self):
        room = Room(speed=True)
        room.ask()
        answered_after(room, room.players[0], 0, is_right=False)
        assert shown(room, "score", "rank") == [(0, 1), (0, 1)]

    def test_measure_extra_time_by_its_own_limit(self):
        room = Room(players=1, speed=True)
        room.players.append(LivePlayerFactory(round=room.live_round, extra_percent=100))
        room.ask()
        answered_after(room, room.players[0], 15)
        answered_after(room, room.players[1], 30)
        assert shown(room, "score") == [(750,), (750,)]

    def test_give_all_of_them_to_who_has_no_limit(self):
        room = Room(speed=True)
        joining.change_player(room.players[0], is_untimed=True)
        room.ask()
        answered_after(room, room.players[0], 300)
        assert shown(room, "score") == [(1000,), (0,)]

    def test_take_the_grace_for_the_whole_time(self):
        room = Room(speed=True)
        room.ask()
        answered_after(room, room.players[0], 30.9)
        assert shown(room, "score") == [(500,), (0,)]

    def test_pay_more_for_each_right_answer_in_a_row(self):
        room = Room(players=3, has_streaks=True)
        room.play(True, True, True)
        room.play(True, False, None)
        room.play(True, True, True)
        assert shown(room, "score", "streak") == [(3 * 1000 + 100 + 200, 3), (2000, 1), (2000, 1)]

    def test_pay_nothing_for_a_first_vote_and_let_no_streak_end_by_it(self):
        room = Room(players=1, has_streaks=True)
        room.play(True)
        room.ask()
        room.answer(room.players[0], is_right=False)
        room.moves(moves.lock, moves.vote_again, moves.open_now, seconds=10)
        room.answer(room.players[0], 11)
        assert shown(room, "score", "streak", "right") == [(2100, 2, 2)]


class TestTeams:
    def test_have_the_mean_of_their_members(self):
        room = Room(players=5, team_count=2)  # teams 1, 2, 1, 2, 1
        room.play(True, True, False, True, False)
        assert teams_of(standings_of(room.fresh)) == [
            TeamStanding(team=2, size=2, score=1, rank=1),
            TeamStanding(team=1, size=3, score=pytest.approx(1 / 3), rank=2),
        ]

    def test_share_a_rank_too(self):
        room = Room(players=4, team_count=2)
        room.play(True, True, False, False)
        assert [(one.team, one.rank) for one in teams_of(standings_of(room.fresh))] == [(1, 1), (2, 1)]

    def test_are_none_where_there_are_none(self):
        room = Room()
        room.play(True, False)
        assert teams_of(standings_of(room.fresh)) == []


class TestQueries:
    @pytest.mark.parametrize(("fields", "queries"), [({}, 2), ({"speed": True}, 5)], ids=["marks", "points"])
    def test_are_as_many_for_thirty_as_for_three(self, django_assert_num_queries, fields, queries):
        for players in (3, 30):
            room = Room(players=players, **fields)
            room.play(*[True] * players)
            live_round = room.fresh
            with django_assert_num_queries(queries):
                standings_of(live_round)
