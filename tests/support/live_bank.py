"""What live rounds against a real server need in its database: `python -m tests.support.live_bank`.

It works in the DATA_DIR given.

It prints what a browser has to know: the primary keys of the quizzes, a class with a student who has extra time, and
one with an assignment.
"""

from __future__ import annotations

import json
import os

import django

PASSWORD = "correct horse battery"
TEACHER, COLLEAGUE = "teacher", "colleague"
CHANGES_PASSWORD, LEAVES = "changes", "leaves"  # teachers of one test each
LONG = 120  # questions


def fill() -> dict[str, object]:
    from django.db import connection  # noqa: PLC0415  # Django is set up first

    from quizzes.installation import prepare  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    prepare(with_fixtures=False, say=str)
    teacher = factories.TeacherFactory(username=TEACHER, password=PASSWORD)
    for username in (COLLEAGUE, CHANGES_PASSWORD, LEAVES):
        factories.TeacherFactory(username=username, password=PASSWORD)
    common = {"topic": factories.TopicFactory(), "sentence": factories.SentenceFactory()}
    questions = factories.QuestionFactory.create_batch(LONG, **common)
    quiz, long_quiz = (factories.QuizFactory(questions=chosen) for chosen in (questions[:3], questions))
    classroom = factories.ClassroomFactory(teachers=[teacher])
    homework = factories.AssignmentFactory(quiz=quiz)
    slow = factories.EnrolmentFactory(classroom=classroom, nickname="Slow", extra_percent=100, words="one two three")
    found = {
        "quiz": quiz.pk,
        "quiz_address": quiz.get_absolute_url(),
        "long_quiz": long_quiz.pk,
        "classroom": classroom.pk,
        "code": classroom.code,
        "words_of_slow": slow.words,
        "code_of_homework": homework.classroom.code,
        "homework": homework.get_absolute_url(),
    }
    connection.close()
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    django.setup()
    print(json.dumps(fill()))
