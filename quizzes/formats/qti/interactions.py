"""This module turns the interactions of QTI into items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.xml import text_of
from quizzes.items import Item, Option
from quizzes.items.categorise import TYPE as CATEGORISE
from quizzes.items.pick_the_sentence import ANSWER, EVIDENCE

from .content import html_of
from .item import LEFT_OUT, ItemReading
from .writing import NAMED_BOXES, UNIT

_SLACK = 0.0001


def read_body(reading: ItemReading) -> Item | None:
    """Return the item, or None where it has no form here; the reason is then among the losses of the reading."""
    tags = sorted(element.tag for element in reading.interactions)
    if reading.root.find("templateDeclaration") is not None:
        reading.content.lose(_("It draws its numbers anew for each student, which no type here does. It is left out."))
        return None
    if reading.is_inline:
        return _inline(reading)
    if tags == ["choiceInteraction", "hottextInteraction"]:
        return _sentence(reading)
    if len(tags) != 1:
        reading.content.lose(
            _("It asks several things at once, or nothing. It is left out; write each as a question of its own.")
        )
        return None
    read = _READERS.get(tags[0])
    if read is None:
        message = _("Its interaction, “%(name)s”, has no type here. It is left out.")
        reading.content.lose(message % {"name": tags[0][:60]})
        return None
    return read(reading, reading.interactions[0])


def _shuffle(interaction: Element) -> dict[str, object]:
    return {} if interaction.get("shuffle", "false") == "true" else {"shuffle": False}


def _choice(reading: ItemReading, interaction: Element) -> Item:
    declaration = reading.declared(interaction)
    shares = declaration.shares
    options = [
        reading.option(choice, shares.get(choice.get("identifier", ""), 0.0))
        for choice in interaction.iter("simpleChoice")
    ]
    right = [option.fraction for option in options if option.is_key]
    chosen = [replace(option, fraction=float(option.is_key)) for option in options]
    if declaration.cardinality == "single":
        best = max(right, default=1.0)
        if any(option.fraction not in (0, best) for option in options):
            reading.content.lose(
                _("Some options earn a part of the mark or cost one. Here one is right and the others wrong.")
            )
        chosen = [replace(option, fraction=float(option.fraction == best)) for option in options]
        return reading.item("single_choice", chosen, **_shuffle(interaction))
    if not declaration.mapping:
        return reading.item("multiple_response", chosen, **_shuffle(interaction), all_or_nothing=True)
    if right and max(right) - min(right) > _SLACK:
        reading.content.lose(_("The right options earn unequal shares. Here each earns the same."))
    if right and any(abs(option.fraction + right[0]) > _SLACK for option in options if not option.is_key):
        reading.content.lose(_("What a wrong choice costs is left behind. Here it cancels one right choice."))
    return reading.item("multiple_response", chosen, **_shuffle(interaction))


def _match(reading: ItemReading, interaction: Element) -> Item:
    sets = interaction.findall("simpleMatchSet")
    rows, partners = (
        list(each.iter("simpleAssociableChoice")) for each in (*sets, Element("none"), Element("none"))[:2]
    )
    named = {partner.get("identifier", ""): reading.content.text(partner) for partner in partners}
    pairs = [pair.split() for pair, share in reading.declared(interaction).shares.items() if share > 0]
    options = []
    for row in rows:
        own = [pair[1] for pair in pairs if len(pair) == 2 and pair[0] == row.get("identifier")]
        if len(own) > 1:
            reading.content.lose(
                _("Some rows have several partners; the first is taken in, the others are left behind.")
            )
        options.append(reading.option(row, match=named.get(own[0], "") if own else ""))
    used = {option.match for option in options}
    if reading.label == CATEGORISE.code:
        in_order = {"boxes": list(named.values())} if interaction.get("class", "") == NAMED_BOXES else {}
        return reading.item("matching", options, **in_order)
    return reading.item(
        "matching", [*options, *(Option("", match=text) for text in named.values() if text not in used)]
    )


def _associate(reading: ItemReading, interaction: Element) -> Item:
    choices = {choice.get("identifier", ""): choice for choice in interaction.iter("simpleAssociableChoice")}
    options, used = [], set()
    for pair in reading.declared(interaction).shares:
        first, _space, second = pair.partition(" ")
        if first in choices and second in choices:
            options.append(reading.option(choices[first], match=reading.content.text(choices[second])))
            used |= {first, second}
    options += [Option("", match=reading.content.text(choice)) for name, choice in choices.items() if name not in used]
    reading.content.lose(_("In the file anything can be joined with anything; here the first of each pair is a row."))
    return reading.item("matching", options)


def _order(reading: ItemReading, interaction: Element) -> Item:
    right = reading.declared(interaction).right
    choices = {choice.get("identifier", ""): choice for choice in interaction.iter("simpleChoice")}
    options = [reading.option(choices[name]) for name in right if name in choices]
    if len(options) < len(choices):
        reading.content.lose(_("Parts that are wrong at any place are left behind: here every part has a place."))
    return reading.item("ordering", options)


def _essay(reading: ItemReading, interaction: Element) -> Item:
    params: dict[str, object] = {}
    lines = interaction.get("expectedLines", "10")
    if lines.isdecimal() and len(lines) < 5 and int(lines) != 10:
        params["lines"] = min(60, max(2, int(lines)))
    for rubric in reading.body.iter("rubricBlock"):
        if "scorer" in rubric.get("view", ""):
            params["guidance"] = reading.content.text(rubric)
    if right := reading.declared(interaction).right[:1]:
        params["model_answer"] = right[0]
    return reading.item("essay", [], **params)


def _sentence(reading: ItemReading, interaction: Element | None = None) -> Item | None:
    by_tag = {element.tag: element for element in reading.interactions}
    question, passage = by_tag.get("choiceInteraction"), by_tag["hottextInteraction"]
    if reading.declared(passage).cardinality != "single":
        reading.content.lose(_("Several sentences have to be marked at once, which no type here asks. It is left out."))
        return None
    options: list[Option] = []
    for element, match, tag in ((question, ANSWER, "simpleChoice"), (passage, EVIDENCE, "hottext")):
        if element is not None:
            shares = reading.declared(element).shares
            options += [
                reading.option(each, max(0.0, shares.get(each.get("identifier", ""), 0.0)), match)
                for each in element.iter(tag)
            ]
    share = _share_of_the_evidence(reading, passage) if question is not None else None
    return reading.item("pick_the_sentence", options, **({} if share in (None, 0.5) else {"evidence_share": share}))


def _share_of_the_evidence(reading: ItemReading, passage: Element) -> float | None:
    """Return the factor by which our own export multiplies the score of the passage; None where there is none."""
    for product in reading.root.iter("product"):
        mapped, value = product.find("mapResponse"), product.find("baseValue")
        if mapped is not None and mapped.get("identifier") == passage.get("responseIdentifier") and value is not None:
            return float(text_of(value))
    return None


def _gaps(reading: ItemReading, interaction: Element) -> Item:
    """Read a text in which each gap is a blank with all texts to choose from."""
    choices = {
        choice.get("identifier", ""): reading.content.text(choice)
        for choice in interaction.iter()
        if choice.tag in ("gapText", "gapImg")
    }
    pairs = [pair.split() for pair, share in reading.declared(interaction).shares.items() if share > 0]
    right = {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    options: list[Option] = []
    count = 0

    def put(element: Element) -> str | None:
        nonlocal count
        if element.tag in LEFT_OUT or element.tag in ("gapText", "gapImg"):
            return ""
        if element.tag == "gap":
            count += 1
            own = choices.get(right.get(element.get("identifier", ""), ""), "")
            options.extend(Option(text, float(text == own), str(count)) for text in dict.fromkeys(choices.values()))
            return f"[[{count}]]"
        return None

    stem, picture = reading.content.html(html_of(reading.body, put))
    return Item("cloze", stem, tuple(options), {}, picture)


def _inline(reading: ItemReading) -> Item:
    options: list[Option] = []
    tolerances: list[Decimal] = []
    count = 0
    unit = ""

    def put(element: Element) -> str | None:
        nonlocal count, unit
        if element.tag in LEFT_OUT:
            return ""
        if element.tag == "span" and element.get("class") == UNIT:
            unit = text_of(element).strip()
            return ""
        if not element.tag.endswith("Interaction"):
            return None
        count += 1
        if element.tag == "inlineChoiceInteraction":
            shares = reading.declared(element).shares
            options.extend(
                Option(
                    reading.content.text(choice), max(0.0, shares.get(choice.get("identifier", ""), 0.0)), str(count)
                )
                for choice in element.iter("inlineChoice")
            )
            return f"[[{count}]]"
        accepted, tolerance = reading.accepted(element, str(count))
        options.extend(accepted)
        kind = "typed"
        if reading.declared(element).is_number:
            kind = "number"
            tolerances.append(tolerance)
        return f"[[{count} {kind}]]"

    stem, picture = reading.content.html(html_of(reading.body, put))
    tolerance = reading.tolerance(min(tolerances, default=Decimal(0)))
    last = next((end for end in ("[[1 typed]]", "[[1 number]]") if stem.endswith(end)), None)
    if count == 1 and last and stem != last and reading.label != "cloze":
        code = "numerical" if "number" in last else "short_answer"
        params = {**({"unit": unit} if unit else {}), **tolerance}
        alone = tuple(replace(option, match="") for option in options)
        return Item(code, stem.removesuffix(last).rstrip(), alone, params, picture)
    return Item("cloze", stem, tuple(options), tolerance, picture)


_READERS: dict[str, Callable[[ItemReading, Element], Item | None]] = {
    "choiceInteraction": _choice,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "orderInteraction": _order,
    "extendedTextInteraction": _essay,
    "hottextInteraction": _sentence,
    "gapMatchInteraction": _gaps,
}
