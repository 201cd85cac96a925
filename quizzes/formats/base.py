"""This module says what every file format promises: files ↔ records. Reading is lenient, writing is strict.

It is pure: it has no database and no request. A format is a module here that defines `FORMAT`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from quizzes.items import Item
from quizzes.items.base import Text

# A file that is read keeps to these limits: beyond them, reading would keep a server busy for a minute.
MAX_BYTES = 20 * 1024 * 1024
MAX_LINES = 500_000
MAX_QUESTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Citation:
    """What a question stands on, for a place where nothing can be looked up. Its `ref` is a place such as "P3s1"."""

    quote: str
    source: str  # the title
    ref: str = ""
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A question as a file has it.

    name: its title. id: what identifies it in the system from which it comes; "" where the file gives none.
    topic: a path of category names, the broadest first. explanation: the general feedback, without the citation.
    files: the data of its pictures; an `items.Picture` names a file in it.
    line: the line in which it begins in the file, counted from 1; 0 where lines mean nothing.
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
    """A reason why a file cannot be taken in.

    It gives the line, the text at fault (cut to a line), what is wrong and what to do.
    """

    line: int
    text: str
    wrong: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of a question that is left behind: an item cannot hold it in reading, or the format in writing."""

    line: int
    name: str
    what: Text


@dataclass(slots=True)
class Reading:
    """What a file gives. If there is a problem, none of it may be taken in."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


class Format(ABC):
    code: ClassVar[str]
    label: ClassVar[Text]
    suffix: ClassVar[str]  # of files that are written, with the dot
    suffixes: ClassVar[tuple[str, ...]]  # of files that are read
    media_type: ClassVar[str]

    @abstractmethod
    def recognises(self, name: str, data: bytes) -> bool:
        """Say whether a file with this name and these first bytes looks like one of this format."""

    @abstractmethod
    def read(self, data: bytes) -> Reading:
        """Return all that a file holds. It never raises for what a file may hold: that is a problem of the reading."""

    @abstractmethod
    def losses(self, record: Record) -> list[Text]:
        """Return what writing this record leaves behind, as sentences; none where `read` gives the same record."""

    @abstractmethod
    def holds(self, record: Record) -> bool:
        """Say whether the format has a form for the question at all; `write` leaves out what it does not hold."""

    @abstractmethod
    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the file piece by piece, with memory for one record at a time where the format allows it."""
