"""64 requests at one moment against the server that `make run` starts: two processes, the real content."""

import re
import sys
import threading
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.running import running

SERVE = (sys.executable, "manage.py", "serve")
AT_ONCE = 64


class Browser:
    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def request(self, method, path, form=None):
        """The status, the address it points to, and the body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers.get("Location"), body


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("data"), SERVE) as server:
        yield server


class TestDoubleSubmit:
    def test_is_stored_once_and_every_reply_leads_to_the_stored_answer(self, server):
        browser = Browser(server.port)
        quiz = re.search(r'href="(/quizzes/[^"]+/)"', browser.request("GET", "/")[2])[1]
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', browser.request("GET", quiz)[2])[1]
        _status, question, _body = browser.request("POST", f"{quiz}start/", {"csrfmiddlewaretoken": token})
        page = browser.request("GET", question)[2]
        form = {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1], "skip": "1"}

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
