"""This module scans the text of a GIFT file for its questions, each in parts.

It takes linear time: every sign is looked at once or twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

MAX_ANSWERS = 1000  # of one question
MAX_LINE_LENGTH = 1_000_000  # characters; a line with a picture in it may be long

_BRACE = re.compile(r"\\.|[{}]")
_MARK = re.compile(r"\\.|[=~]")
_HASHES = re.compile(r"\\.|#{4}|#")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_ID = re.compile(r"\[id:((?:[^\]\\]|\\.){0,200})\]")
_TAG = re.compile(r"\[tag:((?:[^\]\\]|\\.){0,200})\]")
_TITLE = re.compile(r"\s*::((?:[^:\\]|\\.|:(?!:)){0,1000})::", re.DOTALL)


@dataclass(slots=True)
class Block:
    """A question as it stands in the file: what is before, between and behind its braces.

    answers: what is between them; None where there are no braces.
    """

    line: int
    topic: tuple[str, ...]
    id: str
    tags: tuple[str, ...]
    title: str = ""
    stem: str = ""
    answers: str | None = None
    rest: str = ""
    fault: str = ""  # "open", "nested" or "stray" for what is wrong with its braces; or "long"
    fault_line: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a question.

    sign: "=" or "~". weight: what is written between percent signs; "" where nothing is.
    """

    sign: str
    weight: str
    text: str
    feedback: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions of a file in their order."""
    topic: tuple[str, ...] = ()
    identity = ""
    tags: tuple[str, ...] = ()
    lines: list[str] = []
    start, depth = 0, 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if len(line) > MAX_LINE_LENGTH:
            yield Block(number, topic, identity, tags, fault="long", fault_line=number, stem=line[:200].strip())
            lines, identity, tags, depth = [], "", (), 0
            continue
        stripped = line.strip()
        if stripped.startswith("//"):
            if not lines:
                identity = _first(_ID, stripped) or identity
                tags = (*tags, *(_unbracketed(tag) for tag in _TAG.findall(stripped)))
            continue
        category = _CATEGORY.match(line)
        if depth == 0 and (category or not stripped):
            if lines:
                yield _block(lines, start, topic, identity, tags)
                lines, identity, tags = [], "", ()
            topic = path_of(category[1]) if category else topic
            continue
        start = start if lines else number
        lines.append(line)
        for brace in _BRACE.finditer(line):
            depth = {"{": depth + 1, "}": max(0, depth - 1)}.get(brace[0], depth)
            if depth > 1:  # This is a fault: what follows is read as if the braces were closed.
                yield Block(start, topic, identity, tags, fault="nested", fault_line=number, stem=_head(lines))
                lines, identity, tags, depth = [], "", (), 0
                break
    if lines:
        yield Block(start, topic, identity, tags, fault="open", fault_line=start, stem=_head(lines))


def _head(lines: list[str]) -> str:
    return lines[0].strip()[:200]


def _block(lines: list[str], start: int, topic: tuple[str, ...], identity: str, tags: tuple[str, ...]) -> Block:
    text = "\n".join(lines)
    block = Block(start, topic, identity, tags)
    if title := _TITLE.match(text):
        block.title = _plain(title[1]).strip()
        text = text[title.end() :]
    braces = [match.start() for match in _BRACE.finditer(text) if match[0] in "{}"]
    if not braces:
        block.stem = text.strip()
    elif len(braces) == 2 and text[braces[0]] == "{":
        block.stem, block.answers = text[: braces[0]].strip(), text[braces[0] + 1 : braces[1]]
        block.rest = text[braces[1] + 1 :].strip()
    else:
        block.fault, block.fault_line, block.stem = "stray", start, _head(lines)
    return block


def answers_of(body: str) -> list[Answer]:
    """Return what stands behind each "=" and "~": none without such a sign, and at most one more than MAX_ANSWERS."""
    signs = (match.start() for match in _MARK.finditer(body) if match[0] in "=~")
    marks = islice(signs, MAX_ANSWERS + 1)
    return [_answer(body[start], body[start + 1 : end]) for start, end in pairwise([*marks, len(body)])]


def _answer(sign: str, text: str) -> Answer:
    weight, text = weight_of(text)
    text, feedback = parted(text)
    return Answer(sign, weight, text.strip(), feedback.strip())


def weight_of(text: str) -> tuple[str, str]:
    """Return the weight before a text, and the text: "50" and "text" for "%50%text"."""
    stripped = text.lstrip()
    if stripped.startswith("%"):
        weight, percent, rest = stripped[1:].partition("%")
        if percent and len(weight) < 20:
            return weight, rest
    return "", text


def parted(text: str, sign: str = "#") -> tuple[str, str]:
    """Part a text at its first unescaped "#", or at its first "####"."""
    for match in _HASHES.finditer(text):
        if match[0] == sign:
            return text[: match.start()], text[match.end() :]
    return text, ""


def plain(text: str) -> str:
    """Return a text without its escapes."""
    return _plain(text)


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def escaped(text: str) -> str:
    """Return a text with escapes: the inverse of `plain`."""
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", text).replace("\n", "\\n")


def path_of(category: str) -> tuple[str, ...]:
    """Return the topic of a category: ("A", "B") for $course$/top/A/B. A doubled slash is one slash of a name."""
    parts = [part.replace("\0", "/").strip() for part in category.strip().replace("//", "\0").split("/")]
    while parts and (parts[0].startswith("$") or parts[0] in ("", "top")):
        parts.pop(0)
    return tuple(part for part in parts if part)


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return _unbracketed(match[1]) if match else ""


def _unbracketed(text: str) -> str:
    return text.replace("\\]", "]").replace("\\[", "[")
