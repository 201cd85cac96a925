import datetime as dt
import random

import pytest
from django.db import IntegrityError
from django.utils import timezone

from quizzes.items import TYPES, Item
from quizzes.models import (
    AssignmentReport,
    Attempt,
    CannotPlay,
    Classroom,
    Enrolment,
    Gradebook,
    HeatMap,
    LivePlayer,
    LiveRound,
    NoQuestions,
    Phase,
    Response,
    standings_of,
)
from quizzes.models.live import joining, moves
from tests.factories import (
    ClassroomFactory,
    EnrolmentFactory,
    LivePlayerFactory,
    LiveRoundFactory,
    QuestionFactory,
    QuizFactory,
)
from tests.support.rooms import START, Room

pytestmark = pytest.mark.django_db
LATER = START + dt.timedelta(minutes=1)
UNFIT = [code for code, item_type in TYPES.items() if item_type.unfit_for_live]


def question_of(code):
    return QuestionFactory.of(next(iter(TYPES[code].examples())))


def percents_of(room):
    """In the gradebook of the class, by player in the order of joining."""
    rows = Gradebook.of(room.live_round.classroom, room.at(1_000)).rows
    return [row.cells[0].percent for row in sorted(rows, key=lambda row: row.enrolment.pk)]


class TestPreparing:
    def test_makes_the_questions_of_the_quiz_ready(self):
        questions = QuestionFactory.create_batch(3)
        live_round = LiveRoundFactory(quiz=QuizFactory(questions=questions))
        rows = live_round.questions.all()
        assert [row.version.question for row in rows] == questions
        assert [(row.place, row.vote, row.position, row.opens_at, row.max_mark) for row in rows] == [
            (place, 1, None, None, 1) for place in (1, 2, 3)
        ]
        assert live_round.phase(START) == Phase.LOBBY

    def test_gives_the_class_an_assignment_that_is_taken_in_the_room_alone(self):
        live_round = LiveRoundFactory()
        assignment = live_round.classroom.assignments.get()
        assert live_round.assignment == assignment
        assert (assignment.is_live, assignment.attempts_allowed, assignment.may_go_back) == (True, 1, False)
        assert assignment.title == assignment.quiz.title

    def test_of_the_same_quiz_twice_gives_two_assignments(self):
        classroom, quiz = ClassroomFactory(), QuizFactory()
        rounds = [LiveRoundFactory(classroom=classroom, quiz=quiz) for _twice in range(2)]
        assert len({live_round.assignment.title for live_round in rounds}) == 2

    @pytest.mark.parametrize("code", UNFIT)
    def test_leaves_out_what_cannot_be_played_and_says_so(self, code):
        live_round = LiveRoundFactory(quiz=QuizFactory(questions=[question_of(code), QuestionFactory()]))
        assert [question.frozen.item.type for question in live_round.questions.all()] == ["single_choice"]
        (left_out,) = live_round.unplayable
        assert left_out.item.type == code

    def test_takes_every_other_type(self):
        fit = sorted(set(TYPES) - set(UNFIT))
        live_round = LiveRoundFactory(quiz=QuizFactory(questions=[question_of(code) for code in fit]))
        assert [question.frozen.item.type for question in live_round.questions.all()] == fit
        assert not live_round.unplayable

    def test_is_refused_where_nothing_can_be_asked_and_leaves_nothing(self):
        for questions in ([], [QuestionFactory.of(Item("essay", "Why?"))]):
            with pytest.raises(NoQuestions):
                LiveRoundFactory(quiz=QuizFactory(questions=questions))
        assert not LiveRound.objects.exists()
        assert not Classroom.objects.get(pk=ClassroomFactory().pk).assignments.exists()

    def test_with_certainty_makes_the_most_certain_right_answer_earn_three(self):
        live_round = LiveRoundFactory(has_certainty=True)
        assert set(live_round.questions.values_list("max_mark", flat=True)) == {3}

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"max_players": 0}, "live_round_has_room_for_players"),
            ({"max_players": 2001}, "live_round_has_room_for_players"),
            ({"team_count": 1}, "live_round_has_several_teams_or_none"),
            ({"team_count": 13}, "live_round_has_several_teams_or_none"),
            ({"has_speed": True, "answer_seconds": None}, "speed_needs_a_time_limit"),
        ],
    )
    def test_keeps_to_what_makes_sense(self, fields, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            LiveRoundFactory(**fields)


class TestJoining:
    @pytest.fixture
    def live_round(self):
        return LiveRoundFactory()

    def refusal(self, live_round, enrolment):
        with pytest.raises(CannotPlay) as refused:
            joining.join(live_round, enrolment, START)
        return refused.value.reason

    def student(self, live_round, **fields):
        return EnrolmentFactory(classroom=live_round.classroom, **fields)

    def test_begins_an_attempt_that_belongs_to_the_student(self, live_round):
        enrolment = self.student(live_round)
        player = joining.join(live_round, enrolment, START)
        attempt = player.attempt
        assert (attempt.learner, attempt.assignment, attempt.quiz) == (
            enrolment.learner,
            live_round.assignment,
            live_round.assignment.quiz,
        )
        assert (attempt.length, attempt.has_feedback_at_once, attempt.finished_at) == (0, False, None)
        assert attempt.is_played_live

    def test_twice_gives_the_same_place(self, live_round):
        enrolment = self.student(live_round)
        assert joining.join(live_round, enrolment, START) == joining.join(live_round, enrolment, LATER)
        assert Attempt.objects.count() == 1

    def test_is_refused_with_the_reason(self):
        full = LiveRoundFactory(max_players=1)
        LivePlayerFactory(round=full)
        assert self.refusal(full, self.student(full)) == CannotPlay.FULL
        closed = LiveRoundFactory()
        closed.change(is_locked=True)
        assert self.refusal(closed, self.student(closed)) == CannotPlay.CLOSED
        over = LiveRoundFactory()
        over.end(START)
        assert self.refusal(over, self.student(over)) == CannotPlay.OVER
        player = LivePlayerFactory(round=LiveRoundFactory())
        joining.remove(player, START)
        assert self.refusal(player.round, player.enrolment) == CannotPlay.REMOVED
        assert not LivePlayer.objects.exclude(round__in=[full, player.round]).exists()

    @pytest.mark.parametrize("state", ["full", "closed", "over"])
    def test_lets_in_again_who_is_in_already(self, state):
        live_round = LiveRoundFactory(max_players=1)
        player = LivePlayerFactory(round=live_round)
        if state == "closed":
            live_round.change(is_locked=True)
        if state == "over":
            live_round.end(START)
        assert joining.join(live_round, player.enrolment, LATER) == player

    def test_has_room_again_after_a_removal(self):
        live_round = LiveRoundFactory(max_players=1)
        joining.remove(LivePlayerFactory(round=live_round), START)
        assert joining.join(live_round, self.student(live_round), START)

    @pytest.mark.parametrize(
        ("fields", "percent"),
        [({}, 0), ({"extra_percent": 25}, 25), ({"extra_minutes": 10}, 50)],
        ids=["none", "percent", "minutes"],
    )
    def test_brings_the_extra_time_of_the_student(self, live_round, fields, percent):
        assert joining.join(live_round, self.student(live_round, **fields), START).extra_percent == percent

    def test_of_somebody_with_extra_time_tells_the_room_that_it_waits_longer(self, live_round):
        LivePlayerFactory(round=live_round)
        assert (live_round.slowest(), LiveRound.objects.get().revision) == ((0, False), 0)
        LivePlayerFactory(round=live_round, extra_percent=100)
        assert (live_round.slowest(), LiveRound.objects.get().revision) == ((100, False), 1)

    def test_fills_the_smallest_team(self):
        live_round = LiveRoundFactory(team_count=3)
        players = [LivePlayerFactory(round=live_round) for _n in range(7)]
        assert [player.team for player in players] == [1, 2, 3, 1, 2, 3, 1]
        joining.remove(players[1], START)
        assert LivePlayerFactory(round=live_round).team == 2

    def test_works_while_a_question_is_asked(self, live_round):
        room = Room()
        room.ask()
        late = LivePlayerFactory(round=room.live_round)
        assert room.answer(late, 10)


class TestRemoving:
    def test_takes_out_the_player_and_what_they_answered(self):
        room = Room()
        room.play(True, True)
        gone, stays = room.players
        joining.remove(gone, room.at(30))
        assert [one.player for one in standings_of(room.fresh)] == [stays.pk]
        assert Attempt.objects.get().player == stays
        gone.refresh_from_db()
        assert (gone.attempt, gone.removed_at) == (None, room.at(30))

    def test_in_a_class_leaves_the_student_in_it(self):
        player = LivePlayerFactory()
        joining.remove(player, START)
        player.round.end(LATER)
        assert Enrolment.objects.get() == player.enrolment

    def test_from_a_round_of_its_own_class_bars_until_the_end_and_leaves_nothing_then(self):
        live_round = LiveRoundFactory(alone=True)
        player = LivePlayerFactory(round=live_round)
        joining.remove(player, START)
        assert Enrolment.objects.exists()
        live_round.end(LATER)
        assert not Enrolment.objects.exists()

    def test_everybody_empties_the_lobby_and_bars_nobody(self):
        room = Room(players=3)
        barred = room.players[0]
        joining.remove(barred, START)
        joining.remove_all(room.live_round)
        assert not LivePlayer.objects.exists()
        assert not Attempt.objects.exists()
        assert Enrolment.objects.count() == 3
        assert joining.join(room.live_round, barred.enrolment, LATER)

    def test_everybody_from_a_round_of_its_own_class_makes_room_for_their_names(self):
        room = Room(players=3, alone=True)
        joining.remove_all(room.live_round)
        assert not Enrolment.objects.exists()

    @pytest.mark.parametrize("what", ["one", "all"])
    def test_tells_the_streams(self, what):
        room = Room()
        before = room.fresh
        if what == "one":
            joining.remove(room.players[0], START)
        else:
            joining.remove_all(room.live_round)
        assert room.fresh.revision > before.revision
        assert room.fresh.players_revision > before.players_revision


class TestEnding:
    @pytest.fixture
    def ended(self):
        """Of two questions everybody had the first one right; one had the second one wrong, the others left it out."""
        room = Room(players=5)
        room.play(*[True] * 5)
        room.play(False)
        room.end(100)
        return room

    def test_finishes_every_attempt_with_a_response_for_each_question(self, ended):
        assert list(Attempt.objects.values_list("finished_at", "length")) == [(ended.at(100), 2)] * 5
        assert ended.responses("position", "fraction", "mark", "max_mark") == [
            *[(1, 1, 1, 1), (2, 0, 0, 1)],
            *[(1, 1, 1, 1), (2, None, None, 1)] * 4,
        ]

    def test_shows_in_the_gradebook_the_item_analysis_and_the_heat_map(self, ended):
        assignment = ended.live_round.assignment
        assert percents_of(ended) == [50] * 5
        report = AssignmentReport.of(assignment, timezone.now())
        assert [question.figures.facility.value for question in report.questions] == [100, 0]
        assert [question.left_out for question in report.questions] == [0, 4]
        first = ended.live_round.questions.get(place=1).version.question
        heat = HeatMap.of(assignment.classroom, first.sentence.source, timezone.now()).sentences[0]
        assert (heat.answers, heat.percent) == (5, 100)

    def test_shows_nothing_there_before(self):
        room = Room()
        room.play(True, True)
        assignment = room.live_round.assignment
        assert percents_of(room) == [None, None]
        assert not AssignmentReport.of(assignment, timezone.now()).questions

    def test_of_a_question_that_is_still_open_counts_those_who_have_answered(self):
        room = Room()
        room.play(True, True)
        room.ask(50)
        room.answer(room.players[0], 56)
        room.end(57)
        assert room.responses("position") == [1, 2, 1]
        assert percents_of(room) == [100, 100]

    @pytest.mark.parametrize("end", [57, 150], ids=["in its time", "long after it"])
    def test_of_a_question_left_for_the_podium_counts_them_whenever_that_was(self, end):
        room = Room()
        room.play(True, True)
        room.ask(50)
        room.answer(room.players[0], 56)
        room.move(moves.show_podium, 57)
        room.end(end)
        assert room.responses("position") == [1, 2, 1]

    def test_leaves_out_what_was_never_asked_or_only_read(self):
        room = Room()
        room.play(True, False)
        room.ask(50)
        room.end(51)
        assert room.responses("position") == [1, 1]
        assert set(Attempt.objects.values_list("length", flat=True)) == {1}

    def test_twice_changes_nothing(self, ended):
        ended.end(500)
        assert ended.fresh.ended_at == ended.at(100)
        assert Response.objects.count() == 10

    def test_a_paused_round_ends_too(self):
        room = Room()
        room.ask()
        room.move(moves.pause, 6)
        room.end(7)
        assert (room.fresh.paused_at, room.phase(8)) == (None, Phase.ENDED)

    def test_leaves_a_round_beside_it_alone(self, ended):
        other = Room()
        other.play(True, False)
        ended.end(500)
        assert other.phase(20) == Phase.REVEAL
        assert Attempt.objects.filter(player__round=other.live_round, finished_at=None).count() == 2

    def test_lets_practise_what_was_missed(self, ended):
        attempt = ended.players[0].attempt
        attempt.refresh_from_db()
        again = attempt.practise_missed(ended.at(200), random.Random(1))
        assert (again.length, again.has_feedback_at_once) == (1, True)

    def test_counts_a_first_vote_for_nothing(self):
        room = Room()
        room.ask()
        room.answer(room.players[0], 6, is_right=False)
        room.moves(moves.lock, moves.vote_again, moves.open_now, seconds=10)
        room.answer(room.players[0], 11)
        room.move(moves.reveal, 20)
        room.end(30)
        assert room.responses("position", "mark", "max_mark") == [(1, 0, 0), (2, 1, 1), (2, None, 1)]
        first, second = Response.objects.filter(attempt=room.players[0].attempt).order_by("position")
        assert (first.counts, first.is_missed, second.counts, second.is_missed) == (False, False, True, False)
        attempt = room.players[0].attempt
        attempt.refresh_from_db()
        with pytest.raises(NoQuestions):
            attempt.practise_missed(room.at(40), random.Random(1))
        source = room.question.version.question.sentence.source
        assert HeatMap.of(room.live_round.classroom, source, timezone.now()).sentences[0].fractions == [1, 0]
        assert percents_of(room) == [100, 0]

    def test_takes_a_fixed_number_of_queries(self, django_assert_num_queries):
        for players in (3, 30):
            room = Room(players=players)
            room.play(True)
            live_round = room.fresh
            with django_assert_num_queries(6):
                live_round.end(room.at(100))


class TestAbandoned:
    def test_rounds_end_after_a_day_and_what_was_answered_counts(self):
        room = Room()
        room.play(True, False)
        live_round = room.fresh
        created = live_round.created_at
        assert LiveRound.objects.end_abandoned(created + LiveRound.MAX_DURATION) == 0
        assert LiveRound.objects.end_abandoned(created + LiveRound.MAX_DURATION + dt.timedelta(seconds=1)) == 1
        assert room.fresh.ended_at
        assert not Attempt.objects.filter(finished_at=None).exists()
        assert LiveRound.objects.end_abandoned(created + dt.timedelta(days=9)) == 0
