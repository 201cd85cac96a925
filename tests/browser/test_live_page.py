"""A player's page of a live round on a network in the hands of the test: a stream that breaks off, late replies.

The page is written below, with HTMX and live/page.js; each reply comes when the test says so. The events come from a
small server on this machine, as what comes by a route of the driver has no Last-Event-ID. Whole rounds with the
product's own server are in test_live_round.py and test_live_matters.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from queue import Queue
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.running import ROOT

from .waiting import PATIENCE, wait_until

STATIC = ROOT / "quizzes" / "static"
HTMX = files("django_htmx") / "static" / "django_htmx"
SCRIPTS = {
    "/htmx.js": (HTMX / "htmx-2.min.js").read_text(),
    "/sse.js": (HTMX / "ext" / "hx-sse-2.min.js").read_text(),
}
CONFIG = re.search(r"<meta name=\"htmx-config\".+?>\n", (ROOT / "templates/htmx_config.html").read_text(), re.DOTALL)
LOST, UNSENT = "#connection", "#unsent"
PAGE = """<!doctype html><title>Live</title>{config}
<script src="/htmx.js" defer></script><script src="/sse.js" defer></script>
<script type="module" src="/static/quizzes/live/page.js"></script>
<div class="live" data-now="0" hx-ext="sse" sse-connect="/events" sse-swap="message" hx-swap="none settle:0s">
  <p id="notice" hidden></p><p id="connection" hidden>Lost.</p>
  <form id="play" method="post" action="/answer" hx-post="/answer" hx-swap="none settle:0s">
    {stage}
  </form>
  <p id="unsent" hidden>Not sent.</p>
</div>"""
CONTROLS = '<input name="answer" aria-label="Answer"><button>Give it</button>'


def stage(phase: str, revision: int = 5, question: int = 7, text: str = "") -> str:
    frame = "" if phase == "answered" else f'data-frame="{revision}.{phase}.{question}"'
    inside = CONTROLS if phase == "answering" else text
    return (
        f'<section id="stage" hx-swap-oob="true" {frame} data-phase="{phase}" data-question="{question}">'
        f'<h1 id="stem" tabindex="-1">{phase}</h1>{inside}</section>'
    )


class Events(ThreadingHTTPServer):
    """Streams of events: what the browser named when it opened each, and what is sent to the newest."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Stream)
        self.resumed_after: list[str | None] = []
        self.waiting: list[Queue[str | None]] = []
        self.is_down = False


class Stream(BaseHTTPRequestHandler):
    server: Events

    def do_GET(self) -> None:
        if self.server.is_down:
            self.send_error(503)
            return
        events: Queue[str | None] = Queue()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 20\n\n")
        self.server.resumed_after.append(self.headers.get("Last-Event-ID"))
        self.server.waiting.append(events)
        while event := events.get():
            self.wfile.write(event.encode())

    def log_message(self, *_args: object) -> None:
        """Nothing is to be read of it."""


class Player:
    """The page, and what stands between it and its server."""

    def __init__(self, page: Page, events: Events) -> None:
        self.page = page
        self.events = events
        self.origin = f"http://127.0.0.1:{events.server_port}"
        self.answers: list[Route] = []
        self.looks = 0
        page.route(lambda url: not url.endswith("/events"), self._take)

    def _take(self, route: Route) -> None:
        path = route.request.url.removeprefix(self.origin)
        if path == "/answer":
            self.answers.append(route)
        elif path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type="text/javascript")
        elif path in SCRIPTS:
            route.fulfill(body=SCRIPTS[path], content_type="text/javascript")
        elif "hx-request" in route.request.headers:
            self.looks += 1
            route.fulfill(body=stage("answered"), content_type="text/html")
        else:
            route.fulfill(body=self.document, content_type="text/html")

    def opens(self, phase: str) -> None:
        assert CONFIG
        self.document = PAGE.format(config=CONFIG[0], stage=stage(phase))
        self.page.goto(self.origin)
        self.is_connected(1)

    def is_connected(self, times: int) -> None:
        wait_until(self.page, lambda: len(self.events.waiting) == times)

    def hears(self, html: str, name: str = "6") -> None:
        self.events.waiting[-1].put(f"id: {name}\ndata: {html}\n\n")

    def stream_ends(self) -> None:
        self.events.waiting[-1].put(None)

    def gives(self, text: str) -> Route:
        self.page.get_by_label("Answer").fill(text)
        self.page.get_by_role("button").click()
        wait_until(self.page, lambda: len(self.answers) == 1)
        return self.answers[0]

    def shows(self, phase: str) -> None:
        expect(self.page.locator("#stage")).to_have_attribute("data-phase", phase)


def reply(route: Route, html: str, status: int = 200) -> None:
    route.fulfill(body=html, status=status, content_type="text/html")


@pytest.fixture
def events() -> Iterator[Events]:
    with Events() as events:
        Thread(target=events.serve_forever, args=(0.05,), daemon=True).start()
        yield events
        for stream in events.waiting:
            stream.put(None)
        events.shutdown()


@pytest.fixture
def player(browser: Browser, events: Events) -> Iterator[Player]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    player = Player(context.new_page(), events)
    yield player
    player.page.unroute_all(behavior="ignoreErrors")
    context.close()


class TestStream:
    def test_that_ends_is_resumed_after_what_came_last(self, player: Player) -> None:
        player.opens("reading")
        for times, (phase, name) in enumerate([("answering", "6.answering.7"), ("locked", "7.locked.7")], start=2):
            player.hears(stage(phase, times + 4), name)
            player.shows(phase)
            player.stream_ends()
            player.is_connected(times)
            assert player.events.resumed_after[-1] == name
        expect(player.page.locator(LOST)).to_be_hidden()

    def test_that_is_away_for_long_is_said_until_it_is_back(self, player: Player) -> None:
        player.opens("reading")
        player.events.is_down = True
        player.stream_ends()
        expect(player.page.locator(LOST)).to_be_visible()
        player.events.is_down = False
        player.is_connected(2)
        expect(player.page.locator(LOST)).to_be_hidden()
        player.hears(stage("answering", 6))
        player.shows("answering")

    def test_brings_nothing_after_the_end_of_the_round(self, player: Player) -> None:
        player.opens("standing")
        player.hears(stage("ended", 6))
        player.shows("ended")
        player.stream_ends()
        player.page.wait_for_timeout(200)  # ten times as long as it waits before it comes back
        assert len(player.events.waiting) == 1
        expect(player.page.locator(LOST)).to_be_hidden()


class TestAnswer:
    def test_that_is_on_its_way_when_it_is_locked_is_in(self, player: Player) -> None:
        player.opens("answering")
        request = player.gives("Tianjin")
        player.hears(stage("locked", 6))
        player.shows("locked")
        reply(request, stage("answered"))
        player.shows("answered")

    def test_that_comes_too_late_leaves_the_lock_and_says_so(self, player: Player) -> None:
        player.opens("answering")
        request = player.gives("Tianjin")
        player.hears(stage("locked", 6))
        player.shows("locked")
        notice = '<p id="notice" hx-swap-oob="true">Too late.</p>'
        reply(request, stage("locked", 6) + notice, 409)
        expect(player.page.locator("#notice")).to_have_text("Too late.")
        player.shows("locked")

    def test_is_not_said_to_be_in_over_what_was_right(self, player: Player) -> None:
        player.opens("answering")
        request = player.gives("Tianjin")
        player.hears(stage("reveal", 6))
        player.shows("reveal")
        with player.page.expect_response("**/answer"):
            reply(request, stage("answered"))
        player.page.wait_for_timeout(100)
        player.shows("reveal")

    @pytest.mark.parametrize("status", [0, 503])
    def test_that_does_not_arrive_is_sent_until_it_does(self, player: Player, status: int) -> None:
        player.opens("answering")
        request = player.gives("Tianjin")
        reply(request, "", status) if status else request.abort()
        expect(player.page.locator(UNSENT)).to_be_visible()
        wait_until(player.page, lambda: len(player.answers) == 2)
        assert "answer=Tianjin" in (player.answers[1].request.post_data or "")
        expect(player.page.locator(UNSENT)).to_be_visible()
        reply(player.answers[1], stage("answered"))
        player.shows("answered")
        expect(player.page.locator(UNSENT)).to_be_hidden()

    def test_that_is_not_in_yet_outlives_a_pause(self, player: Player) -> None:
        player.opens("answering")
        player.page.get_by_label("Answer").fill("Tianj")
        player.hears(stage("paused", 6))
        player.shows("paused")
        player.hears(stage("answering", 7), "7")
        expect(player.page.get_by_label("Answer")).to_have_value("Tianj")

    def test_that_another_tab_gave_is_asked_for_by_a_page_that_opens_in_a_pause(self, player: Player) -> None:
        player.opens("paused")
        player.hears(stage("answering", 6))
        player.shows("answered")
        assert player.looks == 1
