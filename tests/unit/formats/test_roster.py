import io

import pytest
from openpyxl import Workbook

from quizzes.formats.tables.roster import MAX_BYTES, MAX_LISTED_STUDENTS, read_roster


def students_in(data):
    roster = read_roster(data)
    assert not roster.problems
    return [(one.name, one.number) for one in roster.students]


def problems_of(data):
    return [(problem.line, str(problem.wrong)) for problem in read_roster(data).problems]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "Anna,7\nBen,8\n",
            "Anna;7\r\nBen;8\r\n",
            "Anna\t7\nBen\t8",
            "Name,Number\nAnna,7\nBen,8\n",
            "ID,STUDENT \n7,Anna\n8,Ben\n",
            "\n\nAnna,7\n,\nBen,8\n\n",
            '"Anna",7\n"Ben",8\n',
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_takes_a_table_with_or_without_headings_in_any_common_form(self, text, encoding):
        assert students_in(text.encode(encoding)) == [("Anna", "7"), ("Ben", "8")]

    def test_the_number_is_optional(self):
        assert students_in(b"Anna\nBen,8") == [("Anna", ""), ("Ben", "8")]

    def test_other_columns_are_passed_over(self):
        assert students_in(b"Name,Class,Id\nAnna,7b,12\n") == [("Anna", "12")]

    def test_takes_workbooks_and_reads_numbers_as_they_are_shown(self):
        data = workbook(("Name", "Student number"), ("Anna", 12), ("Ben", "007"))
        assert students_in(data) == [("Anna", "12"), ("Ben", "007")]

    def test_names_in_any_script_stay(self):
        assert students_in("Ғалия\nमहेश\n李雷".encode()) == [("Ғалия", ""), ("महेश", ""), ("李雷", "")]


class TestRefusing:
    @pytest.mark.parametrize("data", [b"", b"\n\n", b"Name,Number\n", "\ufeff".encode()])
    def test_says_when_there_is_nobody(self, data):
        assert problems_of(data) == [(1, "There is nobody in this file.")]

    def test_says_which_row_has_no_name(self):
        assert problems_of(b"Anna,7\n,8\n") == [(2, "This row has no name.")]

    def test_says_when_the_file_is_too_large(self):
        ((line, wrong),) = problems_of(b"x" * (MAX_BYTES + 1))
        assert (line, wrong) == (1, "The file is larger than 1 MB, which no list of a class is.")

    def test_stops_at_more_students_than_a_class_may_have(self):
        data = "\n".join(f"Student {number}" for number in range(10_000)).encode()
        assert problems_of(data) == [(MAX_LISTED_STUDENTS + 1, "There are more than 500 students in it.")]

    @pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook at all", b"\xff\xfe\x00", b"\x00\x01\x02" * 50])
    def test_says_so_of_what_is_no_table(self, data):
        assert problems_of(data) == [(1, "This is no table: it is neither CSV nor XLSX.")]

    def test_a_quotation_mark_that_never_closes_is_a_sentence(self):
        assert problems_of(b'"' + b"a" * 200_000)


class TestHeadings:
    @pytest.mark.parametrize(
        "first", ["Nachname;Vorname;E-Mail", "Surname,First name,Email", "Nr.;Vorname", "Фамилия,Имя", "Klasse\tNom"]
    )
    def test_that_say_not_which_column_has_the_names_are_no_student(self, first):
        roster = read_roster(f"{first}\nMeier,Anna\n".encode())
        assert roster.students == []
        (problem,) = roster.problems
        assert "looks like headings" in problem.wrong
