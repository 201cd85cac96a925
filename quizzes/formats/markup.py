"""This module turns the HTML of other programs into our texts and back.

Our texts know **strong**, *emphasis*, line breaks and paragraphs.
"""

from __future__ import annotations

import html
import re
from functools import cache

from markdown_it import MarkdownIt

_SPECIAL = re.compile(r"[*_\\]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)[^<>]*>")
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0]+")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAKS = {"br": "\n", "p": "\n\n", "div": "\n", "li": "\n", "tr": "\n", "td": " ", "th": " ", "ul": "\n", "ol": "\n"}
_BREAKS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table"), "\n\n")
_SAYS_NOTHING = {"p", "div", "br", "span", "html", "body", "font", "section", "article", *_MARKS}
_HIDDEN = {"script", "style", "head", "title"}
# No text of a question has as much as this, and it would take long to make sense of it.
_MANY_MARKS = 200
_LONG = 100_000  # characters


@cache
def _markdown() -> MarkdownIt:
    """Return a parser that reads marks as the one does that shows our texts to learners."""
    return MarkdownIt("zero", {"html": False}).enable(["emphasis", "escape"])


def to_inline_html(text: str) -> str:
    """Return our text as HTML for the inside of a paragraph. It is XML as well."""
    return _rendered(text).replace("\n", "<br/>")


def to_html(text: str) -> str:
    """Return our text as paragraphs in HTML; nothing for an empty text."""
    return "".join(f"<p>{to_inline_html(paragraph)}</p>" for paragraph in text.split("\n\n")) if text else ""


def from_plain(text: str) -> str:
    """Return the text of ours that shows exactly this: a backslash stands before signs that would mark something."""
    if not _has_many_marks(text) and _rendered(text) == _escaped(text):
        return text
    return _SPECIAL.sub(r"\\\g<0>", text)


def from_html(source: str) -> tuple[str, bool]:
    """Return our text of a piece of HTML, and whether formatting is lost that our texts do not have.

    The time it takes is linear in the length of the source.
    """
    if len(source) > _LONG:
        return from_plain(_SPACE.sub(" ", html.unescape(_TAG.sub(" ", source))).strip()), True
    if "<" not in source and "&" not in source:
        return from_plain(_SPACE.sub(" ", source).strip()), False
    reader = _Reader()
    reader.read(_without_comments(source))
    for marked in (reader.text(), reader.text(escaped=True)):
        if _rendered(marked) == reader.shown():
            return marked, reader.is_lossy
    return from_plain(reader.words()), True


def _rendered(text: str) -> str:
    if not _SPECIAL.search(text) or _has_many_marks(text):
        return _escaped(text)
    return str(_markdown().renderInline(text))


def _has_many_marks(text: str) -> bool:
    return sum(map(text.count, "*_\\")) > _MANY_MARKS


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")


def _without_comments(source: str) -> str:
    pieces, end = [], 0
    while (start := source.find("<!--", end)) >= 0:
        pieces.append(source[end:start])
        closing = source.find("-->", start)
        end = len(source) if closing < 0 else closing + 3
    return "".join([*pieces, source[end:]])


class _Reader:
    """A reader that gathers texts, breaks and marks. It holds space back until it stands between words."""

    def __init__(self) -> None:
        self.is_lossy = False
        self._pieces: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._waiting: list[str] = []  # marks that open with the next word
        self._gap = ""

    def read(self, source: str) -> None:
        end, hidden = 0, ""
        for tag in _TAG.finditer(source):
            closes, name = bool(tag[1]), tag[2].lower()
            if not hidden:
                self._words(source[end : tag.start()])
            end = tag.end()
            if hidden:
                hidden = "" if closes and name == hidden else hidden
            elif name in _HIDDEN:
                hidden = "" if closes else name
            else:
                self.is_lossy = self.is_lossy or name not in _SAYS_NOTHING
                self._tag(name, closes=closes)
        if not hidden:
            self._words(source[end:])
        self._close(self._open[:])

    def _tag(self, name: str, *, closes: bool) -> None:
        if name in _MARKS:
            mark = _MARKS[name]
            if not closes and mark not in self._open and mark not in self._waiting:
                self._waiting.append(mark)
            elif closes and mark in self._waiting:
                self._waiting.remove(mark)
            elif closes and mark in self._open:
                after = self._open[self._open.index(mark) :]
                self._close(after)
                self._waiting += after[1:]
        elif name in _BREAKS:
            wanted = _BREAKS[name]
            self._gap = (
                self._gap + "\n" if name == "br" and "\n" in self._gap else max(self._gap, wanted, key=_strength)
            )

    def _words(self, source: str) -> None:
        text = _SPACE.sub(" ", html.unescape(source))
        if text.startswith(" "):
            self._gap = self._gap or " "
        if not text.strip():
            return
        if self._pieces and self._gap:
            self._pieces.append(("gap", self._gap[:2] if "\n" in self._gap else " "))
        for mark in self._waiting:
            self._pieces.append(("open", mark))
        self._open += self._waiting
        self._waiting = []
        self._pieces.append(("text", text.strip(" ")))
        self._gap = " " if text.endswith(" ") else ""

    def _close(self, marks: list[str]) -> None:
        for mark in reversed(marks):
            self._pieces.append(("close", mark))
            self._open.remove(mark)

    def text(self, *, escaped: bool = False) -> str:
        return "".join(
            _SPECIAL.sub(r"\\\g<0>", piece) if escaped and kind == "text" else piece for kind, piece in self._pieces
        )

    def words(self) -> str:
        return "".join(piece for kind, piece in self._pieces if kind in ("text", "gap"))

    def shown(self) -> str:
        """Return, as HTML, what our text has to show."""
        tags = {"**": "strong", "*": "em"}
        return "".join(
            f"<{tags[piece]}>" if kind == "open" else f"</{tags[piece]}>" if kind == "close" else _escaped(piece)
            for kind, piece in self._pieces
        )


def _strength(gap: str) -> int:
    return gap.count("\n") * 2 + len(gap)
