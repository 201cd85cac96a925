"""The promises of ItemType, tried on every type there is."""

import json
import random
from dataclasses import replace

import pytest
from django.template.loader import get_template
from hypothesis import given, strategies as st

from quizzes.items import TYPES, BadResponse, Form, Item, Option

from .moved_keys import moved_keys, without_key

EXAMPLES = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    for n, item in enumerate(item_type.examples())
]


def survives_json(value):
    return json.loads(json.dumps(value)) == value


def variant_of(item, seed=1):
    return TYPES[item.type].vary(item, random.Random(seed))


def right_form(item):
    item_type = TYPES[item.type]
    return item_type.to_form(item, variant_of(item), item_type.right_response(item))


# What a browser, or somebody who is not one, may post for a field.
# fmt: off
AWKWARD = [
    "", " ", "0", "1", "2", "-1", "99", "abc", "1" + "0" * 20, "1e999", "NaN", "Infinity", "\x00", "1\x00", "\ud800",
    "½", "①", "٣", "𐩀 one", "٬5", ".5", "--", "+", "−", "١٫٥", "twenty twenty", "1,2,3", "5 5", "9" * 600, "x" * 10_000,
]
# fmt: on
values = (
    st.sampled_from(AWKWARD)
    | st.text(max_size=20)
    | st.text(alphabet="0123456789.,'-− $%¥ ehundrtmilo", max_size=20)
    | st.text(alphabet=st.characters(categories=["Nd", "No", "Nl", "Sc", "Cs"]), max_size=5)
)
NO_FIELDS = ["answer[]", "choice", ""]


def forms_for(item):
    """The right form with whatever in some of its fields, and with fields that nobody asked for."""
    fields = list(right_form(item))
    changes = st.dictionaries(st.sampled_from([*fields, *NO_FIELDS]), st.lists(values, max_size=3))
    # Values that stand in some field of the right form get past what a single field refuses.
    swaps = st.dictionaries(st.sampled_from(fields), st.sampled_from(list(right_form(item).values())))
    return st.builds(lambda *mixed: {**mixed[0], **mixed[1], **mixed[2]}, st.just(right_form(item)), swaps, changes)


class TestRegistry:
    def test_holds_the_types_of_this_step(self):
        assert set(TYPES) >= {
            "true_false",
            "true_false_not_stated",
            "single_choice",
            "multiple_response",
            "numerical",
            "short_answer",
            "matching",
            "ordering",
            "cloze",
            "categorise",
            "pick_the_sentence",
            "map",
            "essay",
        }

    @pytest.mark.parametrize("code", TYPES)
    def test_files_a_type_under_its_code(self, code):
        assert TYPES[code].code == code

    @pytest.mark.parametrize("code", TYPES)
    def test_gives_each_type_words_and_a_template(self, code):
        item_type = TYPES[code]
        assert str(item_type.label)
        assert str(item_type.instruction).endswith((".", "?"))
        assert get_template(item_type.template_name)

    @pytest.mark.parametrize("code", TYPES)
    def test_gives_each_type_examples(self, code):
        assert list(TYPES[code].examples())

    @pytest.mark.parametrize("code", TYPES)
    def test_each_setting_has_a_default_of_its_kind(self, code):
        kinds = {"bool": bool, "number": int | float, "text": str, "paragraphs": str, "words": tuple}
        for setting in TYPES[code].settings:
            assert isinstance(setting.default, kinds[setting.kind]), setting.name
            assert str(setting.label)


@pytest.mark.parametrize("item", EXAMPLES)
class TestEveryType:
    def test_finds_no_problem_in_its_examples(self, item):
        assert TYPES[item.type].problems(item) == []

    def test_finds_a_problem_in_an_item_without_anything(self, item):
        problems = TYPES[item.type].problems(Item(item.type, ""))
        assert problems
        assert all(str(problem).endswith(".") for problem in problems)

    def test_finds_a_problem_where_nothing_is_right(self, item):
        assert TYPES[item.type].graded_by_hand or TYPES[item.type].problems(without_key(item))

    def test_gives_the_right_response_the_full_mark_or_leaves_it_to_a_person(self, item):
        item_type = TYPES[item.type]
        assert item_type.grade(item, item_type.right_response(item)) == (None if item_type.graded_by_hand else 1)

    def test_makes_the_whole_of_parts_that_are_all_right(self, item):
        item_type = TYPES[item.type]
        assert all(part.fraction == 1 for part in item_type.parts(item, item_type.right_response(item)))

    def test_survives_json(self, item):
        item_type = TYPES[item.type]
        assert Item.from_json(json.loads(json.dumps(item.to_json()))) == item
        assert survives_json(variant_of(item))
        assert survives_json(item_type.right_response(item))
        assert survives_json(item_type.present(item, variant_of(item)))

    def test_reads_back_the_form_it_writes(self, item):
        item_type, variant = TYPES[item.type], variant_of(item)
        response = item_type.right_response(item)
        assert item_type.parse(item, variant, Form(item_type.to_form(item, variant, response))) == response

    def test_varies_alike_with_the_same_chance(self, item):
        assert variant_of(item, seed=7) == variant_of(item, seed=7)

    def test_presents_the_same_whichever_option_is_the_key(self, item):
        item_type, variant = TYPES[item.type], variant_of(item)
        for moved in moved_keys(item):
            assert variant_of(moved) == variant
            assert item_type.present(moved, variant) == item_type.present(item, variant)

    def test_presents_no_feedback_and_nothing_for_graders(self, item):
        item_type, variant = TYPES[item.type], variant_of(item)
        texts = {setting.name: "SENTINEL" for setting in item_type.settings if setting.kind == "paragraphs"}
        options = tuple(replace(option, feedback="SENTINEL") for option in item.options)
        secretive = replace(item, options=options, params={**item.params, **texts})
        assert item_type.present(secretive, variant) == item_type.present(item, variant)

    def test_presents_all_options_or_none(self, item):
        """Where they belong to blanks, all options of a blank or none of them."""
        item_type = TYPES[item.type]
        presented = json.dumps(item_type.present(item, variant_of(item)), ensure_ascii=False)
        shown: dict[str, set[bool]] = {}
        for option in item.options:
            whole = option.match if item_type.has_blanks else ""
            if option.text:
                shown.setdefault(whole, set()).add(json.dumps(option.text, ensure_ascii=False) in presented)
        assert all(len(group) == 1 for group in shown.values())

    def test_refuses_an_empty_form_with_a_sentence(self, item):
        for form in ({}, {"answer": []}, {"answer": [""]}, {"answer": ["  \n"]}, {"another": ["1"]}):
            with pytest.raises(BadResponse, match=r"\.$"):
                TYPES[item.type].parse(item, variant_of(item), Form(form))
        for empty in ([], [""], [" \n"]):
            with pytest.raises(BadResponse, match=r"\.$"):
                TYPES[item.type].parse(item, variant_of(item), Form(dict.fromkeys(right_form(item), empty)))

    def test_refuses_what_no_database_keeps(self, item):
        for text in ("1\x00", "\x00", "1\ud800", "\udfff", "1\ufffd"):
            for field in right_form(item):
                with pytest.raises(BadResponse, match=r"\.$"):
                    TYPES[item.type].parse(item, variant_of(item), Form(right_form(item) | {field: [text]}))

    def test_summarises_the_right_answer_in_one_line(self, item):
        item_type = TYPES[item.type]
        answer = item_type.summarise(item, item_type.right_response(item))
        assert answer
        assert "\n" not in answer
        assert item_type.graded_by_hand or item_type.right_answer(item) == answer

    def test_reviews_every_option_or_none(self, item):
        item_type, variant = TYPES[item.type], variant_of(item)
        rows = item_type.review(item, variant, item_type.right_response(item))
        if any(row.right for row in rows):  # parts that were given something
            assert len(rows) == len(right_form(item))
            assert all(row.is_right and row.given == row.right for row in rows)
        else:
            assert sorted(row.text for row in rows) in ([], sorted(option.text for option in item.options))
        assert all(row.is_right == row.was_chosen for row in rows)
        unanswered = item_type.review(item, variant, None)
        assert [row.text for row in unanswered] == [row.text for row in rows]
        assert not any(row.was_chosen or row.given for row in unanswered)

    def test_has_a_stem_to_read_without_its_controls(self, item):
        stem = TYPES[item.type].readable_stem(item)
        assert stem.split()
        assert "[[" not in stem

    def test_expects_a_fraction_from_guessing(self, item):
        expected = TYPES[item.type].random_guess_score(item)
        assert expected is None or 0 <= expected < 1

    @given(data=st.data())
    def test_reads_any_form_or_refuses_it(self, item, data):
        item_type, variant = TYPES[item.type], variant_of(item)
        form = data.draw(forms_for(item))
        try:
            response = item_type.parse(item, variant, Form(form))
        except BadResponse:
            return
        assert survives_json(response)
        assert json.dumps(response, ensure_ascii=False).encode()
        fraction = item_type.grade(item, response)
        assert fraction is None if item_type.graded_by_hand else 0 <= fraction <= 1
        assert all(0 <= part.fraction <= 1 for part in item_type.parts(item, response))
        assert item_type.parse(item, variant, Form(item_type.to_form(item, variant, response))) == response
        assert "\n" not in item_type.summarise(item, response)
        assert item_type.in_full(item, response)
        item_type.review(item, variant, response)


class TestForm:
    def test_refuses_more_values_than_any_page_has(self):
        with pytest.raises(BadResponse):
            Form({"answer": ["1"] * 1000}).many("answer")

    def test_refuses_a_doubled_value_where_one_is_asked(self):
        with pytest.raises(BadResponse, match="one answer only"):
            Form({"answer": ["1", "2"]}).one("answer", "Please choose.")

    def test_refuses_a_text_that_is_too_long(self):
        with pytest.raises(BadResponse, match="at most 500"):
            Form({"answer": ["x" * 501]}).one("answer", "Please type.")


class TestItem:
    def test_tells_its_key_from_its_distractors(self):
        item = Item("single_choice", "Which?", (Option("right", 1.0), Option("partly", 0.5), Option("wrong")))
        assert [option.text for option in item.keys] == ["right", "partly"]
        assert [option.text for option in item.distractors] == ["wrong"]
