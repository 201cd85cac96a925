"""This module reads XML from anywhere as elements.

What expands, nests without end or points elsewhere is refused before it costs much.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from quizzes.items.base import Text

from .base import MAX_BYTES, MAX_QUESTIONS, Problem
from .text import decode

MAX_DEPTH = 60
MAX_ELEMENTS = 20_000  # of one question
MAX_CHILDREN = 2 * MAX_QUESTIONS  # of the root; categories count as well
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]{1,20})["']""")
_LEGACY = re.compile(r"(?i)iso-?8859-?\d+|windows-?125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-\w\w")
# expat puts all attributes of an element into memory before anybody can count them.
_CROWDED = re.compile(rb"""<[\w:][^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*){500}""")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(ValueError):
    """Raised when a file cannot be read. line: the line of the fault, counted from 1; 0 where it is unknown."""

    def __init__(self, wrong: Text, remedy: Text, line: int = 0, text: str = "") -> None:
        super().__init__(str(wrong))
        self.problem = Problem(line, text, wrong, remedy)


def each_child(data: bytes, take: Callable[[Element, int], None], depth: int = 2) -> None:
    """Hand each whole element at this depth (2: a child of the root) to `take`, with the line in which it begins.

    No element is kept. Raises Unreadable.
    """
    _parse(data, take, depth)


def whole(data: bytes) -> Element:
    """Return the root with all that is below it. Raises Unreadable."""
    roots: list[Element] = []
    _parse(data, lambda element, _line: roots.append(element), depth_taken=1)
    return roots[0]


def _parse(data: bytes, take: Callable[[Element, int], None], depth_taken: int) -> None:
    if len(data) > MAX_BYTES:
        raise too_large()
    text = _utf8(data)
    if _CROWDED.search(text):
        raise Unreadable(
            _("An element has hundreds of attributes, which no export of questions has."),
            _("Export the questions anew, from the system in which they were written."),
        )
    target = _Elements(take, depth_taken)
    parser = DefusedXMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    target.expat = parser.parser
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException:
        raise Unreadable(
            _("The file defines a document type or entities, which can be used to attack whoever reads it."),
            _("Remove the part that begins with <!DOCTYPE, or export the questions anew."),
            target.line,
        ) from None
    except ParseError as error:
        raise Unreadable(
            _("The file is not well-formed XML: %(error)s.") % {"error": error},
            _("It may have been cut off, or edited by hand. Export the questions anew and leave the file as it is."),
            error.position[0],
        ) from None


def too_large() -> Unreadable:
    return Unreadable(
        _("The file is larger than %(n)s MB.") % {"n": MAX_BYTES // 1024**2},
        _("Export fewer questions at a time, for example one category."),
    )


class _Elements:
    """A target for the parser that builds the elements at one depth and below; names lose their namespace."""

    def __init__(self, take: Callable[[Element, int], None], depth_taken: int) -> None:
        self.expat: Any = None
        self._take = take
        self._depth_taken = depth_taken
        self._depth = self._children = self._elements = self._began = 0
        self._builder = TreeBuilder()

    @property
    def line(self) -> int:
        return int(self.expat.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable(
                _("Elements are nested more than %(n)s deep.") % {"n": MAX_DEPTH},
                _("No question is. Export the questions anew."),
                self.line,
            )
        if self._depth == self._depth_taken:
            self._builder = TreeBuilder()
            self._began, self._elements = self.line, 0
            self._children += 1
        if self._elements > MAX_ELEMENTS or self._children > MAX_CHILDREN:
            raise Unreadable(
                _("One question has more than %(n)s elements, or the file too many questions.") % {"n": MAX_ELEMENTS},
                _("Export fewer questions at a time, for example one category."),
                self.line,
            )
        if self._depth >= self._depth_taken:
            self._builder.start(local(tag), {local(name): value for name, value in attributes.items()})

    def data(self, text: str) -> None:
        if self._depth >= self._depth_taken:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        if self._depth >= self._depth_taken:
            self._builder.end(local(tag))
        if self._depth == self._depth_taken:
            self._take(self._builder.close(), self._began)
        self._depth -= 1

    def close(self) -> None:
        return None


@lru_cache(maxsize=1024)
def local(name: str) -> str:
    return name.rpartition("}")[2]


def _utf8(data: bytes) -> bytes:
    """Return the bytes in UTF-8, without the control characters that XML forbids and exports sometimes hold."""
    declared = _DECLARED.match(data[:200])
    encoding = declared[1].decode() if declared else ""
    if _LEGACY.fullmatch(encoding):
        try:
            return data.decode(encoding, "replace").encode().translate(None, _CONTROLS)
        except LookupError:
            pass
    return decode(data).lstrip().encode(errors="replace").translate(None, _CONTROLS)


def text_of(element: Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""


def legal(text: str) -> str:
    """Return the text with U+FFFD for each character for which XML 1.0 has no form."""
    return _ILLEGAL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Return the text as it stands between two tags. A carriage return is escaped: it would be read as a line end."""
    return escape(legal(text), {"\r": "&#13;"})


def attribute(text: str) -> str:
    """Return the text as the value of an attribute, with its quotes."""
    return quoteattr(legal(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
