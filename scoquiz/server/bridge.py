"""The ASGI side of the server, which receives the whole request before one of Django's threads looks at it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.headers import Headers

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_TIMEOUT = 30  # seconds in which a body has to arrive


class Refused(Exception):
    """Raised when the body is too large, too slow or not in UTF-8."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class PageBridge:
    """An ASGI application that hands requests to a WSGI application on a few threads.

    The body is read here, on the event loop, so a client that sends it slowly waits alone and occupies no thread. The
    threads live as long as the process, so each keeps its database connection. Paths below `apart`, where a page may
    take seconds, have a thread of their own, so they hold up nobody else; files are sent there, so the body may be
    larger.
    """

    def __init__(self, app: Any, threads: int, apart: str, max_body: int, max_body_apart: int = 0) -> None:
        self.quick = BufferedWSGI(app, threads)
        self.slow: Any = WSGIMiddleware(app, workers=1)  # its types name every kind of message, and ours name none
        self.apart = apart
        self.max_body = max_body
        self.max_body_apart = max_body_apart or max_body

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.slow(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive)
        except TimeoutError:
            await _refuse(send, Refused(408, "The request took too long to arrive."))
        except Refused as refusal:
            await _refuse(send, refusal)
        else:
            if body is None:
                return
            send = _without_body(send) if scope["method"] == "HEAD" else send
            if scope["path"].startswith(self.apart):
                await self.slow(scope, _replay(body), send)
            else:
                await self.quick(scope, body, send)

    async def _read(self, scope: Message, receive: Receive) -> bytes | None:
        """Return the whole body, or None if the client went away before its end. Raises Refused or TimeoutError."""
        headers = dict(scope["headers"])
        if not _is_utf8(headers.get(b"content-type", b"")):
            raise Refused(415, "The request is not in UTF-8.")
        if b"transfer-encoding" not in headers and headers.get(b"content-length", b"0") == b"0":
            return b""
        most = self.max_body_apart if scope["path"].startswith(self.apart) else self.max_body
        too_large = Refused(413, f"The request is larger than {most // 1_048_576} MB.")
        if int(headers.get(b"content-length", b"0")) > most:
            raise too_large
        chunks: list[bytes] = []
        size = 0
        async with asyncio.timeout(BODY_TIMEOUT):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                chunks.append(message["body"])
                size += len(chunks[-1])
                if size > most:
                    raise too_large
                if not message["more_body"]:
                    return b"".join(chunks)


class BufferedWSGI:
    """An ASGI application that runs a WSGI application on a few threads, and sends its response in one go.

    WSGIMiddleware passes on each part of a response by itself and makes the thread wait for it, five times for a page.
    That is right for large or slow responses, but takes half of the processor time when a school answers within a
    second.
    """

    def __init__(self, app: Any, threads: int) -> None:
        self.app = app
        self.threads = ThreadPoolExecutor(threads, "pages")

    async def __call__(self, scope: Message, body: bytes, send: Send) -> None:
        loop = asyncio.get_running_loop()
        start, content = await loop.run_in_executor(self.threads, self._answer, scope, body)
        await send(start)
        await send({"type": "http.response.body", "body": content})

    def _answer(self, scope: Any, body: bytes) -> tuple[Message, bytes]:
        start: Message = {"type": "http.response.start"}

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            start["status"] = int(status[:3])
            start["headers"] = [
                (name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
            ]

        parts = self.app(build_environ(scope, io.BytesIO(body)), start_response)  # type: ignore[arg-type]
        try:
            return start, b"".join(parts)
        finally:
            parts.close()


def _is_utf8(content_type: bytes) -> bool:
    """Say whether it names no charset but UTF-8, since Django answers several others with an error of its own."""
    charsets = [part for part in content_type.lower().split(b";") if b"charset" in part]
    return all(part.replace(b'"', b"").strip() == b"charset=utf-8" for part in charsets)


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head


async def _refuse(send: Send, refusal: Refused) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{refusal}\n".encode()})


def add_static_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
