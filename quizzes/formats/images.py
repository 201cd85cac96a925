"""This module separates the pictures in a piece of HTML from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from .xml import attribute

_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
MAX_PIXELS = 100_000  # of one side: a larger number is no size


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in HTML. Its width and height are in pixels, 0 where the HTML does not give them."""

    source: str
    alt: str
    width: int = 0
    height: int = 0

    def to_html(self) -> str:
        size = f' width="{self.width}" height="{self.height}"' if self.width and self.height else ""
        return f"<img src={attribute(self.source)} alt={attribute(self.alt)}{size}/>"


def take_images(html: str) -> tuple[str, list[Image]]:
    """Return the HTML without its pictures, and the pictures in their order."""
    images: list[Image] = []

    def take(match: re.Match[str]) -> str:
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(match[0])}
        size = (_pixels(values.get("width", "")), _pixels(values.get("height", "")))
        images.append(Image(values.get("src", ""), values.get("alt", "").strip(), *size))
        return ""

    return _IMAGE.sub(take, html), images


def keep(files: dict[str, bytes], name: str, data: bytes) -> str:
    """Put a file among the others and return its name there: it gets a number where another file has the name."""
    free, number = name, 1
    while files.get(free, data) != data:
        number += 1
        free = f"{number}-{name}"
    files[free] = data
    return free


def _pixels(value: str) -> int:
    number = value.strip().removesuffix("px")
    return int(number) if re.fullmatch(r"[0-9]{1,6}", number) and int(number) <= MAX_PIXELS else 0
