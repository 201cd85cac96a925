"""One assessment item while it is being read: what it declares, and how it is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.numbers import number, plain_number
from quizzes.formats.xml import text_of
from quizzes.items import Item, Option, Picture

from .content import Content, Open, html_of
from .manifest import Entry

LEFT_OUT = {"rubricBlock", "feedbackBlock", "templateBlock", "infoControl", "stylesheet"}
_INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}


@dataclass(slots=True)
class Declaration:
    """The declaration of a response.

    right: what is right as a whole. mapping: what each answer earns, 0–1.
    """

    cardinality: str = "single"
    base_type: str = "identifier"
    right: list[str] = field(default_factory=list)
    mapping: dict[str, float] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.base_type in ("float", "integer")

    @property
    def shares(self) -> dict[str, float]:
        """What each answer earns, 0–1: the mapping, or the whole mark for what is right."""
        return self.mapping or dict.fromkeys(self.right, 1.0)


class ItemReading:
    def __init__(self, root: Element, entry: Entry, opened: Open) -> None:
        self.root = root
        self.title = root.get("title", "").strip()
        self.label = root.get("label", "")
        self.content = Content(entry.path, opened)
        body = root.find("itemBody")
        self.body = Element("itemBody") if body is None else body
        self.interactions = [element for element in self.body.iter() if element.tag.endswith("Interaction")]
        self.declarations = {
            element.get("identifier", ""): self._declaration(element)
            for element in root.iterfind("responseDeclaration")
        }
        self.modal = {
            element.get("identifier", ""): element
            for element in root.iterfind("modalFeedback")
            if element.get("showHide", "show") == "show"
        }

    def _declaration(self, element: Element) -> Declaration:
        right = [text_of(value).strip() for value in element.iterfind("correctResponse/value")]
        mapping: dict[str, float] = {}
        for each in element.iterfind("mapping/mapEntry"):
            mapping[each.get("mapKey", "")] = float(number(each.get("mappedValue", "0")) or 0)
            if each.get("caseSensitive", "false") == "true" and element.get("baseType") == "string":
                self.content.lose(_("Capital letters made a difference in the file; here they make none."))
        greatest = max(mapping.values(), default=1.0)
        if greatest > 1 and element.get("cardinality", "single") == "single":
            mapping = {key: value / greatest for key, value in mapping.items()}
        return Declaration(element.get("cardinality", "single"), element.get("baseType", "string"), right, mapping)

    def declared(self, interaction: Element) -> Declaration:
        return self.declarations.get(interaction.get("responseIdentifier", ""), Declaration())

    def stem(self, without: Sequence[Element] = ()) -> tuple[str, Picture | None]:
        """Return the text of the item with the prompts of its interactions, but without these, and its picture."""

        def put(element: Element) -> str | None:
            if element.tag in LEFT_OUT or element in without:
                return ""
            if element.tag.endswith("Interaction"):
                prompt = element.find("prompt")
                return "" if prompt is None else f"<div>{html_of(prompt, put)}</div>"
            return None

        return self.content.html(html_of(self.body, put))

    def item(self, code: str, options: Sequence[Option], **params: object) -> Item:
        stem, picture = self.stem()
        return Item(code, stem, tuple(options), params, picture)

    def option(self, choice: Element, fraction: float = 0.0, match: str = "") -> Option:
        """Return a choice with its feedback, which may stand in the choice or be modal."""
        text, picture = self.content.pictured(choice)
        shown = choice.find("feedbackInline")
        if shown is None:
            shown = choice.find("feedbackBlock")
        if shown is None:
            shown = self.modal.pop(choice.get("identifier", ""), None)
        return Option(text, fraction, match, "" if shown is None else self.content.text(shown), picture)

    def accepted(self, interaction: Element, match: str = "") -> tuple[list[Option], Decimal]:
        """Return the answers that may be typed, and the tolerance of numbers."""
        declaration = self.declared(interaction)
        compared = (
            self._compared(interaction.get("responseIdentifier", ""), declaration) if declaration.is_number else {}
        )
        if compared:
            greatest = max((share for share, _tolerance in compared.values()), default=1.0) or 1.0
            shares = {text: round(share / greatest, 9) for text, (share, _tolerance) in compared.items()}
            tolerances = {tolerance for _share, tolerance in compared.values()}
            if len(tolerances) > 1:
                self.content.lose(
                    _("Its answers have tolerances of their own. Here the smallest counts for all of them.")
                )
            return [Option(text, share, match) for text, share in shares.items()], min(tolerances)
        return [Option(text, max(0.0, share), match) for text, share in declaration.shares.items()], Decimal(0)

    def _compared(self, response: str, declaration: Declaration) -> dict[str, tuple[float, Decimal]]:
        """Return the numbers with which the scoring compares the response: what each earns, and its tolerance."""
        compared: dict[str, tuple[float, Decimal]] = {}
        for branch in self.root.iter():
            equal = branch.find("equal") if branch.tag in ("responseIf", "responseElseIf") else None
            if equal is None or all(each.get("identifier") != response for each in equal.iterfind("variable")):
                continue
            expected = equal.find("baseValue")
            values = [text_of(expected).strip()] if expected is not None else declaration.right[:1]
            tolerance = number((equal.get("tolerance", "0").split() or ["0"])[0]) or Decimal(0)
            if equal.get("toleranceMode", "exact") == "relative":
                self.content.lose(
                    _("Its tolerance is in percent, which it cannot be here. Only the exact number counts.")
                )
                tolerance = Decimal(0)
            elif equal.get("toleranceMode", "exact") == "exact":
                tolerance = Decimal(0)
            earned = [number(text_of(each)) for each in branch.iterfind("setOutcomeValue//baseValue")]
            share = float(next((each for each in earned if each is not None), Decimal(1)))
            compared.update(dict.fromkeys(values, (share, tolerance)))
        return compared

    def tolerance(self, value: Decimal) -> dict[str, object]:
        return {"tolerance": plain_number(value)} if value else {}

    @property
    def is_inline(self) -> bool:
        return bool(self.interactions) and all(each.tag in _INLINE for each in self.interactions)
