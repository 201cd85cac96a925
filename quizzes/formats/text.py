"""This module reads the bytes of any text file as text, and writes a citation as a line of feedback.

The latter is for formats that have no place for a citation.
"""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from .base import MAX_BYTES, MAX_LINES, MAX_QUESTIONS, Citation, Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def too_much(data: bytes) -> Problem | None:
    """Return the problem for which a text file is refused before it is read; None where it is small enough."""
    if len(data) > MAX_BYTES:
        wrong = _("The file is larger than %(n)s MB.") % {"n": MAX_BYTES // 1024**2}
    elif max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
        wrong = _("The file has more than %(n)s lines.") % {"n": MAX_LINES}
    else:
        return None
    return Problem(1, "", wrong, _("Split it, and send its parts one by one."))


def too_many_questions(line: int) -> Problem:
    wrong = _("The file has more than %(n)s questions.") % {"n": MAX_QUESTIONS}
    return Problem(line, "", wrong, _("Split it, and send its parts one by one."))


def decode(data: bytes) -> str:
    """Return the text, with "\\n" for every line end and without a byte-order mark. It never raises.

    A mark decides the encoding. Without one, zero bytes show UTF-16, and what is not UTF-8 is Windows-1252, whose few
    unassigned bytes become U+FFFD.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, "replace")
            break
    else:
        text = _without_bom(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def _without_bom(data: bytes) -> str:
    head = data[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le", "replace")
    if len(head) >= 4 and head[0::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# It reads: Source: “the quote” (P3s1) – The title – https://example.org – Licence: free to use
_CITED = re.compile(
    r"\s*Source: “(?P<quote>[^”]*(?:”(?! \(|  – | – )[^”]*)*)”(?: \((?P<ref>P\d+s\d+)\))? – (?P<source>.*?)"
    r"(?: – (?P<url>https?://\S+))?(?: – Licence: (?P<licence>.*))?\s*$",
    re.DOTALL,
)


def with_citation(explanation: str, citation: Citation | None) -> str:
    """Return the explanation with the citation and the licence as its last line."""
    if citation is None:
        return explanation
    line = f"Source: “{citation.quote}”"
    if citation.ref:
        line += f" ({citation.ref})"
    line += f" – {citation.source}"
    if citation.url:
        line += f" – {citation.url}"
    if citation.licence:
        line += f" – Licence: {' '.join(citation.licence.split())}"
    return f"{explanation}\n{line}" if explanation else line


def part_citation(text: str) -> tuple[str, Citation | None]:
    """Return the explanation and the citation of feedback that was read from a file: the inverse of `with_citation`."""
    start = text.rfind("Source: “")
    cited = _CITED.fullmatch(text, start) if start >= 0 else None
    if cited is None:
        return text, None
    parts = {name: value or "" for name, value in cited.groupdict().items()}
    return text[:start].rstrip(), Citation(**parts)
