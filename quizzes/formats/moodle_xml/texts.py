"""The texts of one question of Moodle, in its four formats, with the files that are embedded in them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats import markup
from quizzes.formats.images import Image, keep, take_images
from quizzes.formats.xml import attribute, escaped, legal, text_of
from quizzes.items import Picture
from quizzes.items.base import Text

Files = Mapping[str, bytes]

_PLUGIN_FILE = "@@PLUGINFILE@@/"


class Texts:
    """A reader of texts. Its `files` and `losses` gather what else they hold and what of them is left behind."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.losses: list[Text] = []

    def plain(self, holder: Element | None) -> str:
        """Return a text without formatting, as typed answers are, whatever its format says."""
        return text_of(holder.find("text")).strip() if holder is not None else ""

    def marked(self, holder: Element | None, default: str = "html") -> str:
        """Return our text of the element. Pictures have no place in it."""
        text, picture = self.pictured(holder, default)
        if picture is not None:
            self.files.pop(picture.name, None)
            self.losses.append(_("A picture in a feedback is left behind: only questions and options have pictures."))
        return text

    def pictured(self, holder: Element | None, default: str = "html") -> tuple[str, Picture | None]:
        """Return our text of the element and its picture; of several pictures, the first."""
        if holder is None:
            return "", None
        raw = text_of(holder.find("text")) if holder.find("text") is not None else holder.text or ""
        form = holder.get("format") or default
        if form == "plain_text":
            return markup.from_plain(raw).strip(), None
        if form == "markdown":
            return raw.strip(), None
        if form == "moodle_auto_format":
            raw = raw.strip().replace("\n", "<br>")
        return self.html(raw, holder)

    def html(self, html: str, holder: Element) -> tuple[str, Picture | None]:
        html, images = take_images(html)
        pictures = [picture for image in images if (picture := self._picture(image, holder))]
        if len(pictures) > 1:
            self.losses.append(_("Only the first picture of a text is taken in; the others are left behind."))
            for picture in pictures[1:]:
                self.files.pop(picture.name, None)
        text, lost = markup.from_html(html)
        if lost:
            self.losses.append(_("Formatting that a question here cannot have is left behind; the words stay."))
        return text, pictures[0] if pictures else None

    def _picture(self, image: Image, holder: Element) -> Picture | None:
        if not image.source.startswith(_PLUGIN_FILE):
            self._note_missing(image.source)
            return None
        path = "/" + unquote(image.source.removeprefix(_PLUGIN_FILE).partition("?")[0])
        for file in holder.iter("file"):
            if (file.get("path") or "/") + (file.get("name") or "") == path:
                break
        else:
            self._note_missing(path[1:])
            return None
        try:
            data = base64.b64decode("".join((file.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            self.losses.append(_("The picture “%(name)s” is damaged and is left behind.") % {"name": path[1:81]})
            return None
        return Picture(keep(self.files, path[1:], data), image.alt, image.width, image.height)

    def _note_missing(self, name: str) -> None:
        self.losses.append(_("The picture “%(name)s” is not in the file and is left behind.") % {"name": name[:80]})


def rich(tag: str, text: str, picture: Picture | None = None, files: Files | None = None, attributes: str = "") -> str:
    """Return an element with a text in HTML, and its picture with the data."""
    return rich_html(tag, markup.to_html(text), picture, files, attributes)


def rich_html(
    tag: str, html: str, picture: Picture | None = None, files: Files | None = None, attributes: str = ""
) -> str:
    file = ""
    if picture is not None and files and picture.name in files:
        source = _PLUGIN_FILE + quote(picture.name)
        html += Image(source, picture.alt, picture.width, picture.height).to_html()
        data = base64.b64encode(files[picture.name]).decode()
        file = f'<file name={attribute(picture.name)} path="/" encoding="base64">{data}</file>'
    return f'<{tag}{attributes} format="html"><text>{cdata(html)}</text>{file}</{tag}>'


def plain(tag: str, text: str) -> str:
    return f"<{tag}><text>{escaped(text)}</text></{tag}>"


def cdata(html: str) -> str:
    """Return HTML as Moodle writes it, so that it stays readable; the few texts that cannot stand so are escaped."""
    if not re.search(r"[<&>]", html) or "]]>" in html or "\r" in html:
        return escaped(html)
    return f"<![CDATA[{legal(html)}]]>"
