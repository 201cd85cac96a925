import pytest

from quizzes import items
from quizzes.items import TYPES
from quizzes.live.contexts import (
    MAX_LOBBY_NAMES,
    MAX_SHOWN_ANSWERS,
    Share,
    confidently_wrong,
    progress,
    shares_of,
    stage_context,
    who_is_there,
)
from quizzes.models import Phase
from quizzes.models.live import joining, moves
from tests.factories import LivePlayerFactory, QuestionFactory, QuizFactory
from tests.support.rooms import Room

pytestmark = pytest.mark.django_db
ALWAYS = {"live_round", "phase", "question", "total"}
QUESTION = {"number", "shown", "ends_at", "lasts"}
RESULT = {"standings", "top", "teams", "player_count"}
FIT = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    if not item_type.unfit_for_live
    for n, item in enumerate(item_type.examples())
]


@pytest.fixture
def room():
    return Room()


def room_with(item, players=2):
    return Room(players=players, quiz=QuizFactory(questions=[QuestionFactory.of(item)]))


class TestStageContext:
    """A template is given what its phase may show, and no more."""

    @pytest.mark.parametrize(
        ("phase", "for_player", "for_room"),
        [
            (Phase.LOBBY, set(), {"player_count", "newest"}),
            (Phase.READING, {"number", "stem", "opens_at"}, set()),
            (Phase.ANSWERING, QUESTION, {"answered", "player_count"}),
            (Phase.LOCKED, QUESTION, set()),
            (Phase.DISCUSSION, QUESTION, set()),
            (Phase.REVEAL, {"number", "stem", "review", "shares"}, set()),
            (Phase.STANDING, RESULT, set()),
            (Phase.PODIUM, RESULT, set()),
            (Phase.PAUSED, set(), set()),
            (Phase.ENDED, RESULT, set()),
        ],
    )
    def test_holds_what_the_phase_may_show(self, room, phase, for_player, for_room):
        if phase != Phase.LOBBY:
            room.play(True, False)
        assert set(stage_context(room.fresh, phase)) == ALWAYS | for_player
        assert set(who_is_there(room.fresh, phase)) == for_room - for_player

    def test_numbers_the_questions_without_those_that_were_skipped(self, room):
        room.play()
        room.ask()
        room.move(moves.skip)
        context = stage_context(room.fresh, Phase.READING)
        assert (context["number"], context["total"]) == (2, 2)

    def test_names_the_newest_in_the_lobby(self):
        room = Room(players=MAX_LOBBY_NAMES + 3)
        joining.remove(room.players[-1], room.at(0))
        context = who_is_there(room.fresh, Phase.LOBBY)
        newest = [player.enrolment.nickname for player in reversed(room.players[2:-1])]
        assert [name for name, _is_muted, _team in context["newest"]] == newest
        assert context["player_count"] == MAX_LOBBY_NAMES + 2

    def test_shows_all_who_share_a_rank_up_to_ten(self):
        room = Room(players=12)
        room.play(*[True] * 12)
        assert len(stage_context(room.fresh, Phase.PODIUM)["top"]) == 10

    def test_times_are_in_milliseconds(self, room):
        room.ask()
        context = stage_context(room.fresh, Phase.READING)
        assert context["opens_at"] == room.at(5).timestamp() * 1000
        context = stage_context(room.fresh, Phase.ANSWERING)
        assert (context["ends_at"], context["lasts"]) == (room.at(35).timestamp() * 1000, 30_000)

    def test_without_a_limit_has_no_times(self):
        room = Room(untimed=True)
        room.ask()
        context = stage_context(room.fresh, Phase.ANSWERING)
        assert (context["ends_at"], context["lasts"]) == (None, None)


class TestProgress:
    def test_counts_who_is_there_and_has_answered(self):
        room = Room(players=4)
        room.ask()
        for player in room.players[:3]:
            room.answer(player)
        joining.remove(room.players[0], room.at(7))
        assert progress(room.fresh) == {"answered": 2, "player_count": 3}

    def test_of_a_second_vote_begins_anew(self, room):
        room.ask()
        room.answer(room.players[0])
        room.moves(moves.lock, moves.vote_again, moves.open_now, seconds=10)
        assert progress(room.fresh) == {"answered": 0, "player_count": 2}


class TestShares:
    def test_say_how_many_chose_what(self):
        room = Room(players=4)
        room.play(True, True, False, None)
        assert shares_of(room.question) == [
            Share("1998", is_right=False, count=1, percent=33),
            Share("2001", is_right=True, count=2, percent=67),
            Share("2006", is_right=False, count=0, percent=0),
        ]

    def test_of_nobody_are_nothing(self, room):
        room.play(None, None)
        assert [(share.count, share.percent) for share in shares_of(room.question)] == [(0, 0)] * 3

    def test_are_of_this_round_and_this_question_alone(self, room):
        other = Room(quiz=room.live_round.assignment.quiz, classroom=room.live_round.classroom)
        other.play(True, True)
        room.play(False, False)
        room.play(True, True)
        assert [share.count for share in shares_of(room.question)] == [0, 2, 0]

    def test_count_each_of_several_that_were_chosen(self):
        options = (items.Option("A", 1.0), items.Option("B", 1.0), items.Option("C"))
        room = room_with(items.Item("multiple_response", "Which?", options))
        room.play(True, True)
        assert [(share.text, share.count, share.percent) for share in shares_of(room.question)] == [
            ("A", 2, 100),
            ("B", 2, 100),
            ("C", 0, 0),
        ]

    def test_of_what_was_typed_are_the_most_frequent(self):
        room = room_with(next(iter(TYPES["short_answer"].examples())), players=20)
        room.play(*[True] * 3, *[False] * 17)
        for n, response in enumerate(room.question.round.players.all()[3:]):
            response.attempt.responses.update(answer={"text": f"guess {n // 2}"})
        shares = shares_of(room.question)
        assert len(shares) == MAX_SHOWN_ANSWERS
        assert (shares[0].is_right, shares[0].count) == (True, 3)
        assert {(share.is_right, share.count) for share in shares[1:]} <= {(False, 2), (False, 1)}

    def test_show_the_room_nothing_rude_that_somebody_typed(self):
        room = room_with(next(iter(TYPES["short_answer"].examples())), players=2)
        room.play(True, False)
        room.players[1].attempt.responses.update(answer={"text": "Sh1t"})
        assert [share.is_right for share in shares_of(room.question)] == [True]

    @pytest.mark.parametrize("item", FIT)
    def test_are_there_for_every_kind_of_question(self, item):
        room = room_with(item, players=3)
        room.play(True, False, None)
        shares = shares_of(room.question)
        assert any(share.is_right and share.count for share in shares)
        assert all(0 <= share.percent <= 100 and share.text for share in shares)


class TestConfidentlyWrong:
    def test_are_those_who_were_most_certain_and_wholly_wrong(self):
        room = Room(players=0, has_certainty=True)
        for name in ("Cleo", "Anna", "Ben", "Dan"):
            player = LivePlayerFactory(round=room.live_round)
            player.enrolment.nickname = name
            player.enrolment.save()
            room.players.append(player)
        room.ask()
        for player, (is_right, certainty) in zip(
            room.players, ((False, 3), (False, 3), (False, 2), (True, 3)), strict=True
        ):
            room.answer(player, is_right=is_right, certainty=certainty)
        assert confidently_wrong(room.question) == ["Anna", "Cleo"]
