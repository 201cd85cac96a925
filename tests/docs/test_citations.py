"""Nothing that code or documents cite is missing."""

import re

import pytest

from .documents import DOCUMENTS, ITEMS, ROOT, SECURITY, citations_in, citing_files, expanded, numbers_of, relative

RULE = re.compile(r"(?<![\w.])[LQ]\d{1,2}\b(?!\w)")
CASES = re.compile(r"\bcases? (\d+(?:(?:–|, | and )\d+)*)")
LANES = ("unit", "web", "security", "browser", "server")
# Documents that the repository does not have: what was cited before they moved here.
ELSEWHERE = re.compile(r"\b(?:CONTENT|DESIGN|HOUSE|ITEMS|SECURITY|STACK|STATISTICS|STYLE)(?:\.md|,? \d)")


class TestCitations:
    def test_lead_to_a_document_and_to_a_number_in_it(self):
        found = [citation for path in citing_files() for citation in citations_in(path.read_text(), path)]
        assert len(found) > 60
        assert [problem for citation in found if (problem := citation.problem())] == []

    def test_name_no_document_that_lies_elsewhere(self):
        found = [
            (relative(path), match[0]) for path in citing_files() for match in ELSEWHERE.finditer(path.read_text())
        ]
        assert found == []

    @pytest.mark.parametrize(
        ("text", "kind", "numbers"),
        [
            ("see docs/items.md", "case", ()),
            ("(docs/items.md, L08)", "case", ("L08",)),
            ("docs/items.md, L05–L07 and Q2.", "case", ("L05", "L06", "L07", "Q2")),
            ("docs/items.md, section 2.3, over", "section", ("2.3",)),
            ("# docs/items.md,\n    # sections 1 and 2", "section", ("1", "2")),
            ("[the rules](docs/items.md), case 7", "case", ("7",)),
            ("docs/items.md, which has them", "case", ()),
        ],
    )
    def test_are_found_as_they_are_written(self, text, kind, numbers):
        (found,) = citations_in(text, ROOT / "README.md")
        assert (found.path, found.kind, found.numbers) == ("docs/items.md", kind, numbers)

    @pytest.mark.parametrize(
        "text", ["docs/nothing.md", "docs/items.md, L99", "docs/items.md, section 9", "docs/content.md, traps 12–13"]
    )
    def test_that_dangle_are_found_out(self, text):
        (found,) = citations_in(text, ROOT / "README.md")
        assert found.problem()


class TestRules:
    def test_that_are_named_by_their_code_are_in_the_list(self):
        known = numbers_of(ITEMS, "case")
        paths = [*DOCUMENTS, *sorted((ROOT / "quizzes" / "generation").rglob("*.py"))]
        named = {(relative(path), code) for path in paths for code in RULE.findall(path.read_text())}
        assert len(named) > 100
        assert sorted(pair for pair in named if pair[1] not in known) == []

    def test_in_the_list_are_all_checked(self):
        checked = "".join(path.read_text() for path in (ROOT / "quizzes" / "generation" / "lint").glob("*.py"))
        assert sorted(numbers_of(ITEMS, "case") - set(re.findall(r'"([LQ]\d+)"', checked))) == []


class TestSecurityCases:
    def test_are_numbered_without_a_gap(self):
        assert sorted(map(int, numbers_of(SECURITY, "case"))) == list(range(1, 61))

    def test_refer_to_each_other_by_numbers_that_there_are(self):
        named = {number for numbers in CASES.findall(SECURITY.read_text()) for number in expanded(numbers)}
        assert sorted(named - numbers_of(SECURITY, "case")) == []

    def test_name_classes_of_tests_that_are_in_the_lane(self):
        lanes = {
            lane: "".join(path.read_text() for path in (ROOT / "tests" / lane).rglob("test_*.py")) for lane in LANES
        }
        named = list(classes_by_lane(SECURITY.read_text()))
        assert len(named) > 60
        assert [pair for pair in named if not re.search(rf"^class {pair[1]}\b", lanes[pair[0]], re.MULTILINE)] == []

    def test_name_a_lane_before_each_class(self):
        text = SECURITY.read_text()
        assert {name for _lane, name in classes_by_lane(text)} == set(re.findall(r"`(Test\w+)`", text))

    def test_name_the_lanes_of_classes_that_follow_them(self):
        row = "| 1 | on the web `TestNone` | part: web `TestA`, `TestB`; security and server `TestC` |"
        assert list(classes_by_lane(row)) == [
            ("web", "TestA"),
            ("web", "TestB"),
            ("security", "TestC"),
            ("server", "TestC"),
        ]


def classes_by_lane(text):
    """The lane and the name of each class of tests in the last columns: those after a lane, until the next one."""
    for column in re.findall(r"^\|.*\| (.*) \|$", text, re.MULTILINE):
        lanes, after_a_class = [], True
        for lane, name in re.findall(rf"\b({'|'.join(LANES)})\b|`(Test\w+)`", column):
            if lane:
                lanes = [lane] if after_a_class else [*lanes, lane]
            yield from ((one, name) for one in lanes if name)
            after_a_class = bool(name)
