"""64 requests at one moment against the server that `make run` starts, with its two processes.

See docs/decisions/security.md, case 21.
"""

import threading

import pytest

from tests.support.clients import HTMX
from tests.support.live_client import at_once, options_in
from tests.support.running import Browser

AT_ONCE = 64
STORED = """
SELECT count(*), sum(response.fraction) FROM quizzes_response AS response
JOIN quizzes_attempt AS attempt ON attempt.id = response.attempt_id
WHERE attempt.uuid = '{}' AND response.answered_at IS NOT NULL
"""


class TestDoubleSubmit:
    @pytest.fixture
    def student(self, school):
        return Browser(school.port)

    @pytest.fixture
    def question(self, student):
        question, self.form = student.start_first_quiz()
        self.form["answer"] = options_in(student.request("GET", question)[2])["2001"]
        return question

    @pytest.fixture
    def stored(self, school, question):
        """How many answers are, and how many of them are right."""
        return lambda: school.rows(STORED.format(question.split("/")[2].replace("-", "")))

    def press(self, student, question, headers=None):
        barrier = threading.Barrier(AT_ONCE)

        def press():
            barrier.wait()
            return student.request("POST", f"{question}answer/", self.form, headers)

        return at_once([press] * AT_ONCE)

    def test_is_stored_once_and_every_reply_shows_the_stored_answer(self, student, question, stored):
        replies = self.press(student, question, HTMX)
        assert [status for status, _location, _body in replies] == [200] * AT_ONCE
        assert all(body.count("Your answer, right") == 1 for _status, _location, body in replies)
        assert stored() == [(1, 1)]

    def test_without_htmx_leads_to_the_stored_answer_from_every_reply(self, student, question, stored):
        replies = self.press(student, question)
        assert [reply[:2] for reply in replies] == [(302, question)] * AT_ONCE
        pages = at_once([lambda at=at: student.request("GET", at) for _status, at, _body in replies])
        assert [status for status, _location, _body in pages] == [200] * AT_ONCE
        assert all(body.count("Your answer, right") == 1 for _status, _location, body in pages)
        assert stored() == [(1, 1)]
