"""Blanks as Moodle writes them into a text: {1:MULTICHOICE:=right#feedback~wrong}, {1:NUMERICAL:=3.5:0.1}."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.formats import markup
from quizzes.formats.numbers import number, percent, rounded
from quizzes.items import Item, Option
from quizzes.items.base import Text
from quizzes.items.cloze import TYPE as CLOZE

# Each name that Moodle uses stands beside the way in which [[1]] ends here.
_KINDS = {
    **dict.fromkeys(("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), ""),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), ""),
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), " typed"),
    **dict.fromkeys(("NUMERICAL", "NM"), " number"),
}
_CASE_MATTERS = ("SHORTANSWER_C", "SAC", "MWC")
_SEVERAL = ("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS")
_OPENING = re.compile(rf"\{{(\d*):({'|'.join([*_KINDS, *_SEVERAL])}):")
_BLANK = re.compile(r"\[\[\s*(\d{1,2})\s*(typed|number)?\s*\]\]")
_MARK = re.compile(r"\\.|&#|[}~#]", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SHARE = re.compile(r"%(-?[0-9]+(?:[.,][0-9]*)?)%|=")


@dataclass(slots=True)
class Embedded:
    """A text with blanks while it is being read.

    html: the text with [[1]], [[2 typed]] … for the blanks. is_held: True while each blank has a form here.
    """

    html: str = ""
    options: list[Option] = field(default_factory=list)
    tolerances: set[Decimal] = field(default_factory=set)
    losses: dict[Text, None] = field(default_factory=dict)
    is_held: bool = True

    def lose(self, what: Text) -> None:
        self.losses[what] = None


def read_embedded(text: str) -> Embedded:
    embedded = Embedded()
    pieces: list[str] = []
    weights: set[str] = set()
    end = count = 0
    while opening := _OPENING.search(text, end):
        closing = next((at for at, mark in _marks(text, opening.end()) if mark == "}"), None)
        if closing is None:
            break
        count += 1
        kind = _KINDS.get(opening[2])
        embedded.is_held = embedded.is_held and kind is not None
        weights.add(opening[1] or "1")
        pieces += [text[end : opening.start()], f"[[{count}{kind or ''}]]"]
        if opening[2] in _CASE_MATTERS:
            embedded.lose(_("Capital letters made a difference in Moodle; here they make none."))
        for answer in _split(text[opening.end() : closing], "~"):
            _read_answer(embedded, answer.lstrip(), kind or "", str(count))
        end = closing + 1
    embedded.html = "".join([*pieces, text[end:]])
    if len(weights) > 1:
        embedded.lose(_("Its blanks count differently in Moodle; here each counts the same."))
    if len(embedded.tolerances) > 1:
        embedded.lose(_("Its answers have tolerances of their own. Here the smallest counts for all of them."))
    return embedded


def _read_answer(embedded: Embedded, answer: str, kind: str, blank: str) -> None:
    share = _SHARE.match(answer)
    earned = Decimal(0)
    if share:
        earned = (number(share[1]) or Decimal(0)) / 100 if share[1] else Decimal(1)
        answer = answer[share.end() :]
    said, *feedback = _split(answer, "#")
    if kind and "*" in said.replace("\\*", ""):
        message = _(
            "The answer “%(text)s” is left behind: an asterisk stands for any letters, and no answer here does."
        )
        embedded.lose(message % {"text": _plain(said)[:80]})
        return
    text = _plain(said) if kind else markup.from_html(_unescaped(said))[0]
    if kind == " number":
        text, _colon, error = text.partition(":")
        text = text.strip()
        embedded.tolerances.add(number(error or "0") or Decimal(0))
    if earned < 0 or (not kind and 0 < earned < 1):
        embedded.lose(_("Some choices earn a part of the mark or cost one. Here one is right and the others wrong."))
        earned = Decimal(0)
    if text:
        said_after = markup.from_html(_unescaped("#".join(feedback)))[0] if feedback else ""
        embedded.options.append(Option(text, rounded(earned), blank, said_after))


def _marks(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the signs that separate, with their places; none behind a backslash counts, nor does the # of &#39;."""
    for match in _MARK.finditer(text, start):
        if len(match[0]) == 1:
            yield match.start(), match[0]


def _split(text: str, separator: str) -> list[str]:
    parts, start = [], 0
    for at, mark in _marks(text):
        if mark == separator:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", _unescaped(text))).split())


def write_embedded(item: Item) -> str:
    """Return the text in HTML, with each blank as Moodle has it."""
    written = {blank.number: "" for blank in CLOZE.blanks(item)}
    for blank in CLOZE.blanks(item):
        kind = {"": "MULTICHOICE_S", "text": "SHORTANSWER", "decimal": "NUMERICAL"}[blank.mode]
        answers = [option for option in item.options if option.match.strip() == blank.number]
        tolerance = item.params.get("tolerance", 0) if blank.mode == "decimal" else None
        written[blank.number] = f"{{1:{kind}:{'~'.join(_answer(option, blank.mode, tolerance) for option in answers)}}}"
    return _BLANK.sub(lambda match: written[str(int(match[1]))], markup.to_html(item.stem))


def _answer(option: Option, mode: str, tolerance: float | None) -> str:
    share = "=" if option.fraction == 1 else f"%{percent(option.fraction)}%" if option.fraction else ""
    text = html.escape(option.text, quote=False) if mode else markup.to_inline_html(option.text)
    if mode == "text":
        text = text.replace("*", "\0")
    text = _escaped(text).replace("\0", "\\*")
    error = f":{tolerance}" if tolerance is not None else ""
    feedback = f"#{_escaped(markup.to_inline_html(option.feedback))}" if option.feedback else ""
    return f"{share}{text}{error}{feedback}"


def _escaped(text: str) -> str:
    text = re.sub(r"([\\}~#])", r"\\\1", text)
    return f"\\{text}" if text[:1] in ("=", "%") else text
