from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_uppercase

from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items import Item, Option

from .bare_choices import BareChoices
from .base import MAX_QUESTIONS, Problem, Reading, Record
from .markup import from_plain, to_inline_html
from .text import decode, too_many_questions, too_much

MAX_OPTIONS = 26
_OPTION = re.compile(r"\s*([A-Z])[.)]\s+(\S.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*([A-Z])\s*", re.IGNORECASE)
_LOOKS_LIKE = re.compile(r"^\s*ANSWER\s*:\s*[A-Z]\s*$", re.MULTILINE | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class Aiken(BareChoices):
    """A question in one line or more, an option in each line, and ANSWER. Aiken knows single choice and nothing else.

    What the format leaves open is decided here: an option begins with a capital letter, a full stop or a bracket and a
    space; the letters go up from A; blank lines mean nothing; a question of several lines is one text.
    """

    code = "aiken"
    label = gettext_lazy("Aiken")
    suffix = ".aiken.txt"
    suffixes = (".aiken", ".aiken.txt", ".txt")
    media_type = "text/plain; charset=utf-8"
    left_out = gettext_lazy("Aiken knows single choice alone, so the question is left out.")
    bare = gettext_lazy("Aiken takes the question and its options alone; topic, source and the rest are left behind.")
    no_pictures = gettext_lazy("Aiken holds no pictures; they are left behind.")

    def recognises(self, name: str, data: bytes) -> bool:
        return name.lower().endswith((".aiken", ".txt")) and bool(_LOOKS_LIKE.search(decode(data)))

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        if refused := too_much(data):
            return Reading(problems=[refused])
        stem: list[str] = []
        options: list[tuple[str, str]] = []
        begun = 0
        for line, text in enumerate(decode(data).split("\n"), start=1):
            if answer := _ANSWER.fullmatch(text[:200]):
                _take(stem, options, answer[1].upper(), begun or line, reading)
                stem, options, begun = [], [], 0
            elif (option := _OPTION.fullmatch(text)) and stem and option[1] == ascii_uppercase[len(options) % 26]:
                options.append((option[1], option[2].strip()))
            elif text.strip() and options:
                reading.problems.append(_lost_line(line, text))
                stem, options, begun = [text.strip()], [], line
            elif text.strip():
                begun = begun or line
                stem.append(text.strip())
            if len(reading.records) > MAX_QUESTIONS:
                reading.problems.append(too_many_questions(line))
            if len(reading.problems) >= 1000 or len(reading.records) > MAX_QUESTIONS:
                return reading
        if stem or not (reading.records or reading.problems):
            reading.problems.append(_lost_line(begun or 1, " ".join(stem)))
        return reading

    def holds(self, record: Record) -> bool:
        item = record.item
        is_single = item.type == "single_choice" and len(item.keys) == 1
        return is_single and 2 <= len(item.options) <= MAX_OPTIONS and bool(item.stem.strip())

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        for record in records:
            if not self.holds(record):
                continue
            lines = [_plain(record.item.stem)]
            lines += [
                f"{letter}. {_plain(option.text)}"
                for letter, option in zip(ascii_uppercase, record.item.options, strict=False)
            ]
            key = next(place for place, option in enumerate(record.item.options) if option.is_key)
            yield ("\n".join(lines) + f"\nANSWER: {ascii_uppercase[key]}\n\n").encode()


def _plain(text: str) -> str:
    """Return our text in one line and without marks."""
    shown = _TAG.sub("", to_inline_html(text).replace("<br/>", " "))
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, sign)
    return " ".join(shown.split())


def _take(stem: list[str], options: list[tuple[str, str]], key: str, line: int, reading: Reading) -> None:
    text = from_plain(" ".join(stem))
    letters = [letter for letter, _text in options]
    if not text or len(options) < 2 or key not in letters:
        wrong = _("The question has no two options, or its answer is none of them.")
        remedy = _("Write the question, then A. and B. and so on, each in a line, and ANSWER: with one of the letters.")
        reading.problems.append(Problem(line, " ".join(stem)[:200] or f"ANSWER: {key}", wrong, remedy))
        return
    choices = tuple(Option(from_plain(option), float(letter == key)) for letter, option in options)
    reading.records.append(Record(Item("single_choice", text, choices), line=line))


def _lost_line(line: int, text: str) -> Problem:
    wrong = _("Here the options of a question end without an ANSWER.")
    remedy = _("Write ANSWER: and a letter below the last option, and a letter with a full stop before each option.")
    return Problem(line, text.strip()[:200], wrong, remedy)


FORMAT = Aiken()
