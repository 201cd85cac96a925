import pytest
from django.db import connection

from quizzes.db.columns import Columns
from quizzes.models import Assignment, Attempt, Classroom, LiveQuestion, LiveRound
from tests.factories import LivePlayerFactory

pytestmark = pytest.mark.django_db


class TestColumns:
    @pytest.mark.parametrize("model", [LiveRound, LiveQuestion, Assignment, Classroom, Attempt])
    def test_make_the_object_that_the_orm_makes(self, model):
        LivePlayerFactory()
        columns = Columns(model, "it")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} AS it ORDER BY it.id")  # noqa: S608
            rows = cursor.fetchall()

        expected = list(model.objects.order_by("pk"))
        found = [columns.read(row) for row in rows]
        assert found == expected
        assert [{**vars(it), "_state": 0} for it in found] == [{**vars(it), "_state": 0} for it in expected]
        assert {(it._state.adding, it._state.db) for it in found} == {(False, "default")}

    def test_leave_what_follows_in_a_row_to_others(self):
        live_round = LivePlayerFactory().round
        one, other = Columns(LiveRound, "one"), Columns(Assignment, "other")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {one}, {other} FROM quizzes_liveround AS one "  # noqa: S608
                "JOIN quizzes_assignment AS other ON other.id = one.assignment_id"
            )
            row = cursor.fetchone()

        assert one.read(row) == live_round
        assert other.read(row[len(one) :]) == live_round.assignment
