"""This module writes a record as one assessment item, in either version."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from quizzes.formats import markup
from quizzes.formats.base import Record
from quizzes.formats.text import with_citation
from quizzes.formats.xml import escaped
from quizzes.items import TYPES, Option
from quizzes.items.categorise import TYPE as CATEGORISE
from quizzes.items.cloze import TYPE as CLOZE, Blank
from quizzes.items.pick_the_sentence import ANSWER, EVIDENCE
from quizzes.items.text import parse_quantity

from .building import Builder, number_text
from .names import Version

TOOL = "ScoQuiz"
NAMED_BOXES = "boxes-in-order"  # a class of ours, where the question names all boxes
UNIT = "unit"  # a class of ours
GENERAL = "GENERAL"
_BLANK = re.compile(r"\[\[\s*(\d{1,2})\s*(?:typed|number)?\s*\]\]")


def write_item(record: Record, identifier: str, version: Version) -> str:
    """Return the file of an item. Its pictures are expected where `picture_path` says."""
    return _ItemWriter(record, identifier, version).whole()


def figures(text: str) -> str:
    """Return a number as QTI writes it."""
    quantity = parse_quantity(text)
    return text if quantity is None else format(quantity[0], "f")


class _ItemWriter(Builder):
    def whole(self) -> str:
        stem = "" if self.item.type == "cloze" else self.rich(self.item.stem, self.item.picture)
        self.parts.body = stem
        _WRITERS[self.item.type](self)
        explanation = with_citation(self.record.explanation, self.record.citation)
        outcomes = [self.declare("SCORE", "single", "float", kind="outcomeDeclaration", right=["0"])]
        if explanation or self.parts.responses_with_feedback:
            outcomes.append(self.declare("FEEDBACK", "multiple", "identifier", kind="outcomeDeclaration"))
            self.parts.rules.append(self._show(bool(explanation)))
        processing = self.tag("responseProcessing", None, *self.parts.rules) if self.parts.rules else ""
        attributes = {
            "xmlns": self.version.item_namespace,
            "identifier": self.identifier,
            "title": self.record.name,
            "label": self.item.type,
            "adaptive": "false",
            "timeDependent": "false",
            "toolName": TOOL,
        }
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + self.tag(
            "assessmentItem",
            attributes,
            *self.parts.declarations,
            *outcomes,
            self.tag("itemBody", None, self.parts.body),
            processing,
            self._general(explanation),
        )

    def _general(self, explanation: str) -> str:
        if not explanation:
            return ""
        html = markup.to_html(explanation)
        shown = {"outcomeIdentifier": "FEEDBACK", "identifier": GENERAL, "showHide": "show"}
        return self.tag("modalFeedback", shown, self.tag("contentBody", None, html) if self.version.is_dashed else html)

    def _show(self, has_general: bool) -> str:  # noqa: FBT001
        shown = [self.tag("baseValue", {"baseType": "identifier"}, GENERAL)] if has_general else []
        shown += [self.variable(response) for response in self.parts.responses_with_feedback]
        return self.set("FEEDBACK", self.tag("multiple", None, *shown))

    def choices(self, response: str, options: Sequence[Option], tag: str = "simpleChoice", letter: str = "C") -> str:
        """Return the choices C1, C2 … with their feedback."""
        written = []
        for place, option in enumerate(options, start=1):
            name = {"identifier": f"{letter}{place}"}
            feedback = ""
            if option.feedback:
                shown = {"outcomeIdentifier": "FEEDBACK", **name, "showHide": "show"}
                feedback = self.tag("feedbackInline", shown, self.inline(option.feedback))
            written.append(self.tag(tag, name, self.inline(option.text, option.picture), feedback))
        if any(option.feedback for option in options):
            self.parts.responses_with_feedback.append(response)
        return " ".join(written)

    def choice(self) -> None:
        shuffle = self.item.params.get("shuffle", True) and not TYPES[self.item.type].has_fixed_options
        keys = [f"C{place}" for place, option in enumerate(self.item.options, start=1) if option.is_key]
        several = TYPES[self.item.type].multiple
        exact = not several or bool(self.item.params.get("all_or_nothing"))
        mapping = ""
        if not exact:
            share = 1 / max(1, len(keys))
            entries = {f"C{i}": share if o.is_key else -share for i, o in enumerate(self.item.options, start=1)}
            mapping = self.mapping(entries, lowerBound="0", upperBound="1")
        cardinality = "multiple" if several else "single"
        self.parts.declarations.append(self.declare("RESPONSE", cardinality, "identifier", right=keys, mapping=mapping))
        self.parts.body += self.tag(
            "choiceInteraction",
            {
                "responseIdentifier": "RESPONSE",
                "shuffle": "true" if shuffle else "false",
                "maxChoices": "0" if several else "1",
            },
            self.choices("RESPONSE", self.item.options),
        )
        if exact:
            self.score_exact("RESPONSE")
        else:
            self.score_mapped("RESPONSE")

    def typed(self) -> None:
        entry = self.text_entry("RESPONSE", self.item.options)
        self.parts.body += f"<div>{entry}</div>"

    def text_entry(self, response: str, options: Sequence[Option], share: float = 1.0) -> str:
        entries = {option.text: option.fraction for option in options}
        right = [option.text for option in options if option.fraction == 1][:1]
        self.parts.declarations.append(
            self.declare(response, "single", "string", right=right, mapping=self.mapping(entries, is_text=True))
        )
        self.score_mapped(response, share)
        return self.tag("textEntryInteraction", {"responseIdentifier": response})

    def numerical(self) -> None:
        entry = self.number_entry("RESPONSE", self.item.options)
        unit = str(self.item.params.get("unit", ""))
        printed = f' <span class="{UNIT}">{escaped(unit)}</span>' if unit else ""
        self.parts.body += f"<div>{entry}{printed}</div>"

    def number_entry(self, response: str, options: Sequence[Option], share: float = 1.0) -> str:
        values = [figures(option.text) for option in options]
        right = [value for value, option in zip(values, options, strict=True) if option.fraction == 1][:1]
        self.parts.declarations.append(self.declare(response, "single", "float", right=right))
        tolerance = number_text(self.item.params.get("tolerance", 0))
        branches = []
        for place, (value, option) in enumerate(zip(values, options, strict=True)):
            attributes = {"toleranceMode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
            expected = self.tag("baseValue", {"baseType": "float"}, escaped(value))
            equal = self.tag("equal", attributes, self.variable(response), expected)
            scored = self.add_to_score(self.value(option.fraction * share))
            branches.append(self.tag("responseElseIf" if place else "responseIf", None, equal, scored))
        self.parts.rules.append(self.tag("responseCondition", None, *branches))
        return self.tag("textEntryInteraction", {"responseIdentifier": response})

    def pairs(self) -> None:
        rows = [option for option in self.item.options if option.text]
        partners = list(dict.fromkeys(option.match for option in self.item.options))
        attributes = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxAssociations": str(len(rows))}
        if self.item.type == CATEGORISE.code:
            partners = CATEGORISE.choices(self.item)
            if "boxes" in self.item.params:
                attributes["class"] = NAMED_BOXES
        pairs = [f"R{i} P{partners.index(row.match) + 1}" for i, row in enumerate(rows, start=1)]
        mapping = self.mapping(dict.fromkeys(pairs, 1 / max(1, len(pairs))))
        self.parts.declarations.append(
            self.declare("RESPONSE", "multiple", "directedPair", right=pairs, mapping=mapping)
        )
        shown = [
            self.tag(
                "simpleAssociableChoice", {"identifier": f"R{i}", "matchMax": "1"}, self.inline(row.text, row.picture)
            )
            for i, row in enumerate(rows, start=1)
        ]
        offered = [
            self.tag("simpleAssociableChoice", {"identifier": f"P{i}", "matchMax": "0"}, self.inline(partner))
            for i, partner in enumerate(partners, start=1)
        ]
        sets = (self.tag("simpleMatchSet", None, *shown), self.tag("simpleMatchSet", None, *offered))
        self.parts.body += self.tag("matchInteraction", attributes, *sets)
        self.score_mapped("RESPONSE")

    def ordering(self) -> None:
        """Write parts in order, marked as a whole: the standard has no rule that counts pairs."""
        right = [f"C{i}" for i in range(1, len(self.item.options) + 1)]
        self.parts.declarations.append(self.declare("RESPONSE", "ordered", "identifier", right=right))
        choices = [
            self.tag("simpleChoice", {"identifier": f"C{i}"}, self.inline(option.text, option.picture))
            for i, option in enumerate(self.item.options, start=1)
        ]
        attributes = {"responseIdentifier": "RESPONSE", "shuffle": "true"}
        self.parts.body += self.tag("orderInteraction", attributes, *choices)
        self.score_exact("RESPONSE")

    def cloze(self) -> None:
        blanks = {blank.number: blank for blank in CLOZE.blanks(self.item)}
        share = 1 / max(1, len(blanks))
        written = {number: self.blank(blank, share) for number, blank in blanks.items()}
        html = _BLANK.sub(lambda match: written[str(int(match[1]))], markup.to_html(self.item.stem))
        self.parts.body += self.tag_html(html) + self.picture(self.item.picture)

    def blank(self, blank: Blank, share: float) -> str:
        response = f"RESPONSE{blank.place}"
        options = [option for option in self.item.options if option.match.strip() == blank.number]
        if blank.mode == "text":
            return self.text_entry(response, options, share)
        if blank.mode == "decimal":
            return self.number_entry(response, options, share)
        entries = {f"C{i}": option.fraction for i, option in enumerate(options, start=1)}
        right = [key for key, fraction in entries.items() if fraction == 1][:1]
        self.parts.declarations.append(
            self.declare(response, "single", "identifier", right=right, mapping=self.mapping(entries))
        )
        self.score_mapped(response, share)
        choices = [
            self.tag("inlineChoice", {"identifier": f"C{i}"}, self.inline(option.text))
            for i, option in enumerate(options, start=1)
        ]
        return self.tag("inlineChoiceInteraction", {"responseIdentifier": response, "shuffle": "true"}, *choices)

    def essay(self) -> None:
        attributes = {"responseIdentifier": "RESPONSE", "expectedLines": str(self.item.params.get("lines", 10))}
        model = str(self.item.params.get("model_answer", ""))
        self.parts.declarations.append(self.declare("RESPONSE", "single", "string", right=[model] if model else []))
        self.parts.body += self.tag("extendedTextInteraction", attributes)
        guidance = str(self.item.params.get("guidance", ""))
        if guidance:
            html = markup.to_html(guidance)
            inside = self.tag("contentBody", None, html) if self.version.is_dashed else html
            self.parts.body += self.tag("rubricBlock", {"view": "scorer", "use": "scoring"}, inside)

    def sentences(self) -> None:
        answers = [option for option in self.item.options if option.match == ANSWER]
        passage = [option for option in self.item.options if option.match == EVIDENCE]
        share = float(self.item.params.get("evidence_share", 0.5)) if answers else 1.0
        if answers:
            entries = {f"C{i}": option.fraction for i, option in enumerate(answers, start=1)}
            right = [key for key, fraction in entries.items() if fraction == 1]
            self.parts.declarations.append(
                self.declare("RESPONSE", "single", "identifier", right=right, mapping=self.mapping(entries))
            )
            attributes = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": "1"}
            self.parts.body += self.tag("choiceInteraction", attributes, self.choices("RESPONSE", answers))
            self.score_mapped("RESPONSE", 1 - share)
        entries = {f"S{i}": option.fraction for i, option in enumerate(passage, start=1)}
        right = [key for key, fraction in entries.items() if fraction == 1][:1]
        self.parts.declarations.append(
            self.declare("EVIDENCE", "single", "identifier", right=right, mapping=self.mapping(entries))
        )
        text = self.choices("EVIDENCE", passage, "hottext", "S")
        attributes = {"responseIdentifier": "EVIDENCE", "maxChoices": "1"}
        self.parts.body += self.tag("hottextInteraction", attributes, f"<p>{text}</p>")
        self.score_mapped("EVIDENCE", share)


_WRITERS: dict[str, Callable[[_ItemWriter], None]] = {
    "single_choice": _ItemWriter.choice,
    "multiple_response": _ItemWriter.choice,
    "true_false": _ItemWriter.choice,
    "true_false_not_stated": _ItemWriter.choice,
    "short_answer": _ItemWriter.typed,
    "numerical": _ItemWriter.numerical,
    "matching": _ItemWriter.pairs,
    "categorise": _ItemWriter.pairs,
    "ordering": _ItemWriter.ordering,
    "cloze": _ItemWriter.cloze,
    "essay": _ItemWriter.essay,
    "pick_the_sentence": _ItemWriter.sentences,
}
WRITTEN = frozenset(_WRITERS)
