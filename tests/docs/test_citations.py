"""Nothing that code or documents cite is missing."""

import re

import pytest

from .documents import DOCUMENTS, ITEMS, ROOT, SECURITY, citations_in, citing_files, expanded, numbers_of, relative

RULE = re.compile(r"(?<![\w.])[LQ]\d{1,2}\b(?!\w)")
CASES = re.compile(r"\bcases? (\d+(?:(?:–|, | and )\d+)*)")
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

    def test_name_classes_of_tests_that_there_are(self):
        text = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
        named = set(re.findall(r"`(Test\w+)`", SECURITY.read_text()))
        assert sorted(named - set(re.findall(r"^class (Test\w+)", text, re.MULTILINE))) == []
