"""64 requests at one moment against the server that `make run` starts: two processes, the real content."""

import sys
import threading

import pytest

from tests.running import Browser, running

SERVE = (sys.executable, "manage.py", "serve")
AT_ONCE = 64


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("data"), SERVE) as server:
        yield server


class TestDoubleSubmit:
    def test_is_stored_once_and_every_reply_leads_to_the_stored_answer(self, server):
        browser = Browser(server.port)
        question, form = browser.start_first_quiz()
        form["skip"] = "1"

        replies, barrier = [], threading.Barrier(AT_ONCE)

        def press():
            barrier.wait()
            replies.append(browser.request("POST", f"{question}answer/", form)[:2])

        threads = [threading.Thread(target=press) for _n in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert replies == [(302, question)] * AT_ONCE
        assert "Not answered" in browser.request("GET", question)[2]
