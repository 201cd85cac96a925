"""The server as it faces the network: a real process on a free port of this machine."""

import gzip
import json
import os
import re
import shutil
import signal
import socket
import time
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urljoin

import psutil
import pytest

from scoquiz.server.bridge import BODY_TIMEOUT
from scoquiz.server.gunicorn import OPTIONS
from tests.support.running import LONGEST_START, running

JOIN = "/join/"
PATIENCE = 20  # seconds
LONGEST_STOP = 25  # seconds: ample for 8 on a slow machine, and less than the 30 that gunicorn takes if nobody says so


@pytest.fixture(scope="module")
def data(prepared, tmp_path_factory):
    return shutil.copytree(prepared, tmp_path_factory.mktemp("front") / "data")


@pytest.fixture(scope="module")
def server(data):
    with running(data) as server:
        yield server


def request(server, method, path, body=None, **headers):
    """The response with its whole body in `content`."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    response.content = response.read()
    connection.close()
    return response


def connected(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)


def status_after(raw):
    response = HTTPResponse(raw)
    response.begin()
    return response.status


def stylesheet(server):
    page = request(server, "GET", "/").content.decode()
    return re.search(r'href="([^"]+\.css)"', page)[1]


class TestStaticFiles:
    def test_are_kept_for_years_and_sent_compressed(self, server):
        response = request(server, "GET", stylesheet(server), Accept_Encoding="gzip")

        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Access-Control-Allow-Origin"] is None
        assert gzip.decompress(response.content) == request(server, "GET", stylesheet(server)).content

    def test_import_each_other_by_names_that_are_kept_for_years(self, server, data):
        names = json.loads((data / "static" / "staticfiles.json").read_text())["paths"]
        scripts = {name for path, name in names.items() if path.startswith("quizzes/") and path.endswith(".js")}
        imported = set()
        for script in scripts:
            response = request(server, "GET", f"/static/{script}")
            assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
            assert response.headers["Content-Type"].startswith("text/javascript")
            targets = re.findall(r'^import .* from "(.+)";$', response.content.decode(), re.MULTILINE)
            imported |= {urljoin(f"/static/{script}", target).removeprefix("/static/") for target in targets}
        assert imported
        assert imported <= scripts

    @pytest.mark.parametrize(
        "path",
        [
            "/static/../secret_key",
            "/static/%2e%2e/secret_key",
            "/static/..%2fscoquiz.sqlite3",
            "/static//etc/passwd",
            "/static/.collected",
            "/static/%00",
        ],
    )
    def test_are_all_that_can_be_had_of_the_data(self, server, path):
        assert request(server, "GET", path).status in {400, 404}


class TestLimits:
    @pytest.mark.parametrize("announced", [True, False])
    def test_refuse_a_body_that_is_too_large(self, server, announced):
        block = b"x" * 65_536
        with connected(server) as raw:
            framing = b"Content-Length: 9000000" if announced else b"Transfer-Encoding: chunked"
            raw.sendall(b"POST " + JOIN.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n" + framing + b"\r\n\r\n")
            try:
                for _block in range(130):
                    raw.sendall(block if announced else b"10000\r\n" + block + b"\r\n")
            except OSError:  # it has answered and does not read the rest
                pass
            assert status_after(raw) == 413

    @pytest.mark.parametrize(
        ("head", "status"),
        [
            (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
            (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 9000 + b"\r\n\r\n", 431),
            (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-Many: 1\r\n" * 100 + b"\r\n", 431),
            (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
            (b"NONSENSE\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n", 400),
            (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
            (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n", 400),
        ],
    )
    def test_refuse_a_request_that_is_too_long_or_ambiguous(self, server, head, status):
        with connected(server) as raw:
            raw.sendall(head)
            assert status_after(raw) == status

    @pytest.mark.parametrize("charset", ["charset=utf-7", "charset=hex", 'Charset="utf-16"', "charset*=utf-8''hex"])
    def test_refuse_a_charset_other_than_utf8(self, server, charset):
        for media_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            response = request(server, "POST", JOIN, b"--x--", Content_Type=f"{media_type}; {charset}")
            assert response.status == 415

    def test_take_a_charset_that_is_utf8(self, server):
        form = "application/x-www-form-urlencoded; charset=UTF-8"
        assert request(server, "POST", JOIN, b"code=x", Content_Type=form).status == 403  # no CSRF token

    def test_a_head_request_has_no_body(self, server):
        response = request(server, "HEAD", "/")

        assert (response.status, response.content) == (200, b"")


class TestSlowClients:
    def test_keep_nobody_waiting(self, server):
        with ExitStack() as open_connections:
            for number in range(40):
                raw = open_connections.enter_context(connected(server))
                head = f"POST {JOIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf"
                raw.sendall(head.encode()[: 30 if number % 2 else None])  # half of a head, or of a body
            # A request that had to wait for one of them would wait BODY_TIMEOUT, and give up before that.
            assert PATIENCE < BODY_TIMEOUT
            statuses = {request(server, "GET", "/").status for _request in range(10)}

        assert statuses == {200}


class TestProxyHeaders:
    def test_are_not_believed(self, server):
        response = request(
            server,
            "GET",
            "/admin/",
            X_Forwarded_Proto="https",
            X_Forwarded_Host="evil.example",
            X_Forwarded_For="1.2.3.4",
        )

        assert response.headers["Location"].startswith("/admin/login/")
        assert "Strict-Transport-Security" not in response.headers


def both_workers(server, without=None):
    """The two worker processes, as soon as there are two."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        workers = [worker for worker in psutil.Process(server.pid).children() if worker != without]
        if len(workers) == 2:
            return workers
        time.sleep(0.05)
    pytest.fail(f"There are no two workers after {LONGEST_START} seconds.")


def wait_until_it_stops(server):
    """Until it takes no connection any more: it has heard the signal, and finishes what is under way.

    For three of its eight seconds at most: a worker that is late itself would otherwise use up those of the other.
    """
    deadline = time.monotonic() + 3
    with suppress(ConnectionError):
        while time.monotonic() < deadline:
            connected(server).close()
            time.sleep(0.05)


class TestWorkers:
    def test_are_replaced_when_one_is_killed_and_the_other_answers_meanwhile(self, server):
        killed = both_workers(server)[0]
        killed.kill()
        killed.wait(LONGEST_START)  # until then it may still take a connection with it
        statuses = {request(server, "GET", "/healthz").status for _request in range(50)}

        assert statuses == {200}
        assert both_workers(server, without=killed)


class TestStop:
    def test_lets_a_post_finish_that_is_under_way(self, data):
        with running(data) as server, connected(server) as raw:
            head = f"POST {JOIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
            raw.sendall(head.encode())
            assert raw.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"  # it has begun to read the body
            raw.sendall(b"half")
            os.kill(server.pid, signal.SIGTERM)
            wait_until_it_stops(server)
            raw.sendall(b"=other")

            assert status_after(raw) == 403  # it has no token, but it has its answer
            server.process.wait(LONGEST_STOP)
            assert server.process.returncode == 0

    def test_waits_for_idle_connections_less_than_ten_seconds(self, data):
        """After ten, Docker kills what it stops. Gunicorn itself would wait for thirty."""
        assert OPTIONS["graceful_timeout"] < 10
        with running(data) as server, ExitStack() as open_connections:
            for _connection in range(20):
                raw = open_connections.enter_context(connected(server))
                raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert status_after(raw) == 200
            open_connections.enter_context(connected(server))  # has never sent anything
            os.kill(server.pid, signal.SIGTERM)
            server.process.wait(LONGEST_STOP)
