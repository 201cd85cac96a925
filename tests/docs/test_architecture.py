"""The picture and the places of docs/architecture.md are those of the code."""

import re

import pytest

from tests.unit.test_layers import LAYERS, MODELS

from .documents import DOCUMENTS, FENCE, ROOT, places_in, relative

DOCUMENT = ROOT / "docs" / "architecture.md"
PICTURE = FENCE.search(DOCUMENT.read_text())[0]
CACHE = re.compile(r"^(\w+) = ProcessCache\b", re.MULTILINE)


def rows_of_the_picture(numbered):
    """The modules of each row, whose number is followed by their names, two spaces and what they are for."""
    rows = re.findall(rf"^ +{numbered}  (\S.*)$", PICTURE, re.MULTILINE)
    return [set(re.split(r"  +", row)[0].split()) for row in rows]


class TestPicture:
    def test_has_the_layers_of_the_test_that_reads_the_imports(self):
        assert rows_of_the_picture(r"\d") == list(LAYERS)

    def test_has_the_layers_of_the_models(self):
        assert [{"__init__"}, *rows_of_the_picture("[a-z]")] == list(MODELS)


class TestTree:
    def test_has_every_folder(self):
        folders = [path for path in (ROOT / "quizzes").iterdir() if path.is_dir() and not path.name.startswith("__")]
        folders += [path for path in ROOT.iterdir() if (path / "__init__.py").exists()]
        named = set(re.findall(r"^\| `([\w/]+)/`", DOCUMENT.read_text(), re.MULTILINE))
        assert sorted({relative(path) for path in folders} - named - {"quizzes", "quizzes/migrations"}) == []


class TestPlaces:
    def test_in_the_code_are_there(self):
        named = {(document, place) for document in DOCUMENTS for place in places_in(document.read_text())}
        assert len(named) > 70
        assert sorted(f"{relative(document)}: {place.problem()}" for document, place in named if place.problem()) == []

    @pytest.mark.parametrize(
        "place",
        [
            "quizzes/nothing.py:anything",
            "quizzes/scoring.py:marks",
            "quizzes/items/base.py:ItemType.marks",
            "quizzes/items/base.py:grade",
        ],
    )
    def test_that_dangle_are_found_out(self, place):
        (found,) = places_in(f"It is in `{place}`.")
        assert found.problem()


class TestCaches:
    def test_are_each_named(self):
        named = {str(place) for place in places_in(DOCUMENT.read_text())}
        caches = {
            f"{relative(path)}:{name}"
            for path in (ROOT / "quizzes").rglob("*.py")
            for name in CACHE.findall(path.read_text())
        }
        assert len(caches) > 4
        assert sorted(caches - named) == []
