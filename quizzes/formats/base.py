"""What every file format promises: files ↔ records. Reading is lenient, writing strict.

Pure: no database, no request. A format is a module here that defines `FORMAT`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from quizzes.items import Item
from quizzes.items.base import Text

# Of a file that is read: beyond, reading would keep a server busy for a minute.
MAX_BYTES = 20 * 1024 * 1024
MAX_LINES = 500_000
MAX_QUESTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Citation:
    """What a question stands on, for a place where nothing can be looked up. `ref` is a place as "P3s1"."""

    quote: str
    source: str  # the title
    ref: str = ""
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A question as a file has it.

    name: its title. id: what identifies it in the system it comes from; "" where the file gives none.
    topic: a path of category names, the broadest first. explanation: the general feedback, without the citation.
    files: the data of its pictures; an `items.Picture` names a file here.
    line: where it begins in the file, from 1; 0 where lines mean nothing.
    """

    item: Item
    name: str = ""
    id: str = ""
    topic: tuple[str, ...] = ()
    explanation: str = ""
    tags: tuple[str, ...] = ()
    citation: Citation | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be taken in: where, the text at fault (cut to a line), what is wrong and what to do."""

    line: int
    text: str
    wrong: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Loss:
    """What of a question is left behind: in reading, what an item cannot hold; in writing, what the format cannot."""

    line: int
    name: str
    what: Text


@dataclass(slots=True)
class Reading:
    """What a file gives. With a problem, none of it may be taken in."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


class Format(ABC):
    code: ClassVar[str]
    label: ClassVar[Text]
    suffix: ClassVar[str]  # of files that are written, with its dot
    suffixes: ClassVar[tuple[str, ...]]  # of files that are read
    media_type: ClassVar[str]

    @abstractmethod
    def recognises(self, name: str, data: bytes) -> bool:
        """Whether a file with this name and these first bytes looks like one of its own."""

    @abstractmethod
    def read(self, data: bytes) -> Reading:
        """Everything a file holds. Never raises for what a file may hold: that is a problem of the reading."""

    @abstractmethod
    def losses(self, record: Record) -> list[Text]:
        """What writing this record leaves behind, each as a sentence; empty where `read` gives the same record."""

    @abstractmethod
    def holds(self, record: Record) -> bool:
        """Whether the format has a form for the question at all; `write` leaves out what it does not hold."""

    @abstractmethod
    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """The file, piece by piece, with memory for one record at a time where the format allows it."""
