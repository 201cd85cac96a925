import datetime as dt
from contextlib import contextmanager, suppress

import pytest
from django.db import connection, transaction

from quizzes.live import notifications
from quizzes.models import LiveRound
from quizzes.models.live import joining, moves
from quizzes.models.privacy.erasure import erase_class
from tests.factories import EnrolmentFactory
from tests.support.rooms import Room

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Whoever had begun a change does not want it any more."""


@contextmanager
def undone():
    """A transaction that somebody begins and rolls back."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone


class Watchers:
    """Stands for those of all processes."""

    woken = 0

    def announce(self):
        self.woken += 1


@pytest.fixture
def watchers(monkeypatch):
    watchers = Watchers()
    monkeypatch.setattr(notifications, "notifier", lambda: watchers)
    return watchers


def move(move, *before):
    return [*before], lambda room: room.move(move, 6)


def of_player(change):
    return [], lambda room: change(room.players[0])


ASKED = moves.next_question
OPEN = (ASKED, moves.open_now)
# What is done before, and the change.
CHANGES = {
    "ask": move(moves.next_question),
    "open": move(moves.open_now, ASKED),
    "lock": move(moves.lock, *OPEN),
    "extend": move(lambda live_round, now: moves.extend(live_round, now, 15), *OPEN),
    "vote again": move(moves.vote_again, *OPEN, moves.lock),
    "reveal": move(moves.reveal, *OPEN),
    "standing": move(moves.show_standing, *OPEN, moves.reveal),
    "podium": move(moves.show_podium),
    "go back": move(lambda live_round, now: moves.go_back(live_round, now, 1), *OPEN, moves.reveal),
    "skip": move(moves.skip, ASKED),
    "pause": move(moves.pause, ASKED),
    "resume": move(moves.resume, ASKED, moves.pause),
    "close the lobby": move(lambda live_round, _now: live_round.change(is_locked=True)),
    "end": ([], lambda room: room.end()),
    "end what was left open": ([], lambda room: LiveRound.objects.end_abandoned(room.at(0) + dt.timedelta(days=9999))),
    "mute": of_player(lambda player: joining.change_player(player, is_muted=True)),
    "give time": of_player(lambda player: joining.change_player(player, is_untimed=True)),
    "rename": of_player(lambda player: joining.rename(player, "Anna")),
    "remove": of_player(lambda player: joining.remove(player, player.joined_at)),
    "remove all": ([], lambda room: joining.remove_all(room.fresh)),
    "join with extra time": (
        [],
        lambda room: joining.join(
            room.fresh, EnrolmentFactory(classroom=room.live_round.classroom, extra_percent=50), room.at(6)
        ),
    ),
    "change the assignment": ([], lambda room: room.live_round.assignment.save_terms()),
    "erase the class": ([], lambda room: erase_class(room.live_round.classroom)),
    "delete the assignment": ([], lambda room: room.live_round.assignment.delete()),
}


@pytest.fixture(params=CHANGES)
def change(request):
    """Something that changes what a room sees, and that was not done yet."""
    before, change = CHANGES[request.param]
    room = Room()
    room.moves(*before, seconds=6)
    connection.run_on_commit = []
    return lambda: change(room)


class TestEveryChange:
    def test_wakes_the_watchers_once_and_only_when_it_is_committed(
        self, change, watchers, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            change()
            assert watchers.woken == 0
        assert watchers.woken == 1

    def test_wakes_nobody_when_it_is_rolled_back(self, change, watchers, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), undone():
            change()
        assert watchers.woken == 0


class TestWhatChangesNothing:
    @pytest.mark.parametrize(
        "action",
        [
            lambda room: room.answer(room.players[0]),
            lambda room: joining.join(room.fresh, EnrolmentFactory(classroom=room.live_round.classroom), room.at(6)),
            lambda room: joining.choose_team(room.players[0].pk, 2),
            lambda room: room.fresh,
        ],
        ids=["answer", "join", "choose a team", "look"],
    )
    def test_wakes_nobody(self, action, watchers, django_capture_on_commit_callbacks):
        """Who has joined or answered is counted a few times a second: a thousand who do would wake everybody."""
        room = Room()
        room.ask()
        connection.run_on_commit = []
        with django_capture_on_commit_callbacks(execute=True):
            action(room)
        assert watchers.woken == 0

    def test_wakes_nobody_where_it_is_refused(self, watchers, django_capture_on_commit_callbacks):
        room = Room()
        EnrolmentFactory(classroom=room.live_round.classroom, nickname="Ben")
        connection.run_on_commit = []
        with django_capture_on_commit_callbacks(execute=True):
            with pytest.raises(joining.NicknameTaken):
                joining.rename(room.players[0], "Ben")
            room.fresh.assignment.attempts.all().reset_deadlines()
        assert watchers.woken == 0
        assert room.fresh.revision == 0


class TestTransactions:
    @pytest.fixture(autouse=True)
    def room(self):
        room = Room()
        connection.run_on_commit = []
        return room

    def test_that_undo_a_part_announce_the_rest(self, room, watchers, django_capture_on_commit_callbacks):
        for is_undone_first in (True, False):
            watchers.woken, connection.run_on_commit = 0, []
            with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
                if not is_undone_first:
                    room.live_round.touch()
                with undone():
                    room.live_round.touch()
                if is_undone_first:
                    room.live_round.touch()
            assert watchers.woken == 1

    def test_of_several_rounds_announce_once(self, room, watchers, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            for one in (room, Room(), room):
                one.live_round.touch()
        assert watchers.woken == 1


@pytest.mark.django_db(transaction=True)
class TestRealTransactions:
    def test_announce_after_their_commit(self, watchers):
        room = Room()
        room.ask()
        watchers.woken = 0
        room.move(moves.skip, 6)  # it changes the round twice
        assert watchers.woken == 1
        room.fresh.change(is_locked=True)  # without a transaction of its own
        assert watchers.woken == 2
        with undone():
            room.move(moves.skip, 6)
        assert watchers.woken == 2

    def test_stay_committed_when_nobody_can_be_told(self, monkeypatch, caplog):
        def fail():
            raise ConnectionError("The line is cut.")

        room = Room()
        monkeypatch.setattr(notifications, "notifier", fail)
        room.ask()
        assert room.fresh.stage == LiveRound.Stage.QUESTION
        assert "The line is cut." in caplog.text
