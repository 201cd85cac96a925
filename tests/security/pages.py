"""Walking the site as a browser would: every address that a page names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from django.contrib.staticfiles.finders import find
from django.test import Client

from tests.support.clients import HTMX

LINKS = re.compile(r"""(?:href|src|action|hx-get|data-when-over|content)=["']([^"']+)["']""")
IMPORTS = re.compile(r"""^import .* from "([^"]+)";$""", re.MULTILINE)
START = ("/", "/join/", "/admin/login/", "/healthz", "/readyz", "/nowhere/", "/favicon.ico", "/robots.txt")


@dataclass(frozen=True)
class Reply:
    """Everything of an answer that a browser gets to see."""

    url: str
    status: int
    headers: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.headers}\n{self.body}"


def fetch(client: Client, url: str, headers: dict[str, str] | None = None) -> Reply:
    if url.startswith("/static/"):
        return Reply(url, 200, "", static_file(urlsplit(url).path.removeprefix("/static/")))
    return reply_of(url, client.get(url, headers=headers or {}))


@cache
def static_file(name: str) -> str:
    return Path(find(name)).read_text(encoding="utf-8", errors="replace")


def reply_of(url: str, response) -> Reply:
    cookies = response.cookies.output()
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    return Reply(url, response.status_code, f"{headers}\n{cookies}", response.content.decode())


def crawl(client: Client, *start: str) -> list[Reply]:
    """Every page, fragment and file that can be reached by GET, as a page and as a fragment."""
    replies: list[Reply] = []
    waiting, seen = [*START, *start], set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        for headers in (None, HTMX):
            reply = fetch(client, url, headers)
            replies.append(reply)
            found = LINKS.findall(reply.body) + re.findall(r"(?:Location|HX-[\w-]+): (\S+)", reply.headers)
            found += IMPORTS.findall(reply.body)
            for link in found:
                target = urldefrag(urljoin(url, link)).url
                if target.startswith("/") and not target.startswith("//"):
                    waiting.append(target)
    return replies


def without_tokens(text: str) -> str:
    """Without what differs between any two answers: the tokens against forged requests, and the time."""
    text = re.sub(r'data-now="\d+"', "", text)
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", text)
    return re.sub(r"csrftoken=[^;]+;|expires=[^;]+;|Expires: .*", "", text)
