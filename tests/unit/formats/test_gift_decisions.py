"""Each row of the table in `quizzes/formats/gift/__init__.py`, and what Moodle's files bring along."""

import pytest

from quizzes.formats import FORMATS, Record
from quizzes.items import Item, Option

GIFT = FORMATS["gift"]


def read(text):
    return GIFT.read(text if isinstance(text, bytes) else text.encode())


def only(text):
    reading = read(text)
    assert reading.problems == []
    (record,) = reading.records
    return record


def losses(text):
    return [str(loss.what) for loss in read(text).losses]


def texts(item):
    return [(option.text, option.fraction) for option in item.options]


class TestDecisions:
    def test_a_blank_line_inside_braces_is_part_of_the_answers(self):
        assert texts(only("Where? {\n=Here\n\n~There\n}").item) == [("Here", 1.0), ("There", 0.0)]

    def test_a_blank_line_outside_ends_a_question(self):
        assert len(read("A? {T}\n\nB? {F}").records) == 2

    def test_escapes_are_the_sign_itself(self):
        item = only(r"A \~ \= \# \{ \} \: \\ sign\nnext {=a\=b ~c\~d}").item
        assert item.stem == "A ~ = # { } : \\ sign\nnext"
        assert texts(item) == [("a=b", 1.0), ("c~d", 0.0)]

    def test_any_other_backslash_is_a_backslash(self):
        assert only(r"A \frac sign? {T}").item.stem.replace("\\\\", "\\") == r"A \frac sign?"

    @pytest.mark.parametrize(
        ("stem", "expected"),
        [
            ("Is <b>this</b> so?", "Is **this** so?"),
            ("Is 3 * 4 * 5 so?", "Is 3 * 4 * 5 so?"),
            ("[html]Is <i>this</i> so?", "Is *this* so?"),
            ("[markdown]Is **this** so?", "Is **this** so?"),
            ("[plain]Is <b> so?", "Is <b> so?"),
        ],
    )
    def test_a_text_is_html_where_it_has_tags_or_says_so(self, stem, expected):
        assert only(f"{stem} {{T}}").item.stem == expected

    @pytest.mark.parametrize(
        ("answers", "kind"),
        [
            ("=a ~b ~c", "single_choice"),
            ("~%100%a ~b", "single_choice"),
            ("~%50%a ~%50%b ~%-50%c", "multiple_response"),
            ("=a =b", "short_answer"),
            ("=a -> 1 =b -> 2", "matching"),
            ("", "essay"),
            ("T", "true_false"),
            ("FALSE", "true_false"),
            ("#3", "numerical"),
        ],
    )
    def test_signs_say_which_type_it_is(self, answers, kind):
        assert only(f"What? {{{answers}}}").item.type == kind

    def test_right_options_of_unequal_weight_count_the_same_and_that_is_said(self):
        text = "Which? {~%75%a ~%25%b ~c}"
        assert texts(only(text).item) == [("a", 1.0), ("b", 1.0), ("c", 0.0)]
        assert any("unequal" in loss for loss in losses(text))

    def test_a_part_of_the_mark_for_a_wrong_option_is_left_behind_and_that_is_said(self):
        assert any("part of the mark" in loss for loss in losses("Which? {=a ~%50%b ~c}"))

    def test_text_behind_the_braces_leaves_a_blank(self):
        assert only("Mahatma {=Gandhi ~Nehru} was born.").item.stem == "Mahatma _____ was born."

    def test_a_text_without_braces_is_a_loss(self):
        assert read("Read this first.\n\nA? {T}").records[0].item.stem == "A?"
        assert losses("Read this first.\n\nA? {T}")

    def test_true_and_false_say_the_first_feedback_to_those_who_are_wrong(self):
        right, wrong = only("So? {T#No, it is.#Yes.}").item.options
        assert (right.feedback, wrong.feedback) == ("Yes.", "No, it is.")

    def test_a_range_is_its_middle_give_or_take_half(self):
        assert only("How many? {#1..5}").item == Item("numerical", "How many?", (Option("3", 1.0),), {"tolerance": 2})

    def test_several_numbers_have_weights_and_feedback(self):
        item = only("How many? {#=3#Exactly =%50%4:0#Nearly}").item
        assert [(o.text, o.fraction, o.feedback) for o in item.options] == [("3", 1.0, "Exactly"), ("4", 0.5, "Nearly")]

    def test_comments_bring_id_and_tags_to_the_next_question_only(self):
        first, second = read("// a remark [id:q1] [tag:x] [tag:y]\nA? {T}\n\nB? {F}").records
        assert (first.id, first.tags) == ("q1", ("x", "y"))
        assert (second.id, second.tags) == ("", ())

    def test_categories_are_paths_and_a_doubled_slash_is_one(self):
        assert only("$CATEGORY: $course$/top/Geo/Land // sea\n\nA? {T}").topic == ("Geo", "Land / sea")

    def test_titles_feedback_and_general_feedback_go_where_they_belong(self):
        record = only("::Q1:: Which? {=a#Good ~b#Bad ####See paragraph 2.}")
        assert record.name == "Q1"
        assert [option.feedback for option in record.item.options] == ["Good", "Bad"]
        assert record.explanation == "See paragraph 2."


class TestEncodings:
    TEXT = "Où? {=Là ~Ici}\r\n\r\nWho? {T}\r\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    def test_do_not_matter(self, encoding):
        first, second = read(self.TEXT.encode(encoding)).records
        assert (first.item.stem, second.item.stem) == ("Où?", "Who?")


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "line", "said"),
        [
            ("A? {T}\n\nWhere? {=Here", 3, "never closed"),
            ("Where? {=He{re}", 1, "inside the answers"),
            ("Where? {=Here} or {=there}", 1, "more than one place"),
            ("Where? {Here}", 1, "neither = nor ~"),
            ("How many? {#many}", 1, "no number"),
            ("\n\n", 1, "no question"),
        ],
    )
    def test_are_named_with_their_line_and_what_to_do(self, text, line, said):
        problem = read(text).problems[0]
        assert problem.line == line
        assert said in str(problem.wrong)
        assert str(problem.remedy).endswith(".")


class TestRecords:
    def test_come_back_with_everything_around_them(self):
        record = Record(
            Item("short_answer", "Where: is {it}?", (Option("Here = there", 1.0), Option("~", 0.5))),
            name="A :: title",
            id="q[1]",
            topic=("A/b", "C"),
            explanation="Because **so** #1.",
            tags=("x y",),
        )
        assert read(b"".join(GIFT.write([record]))).records == [record]
