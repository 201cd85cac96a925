"""What the map promises beyond the contract."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from quizzes.items import TYPES, Option
from quizzes.items.map import atlas

MAP = TYPES["map"]
LISTED, EVERYWHERE = MAP.examples()
OUTLINES = (Path(__file__).parents[3] / "quizzes/static/quizzes/items/outlines.svg").read_text()


class TestAtlas:
    def test_draws_each_region_once(self):
        named = [*atlas()["land"], *(region["outline"] for region in atlas()["regions"].values())]
        assert sorted(named) == sorted(re.findall(r'id="(\w+)"', OUTLINES))
        assert len(set(named)) == len(named)

    def test_names_no_country_in_its_drawing(self):
        assert set(re.findall(r'id="([^"]+)"', OUTLINES)) == {f"r{n}" for n in range(1, OUTLINES.count("<path") + 1)}
        for code, region in atlas()["regions"].items():
            assert not re.search(rf"{code}|{region['name']}", OUTLINES, re.IGNORECASE)

    def test_is_small(self):
        assert len(OUTLINES) < 60_000

    def test_gives_outlines_in_no_order_that_tells_the_names(self):
        numbers = [int(region["outline"][1:]) for region in atlas()["regions"].values()]
        assert numbers != sorted(numbers)


class TestChoices:
    def test_stand_in_the_order_of_the_alphabet(self):
        for item in (LISTED, EVERYWHERE):
            texts = [choice["text"] for choice in MAP.present(item, {})["choices"]]
            assert texts[:3] == sorted(texts)[:3]

    def test_are_all_countries_of_the_map_where_everywhere_is_asked(self):
        presented = MAP.present(EVERYWHERE, {})
        assert len(presented["choices"]) == len(atlas()["regions"]) == len(presented["regions"])
        assert MAP.random_guess_score(EVERYWHERE) == pytest.approx(1 / len(atlas()["regions"]))

    @given(code=st.sampled_from(sorted(atlas()["regions"])))
    def test_are_the_same_whichever_country_of_all_is_right(self, code):
        item = replace(EVERYWHERE, options=(Option(atlas()["regions"][code]["name"], 1.0, code.lower()),))
        assert MAP.problems(item) == []
        assert MAP.present(item, {}) == MAP.present(EVERYWHERE, {})
        assert MAP.grade(item, MAP.right_response(item)) == 1

    def test_carry_no_codes(self):
        presented = json.dumps(MAP.present(LISTED, {}))
        assert not any(f'"{option.match}"' in presented for option in LISTED.options)

    def test_draw_every_other_country_as_land(self):
        presented = MAP.present(LISTED, {})
        assert len(presented["regions"]) == len(LISTED.options)
        assert len(presented["land"]) + len(presented["regions"]) == OUTLINES.count("<path")


class TestProblems:
    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ((Option("Atlantis", 1.0, "ATL"), Option("China", match="CHN")), "“ATL”"),
            ((Option("China", 1.0, "CHN"), Option("China again", match="chn")), "same country"),
            ((Option("China", 1.0, "CHN"), Option("Iran", 1.0, "IRN")), "exactly one"),
            ((Option("China", 1.0, "CHN"),), "at least two countries"),
        ],
    )
    def test_are_named(self, options, words):
        assert any(words in str(problem) for problem in MAP.problems(replace(LISTED, options=options)))


class TestReview:
    def test_shows_a_country_that_has_no_row(self):
        rows = MAP.review(EVERYWHERE, {}, {"region": "JPN"})
        assert [(row.text, row.is_right, row.was_chosen) for row in rows] == [
            ("Belarus", True, False),
            ("Iran", False, False),
            ("Japan", False, True),
        ]
