"""This module turns a scanned question into a record, and says what of it is left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.items import Item, Option
from quizzes.items.base import Text

from .. import markup
from ..base import Problem, Record
from ..numbers import number, plain_number, rounded
from ..text import part_citation
from .scanning import MAX_ANSWERS, MAX_LINE_LENGTH, Answer, Block, answers_of, parted, plain, weight_of

_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]\s*", re.IGNORECASE)
_TRUE = {"t": True, "true": True, "f": False, "false": False}
_RANGE = re.compile(r"\s*(-?[\d.,eE+-]*\d)\s*\.\.\s*(-?[\d.,eE+-]*\d)\s*")
_ARROW = re.compile(r"\\.|->")
BLANK = "_____"


@dataclass(slots=True)
class Question:
    """A block while it is being read."""

    block: Block
    format: str = ""
    lost: list[Text] = field(default_factory=list)

    def lose(self, what: Text) -> None:
        if what not in self.lost:
            self.lost.append(what)

    def text(self, raw: str) -> str:
        """Return our text of a piece of the file, in the format that it names, or else in that of the question."""
        named = _FORMAT.match(raw)
        kind = named[1].lower() if named else self.format
        source = plain(raw[named.end() :] if named else raw).strip()
        if kind == "html" or (kind in ("", "moodle") and ("<" in source or "&" in source)):
            if "<img" in source.lower():
                self.lose(_("A picture is left behind: GIFT files do not hold their data."))
            marked, is_lossy = markup.from_html(source)
            if is_lossy:
                self.lose(_("Formatting other than bold and italics is left behind."))
            return marked
        return source if kind == "markdown" else markup.from_plain(source)


def read_block(block: Block) -> tuple[Record | None, list[Text], Problem | None]:
    """Return the record, what is lost and the problem; without a record, all of the question is lost or a problem."""
    if block.fault:
        return None, [], _too_long(block) if block.fault == "long" else _braces(block)
    question = Question(block)
    if named := _FORMAT.match(block.stem):
        question.format = named[1].lower()
        block.stem = block.stem[named.end() :]
    if block.answers is None:
        return None, [_("It is a text without a question, so it is left out.")], None
    answers, general = parted(block.answers, "####")
    stem = question.text(block.stem)
    if block.rest:
        stem = f"{stem} {BLANK} {question.text(block.rest)}".strip()
    item = _item(question, stem, answers)
    if isinstance(item, Problem):
        return None, [], item
    explanation, citation = part_citation(question.text(general))
    record = Record(
        item,
        name=block.title,
        id=block.id,
        topic=block.topic,
        explanation=explanation,
        tags=block.tags,
        citation=citation,
        line=block.line,
    )
    return record, question.lost, None


def _braces(block: Block) -> Problem:
    wrong = {
        "open": _("The brace { that opens its answers is never closed."),
        "nested": _("There is a brace { inside the answers."),
        "stray": _("It has braces in more than one place."),
    }[block.fault]
    return Problem(
        block.fault_line, block.stem, wrong, _("Close the answers with }, and write \\{ and \\} for braces in a text.")
    )


def _too_long(block: Block) -> Problem:
    wrong = _("It has a line of more than %(n)s characters.") % {"n": MAX_LINE_LENGTH}
    return Problem(block.fault_line, block.stem, wrong, _("Shorten it, or take it out of the file."))


def _item(question: Question, stem: str, body: str) -> Item | Problem:
    stripped = body.strip()
    if not stripped:
        return Item("essay", stem)
    answers = answers_of(body)
    if len(answers) > MAX_ANSWERS:
        return Problem(
            question.block.line,
            question.block.stem[:200],
            _("It has more than %(most)d answers.") % {"most": MAX_ANSWERS},
            _("Divide it into questions with fewer answers each."),
        )
    if stripped.startswith("#"):
        return _numerical(question, stem, stripped[1:])
    verdict, feedback = parted(stripped)
    if verdict.strip().lower() in _TRUE:
        return _true_false(question, stem, _TRUE[verdict.strip().lower()], feedback)
    return _with_options(question, stem, answers) if answers else _without_sign(question, stripped)


def _without_sign(question: Question, body: str) -> Problem:
    return Problem(
        question.block.line,
        body[:200],
        _("Its answers have neither = nor ~ before them."),
        _("Write = before a right answer and ~ before a wrong one, or T or F for a statement."),
    )


def _with_options(question: Question, stem: str, answers: list[Answer]) -> Item:
    if any(answer.sign == "~" for answer in answers):
        return _choice(question, stem, answers)
    if all(_pair(answer.text) for answer in answers):
        return _matching(question, stem, answers)
    return _short_answer(question, stem, answers)


def _true_false(question: Question, stem: str, is_true: bool, feedback: str) -> Item:  # noqa: FBT001  # the key itself
    wrong, right = parted(feedback)
    said = {not is_true: question.text(wrong), is_true: question.text(right)}
    options = tuple(
        Option(text, float(value == is_true), "", said[value]) for text, value in (("True", True), ("False", False))
    )
    return Item("true_false", stem, options)


def _share(answer: Answer) -> Decimal:
    if answer.weight:
        return (number(answer.weight) or Decimal(0)) / 100
    return Decimal(answer.sign == "=")


def _choice(question: Question, stem: str, answers: list[Answer]) -> Item:
    shares = [_share(answer) for answer in answers]
    right = [share for share in shares if share > 0]
    full = sum(share >= 1 for share in shares)
    is_single = full == 1
    options = tuple(
        Option(
            question.text(answer.text),
            float(share >= 1 if is_single else share > 0),
            "",
            question.text(answer.feedback),
        )
        for answer, share in zip(answers, shares, strict=True)
    )
    if is_single:
        if any(share not in (0, 1) for share in shares):
            question.lose(
                _("Some options earn a part of the mark or cost one. Here one is right and the others wrong.")
            )
        return Item("single_choice", stem, options)
    if full > 1:
        question.lose(_("Several options are right by themselves; here all of them have to be chosen."))
    elif right and max(right) - min(right) > Decimal("0.00002"):
        question.lose(_("The right options earn unequal shares. Here each earns the same."))
    elif right and any(abs(share + Decimal(1) / len(right)) > Decimal("0.00002") for share in shares if share <= 0):
        question.lose(_("What a wrong choice costs is left behind. Here it cancels one right choice."))
    return Item("multiple_response", stem, options)


def _short_answer(question: Question, stem: str, answers: list[Answer]) -> Item:
    options = []
    for answer in answers:
        if "*" in answer.text:
            question.lose(_("An answer with an asterisk is left behind: here none stands for any letters."))
            continue
        options.append(Option(plain(answer.text), rounded(_share(answer)), "", question.text(answer.feedback)))
    return Item("short_answer", stem, tuple(options))


def _matching(question: Question, stem: str, answers: list[Answer]) -> Item:
    options = []
    for answer in answers:
        left, right = _pair(answer.text) or ("", "")
        options.append(Option(question.text(left), 0.0, plain(right).strip(), question.text(answer.feedback)))
    return Item("matching", stem, tuple(options))


def _pair(text: str) -> tuple[str, str] | None:
    for match in _ARROW.finditer(text):
        if match[0] == "->":
            return text[: match.start()].strip(), text[match.end() :].strip()
    return None


def _numerical(question: Question, stem: str, body: str) -> Item | Problem:
    options, tolerances = [], []
    for raw in answers_of(body) or [Answer("=", *_bare(body))]:
        if raw.sign == "~":
            question.lose(_("What is said to any other number is left behind."))
            continue
        value = _value(plain(raw.text))
        if value is None:
            return Problem(
                question.block.line,
                raw.text[:200],
                _("That is no number."),
                _("Write it as 3, as 3:0.5 for a tolerance, or as 1..5 for a range."),
            )
        options.append(Option(format(value[0], "f"), rounded(_share(raw)), "", question.text(raw.feedback)))
        tolerances.append(value[1])
    if len(set(tolerances)) > 1:
        question.lose(_("Its answers have tolerances of their own. Here the smallest counts for all of them."))
    tolerance = min(tolerances, default=Decimal(0))
    return Item("numerical", stem, tuple(options), {"tolerance": plain_number(tolerance)} if tolerance else {})


def _bare(body: str) -> tuple[str, str, str]:
    weight, text = weight_of(body)
    text, feedback = parted(text)
    return weight, text.strip(), feedback.strip()


def _value(text: str) -> tuple[Decimal, Decimal] | None:
    """Return a number and its tolerance; None where the text is no number."""
    if bounds := _RANGE.fullmatch(text):
        low, high = number(bounds[1]), number(bounds[2])
        return ((low + high) / 2, abs(high - low) / 2) if low is not None and high is not None else None
    figure, _colon, tolerance = text.partition(":")
    value, give = number(figure), number(tolerance or "0")
    return (value, abs(give)) if value is not None and give is not None else None
