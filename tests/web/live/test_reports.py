import csv
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from quizzes import items
from quizzes.models import Attempt
from quizzes.models.live import moves
from tests.factories import (
    ClassroomFactory,
    EnrolmentFactory,
    LivePlayerFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import client_signed_in
from tests.support.rooms import Room, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return TeacherFactory()


@pytest.fixture
def client(teacher):
    return client_signed_in(teacher)


def played(teacher, names=("Anna", "Ben", "Cleo"), **fields):
    """Anna had all three right, Ben the first one, and Cleo answered nothing."""
    room = Room(players=0, classroom=ClassroomFactory(teachers=[teacher]), **fields)
    for name in names:
        enrolment = EnrolmentFactory(classroom=room.live_round.classroom, nickname=name)
        room.players.append(LivePlayerFactory(round=room.live_round, enrolment=enrolment))
    for rights in ((True, True, None), (True, False, None), (True, None, None)):
        room.play(*rights)
    room.end(100)
    return room


def rows_of(client, room):
    text = client.get(reverse("live_results_csv", args=[room.live_round.uuid])).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


class TestReport:
    def test_says_what_each_student_reached(self, client, teacher):
        room = played(teacher)
        page = client.get(reverse("live_report", args=[room.live_round.uuid])).text
        number = r'\s*<td class="number">(\d+)</td>'
        cells = re.findall(r'<th scope="row"><bdi>(\w+)</bdi></th>' + 2 * number, page)
        assert cells == [("Anna", "1", "3"), ("Ben", "2", "1"), ("Cleo", "3", "0")]

    def test_leads_on_to_questions_sentences_files_and_an_assignment(self, client, teacher):
        room = played(teacher)
        page = client.get(reverse("live_report", args=[room.live_round.uuid])).text
        main = page.partition("<main")[2]
        links = {link.replace("&amp;", "&") for link in re.findall(r'class="button[^"]*" href="([^"]+)"', main)}
        assert len(links) >= 5
        for link in links:
            assert client.get(link).status_code == 200, link

    def test_of_a_round_that_goes_on_says_so(self, client, teacher):
        room = Room(classroom=ClassroomFactory(teachers=[teacher]))
        room.play(True, False)
        page = client.get(reverse("live_report", args=[room.live_round.uuid])).text
        assert "The round still goes on: this is how it stands." in page

    def test_has_teams_and_points_where_there_are_any(self, client, teacher):
        room = played(teacher, speed=True, team_count=2)
        page = client.get(reverse("live_report", args=[room.live_round.uuid])).text
        assert "Points" in page
        assert "Team 1" in page

    def test_takes_a_fixed_number_of_queries(self, client, teacher, django_assert_max_num_queries):
        found = []
        for players in (3, 30):
            room = Room(players=players, classroom=ClassroomFactory(teachers=[teacher]))
            room.play(*[True] * players)
            room.end(100)
            for name in ("live_report", "live_results_csv", "live_results_xlsx"):
                with django_assert_max_num_queries(30) as captured:
                    client.get(reverse(name, args=[room.live_round.uuid]))
                found.append(len(captured))
        assert found[:3] == found[3:]


class TestFiles:
    def test_hold_the_mark_of_every_question(self, client, teacher):
        room = played(teacher)
        headings, *rows = rows_of(client, room)
        assert headings[:5] == ["Student", "Rank", "Team", "Mark", "Right"]
        assert headings[5:] == [question.frozen.stem for question in room.live_round.questions.all()]
        assert rows == [
            ["Anna", "1", "", "3", "3", "1", "1", "1"],
            ["Ben", "2", "", "1", "1", "1", "0", ""],
            ["Cleo", "3", "", "0", "0", "", "", ""],
        ]

    def test_hold_points_and_teams_where_there_are_any(self, client, teacher):
        headings, anna, *_rest = rows_of(client, played(teacher, speed=True, team_count=2))
        assert headings[:6] == ["Student", "Rank", "Team", "Mark", "Points", "Right"]
        assert anna[:6] == ["Anna", "1", "1", "3", str(3 * 983), "3"]  # a second of thirty each

    def test_leave_out_what_was_skipped_and_a_first_vote(self, client, teacher):
        room = Room(classroom=ClassroomFactory(teachers=[teacher]))
        room.ask()
        room.moves(moves.skip, moves.open_now)
        room.moves(moves.lock, moves.vote_again, moves.open_now, moves.reveal, seconds=6)
        room.end(20)
        headings, *_rows = rows_of(client, room)
        second = room.live_round.questions.get(place=2, vote=2)
        assert headings[5:] == [second.frozen.stem]

    def test_tell_a_player_which_of_two_votes_counts(self, teacher):
        room = Room(classroom=ClassroomFactory(teachers=[teacher]))
        room.ask()
        room.answer(room.players[0])
        room.moves(moves.lock, moves.vote_again, moves.open_now, seconds=8)
        room.answer(room.players[0], 10, is_right=False)
        room.move(moves.reveal, 12)
        room.end(20)
        attempt = Attempt.objects.get(player=room.players[0])
        page = browser(room.players[0]).get(f"/attempts/{attempt.uuid}/result/").text
        assert page.count("First vote: the second one counts") == 1
        assert "0 of 1 questions right" in page

    def test_open_in_a_spreadsheet(self, client, teacher):
        room = played(teacher)
        reply = client.get(reverse("live_results_xlsx", args=[room.live_round.uuid]))
        sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
        assert [cell.value for cell in sheet["A"]] == ["Student", "Anna", "Ben", "Cleo"]

    def test_hold_no_formula(self, client, teacher):
        """No cell is computed by a spreadsheet (docs/decisions/security.md, case 31)."""
        question = QuestionFactory(stem="=cmd|' /C calc'!A0")
        room = played(
            teacher,
            names=("=1+1", "@SUM(A1)", "+7"),
            quiz=QuizFactory(questions=[question, *QuestionFactory.create_batch(2)]),
        )
        for row in rows_of(client, room):
            assert not [cell for cell in row if cell[:1] in "=+-@\t\r" and cell]
        reply = client.get(reverse("live_results_xlsx", args=[room.live_round.uuid]))
        sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n"}


class TestAfterwards:
    @pytest.mark.parametrize("code", ["cloze", "matching", "numerical", "short_answer", "ordering", "map"])
    def test_the_pages_of_an_assignment_work_for_every_kind_of_question(self, client, teacher, code):
        item = next(iter(items.TYPES[code].examples()))
        quiz = QuizFactory(questions=[QuestionFactory.of(item) for _n in range(3)])
        room = played(teacher, quiz=quiz)
        classroom, assignment = room.live_round.classroom, room.live_round.assignment
        for url in (
            reverse("assignment_report", args=[classroom.code, assignment.pk]),
            reverse("gradebook", args=[classroom.code]),
            reverse("gradebook_csv", args=[classroom.code]),
            reverse("enrolment", args=[classroom.code, room.players[0].enrolment.pk]),
            reverse("classroom_detail", args=[classroom.code]),
            reverse("live_report", args=[room.live_round.uuid]),
        ):
            assert client.get(url).status_code == 200, url
