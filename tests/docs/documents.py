"""The documents of the repository, and what in them can be cited."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SECURITY, ITEMS, OPERATING = (ROOT / "docs" / name for name in ("decisions/security.md", "items.md", "operating.md"))

# Where documents may be cited. The tests of documents hold citations that are wrong on purpose.
FOLDERS = ("quizzes", "scoquiz", "templates", "tests", ".ci", ".github", "requirements")
SUFFIXES = {".py", ".html", ".css", ".js", ".yml", ".toml", ""}
HERE = Path(__file__).parent

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
IN_CODE = re.compile(r"([\w./-]+\.py):([A-Za-z_][\w.]*)")

_PATH = r"(?<![\w/.:-])(?P<path>(?:[\w-]+/)*[\w-]+\.md)\b\)?"
_NUMBER = r"[LQ]?\d+(?:\.\d+)*"
_CITATION = re.compile(
    rf"{_PATH}(?:, (?:(?P<kind>case|section|trap)s? )?(?P<numbers>{_NUMBER}(?:(?:–|, | and ){_NUMBER})*)\b)?"
)
_LINE_BREAK = re.compile(r"\s*\n\s*(?:#(?!#) ?|// ?|\* )?")
_LABEL = re.compile(r"\[[^\]\n]*\]\(")
_RANGE = re.compile(rf"({_NUMBER})(?:–({_NUMBER}))?")


@dataclass(frozen=True)
class Citation:
    """What a text at `where` says of a document: its path, and the numbers of what is meant in it."""

    where: Path
    path: str
    kind: str
    numbers: tuple[str, ...]

    def problem(self) -> str | None:
        """Why it leads nowhere, in words; None where it does."""
        document = next(
            (folder / self.path for folder in (self.where.parent, ROOT) if (folder / self.path).exists()), None
        )
        if document is None:
            return f"{relative(self.where)}: there is no {self.path}"
        known = numbers_of(document, self.kind)
        missing = [number for number in self.numbers if number not in known]
        return f"{relative(self.where)}: {self.path} has no {self.kind} {', '.join(missing)}" if missing else None


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def citing_files() -> Iterator[Path]:
    yield from DOCUMENTS
    yield from (ROOT / name for name in ("Makefile", "pyproject.toml", "manage.py"))
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            is_text = path.is_file() and path.suffix in SUFFIXES and "__pycache__" not in path.parts
            if is_text and HERE not in path.parents:
                yield path


def citations_in(text: str, where: Path) -> Iterator[Citation]:
    """Every document that a text names, with the numbers behind it. A citation may go on in the next line."""
    text = _LABEL.sub("(", _LINE_BREAK.sub(" ", text))
    for match in _CITATION.finditer(text):
        numbers = tuple(expanded(match["numbers"] or ""))
        yield Citation(where, match["path"], match["kind"] or "case", numbers)


def expanded(numbers: str) -> Iterator[str]:
    """1–3 and 5 → 1, 2, 3, 5; L05–L07 → L05, L06, L07."""
    for first, last in _RANGE.findall(numbers):
        letter = first.rstrip("0123456789.")
        if not last:
            yield first
            continue
        width = len(first) - len(letter) if first[len(letter)] == "0" else 0
        for number in range(int(first[len(letter) :]), int(last.lstrip("LQ")) + 1):
            yield f"{letter}{number:0{width}}"


@cache
def numbers_of(document: Path, kind: str) -> frozenset[str]:
    """The numbers under which something of that kind stands in a document."""
    patterns = {
        "case": r"^\| ([LQ]?\d+) \|",  # a row of a table
        "section": r"^#+ (\d+(?:\.\d+)*)\.? ",
        "trap": r"^(\d+)\. ",
    }
    return frozenset(re.findall(patterns[kind], document.read_text(), re.MULTILINE))


@cache
def anchors_of(document: Path) -> frozenset[str]:
    """The headings, as links name them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text()), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def code_in(text: str) -> list[str]:
    """What stands as code in a document: blocks, and spans within a line."""
    return [*FENCE.findall(text), *SPAN.findall(FENCE.sub("", text))]


@dataclass(frozen=True)
class Place:
    """A function, class, method or constant in a file, as documents name it: `path/to/file.py:Class.method`."""

    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.name}"

    def problem(self) -> str | None:
        """Why it is not there, in words; None where it is."""
        file = ROOT / self.path
        if not file.is_file():
            return f"there is no {self.path}"
        return None if self.name in names_in(file) else f"{self.path} has no {self.name}"


def places_in(text: str) -> list[Place]:
    """Every place in the code that a document names."""
    spans = (IN_CODE.fullmatch(span) for span in SPAN.findall(FENCE.sub("", text)))
    return [Place(*match.groups()) for match in spans if match]


@cache
def names_in(file: Path) -> frozenset[str]:
    """What a module binds, and with the name of their class before them what its classes do."""
    return frozenset(_bound(ast.parse(file.read_text()).body))


def _bound(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from _bound(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from (prefix + name.id for name in ast.walk(target) if isinstance(name, ast.Name))
