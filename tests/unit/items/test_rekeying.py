import random
from dataclasses import replace

import pytest

from quizzes.items import TYPES, Item, Option, type_of
from quizzes.items.rekeying import CannotRekey, fits, rekeyed

from .moved_keys import moved_keys

EXAMPLES = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    for n, item in enumerate(item_type.examples())
]


def choice(*options, **params):
    return Item("single_choice", "Which?", tuple(Option(text, fraction) for text, fraction in options), params)


class TestEveryType:
    @pytest.mark.parametrize("item", EXAMPLES)
    def test_stays_as_it_is_with_its_own_key(self, item):
        assert rekeyed(item, item) == item

    @pytest.mark.parametrize("item", EXAMPLES)
    def test_takes_a_key_that_moved_and_shows_the_same(self, item):
        item_type = type_of(item)
        for moved in moved_keys(item):
            if item_type.problems(moved):
                continue
            again = rekeyed(item, moved)
            assert item_type.right_answer(again) == item_type.right_answer(moved)
            variant = item_type.vary(item, random.Random(7))
            assert item_type.present(again, variant) == item_type.present(item, variant)
            assert fits(item, again, variant, item_type.right_response(item))


class TestOptions:
    old = choice(("1998", 0.0), ("2001", 1.0), ("2006", 0.0))

    def test_keep_their_wording_and_their_order(self):
        new = choice(("2006.", 1.0), ("2001", 0.0), ("1998", 0.0))
        assert rekeyed(self.old, new).options == (Option("1998"), Option("2001"), Option("2006", 1.0))

    def test_get_the_new_feedback(self):
        new = replace(self.old, options=tuple(replace(option, feedback="New.") for option in self.old.options))
        assert {option.feedback for option in rekeyed(self.old, new).options} == {"New."}

    @pytest.mark.parametrize(
        "new",
        [
            choice(("1998", 0.0), ("2002", 1.0), ("2006", 0.0)),
            choice(("1998", 0.0), ("2001", 0.0), ("2006", 0.0), ("2010", 1.0)),
            choice(("2001", 1.0), ("2006", 0.0)),
        ],
        ids=["reworded", "the new key was not shown", "one removed"],
    )
    def test_that_were_others_are_refused(self, new):
        with pytest.raises(CannotRekey, match="Other options were shown"):
            rekeyed(self.old, new)

    def test_made_of_signs_alone_are_told_apart(self):
        old, new = choice(("+", 1.0), ("−", 0.0)), choice(("+", 0.0), ("−", 1.0))
        assert rekeyed(old, new) == new


class TestTypedAnswers:
    old = Item("short_answer", "Where?", (Option("Tashkent", 1.0),))

    def test_may_be_added(self):
        new = replace(self.old, options=(*self.old.options, Option("Toshkent", 1.0)))
        assert rekeyed(self.old, new) == new

    def test_in_another_unit_are_refused(self):
        old = Item("numerical", "How much?", (Option("5", 1.0),), {"unit": "million"})
        with pytest.raises(CannotRekey):
            rekeyed(old, replace(old, params={"unit": "billion"}))

    def test_that_could_not_be_given_any_more_do_not_fit(self):
        old = Item("numerical", "How much?", (Option("5", 1.0),), {"unit": "yuan", "units": ["rmb"]})
        new = rekeyed(old, replace(old, params={"unit": "yuan"}))
        assert fits(old, new, {}, {"text": "5 yuan"})
        assert not fits(old, new, {}, {"text": "5 rmb"})


class TestAnotherType:
    def test_is_refused(self):
        with pytest.raises(CannotRekey, match="another type"):
            rekeyed(TestOptions.old, TestTypedAnswers.old)
