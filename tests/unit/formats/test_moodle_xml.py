"""Moodle XML: what is read out of a bank that Moodle exports, what is left behind, and what goes out."""

from pathlib import Path

import pytest

from quizzes.formats import FORMATS, Citation, Record
from quizzes.items import TYPES, Item, Option, Picture, type_of

MOODLE = FORMATS["moodle_xml"]
SAMPLE = (Path(__file__).parent / "samples" / "moodle_4.xml").read_bytes()
CHOICE = Item("single_choice", "Which lake?", (Option("Balkhash", 1.0), Option("Zaysan")))


def quiz(*questions):
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode()


def question(kind, body="", text="Why?", more=""):
    head = f'<question type="{kind}"><name><text>A name</text></name>'
    return f'{head}<questiontext format="html"><text><![CDATA[{text}]]></text>{more}</questiontext>{body}</question>'


def answer(text, fraction, feedback=""):
    said = f"<feedback><text>{feedback}</text></feedback>"
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{said}</answer>'


def read_one(*questions):
    reading = MOODLE.read(quiz(*questions))
    assert not reading.problems
    assert len(reading.records) == 1
    return reading.records[0], [str(loss.what) for loss in reading.losses]


def write(*records):
    return b"".join(MOODLE.write(records)).decode()


def written_and_read(item, **values):
    reading = MOODLE.read(write(Record(item, **values)).encode())
    assert not reading.problems
    return reading.records[0]


class TestABankOfMoodle:
    def test_every_type_comes_in_or_is_said_to_stay_behind(self):
        reading = MOODLE.read(SAMPLE)
        assert not reading.problems
        named = {record.name for record in reading.records} | {loss.name for loss in reading.losses}
        assert len(reading.records) == 17
        assert len(named) == SAMPLE.count(b"<question type=") - SAMPLE.count(b'"category"')

    def test_what_comes_in_can_be_asked(self):
        for record in MOODLE.read(SAMPLE).records:
            assert type_of(record.item).problems(record.item) == [], record.name

    def test_what_comes_in_goes_out_and_comes_in_again(self):
        records = MOODLE.read(SAMPLE).records
        assert [MOODLE.losses(record) for record in records] == [[]] * len(records)
        again = MOODLE.read(b"".join(MOODLE.write(records)))
        assert again.records == records
        assert again.losses == []
        assert [dict(record.files) for record in again.records] == [dict(record.files) for record in records]

    def test_the_loss_report_names_each_question_and_its_line(self):
        losses = {}
        for loss in MOODLE.read(SAMPLE).losses:
            losses.setdefault((loss.line, loss.name), []).append(str(loss.what))
        assert losses[136, "Unequal weights"] == [
            "The right options earn unequal shares. Here each earns the same.",
            "What a wrong choice costs is left behind. Here it cancels one right choice.",
            "The combined feedback “Look at the map again.” is left behind; feedback here belongs to options.",
            "Its mark of 2 is left behind; what a question counts is said in the quiz.",
        ]
        assert losses[845, "Introduction"] == [
            "It is a text without a question, for which there is no place here. It is left out."
        ]
        assert all(what.endswith(".") for said in losses.values() for what in said)

    def test_a_place_in_the_feedback_becomes_the_citation(self):
        first = MOODLE.read(SAMPLE).records[0]
        quote = "Balkhash covers 16,400 square kilometres."
        assert first.citation == Citation(quote, "Lakes of Asia", "P2s4", "https://example.org/lakes", "CC BY 4.0")
        assert first.explanation == "The Aral Sea was larger until the 1990s."
        assert (first.id, first.tags) == ("lake-01", ("lakes", "easy"))

    def test_embedded_files_become_pictures_even_with_one_name_for_two(self):
        (flag,) = (record for record in MOODLE.read(SAMPLE).records if record.name == "Flag")
        assert flag.item.picture == Picture("flag one.png", "Blue, with a sun and an eagle", 200, 100)
        assert flag.item.options[0].picture == Picture("2-flag one.png", "An outline", 0, 0)
        assert {data[:4] for data in flag.files.values()} == {b"\x89PNG"}


class TestReading:
    @pytest.mark.parametrize(
        ("path", "topic"),
        [
            ("$course$/top/Lakes/Salt // sweet", ("Lakes", "Salt / sweet")),
            ("$course$/Lakes", ("Lakes",)),
            ("$module$/top", ()),
            ("Lakes/Deep", ("Lakes", "Deep")),
            ("top/Lakes", ("Lakes",)),
        ],
    )
    def test_a_category_is_a_topic_without_its_context(self, path, topic):
        category = f'<question type="category"><category><text>{path}</text></category></question>'
        record, _losses = read_one(category, question("essay"))
        assert record.topic == topic

    def test_several_options_that_are_right_by_themselves_become_a_multiple_response(self):
        record, losses = read_one(question("multichoice", answer("a", 100) + answer("b", 100) + answer("c", 0)))
        assert record.item.type == "multiple_response"
        assert losses == ["Several options are right by themselves; here all of them have to be chosen."]

    def test_a_part_of_the_mark_for_one_option_is_lost(self):
        record, losses = read_one(question("multichoice", answer("a", 100) + answer("b", "33.33333")))
        assert [option.fraction for option in record.item.options] == [1, 0]
        assert losses == ["Some options earn a part of the mark or cost one. Here one is right and the others wrong."]

    def test_thirds_come_in_as_thirds(self):
        record, _losses = read_one(question("shortanswer", answer("a", 100) + answer("b", "66.66667")))
        assert record.item.options[1].fraction == 2 / 3

    def test_an_escaped_asterisk_is_an_asterisk_and_any_other_is_left_behind(self):
        record, losses = read_one(question("shortanswer", answer("5\\*3", 100) + answer("5*", 100)))
        assert [option.text for option in record.item.options] == ["5*3"]
        assert losses == [
            "The answer “5*” is left behind: an asterisk stands for any letters, and no answer here does."
        ]

    def test_of_several_tolerances_the_smallest_counts(self):
        answers = "".join(
            f'<answer fraction="100"><text>{number}</text><tolerance>{tolerance}</tolerance></answer>'
            for number, tolerance in ((5, "0,5"), (7, "0.25"))
        )
        record, losses = read_one(question("numerical", answers))
        assert record.item.params == {"tolerance": 0.25}
        assert losses == ["Its answers have tolerances of their own. Here the smallest counts for all of them."]

    def test_signs_inside_of_a_blank_are_escaped(self):
        text = r"It is {:MC:=a \} b \~ c \# d \\ e~\=wrong#It isn&#39;t.~%0%100 %}."
        record, _losses = read_one(question("cloze", text=text))
        assert record.item.stem == "It is [[1]]."
        assert [(option.text, option.fraction, option.feedback) for option in record.item.options] == [
            ("a } b ~ c # d \\ e", 1, ""),
            ("=wrong", 0, "It isn't."),
            ("100 %", 0, ""),
        ]

    def test_a_blank_that_is_never_closed_is_text(self):
        record, _losses = read_one(question("cloze", text="{1:SA:=a} and {1:SA:=b"))
        assert record.item.stem == "[[1 typed]] and {1:SA:=b"

    def test_a_damaged_picture_is_left_behind(self):
        file = '<file name="a.png" path="/" encoding="base64">not base64!</file>'
        record, losses = read_one(question("essay", text='<img src="@@PLUGINFILE@@/a.png" alt="A">Why?', more=file))
        assert record.item.picture is None
        assert losses == ["The picture “a.png” is damaged and is left behind."]

    def test_the_marker_of_another_type_changes_nothing(self):
        marker = '<scoquiz type="categorise" params="{}"/>'
        record, _losses = read_one(question("essay", marker))
        assert record.item.type == "essay"

    @pytest.mark.parametrize("params", ["[]", "{", "[" * 5000, "{&quot;boxes&quot;: 3}"])
    def test_a_marker_that_somebody_spoilt_changes_nothing(self, params):
        rows = "".join(
            f"<subquestion><text>{text}</text><answer><text>{match}</text></answer></subquestion>"
            for text, match in (("a", "1"), ("b", "2"))
        )
        record, _losses = read_one(question("matching", f'{rows}<scoquiz type="categorise" params="{params}"/>'))
        assert record.item.type == "matching"

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_any_encoding_of_unicode_is_read(self, encoding):
        data = quiz(question("essay", text="Wie heißt der Пик?")).decode().replace("\n", "\r\n").encode(encoding)
        assert MOODLE.recognises("questions.xml", data)
        assert MOODLE.read(data).records[0].item.stem == "Wie heißt der Пик?"

    def test_an_encoding_that_is_declared_is_followed(self):
        data = quiz(question("essay", text="Где?")).decode().replace("UTF-8", "windows-1251").encode("cp1251")
        assert MOODLE.read(data).records[0].item.stem == "Где?"

    def test_control_characters_are_passed_over(self):
        assert MOODLE.read(quiz(question("essay", text="Wh\x0by?"))).records[0].item.stem == "Why?"


class TestWriting:
    def test_a_wrong_choice_takes_off_what_a_right_one_earns(self):
        options = (Option("a", 1.0), Option("b", 1.0), Option("c", 1.0), Option("d"))
        text = write(Record(Item("multiple_response", "Which?", options)))
        assert text.count('fraction="33.33333"') == 3
        assert text.count('fraction="-33.33333"') == 1

    def test_html_in_a_text_is_shown_and_not_run(self):
        item = Item("single_choice", "<script>alert(1)</script> ]]> & so on", CHOICE.options)
        assert "<script>" not in write(Record(item)).replace("&lt;", "<![CDATA[").split("<![CDATA[")[0]
        assert written_and_read(item).item == item

    @pytest.mark.parametrize("code", ["categorise", "true_false_not_stated"])
    def test_a_type_that_moodle_lacks_comes_back_as_what_it_was(self, code):
        for item in TYPES[code].examples():
            plain = Item(
                item.type, item.stem, tuple(Option(o.text, o.fraction, o.match) for o in item.options), item.params
            )
            assert MOODLE.losses(Record(plain)) == []
            assert written_and_read(plain).item == plain

    @pytest.mark.parametrize("code", ["map", "pick_the_sentence"])
    def test_a_type_without_any_form_in_moodle_is_not_held(self, code):
        records = [Record(item) for item in TYPES[code].examples()]
        assert not any(map(MOODLE.holds, records))
        assert MOODLE.read(write(*records).encode()).records == []

    def test_each_loss_is_said(self):
        item = Item("multiple_response", "Which?", (Option("a", 1.0), Option("b")), {"all_or_nothing": True})
        assert [str(what) for what in MOODLE.losses(Record(item))] == [
            "Moodle gives a part of the mark for a part of the right options, not all or nothing."
        ]
        missing = Item("single_choice", "Which?", CHOICE.options, picture=Picture("a.webp", "A lake", 2, 2))
        assert [str(what) for what in MOODLE.losses(Record(missing))] == [
            "The data of a picture is missing, so the picture is left behind."
        ]

    def test_a_change_of_topic_is_a_category(self):
        records = [Record(CHOICE, topic=topic) for topic in ((), ("A", "b/c"), ("A", "b/c"), ())]
        assert write(*records).count('type="category"') == 2
        assert MOODLE.read(write(*records).encode()).records == records

    def test_pictures_travel_with_their_data(self):
        item = Item("single_choice", "Which?", CHOICE.options, picture=Picture("ä b/1.webp", 'A "lake"', 3, 2))
        assert dict(written_and_read(item, files={"ä b/1.webp": b"data"}).files) == {"ä b/1.webp": b"data"}
        assert written_and_read(item, files={"ä b/1.webp": b"data"}).item == item

    def test_it_is_handed_on_question_by_question(self):
        taken = []

        def records():
            for place in range(3):
                taken.append(place)
                yield Record(CHOICE)

        pieces = MOODLE.write(records())
        next(pieces), next(pieces)
        assert taken == [0]
