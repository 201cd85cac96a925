"""The pieces from which the items of either version are built: elements, declarations and rules that score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from quizzes.formats import markup
from quizzes.formats.base import Record
from quizzes.formats.images import Image
from quizzes.formats.xml import escaped
from quizzes.items import Picture

from .names import Version


@dataclass(slots=True)
class Parts:
    body: str = ""
    declarations: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    responses_with_feedback: list[str] = field(default_factory=list)


def picture_path(identifier: str, name: str) -> str:
    """Return the path at which the package holds a picture. The name survives, whatever is in it."""
    return f"pictures/{identifier}/{re.sub(r'^[.]', '%2E', quote(name, safe=''))}"


class Builder:
    def __init__(self, record: Record, identifier: str, version: Version) -> None:
        self.record = record
        self.item = record.item
        self.identifier = identifier
        self.version = version
        self.tag = version.tag
        self.parts = Parts()

    def rich(self, text: str, picture: Picture | None = None) -> str:
        return self.tag_html(markup.to_html(text)) + self.picture(picture)

    def tag_html(self, html: str) -> str:
        return f"<div>{html}</div>" if html else ""

    def inline(self, text: str, picture: Picture | None = None) -> str:
        return markup.to_inline_html(text) + self.picture(picture)

    def picture(self, picture: Picture | None) -> str:
        if picture is None or picture.name not in self.record.files:
            return ""
        source = "../" + quote(picture_path(self.identifier, picture.name), safe="/")
        return Image(source, picture.alt, picture.width, picture.height).to_html()

    def variable(self, identifier: str) -> str:
        return self.tag("variable", {"identifier": identifier})

    def set(self, outcome: str, expression: str) -> str:
        return self.tag("setOutcomeValue", {"identifier": outcome}, expression)

    def add_to_score(self, expression: str) -> str:
        return self.set("SCORE", self.tag("sum", None, self.variable("SCORE"), expression))

    def value(self, amount: float) -> str:
        return self.tag("baseValue", {"baseType": "float"}, number_text(amount))

    def declare(
        self,
        identifier: str,
        cardinality: str,
        base_type: str,
        *,
        kind: str = "responseDeclaration",
        right: Sequence[str] = (),
        mapping: str = "",
    ) -> str:
        values = "".join(self.tag("value", None, escaped(value)) for value in right)
        name = "correctResponse" if kind == "responseDeclaration" else "defaultValue"
        attributes = {"identifier": identifier, "cardinality": cardinality, "baseType": base_type}
        return self.tag(kind, attributes, self.tag(name, None, values) if values else "", mapping)

    def mapping(self, entries: Mapping[str, float], *, is_text: bool = False, **bounds: str) -> str:
        more = {"caseSensitive": "false"} if is_text else {}
        return self.tag(
            "mapping",
            {"defaultValue": "0", **bounds},
            *(
                self.tag("mapEntry", {"mapKey": key, "mappedValue": number_text(share), **more})
                for key, share in entries.items()
            ),
        )

    def score_mapped(self, response: str, share: float = 1.0) -> None:
        mapped = self.tag("mapResponse", {"identifier": response})
        if share != 1:
            mapped = self.tag("product", None, mapped, self.value(share))
        self.parts.rules.append(self.add_to_score(mapped))

    def score_exact(self, response: str) -> None:
        condition = self.tag("match", None, self.variable(response), self.tag("correct", {"identifier": response}))
        scored = self.tag("responseIf", None, condition, self.set("SCORE", self.value(1)))
        self.parts.rules.append(self.tag("responseCondition", None, scored))


def number_text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
