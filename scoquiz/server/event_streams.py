"""Serve the server-sent events of live rounds over ASGI, in streams without a thread or a database connection."""

from __future__ import annotations

import asyncio
import io
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import InterfaceError, OperationalError
from django.http import Http404

from quizzes import clock
from quizzes.live.subscribers import Stream
from quizzes.live.watcher import watcher
from quizzes.views.live.streams import admit

from .bridge import Message, Receive, Send

STREAM_PATH = re.compile(r"/live/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:(host|wall)/)?events/")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
MAX_STREAM_SECONDS = 600  # after which the browser comes back by itself
FIRST_EVENT = "retry: 1000\nevent: clock\ndata: {now}\n\n"
MAX_SEND_SECONDS = 30  # within which a client has to take what is sent


class Streams:
    """An ASGI application that keeps the streams, and passes every other request on to `app`."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.admissions = ThreadPoolExecutor(1, "live-admission")  # One thread needs one connection.

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        match = STREAM_PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if match is None:
            await self.app(scope, receive, send)
            return
        stream = await self._admitted(scope, UUID(match[1]), match[2] or "player")
        if isinstance(stream, int):
            await send({"type": "http.response.start", "status": stream, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        scope.clear()  # The server holds it as long as the stream lasts.
        await _serve(stream, send)

    async def _admitted(self, scope: Message, uuid: UUID, audience: str) -> Stream | int:
        """Return the stream, or the status that says why there is none."""
        request = ASGIRequest(dict(scope), io.BytesIO())
        if any("\x00" in value for value in request.COOKIES.values()):
            return 400
        try:
            values = await asyncio.get_running_loop().run_in_executor(self.admissions, admit, request, uuid, audience)
        except Http404:
            return 404
        except DisallowedHost:
            return 400
        except (OperationalError, InterfaceError):  # The browser tries again.
            return 503
        return Stream(audience=audience, **values) if values else 204  # 204 tells a browser not to come back.


async def _serve(stream: Stream, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    now = round(clock.now().timestamp() * 1000)
    await send({"type": "http.response.body", "body": FIRST_EVENT.format(now=now).encode(), "more_body": True})
    watcher.add(stream)
    timer = stream.loop.call_later(MAX_STREAM_SECONDS, stream.end)
    try:
        while not stream.is_ended:
            await stream.news()
            await _send_pending(stream, send)
        await _send_pending(stream, send)  # It may be a farewell.
        await send({"type": "http.response.body", "body": b""})
    except TimeoutError:  # Nobody reads, so what is left of the connection is closed.
        pass
    finally:
        timer.cancel()
        watcher.remove(stream)


async def _send_pending(stream: Stream, send: Send) -> None:
    data, stream.pending = stream.pending, b""
    if data:
        async with asyncio.timeout(MAX_SEND_SECONDS):
            await send({"type": "http.response.body", "body": data, "more_body": True})
