"""What the README shows is there, and light enough for a telephone."""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
STILLS, FILMS = sorted(PICTURES.glob("*.png")), sorted(PICTURES.glob("*.gif"))
MAX_STILL_BYTES, MAX_FILMS_BYTES = 150_000, 1_000_000
SHORTEST_SECONDS, LONGEST_SECONDS = 6, 12.5

SHOWN = re.compile(r"!\[[^]]*\]\(([^)\s]+)|<(?:img|source)[^>]*?\ssrc(?:set)?=[\"']([^\"'\s]+)")


def shown_in_the_readme():
    found = (one or other for one, other in SHOWN.findall((ROOT / "README.md").read_text()))
    return [path for path in found if not path.startswith(("http://", "https://"))]


class TestReadme:
    def test_shows_pictures_that_are_there(self):
        shown = shown_in_the_readme()
        assert shown
        assert [path for path in shown if not (ROOT / path).is_file()] == []


class TestStills:
    def test_are_four_and_light(self):
        assert [path.stem for path in STILLS] == ["feedback", "question", "report", "wall"]
        assert {path.name: size for path in STILLS if (size := path.stat().st_size) > MAX_STILL_BYTES} == {}


class TestFilms:
    def test_are_light_together(self):
        assert sum(path.stat().st_size for path in FILMS) <= MAX_FILMS_BYTES

    @pytest.mark.parametrize("path", FILMS, ids=lambda path: path.name)
    def test_last_some_seconds_rest_at_the_end_and_begin_again(self, path):
        with Image.open(path) as film:
            seconds = [frame.info["duration"] / 1000 for frame in ImageSequence.Iterator(film)]
            assert film.info["loop"] == 0
        assert SHORTEST_SECONDS <= sum(seconds) <= LONGEST_SECONDS
        assert seconds[-1] >= 2

    def test_are_two(self):
        assert [path.stem for path in FILMS] == ["live", "round"]
