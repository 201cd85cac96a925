"""A server as `make run` starts it, in a process of its own on a free port of this machine."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
SERVE = (sys.executable, "manage.py", "serve", "--empty")
LONGEST_START = 60  # seconds
FIRST_START = "first-start.json"
TOKEN = r'csrfmiddlewaretoken" value="([^"]+)"'


@dataclass(frozen=True)
class RunningServer:
    process: subprocess.Popen[bytes]
    output: IO[str]
    port: int
    seconds_to_start: float

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self, with_signal: int = signal.SIGTERM) -> str:
        """End it and return what it printed."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        self.process.wait(timeout=30)
        self.output.seek(0)
        return self.output.read()


def environment(data: Path, **variables: str) -> dict[str, str]:
    """What the process finds: nothing of the settings that are set here."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONWARNINGS": "ignore", "DATA_DIR": str(data), **variables}


def free_port() -> int:
    """It stays bound until this process ends: nobody else is given it before the server listens, or listens again."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the server says so too, so that it may have it
    probe.bind(("127.0.0.1", 0))
    port = int(probe.getsockname()[1])
    probe.detach()
    return port


@contextmanager
def running(
    data: Path, command: tuple[str, ...] = SERVE, port: int | None = None, **variables: str
) -> Iterator[RunningServer]:
    port = port or free_port()
    started = time.perf_counter()
    with (
        TemporaryFile("w+") as output,  # a pipe that nobody reads would fill, and the server wait
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(data, PORT=str(port), **variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        server = RunningServer(process, output, port, 0.0)
        try:
            wait_until_it_answers(server)
            yield replace(server, seconds_to_start=time.perf_counter() - started)
            server.stop()
        finally:
            if process.poll() is None:
                process.kill()


def first_started(folder: Path) -> Path:
    """A DATA_DIR as the first start leaves it, to be copied: most of a start is to make the database.

    Of processes that ask for the same one at one moment, the first makes it. FIRST_START beside it holds what the
    server printed, and how it answered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data, is_made = folder / "data", folder / "made"
    with (folder / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made.exists():
            with running(data) as server:
                statuses = {path: Browser(server.port).request("GET", path)[0] for path in ("/", "/readyz")}
                started = {"printed": server.stop(), "port": server.port, "statuses": statuses}
            (folder / FIRST_START).write_text(json.dumps(started))
            is_made.touch()
    return data


def wait_until_it_answers(server: RunningServer) -> None:
    """The port is open from the start, the answer comes when all is ready."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"The server ended at once: {server.stop()}")
        connection = HTTPConnection("127.0.0.1", server.port, timeout=LONGEST_START)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError("The server did not answer in time.")


class Browser:
    """A browser without JavaScript, with its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def request(
        self, method: str, path: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """The status, the address it points to, and the body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = (headers or {}) | {"Cookie": cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers.get("Location") or "", body

    def start_first_quiz(self) -> tuple[str, dict[str, str]]:
        """The address of the first question, and what its form holds before an answer is chosen."""
        quiz = _found(r'href="(/quizzes/[^"]+/)"', self.request("GET", "/")[2])
        token = {"csrfmiddlewaretoken": _found(TOKEN, self.request("GET", quiz)[2])}
        _status, question, _body = self.request("POST", f"{quiz}start/", token)
        return question, {"csrfmiddlewaretoken": _found(TOKEN, self.request("GET", question)[2])}


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in the page"
    return match[1]
