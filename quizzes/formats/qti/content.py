"""This module reads what QTI writes as HTML inside its elements as our texts and pictures."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats import markup
from quizzes.formats.images import Image, keep, take_images
from quizzes.items import Picture
from quizzes.items.base import Text

Open = Callable[[str], bytes | None]
Put = Callable[[Element], str | None]
_OURS = re.compile(r"pictures/[^/]+/")
_FEEDBACK = {"feedbackInline", "feedbackBlock"}
_KEPT = ("src", "alt", "width", "height")


class Content:
    """A reader of the texts of an item. Its `files` and `losses` gather what else they hold and what is left behind."""

    def __init__(self, path: str, opened: Open) -> None:
        self.files: dict[str, bytes] = {}
        self.losses: list[Text] = []
        self._directory = posixpath.dirname(path)
        self._opened = opened

    def lose(self, what: Text) -> None:
        if what not in self.losses:
            self.losses.append(what)

    def text(self, element: Element) -> str:
        """Return our text of the element. Pictures have no place in it."""
        text, picture = self.pictured(element)
        if picture is not None:
            self.files.pop(picture.name, None)
            self.lose(_("A picture outside of questions and options is left behind: it has no place there."))
        return text

    def pictured(self, element: Element) -> tuple[str, Picture | None]:
        """Return our text of the element without feedback, and its picture; of several pictures, the first."""
        return self.html(html_of(element, _without_feedback))

    def html(self, html: str) -> tuple[str, Picture | None]:
        html, images = take_images(html)
        pictures = [picture for image in images if (picture := self._picture(image))]
        if len(pictures) > 1:
            self.lose(_("Only the first picture of a text is taken in; the others are left behind."))
            for picture in pictures[1:]:
                self.files.pop(picture.name, None)
        text, lost = markup.from_html(html)
        if lost:
            self.lose(_("Formatting that a question here cannot have is left behind; the words stay."))
        return text, pictures[0] if pictures else None

    def _picture(self, image: Image) -> Picture | None:
        path = posixpath.normpath(posixpath.join(self._directory, unquote(image.source)))
        data = self._opened(path)
        if data is None:
            self.lose(_("The picture “%(name)s” is not in the file and is left behind.") % {"name": image.source[:80]})
            return None
        name = unquote(_OURS.sub("", path, count=1)) if _OURS.match(path) else posixpath.basename(path)
        return Picture(keep(self.files, name, data), image.alt, image.width, image.height)


def html_of(element: Element, put: Put) -> str:
    """Return what is inside an element, as HTML; `put` gives what stands for a child, or None to go into it."""
    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        instead = put(child)
        pieces.append(_child(child, put) if instead is None else instead)
        pieces.append(escape(child.tail or "", quote=False))
    return "".join(pieces)


def _child(child: Element, put: Put) -> str:
    if child.tag == "img":
        values = "".join(f' {name}="{escape(child.get(name, ""))}"' for name in _KEPT)
        return f"<img{values}>"
    if child.tag == "object" and child.get("type", "").startswith("image/"):
        alt = escape("".join(child.itertext()).strip())
        source = escape(child.get("data", ""))
        return f'<img src="{source}" alt="{alt}">'
    tag = "div" if child.tag in ("prompt", "contentBody") else child.tag
    return f"<{tag}>{html_of(child, put)}</{tag}>"


def _without_feedback(element: Element) -> str | None:
    return "" if element.tag in _FEEDBACK else None
