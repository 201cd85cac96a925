"""The promises of a format, tried on every format there is."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from quizzes.formats import FORMATS, MAX_BYTES, Citation, Record, format_of
from quizzes.items import TYPES, Item, Option

from .test_round_trips import items

EXAMPLES = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    for n, item in enumerate(item_type.examples())
]
DRESSED = {
    "name": "A name: with = signs",
    "id": "bank-12",
    "topic": ("Geography", "Rivers and lakes"),
    "explanation": "Because **so** it is, see paragraph 2.",
    "tags": ("water", "b2"),
    "citation": Citation("The SCO was established in 2001.", "The article", "P1s2", "https://example.org/a?b=c&d"),
}
codes = pytest.mark.parametrize("code", FORMATS)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(code, *records):
    return b"".join(FORMATS[code].write(records))


def read(code, data):
    return FORMATS[code].read(data)


@codes
class TestEveryFormat:
    def test_has_words_and_names_of_its_own(self, code):
        file_format = FORMATS[code]
        assert file_format.code == code
        assert str(file_format.label)
        assert file_format.suffix.startswith(".")
        assert any(file_format.suffix.endswith(suffix) for suffix in file_format.suffixes)
        assert "/" in file_format.media_type

    @pytest.mark.parametrize("item", EXAMPLES)
    @pytest.mark.parametrize("dress", [{}, DRESSED], ids=["bare", "dressed"])
    def test_says_what_is_lost_of_every_type_and_nothing_else_is(self, code, item, dress):
        file_format, record = FORMATS[code], Record(item, **dress)
        again = read(code, written(code, record))
        losses = file_format.losses(record)
        assert all(str(loss).endswith(".") for loss in losses)
        if not file_format.holds(record):
            assert losses
            assert again.records == []
            return
        assert again.problems == []
        assert len(again.records) == 1
        assert bool(losses) == (again.records != [record])

    @QUICK
    @given(item=items())
    def test_gives_back_what_it_says_it_holds(self, code, item):
        record = Record(item, id="one")
        if FORMATS[code].holds(record) and not FORMATS[code].losses(record):
            assert read(code, written(code, record)).records == [record]

    def test_recognises_what_it_writes(self, code):
        records = [Record(next(iter(TYPES[kind].examples()))) for kind in ("single_choice", "short_answer")]
        data = written(code, *records)
        found = format_of(f"questions{FORMATS[code].suffix}", data)
        assert found is not None
        # Two formats may share a suffix; whichever is found reads the same questions.
        assert [r.item.stem for r in found.read(data).records] == [r.item.stem for r in read(code, data).records]

    def test_writes_the_same_bytes_each_time(self, code):
        record = Record(next(iter(TYPES["single_choice"].examples())), **DRESSED)
        if code in ("xlsx", "kahoot"):
            pytest.skip("a workbook says when it was made")
        assert written(code, record) == written(code, record)

    @QUICK
    @given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
    def test_reads_anything_without_an_error(self, code, data):
        reading = read(code, data)
        for problem in reading.problems:
            assert str(problem.wrong).endswith((".", "?"))
            assert str(problem.remedy).endswith(".")
            assert len(problem.text) <= 200

    @QUICK
    @given(place=st.integers(0, 2000), damage=st.binary(min_size=1, max_size=8))
    def test_reads_a_damaged_file_of_its_own_without_an_error(self, code, place, damage):
        data = written(code, Record(next(iter(TYPES["single_choice"].examples())), **DRESSED))
        read(code, data[:place] + damage + data[place + len(damage) :])

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b" \n",
            b"\x00" * 1000,
            b"{" * 10_000,
            b"x {\n" * 10_000,
            b"<" * 100_000,
            b'"' * 100_001,
            b"\t" * 100_000,
        ],
        ids=["empty", "blank", "nul", "braces", "braces in lines", "angles", "quotation marks", "tabs"],
    )
    def test_refuses_a_bad_file_with_what_to_do(self, code, data):
        reading = read(code, data)
        assert reading.problems or not reading.records

    def test_refuses_more_than_twenty_megabytes_unread(self, code):
        (problem,) = read(code, b"x" * (MAX_BYTES + 1)).problems
        assert "20 MB" in str(problem.wrong)


class TestTables:
    ITEM = Item("single_choice", "Which?", (Option("=1+1", 1.0), Option("@home"), Option("'=quoted"), Option("＝wide")))

    @pytest.mark.parametrize("code", ["csv", "xlsx"])
    def test_hold_no_formula_and_give_the_text_back(self, code):
        record = Record(self.ITEM, tags=("-a",), explanation="+1\ttwo")
        assert read(code, written(code, record)).records == [record]
        if code == "csv":
            cells = written(code, record).decode().replace("\r\n", ",").split(",")
            assert not any(cell.strip('"').startswith(("=", "+", "-", "@", "＝")) for cell in cells)

    def test_are_read_with_semicolons_and_words_and_without_types(self):
        data = "Question;Option 1;Share 1;Option 2;Share 2\nWhere?;Here;x;There;\nWho?;She;50%;He;1\n".encode("utf-16")
        first, second = read("csv", data).records
        assert first.item == Item("single_choice", "Where?", (Option("Here", 1.0), Option("There")))
        assert [option.fraction for option in second.item.options] == [0.5, 1.0]

    def test_go_on_in_a_second_row_with_more_options_than_one_has(self):
        item = Item("multiple_response", "Which?", tuple(Option(f"o{n}", float(n < 3)) for n in range(20)))
        assert read("csv", written("csv", Record(item))).records == [Record(item)]

    @pytest.mark.parametrize(
        ("table", "line", "said"),
        [
            ("a,b\n1,2\n", 1, "no row of headings"),
            ("question,type\nWhere?,riddle\n", 2, "no such type"),
            ("question,option 1,share 1\nWhere?,Here,many\n", 2, "no share"),
            ("question,settings\nWhere?,{\n", 2, "settings"),
            ("question,option 1\n,Here\n", 2, "no question"),
        ],
    )
    def test_say_which_row_is_wrong_and_how(self, table, line, said):
        (problem,) = read("csv", table.encode()).problems
        assert problem.line == line
        assert said in str(problem.wrong)

    def test_say_which_columns_they_leave_behind(self):
        reading = read("csv", b"question,difficulty\nWhere?,hard\n")
        assert ["difficulty" in str(loss.what) for loss in reading.losses] == [True]


class TestKahoot:
    def test_is_read_in_the_layout_of_its_template(self):
        item = Item("multiple_response", "Which are right?", (Option("A", 1.0), Option("B"), Option("C", 1.0)))
        assert read("kahoot", written("kahoot", Record(item))).records == [Record(item)]

    def test_leaves_out_what_has_too_many_answers(self):
        item = Item("single_choice", "Which?", tuple(Option(f"o{n}", float(not n)) for n in range(5)))
        assert not FORMATS["kahoot"].holds(Record(item))


class TestAiken:
    SAMPLE = (
        b"\xef\xbb\xbfWhere is\r\nthe summit?\r\nA) Tianjin\r\nB. Beijing\r\nANSWER: a\r\n\r\n"
        b"Who?\nA. She\nB. He\nANSWER: B\n"
    )

    def test_reads_full_stops_brackets_and_lines_that_go_on(self):
        first, second = read("aiken", self.SAMPLE).records
        assert first.item == Item("single_choice", "Where is the summit?", (Option("Tianjin", 1.0), Option("Beijing")))
        assert [option.text for option in second.item.keys] == ["He"]

    @pytest.mark.parametrize("text", ["Who?\nA. She\nB. He\n", "Who?\nANSWER: A\n", "Who?\nA. She\nB. He\nANSWER: C\n"])
    def test_says_where_a_question_is_not_whole(self, text):
        (problem,) = read("aiken", text.encode()).problems
        assert problem.line == 1


class TestAnki:
    def test_reads_an_export_of_anki(self):
        data = b"#separator:tab\n#html:true\n#tags column:3\nWhere is <b>the</b> summit?\tTianjin\tgeo b2\n"
        (record,) = read("anki", data).records
        assert record.item == Item("short_answer", "Where is **the** summit?", (Option("Tianjin", 1.0),))
        assert record.tags == ("geo", "b2")

    def test_puts_the_right_answer_and_the_source_behind(self):
        record = Record(next(iter(TYPES["single_choice"].examples())), **DRESSED)
        card = written("anki", record).decode().splitlines()[-1]
        assert "Tianjin" in card.split("\t")[3]
        assert "Source:" in card


class TestBombs:
    def test_a_workbook_that_unpacks_to_far_more_is_refused_unread(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("xl/worksheets/sheet1.xml", b"0" * 28 * 1024 * 1024)
        for code in ("xlsx", "kahoot"):
            assert len(read(code, data.getvalue()).problems) == 1

    def test_the_same_items_survive_a_second_trip(self):
        for code in FORMATS:
            record = Record(next(iter(TYPES["single_choice"].examples())))
            once = read(code, written(code, record)).records
            assert read(code, written(code, *once)).records == [replace(r, line=0) for r in once]
