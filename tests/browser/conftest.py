from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from .screenshots import ARGS

# Playwright keeps an event loop in this thread, and Django would refuse the database in its presence.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": ARGS}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """So that a test writes page.goto("/join/")."""
    return live_server.url


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says: refused by the content security policy, missing, failed."""
    said: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
