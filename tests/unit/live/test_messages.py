import pytest

from quizzes import items
from quizzes.items import TYPES
from quizzes.live.messages import PER_PLAYER_GAP, messages, stage_message
from quizzes.models import Phase
from quizzes.models.live import joining, moves
from tests.factories import LivePlayerFactory, QuestionFactory, QuizFactory
from tests.support.rooms import Room

pytestmark = pytest.mark.django_db
AUDIENCES = ("player", "host", "wall")
FIT = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    if not item_type.unfit_for_live
    for n, item in enumerate(item_type.examples())
]


@pytest.fixture
def room():
    return Room()


def sent(event):
    """What a browser makes of an event of the stream: its id, and its data."""
    assert event.endswith(b"\n\n")
    assert event.count(b"\n\n") == 1
    lines = [line.partition(": ") for line in event.decode().removesuffix("\n\n").split("\n")]
    assert {name for name, _colon, _value in lines} <= {"id", "data"}
    ids = [value for name, _colon, value in lines if name == "id"]
    return ids, "\n".join(value for name, _colon, value in lines if name == "data")


def kept(live_round):
    """What is remembered for the players in the lobby."""
    return messages.get(live_round.pk, revision=live_round.revision, part=("player", Phase.LOBBY))


class TestPlayerMessages:
    def test_is_named_after_the_revision_the_phase_and_the_question(self, room):
        assert stage_message("player", room.fresh, Phase.LOBBY).id == "0.lobby.0"
        question = room.ask()
        message = stage_message("player", room.fresh, Phase.READING)
        assert message.id == f"1.reading.{question.pk}"
        assert f'data-frame="{message.id}" data-phase="reading" data-question="{question.pk}"' in message.html

    def test_comes_as_an_event_that_holds_what_the_page_shows(self, room):
        room.play(True, False)
        message = stage_message("player", room.fresh, Phase.REVEAL)
        for player in room.players:
            ids, data = sent(*message.events_for([player.pk]))
            assert ids == [message.id]
            assert data == message.for_player(player.pk)
            assert PER_PLAYER_GAP not in data

    def test_has_a_gap_for_each_player_s_own(self, room):
        room.play(True, False)
        message = stage_message("player", room.fresh, Phase.REVEAL)
        assert message.html.count(PER_PLAYER_GAP) == 1
        assert "is-right" in message.per_player[room.players[0].pk]
        assert "is-wrong" in message.per_player[room.players[1].pk]
        assert message.for_player(0) == message.html.replace(PER_PLAYER_GAP, "")

    def test_without_an_id_is_not_what_a_browser_comes_back_with(self, room):
        ids, data = sent(stage_message("player", room.fresh, Phase.LOBBY).unnamed_event())
        assert ids == []
        assert 'data-phase="lobby"' in data

    def test_is_rendered_once_for_a_revision_and_a_phase(self, room, django_assert_num_queries):
        room.play(True, False)
        live_round = room.fresh
        first = stage_message("player", live_round, Phase.REVEAL)
        with django_assert_num_queries(0):
            assert stage_message("player", live_round, Phase.REVEAL) is first

    def test_is_another_one_after_any_change(self, room):
        room.play(True, False)
        first = stage_message("player", room.fresh, Phase.REVEAL)
        joining.change_player(room.players[0], is_muted=True)
        assert stage_message("player", room.fresh, Phase.REVEAL) is not first

    def test_takes_as_many_queries_for_thirty_as_for_three(self, django_assert_max_num_queries):
        counts = []
        for players in (3, 30):
            room = Room(players=players, speed=True, team_count=3)
            room.play(*[True, False] * (players // 2))
            for phase in (Phase.REVEAL, Phase.STANDING, Phase.PODIUM):
                live_round = room.fresh
                with django_assert_max_num_queries(20) as captured:
                    assert len(stage_message("player", live_round, phase).per_player) == players
                counts.append(len(captured))
        assert counts[:3] == counts[3:]

    def test_renders_what_is_the_same_for_many_once(self):
        room = Room(players=6)
        room.play(True, True, True, False, False, None)
        texts = stage_message("player", room.fresh, Phase.REVEAL).per_player
        alike = (room.players[:3], room.players[3:5])
        assert [len({id(texts[player.pk]) for player in players}) for players in alike] == [1, 1]

    def test_are_forgotten_when_there_are_newer_ones(self, room):
        before = room.fresh
        stage_message("player", before, Phase.LOBBY)
        room.fresh.change()
        stage_message("player", room.fresh, Phase.LOBBY)
        assert kept(before) is None
        assert kept(room.fresh)

    def test_of_an_older_revision_take_no_place_of_newer_ones(self, room):
        before = room.fresh
        room.fresh.change()
        newer = stage_message("player", room.fresh, Phase.LOBBY)
        stage_message("player", before, Phase.LOBBY)
        assert kept(room.fresh) is newer

    def test_of_two_rounds_are_two(self, room):
        other = Room()
        pages = [stage_message("player", one.fresh, Phase.READING).html for one in (room, other) if one.ask()]
        stems = [one.question.frozen.stem for one in (room, other)]
        assert stems[0] in pages[0]
        assert stems[1] in pages[1]
        assert stems[0] not in pages[1]

    @pytest.mark.parametrize("item", FIT)
    def test_shows_a_verdict_for_every_kind_of_question(self, item):
        room = Room(players=3, quiz=QuizFactory(questions=[QuestionFactory.of(item)]))
        room.play(True, False, None)
        message = stage_message("player", room.fresh, Phase.REVEAL)
        frozen = room.question.frozen
        classes = [
            [word for word in ("is-right", "is-wrong", "is-open") if word in message.per_player[player.pk]]
            for player in room.players
        ]
        assert classes == [["is-right"], ["is-wrong"], ["is-open"]]
        assert str(frozen.type.right_answer_label) in message.html or "option is-right" in message.html


class TestHostileContent:
    @pytest.mark.parametrize(
        "text",
        ["<!--per-player-->", "a\nid: 9\n\ndata: b", "a\r\n\r\nevent: x", "</section><script>x", "\u2028 data: x"],
    )
    def test_in_a_stem_or_an_option_stays_text_in_one_event(self, text):
        options = (items.Option(f"{text} right", 1.0), items.Option(f"{text} wrong"))
        room = Room(quiz=QuizFactory(questions=[QuestionFactory(stem=f"{text}?", options=options)]))
        room.play(True, False)
        for phase in (Phase.READING, Phase.ANSWERING, Phase.REVEAL):
            message = stage_message("player", room.fresh, phase)
            assert message.html.count(PER_PLAYER_GAP) == (phase == Phase.REVEAL)
            ids, data = sent(*message.events_for([room.players[0].pk]))
            assert ids == [message.id]
            assert data.count("</section>") == 1
            assert "<script>" not in data

    @pytest.mark.parametrize("text", ["<!--per-player-->", "<b>x</b>", "a  id: 9", "{{ x }}"])
    def test_in_an_answer_that_was_typed_stays_text_for_the_whole_room(self, text):
        room = Room(quiz=QuizFactory(questions=[QuestionFactory.of(next(iter(TYPES["short_answer"].examples())))]))
        room.play(True, False)
        room.players[0].attempt.responses.update(answer={"text": text})
        for message in (stage_message(audience, room.fresh, Phase.REVEAL) for audience in AUDIENCES):
            assert message.html.count(PER_PLAYER_GAP) == (message.html.count("asked") > 0)
            assert "<b>x" not in message.html
            sent(*message.events_for([0]))


class TestRoomMessages:
    def test_have_the_same_id_as_the_players(self, room):
        room.play(True, False)
        live_round = room.fresh
        assert len({stage_message(audience, live_round, Phase.REVEAL).id for audience in AUDIENCES}) == 1

    @pytest.mark.parametrize("audience", ["wall", "host"])
    @pytest.mark.parametrize("phase", [Phase.LOBBY, Phase.ANSWERING])
    def test_count_anew_where_they_count(self, room, audience, phase):
        if phase == Phase.ANSWERING:
            room.ask()
        first = stage_message(audience, room.fresh, phase)
        LivePlayerFactory(round=room.live_round)
        second = stage_message(audience, room.fresh, phase)
        assert second.id == first.id
        assert ("3 " in second.html) >= (audience == "host" or phase == Phase.LOBBY)

    def test_of_the_host_lists_the_answers_that_can_be_shown_again(self, room):
        room.play(True, True)
        room.play(True, True)
        html = stage_message("host", room.fresh, Phase.REVEAL).html
        assert 'value="back:1"' in html
        assert 'value="back:2"' in html
        assert 'value="back:3"' not in html

    def test_of_the_wall_has_nothing_to_press_and_no_address(self, room):
        for phase, move in (
            (Phase.LOBBY, None),
            (Phase.READING, moves.next_question),
            (Phase.ANSWERING, moves.open_now),
        ):
            if move:
                room.move(move)
            html = stage_message("wall", room.fresh, phase).html
            assert not any(tag in html for tag in ("<button", "<form", "<input", "href=", "hx-post"))

    @pytest.mark.parametrize("audience", ["wall", "host"])
    @pytest.mark.parametrize("phase", list(Phase))
    def test_are_there_for_every_phase(self, room, audience, phase):
        room.play(True, False)
        message = stage_message(audience, room.fresh, phase)
        assert f'data-phase="{phase}"' in message.html
        assert 'id="stem"' in message.html
