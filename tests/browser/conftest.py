from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from quizzes.permissions import TEACHERS_GROUP
from tests.factories import UserFactory
from tests.support.clients import client_signed_in
from tests.support.running import running

from .live_rooms import Room, Rooms, fill_database
from .screenshots import ARGS, CHROMIUM
from .waiting import PATIENCE

PASSWORD = "correct horse battery"
# Playwright keeps an event loop in this thread, and Django would refuse the database in its presence.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Playwright's own five seconds are not enough for a page of a machine that tests on all its cores."""
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGS}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """So that a test writes page.goto("/join/")."""
    return live_server.url


# HTMX calls it an error where a newer request takes the place of one that is under way, or its page is left, as happens
# to a preview on a slow machine. A request that failed says htmx:sendError, htmx:timeout or htmx:responseError as well.
GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort")


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says: refused by the content security policy, missing, failed."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(GIVEN_UP):
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def teacher(transactional_db: None) -> User:
    user: User = UserFactory(username="tess", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=TEACHERS_GROUP))
    return user


@pytest.fixture
def signed_in(page: Page, teacher: User, base_url: str) -> Page:
    """The browser of the teacher. (How one signs in is in test_admin.)"""
    cookies = client_signed_in(teacher).cookies.items()
    page.context.add_cookies([{"name": name, "value": one.value, "url": base_url} for name, one in cookies])
    return page


@pytest.fixture(scope="session")
def live_rooms(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """In a server that has streams, which pytest's live_server has not."""
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("live") / "data")
    with running(data) as server:
        yield Rooms(f"http://127.0.0.1:{server.port}", **fill_database(data))


@pytest.fixture
def room(browser: Browser, live_rooms: Rooms) -> Iterator[Room]:
    room = Room(browser, live_rooms)
    yield room
    room.close()
