"""Players and hosts of live rounds over real sockets: pages by HTTP, what changes by server-sent events."""

from __future__ import annotations

import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from .live_bank import PASSWORD, TEACHER
from .running import Browser

LONGEST = 30  # seconds that a test waits for what should come at once: the machine may have much else to do
OPTION = re.compile(r'name="answer" value="([^"]+)".*?<span[^>]*>(.*?)</span>', re.DOTALL)


@dataclass(frozen=True)
class Event:
    """A message of a stream, and when it came (of `time.time`, which is the server's clock as well)."""

    id: str
    html: str
    at: float

    @property
    def phase(self) -> str:
        return self._attribute("phase")

    @property
    def question(self) -> str:
        return self._attribute("question")

    @property
    def revision(self) -> int:
        return int(self.id.partition(".")[0])

    def _attribute(self, name: str) -> str:
        found = re.search(f'data-{name}="([^"]*)"', self.html)
        return found[1] if found else ""


class Stream:
    """A connection to a stream. A thread of its own reads it, so that each event has the time at which it came."""

    def __init__(self, browser: Browser, path: str, *, last_event_id: str = "", host: str = "") -> None:
        self.events: list[Event] = []  # that were taken from it
        self.last_event_id = last_event_id
        self._coming: queue.Queue[Event] = queue.Queue()
        self.ended = threading.Event()
        self.ended_at = 0.0
        self.is_whole = False  # not cut off: the server has said that it ends
        headers = browser.cookie_header() | ({"Host": host} if host else {})
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        connection = HTTPConnection("127.0.0.1", browser.port, timeout=LONGEST)
        connection.request("GET", path, headers=headers)
        self._socket = connection.sock
        self.local_port = self._socket.getsockname()[1]
        self._response = connection.getresponse()
        self._socket.settimeout(None)  # how long it may be silent is for each test to say
        self.status, self.headers = self._response.status, self._response.headers
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        received = b""
        with suppress(OSError, HTTPException, ValueError):
            while part := self._response.read1():  # unlike readline(), it raises where a stream is cut off
                *messages, received = (received + part).split(b"\n\n")
                for message in messages:
                    self._take(message.decode().split("\n"))
            self.is_whole = True
        self.ended_at = time.monotonic()
        self.ended.set()
        self._response.close()

    def _take(self, lines: list[str]) -> None:
        named = [line.partition(": ")[::2] for line in lines]
        data = [value for name, value in named if name == "data"]
        self.last_event_id = next((value for name, value in named if name == "id"), self.last_event_id)
        if data and ("event", "clock") not in named:
            own_id = next((value for name, value in named if name == "id"), "")
            self._coming.put(Event(own_id, "\n".join(data), time.time()))

    def next(self, within: float = LONGEST) -> Event:
        try:
            self.events.append(self._coming.get(timeout=within))
        except queue.Empty:
            raise AssertionError(f"Nothing came for {within} s after {self.phases}") from None
        return self.events[-1]

    def until(self, *phases: str, question: str = "", says: str = "", within: float = LONGEST) -> Event:
        """The next event of one of these phases, or of any, for this question and with these words in it."""
        deadline = time.monotonic() + within
        while True:
            event = self.next(max(0.001, deadline - time.monotonic()))
            if event.phase in (phases or (event.phase,)) and question in {"", event.question} and says in event.html:
                return event

    def waiting(self) -> list[Event]:
        """What has come and was not taken yet."""
        found = []
        with suppress(queue.Empty):
            while True:
                found.append(self._coming.get_nowait())
        self.events += found
        return found

    def ends(self) -> bool:
        """Whether the server ends it: it could also leave it open, or cut it off."""
        return self.ended.wait(LONGEST) and self.is_whole

    @property
    def phases(self) -> list[str]:
        return [event.phase for event in self.events]

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(LONGEST)
        self._socket.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class Person(Browser):
    """A browser that knows the cookies of its forms, and keeps streams open."""

    def cookie_header(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def post(self, path: str, **form: object) -> tuple[int, str, str]:
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self.request("POST", path, token | {name: str(value) for name, value in form.items()})

    def get(self, path: str) -> str:
        status, _location, body = self.request("GET", path)
        assert status == 200, f"GET {path} gave {status}"
        return body

    def stream(self, path: str, **options: str) -> Stream:
        return Stream(self, path, **options)


class Player(Person):
    round = ""  # its address

    def join(self, code: str, nickname: str = "Player") -> tuple[int, str, str]:
        self.request("GET", f"/join/{code}/")
        return self._arrive(self.post(f"/join/{code}/", nickname=nickname))

    def come_back(self, code: str, words: str) -> None:
        self.request("GET", f"/join/{code}/back/")
        self._arrive(self.post(f"/join/{code}/back/", words=words))

    def _arrive(self, reply: tuple[int, str, str]) -> tuple[int, str, str]:
        if reply[1].startswith("/live/"):
            self.round = reply[1]
        return reply

    def events(self, seen: str = "", **options: str) -> Stream:
        return self.stream(f"{self.round}events/?seen={seen}", **options)

    def answer(self, question: str, token: str) -> int:
        """The status."""
        return self.post(f"{self.round}answer/", question=question, answer=token)[0]

    def pick(self, shown: Event, text: str = "2001") -> str:
        """The token of the option with this text."""
        return options_in(shown.html)[text]


class Host(Person):
    round = ""
    code = ""

    def sign_in(self, username: str = TEACHER, password: str = PASSWORD) -> None:
        self.request("GET", "/admin/login/")
        status, _location, _body = self.post("/admin/login/", username=username, password=password)
        assert status == 302, f"{username} could not sign in"

    def prepare(self, quiz: int, **settings: object) -> str:
        """A round, with the code to join it. Its settings are those of the form."""
        values = {"reading_seconds": 0, "answer_seconds": 60, "max_players": 300, "team_count": 0}
        ticked = dict.fromkeys(("own_names", "locks_when_all_answered", "shows_standing"), "on")
        status, location, body = self.post("/live/new/", quiz=quiz, **(values | ticked | settings))
        assert status == 302, body
        self.round = location.removesuffix("host/")
        found = re.search(r"/classes/(\w+)/", self.get(location))
        assert found
        self.code = found[1]
        return self.code

    def events(self, audience: str = "host", seen: str = "", **options: str) -> Stream:
        return self.stream(f"{self.round}{audience}/events/?seen={seen}", **options)

    def move(self, name: str) -> None:
        """Press a button on the page as it is now."""
        found = re.search(r'name="revision" value="(\d+)"', self.get(f"{self.round}host/"))
        assert found
        status, _location, body = self.post(f"{self.round}move/", move=name, revision=found[1])
        assert status == 302, f"{name} gave {status}: {body}"

    def player_pages(self) -> dict[str, str]:
        """The address at which each player who has not been removed is changed, by nickname."""
        page = self.get(f"{self.round}players/")
        found = re.findall(r'<bdi>([^<]+)</bdi>((?:(?!</li>).)*?)action="(/live/[^"]+/players/\d+/)"', page, re.DOTALL)
        return {name: address for name, _between, address in found}


def options_in(html: str) -> dict[str, str]:
    """The tokens of a question's options, by their text."""
    return {re.sub(r"<[^>]+>", "", text).strip(): token for token, text in OPTION.findall(html)}


def ends_at(html: str) -> float:
    """What the timer of a page or an event runs to, in seconds of the server's clock."""
    found = re.search(r'data-ends-at="(\d+)"', html)
    assert found
    return int(found[1]) / 1000


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not is_so():
        assert time.monotonic() < deadline, f"It has not come about within {LONGEST} s."
        time.sleep(0.05)


def at_once(actions: list[Callable[[], object]], *, at_most: int = 64) -> list[object]:
    """Run them side by side, so many at a time; their results in order. An exception is raised here."""
    results: list[object] = [None] * len(actions)
    numbers: Iterator[int] = iter(range(len(actions)))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            try:
                results[number] = actions[number]()
            except Exception as error:  # noqa: BLE001  # raised below, where it can be seen
                results[number] = error

    threads = [threading.Thread(target=work) for _thread in range(min(at_most, len(actions)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results
