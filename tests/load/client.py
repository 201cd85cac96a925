"""An HTTP/1.1 client that costs little: it runs on the same two cores as the server it measures."""

from __future__ import annotations

import asyncio
import re
from typing import NamedTuple, cast

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Reply(NamedTuple):
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found[1].decode() if found else ""


class Connection(asyncio.Protocol):
    """One keep-alive connection; one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.head = b""
        self.needed = 0
        self.waiting: asyncio.Future[Reply] | None = None

    @classmethod
    async def open(cls, port: int) -> Connection:
        _transport, protocol = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.head:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            self.head, self.buffer = head, rest
            length = LENGTH.search(head)
            self.needed = int(length[1]) if length else 0
        if len(self.buffer) >= self.needed and self.waiting:
            reply = Reply(int(self.head[9:12]), self.head, self.buffer[: self.needed])
            self.buffer, self.head = self.buffer[self.needed :], b""
            waiting, self.waiting = self.waiting, None
            waiting.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting:
            self.waiting.set_exception(ConnectionError("The server closed the connection."))
            self.waiting = None

    def request(self, method: str, path: str, headers: str = "", body: bytes | None = None) -> asyncio.Future[Reply]:
        """`headers` are lines that end in CRLF."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        if body is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(head.encode() + b"\r\n" + (body or b""))
        return self.waiting
