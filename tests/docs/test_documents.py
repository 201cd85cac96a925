"""What the documents tell somebody to open, set or run is there."""

import re
from importlib.util import find_spec

from django.core.management import get_commands

from .documents import DOCUMENTS, FENCE, OPERATING, ROOT, SPAN, anchors_of, code_in, relative

LINK = re.compile(r"\]\(([^)\s]+)\)")
VARIABLE = re.compile(r'\b(?:env\.\w+|switch|whole_number)\(\s*"(\w+)"')
PLACE = re.compile(r"(?:docs|fixtures|quizzes|requirements|scoquiz|templates|tests|\.ci|\.github)/[\w./-]*")


def commands_named(pattern):
    """Each command of a kind, with the document that names it."""
    for path in DOCUMENTS:
        for code in code_in(path.read_text()):
            yield from ((relative(path), name) for name in re.findall(pattern, code))


class TestLinks:
    def test_lead_to_a_file_and_to_a_heading_in_it(self):
        broken = []
        for path in DOCUMENTS:
            for target in LINK.findall(FENCE.sub("", path.read_text())):
                name, _hash, anchor = target.partition("#")
                if "://" in target:
                    continue
                file = (path.parent / name).resolve() if name else path
                if not file.exists() or (anchor and anchor not in anchors_of(file)):
                    broken.append((relative(path), target))
        assert broken == []

    def test_lead_to_every_document(self):
        linked = {
            (path.parent / target.partition("#")[0]).resolve()
            for path in DOCUMENTS
            for target in LINK.findall(path.read_text())
        }
        assert [relative(path) for path in DOCUMENTS if path not in linked and path.name != "README.md"] == []


class TestPlaces:
    def test_that_are_named_are_there(self):
        named = [
            (relative(path), span)
            for path in DOCUMENTS
            for span in SPAN.findall(FENCE.sub("", path.read_text()))
            if PLACE.fullmatch(span)
        ]
        assert named
        assert [pair for pair in named if not (ROOT / pair[1]).exists()] == []


class TestSettings:
    def test_are_each_described_and_nothing_else_is(self):
        read = set(VARIABLE.findall((ROOT / "scoquiz" / "settings.py").read_text()))
        described = set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATING.read_text(), re.MULTILINE))
        assert len(read) > 10
        assert described == read


class TestCommands:
    def test_of_make_are_there(self):
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        assert sorted({pair for pair in commands_named(r"\bmake ([a-z][a-z-]*)") if pair[1] not in targets}) == []

    def test_of_manage_py_are_there(self):
        assert sorted({pair for pair in commands_named(r"manage\.py (\w+)") if pair[1] not in get_commands()}) == []

    def test_that_are_modules_of_the_tests_are_there(self):
        named = set(commands_named(r"-m (tests(?:\.\w+)+)"))
        assert named
        assert sorted(pair for pair in named if find_spec(pair[1]) is None) == []


class TestReadme:
    def test_is_a_front_page(self):
        assert len((ROOT / "README.md").read_text().splitlines()) <= 100
