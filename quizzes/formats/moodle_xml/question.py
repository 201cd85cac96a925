"""One <question> of Moodle while it is being read."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from quizzes.formats.xml import text_of
from quizzes.items import Item, Option
from quizzes.items.base import Text

from .texts import Texts

TRUE = ("true", "1")


class Question:
    def __init__(self, element: Element) -> None:
        self.element = element
        self.texts = Texts()
        self.stem, self.picture = self.texts.pictured(element.find("questiontext"))

    def lose(self, what: Text) -> None:
        if what not in self.texts.losses:
            self.texts.losses.append(what)

    def value(self, tag: str) -> str:
        child = self.element.find(tag)
        return text_of(child).strip() if child is not None else ""

    def item(self, code: str, options: list[Option], params: dict[str, object] | None = None) -> Item:
        return Item(code, self.stem, tuple(options), params or {}, self.picture)

    def shuffle(self) -> dict[str, object]:
        return {} if self.value("shuffleanswers").lower() in ("", *TRUE) else {"shuffle": False}
