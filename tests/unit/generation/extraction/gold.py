"""Reads the texts with their hand-made marks: see texts/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Gold:
    """A text with its marks: (start, end, type), with offsets into the text."""

    name: str
    title: str
    text: str
    spans: frozenset[tuple[int, int, str]]

    @property
    def is_held_out(self) -> bool:
        return self.name.startswith("heldout")


def read(path: Path) -> Gold:
    title, _newline, marked = path.read_text(encoding="utf-8").partition("\n")
    text, spans, open_marks = "", [], []
    place = 0
    while place < len(marked):
        char = marked[place]
        if char == "⟦":
            kind, _colon, _rest = marked[place + 1 :].partition(":")
            open_marks.append((len(text), kind))
            place += len(kind) + 2
            continue
        if char == "⟧":
            start, kind = open_marks.pop()
            spans.append((start, len(text), kind))
        else:
            text += char
        place += 1
    assert not open_marks, f"{path.name}: a mark is not closed"
    return Gold(path.stem, title, text, frozenset(spans))


def all_gold() -> list[Gold]:
    return [read(path) for path in sorted(TEXTS.glob("*.txt"))]
