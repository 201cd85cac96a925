"""What holds for every item, whatever is in it."""

import random

import pytest
from hypothesis import given, strategies as st

from quizzes.generation.facts import AnswerType, AskMode
from quizzes.generation.lint import Context, Entry, Severity, lint_item, lint_quiz
from quizzes.items import TYPES, Item, Option

from .cases import fact

# Pieces that the rules look for, so that arbitrary texts reach into them, and anything else.
_PIECES = (
    "____ [[1]] **NOT** not an are ? “ ” ' ( ) - – , ; and to over about 2001 31 August 2025-13-45 10 3.65"
    " trillion yuan $ ² ፩ SCO China Asia A B linchpin article"
)
PIECES = [*_PIECES.split(), "[[2 typed]]"]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
MATCHES = st.sampled_from(["", "1", "2"]) | TEXTS
OPTIONS = st.lists(st.builds(Option, TEXTS, st.sampled_from([0.0, 0.5, 1.0]), MATCHES), max_size=6).map(tuple)
PARAMS = st.fixed_dictionaries({}, optional={"shuffle": st.booleans(), "unit": TEXTS, "tolerance": st.floats()})
ITEMS = st.builds(Item, st.sampled_from(sorted(TYPES)), TEXTS, OPTIONS, PARAMS)
FREE_LISTS = sorted(code for code, it in TYPES.items() if it.lists_options and not it.has_fixed_options)
ITEMS_WITH_FREE_LISTS = st.builds(Item, st.sampled_from(FREE_LISTS), TEXTS, OPTIONS, PARAMS)
MANY = st.lists(TEXTS, max_size=3).map(tuple)
FACTS = st.builds(
    fact,
    TEXTS,
    st.sampled_from(AnswerType),
    items=MANY,
    is_complete=st.booleans(),
    accepted=MANY,
    vetoes=MANY,
    paired_values=MANY,
    approximate=st.booleans(),
    ask_mode=st.sampled_from(AskMode),
    as_of=st.none() | st.dates(),
    statement=TEXTS.map("{} ".__add__),
    kind=st.sampled_from(["fact", "claim"]),
)
CONTEXTS = st.builds(
    Context,
    st.none() | FACTS,
    st.lists(FACTS, max_size=2).map(tuple),
    TEXTS,
    st.sampled_from(["fact", "claim", "not_stated"]),
    TEXTS,
    st.booleans(),
)


@given(ITEMS, CONTEXTS)
def test_every_item_can_be_linted(item, context):
    for finding in lint_item(item, context):
        assert finding.severity in Severity
        assert finding.field in {"stem", "options", "explanation", "quote", "params", ""}
        assert finding.message.endswith((".", "?", "____."))


@given(st.lists(st.builds(Entry, ITEMS, CONTEXTS, TEXTS, TEXTS), max_size=5), st.booleans())
def test_every_quiz_can_be_linted(entries, shows_feedback):
    slugs = {entry.slug for entry in entries}
    assert all(set(finding.slugs) <= slugs for finding in lint_quiz(entries, shows_feedback))


@given(ITEMS_WITH_FREE_LISTS, CONTEXTS, st.randoms(use_true_random=False))
def test_the_order_of_options_matters_only_where_they_have_one(item, context, rng: random.Random):
    shuffled = list(item.options)
    rng.shuffle(shuffled)
    other = Item(item.type, item.stem, tuple(shuffled), item.params)

    def without_order(of: Item):
        return sorted(finding.message for finding in lint_item(of, context) if finding.code != "L08")

    assert without_order(item) == without_order(other)


@given(ITEMS, CONTEXTS)
def test_the_same_item_has_the_same_findings(item, context):
    assert lint_item(item, context) == lint_item(Item.from_json(item.to_json()), context)


@pytest.mark.parametrize("code", sorted(TYPES))
def test_the_examples_of_every_type_are_clean(code):
    assert [lint_item(item, Context(None)) for item in TYPES[code].examples() if lint_item(item, Context(None))] == []
