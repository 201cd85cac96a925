"""A database of an earlier release, with what a school has in it, moves to this one.

See docs/decisions/security.md, case 50.
"""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.support.running import ROOT, environment

BEFORE = "0002_writing_and_exchange"  # as it was before classes had assignments
GUESSED = "0008_clocks_and_choices"  # and before it was stored whether an assignment is practice
MODELS = """
executor = MigrationExecutor(connection)
state = executor.loader.project_state(
    [node for node in executor.loader.applied_migrations if node[0] != "quizzes"] + [("quizzes", "%s")])
model = state.apps.get_model
"""
FILL = f"""{MODELS % BEFORE}
tess = model("auth", "User").objects.create(username="tess", password="x", is_staff=True)
topic = model("quizzes", "Topic").objects.create(slug="t", name="T")
classroom = model("quizzes", "Classroom").objects.create(name="7b", code="AB2CD3", teacher_id=tess.pk)
model("quizzes", "Classroom").objects.create(name="Without a teacher", code="XY2Z34")
for n, title in enumerate(("Members", "Members", "Trade")):
    quiz = model("quizzes", "Quiz").objects.create(
        slug=f"q{{n}}", title=title, topic=topic, feedback="test" if n else "practice", attempts_allowed=2,
        time_limit=dt.timedelta(minutes=5))
    classroom.quizzes.add(quiz)
for name in ("Anna", "Ben"):
    learner = model("quizzes", "Learner").objects.create(key=uuid.uuid4())
    model("quizzes", "Enrolment").objects.create(
        classroom=classroom, learner=learner, nickname=name, folded_nickname=name.lower())
    model("quizzes", "Attempt").objects.create(
        uuid=uuid.uuid4(), learner=learner, quiz=quiz, title=quiz.title, is_practice=False, length=1,
        started_at=dt.datetime.now(dt.UTC))
stranger = model("quizzes", "Learner").objects.create(key=uuid.uuid4())
model("quizzes", "Attempt").objects.create(
    uuid=uuid.uuid4(), learner=stranger, quiz=quiz, title=quiz.title, is_practice=False, length=1,
        started_at=dt.datetime.now(dt.UTC))
"""
GIVE = f"""{MODELS % GUESSED}
classroom = model("quizzes", "Classroom").objects.get(code="AB2CD3")
students = model("quizzes", "Enrolment").objects.filter(classroom=classroom)
quiz = model("quizzes", "Quiz").objects.first()
made = model("quizzes", "Quiz").objects.create(slug="missed", title="Practice: The SCO …")
for title, asks, review_when, is_live in (
    ("Missed", made, "each", False), ("Missed by the class", made, "each", False),
    ("Caught up on", quiz, "each", False), ("A test for two", made, "finish", False),
    ("Live for two", made, "each", True)):
    given = model("quizzes", "Assignment").objects.create(
        classroom=classroom, quiz=asks, title=title, review_when=review_when, is_live=is_live)
    given.students.set([] if "class" in title else students)
"""
# In one process: most of what a process takes is to load Django.
UPGRADE = f"""
import datetime as dt, uuid
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
def migrate(*to):
    call_command("migrate", *to, verbosity=0)
migrate("auth")
migrate("quizzes", "{BEFORE}")
{FILL}
migrate("quizzes", "{GUESSED}")
{GIVE}
migrate()
migrate("quizzes", "{GUESSED}")  # and back
migrate()
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """A connection to the database after the upgrade."""
    data = tmp_path_factory.mktemp("upgrade")
    variables = environment(data, DJANGO_SETTINGS_MODULE="scoquiz.settings")
    done = subprocess.run(
        [sys.executable, "-c", UPGRADE],
        cwd=ROOT,
        env=variables,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
        yield database


def rows(database, query):
    return database.execute(query).fetchall()


class TestUpgrade:
    def test_leaves_a_sound_database(self, upgraded):
        assert rows(upgraded, "PRAGMA integrity_check") == [("ok",)]
        assert rows(upgraded, "PRAGMA foreign_key_check") == []

    def test_keeps_the_teacher_of_a_class(self, upgraded):
        taught = "SELECT name, username FROM quizzes_classroom c LEFT JOIN quizzes_classroom_teachers t ON"
        query = f"{taught} t.classroom_id = c.id LEFT JOIN auth_user u ON u.id = t.user_id ORDER BY name"
        assert rows(upgraded, query) == [("7b", "tess"), ("Without a teacher", None)]

    def test_makes_an_assignment_of_each_quiz_with_the_rules_it_had(self, upgraded):
        query = "SELECT title, review_when, attempts_allowed, time_limit FROM quizzes_assignment"
        query = f"{query} WHERE attempts_allowed IS NOT NULL ORDER BY title"
        five = 5 * 60 * 1_000_000
        assert rows(upgraded, query) == [
            ("Members", "each", 2, five),
            ("Members (2)", "finish", 2, five),
            ("Trade", "finish", 2, five),
        ]

    def test_takes_for_practice_what_a_heat_map_gave_and_nothing_that_a_teacher_did(self, upgraded):
        query = "SELECT title FROM quizzes_assignment WHERE is_practice ORDER BY title"
        assert rows(upgraded, query) == [("Missed",)]

    def test_counts_what_the_students_did_and_nobody_else_s_rounds(self, upgraded):
        query = "SELECT count(*) FROM quizzes_attempt a JOIN quizzes_assignment s ON s.id = a.assignment_id"
        assert rows(upgraded, f"{query} WHERE s.title = 'Trade'") == [(2,)]
        assert rows(upgraded, "SELECT count(*) FROM quizzes_attempt WHERE assignment_id IS NULL") == [(1,)]

    def test_gives_each_student_three_words_and_each_class_a_day(self, upgraded):
        words = [row[0] for row in rows(upgraded, "SELECT words FROM quizzes_enrolment")]
        assert [len(text.split()) for text in words] == [3, 3]
        assert len(set(words)) == 2
        assert rows(upgraded, "SELECT count(*) FROM quizzes_classroom WHERE erase_on IS NULL") == [(0,)]
