"""One function for each question type: a fact → an item of that type, or CannotAsk with the reason.

What an item says is content, in the language of the source, and is stored: it does not go through gettext. What is
said to a teacher, the reason of a refusal, does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes import items
from quizzes.items import Item, Option
from quizzes.items.text import digits_of, fold

from .distractors import FEWEST, READING_ORDER, Distractor, choose, figure_of, foils_for_list, in_a_row, whole_lists
from .facts import AnswerType, AskMode, Fact
from .places import find_country
from .seeded_choice import SeededChoice
from .truth import CannotAsk

KEY = "the answer"
MOST_KEYS = 4  # a longer list shows some of its items, three to five
MOST_LISTED = 8  # options of a question with several keys (docs/items.md, L04)
MOST_WORDS = 15  # of an option (docs/items.md, L17)
MOST_ITEMS = 6  # of a list that is read as a whole
MOST_DIGITS = 2  # significant ones, of a figure that is typed into the blank of a quotation
MOST_STATED_WORDS = 11  # of a list that is part of a statement
BLANK = re.compile(r"_{2,}")
# "which countries" → "which of these countries"; "to what" → "to which of these"
_WHICH = re.compile(r"\b([Ww]hich)\b(?! of\b)|(?<=\b(?:to|in|on) )what\b")
_QUOTED = re.compile(r"[“\"](.+)[”\"]", re.DOTALL)

TYPED_NUMBERS = {AnswerType.YEAR, AnswerType.COUNT, AnswerType.MONEY, AnswerType.RATIO}
TYPED_NAMES = {AnswerType.COUNTRY, AnswerType.PLACE, AnswerType.PERSON, AnswerType.ORGANISATION}
# Of these only one value can be true, so that another one is false and not just unsaid.
EXCLUSIVE = TYPED_NUMBERS | {AnswerType.MONTH, AnswerType.DATE, AnswerType.DATE_RANGE}
# Where "the article does not say" is an answer, every statement opens alike, or the opening would tell the key.
OPENING = "According to the article, "
IN_WORDS = {AnswerType.LIST, AnswerType.PHRASE, AnswerType.STATEMENT}
# Other ways to write a unit.
UNIT_WORDS = {
    "yuan": ("rmb", "¥", "cny", "renminbi"),
    "dollars": ("$", "us $", "usd", "dollar", "us dollar", "us dollars"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """An item, and where each of its options came from."""

    item: Item
    provenance: tuple[str, ...]


Maker = Callable[[Fact, Sequence[Fact]], Made]


def single_choice(fact: Fact, facts: Sequence[Fact]) -> Made:
    stem = _prompt(fact)
    if fact.answer_type is AnswerType.LIST:
        wrong = _whole_lists(fact, facts)
        answer = in_a_row(fact.items)
        if len(answer.split()) > MOST_WORDS:
            raise CannotAsk(_("The whole list is too long to be read four times."))
    else:
        answer, wrong = fact.answer, choose(fact, facts)
    if fact.ask_mode is AskMode.CLOZE_QUOTE:
        wrong = [option for option in wrong if not stands_in(option.text, stem)]
        if len(wrong) < FEWEST:
            raise CannotAsk(_("Too many of the wrong answers stand in the quotation itself."))
    # A sum is read with its unit, but where the quotation around the blank has it.
    if fact.answer_type is AnswerType.MONEY and fact.ask_mode is not AskMode.CLOZE_QUOTE:
        answer = f"{answer} {fact.unit}".strip()
        wrong = [replace(option, text=f"{option.text} {fact.unit}".strip()) for option in wrong]
    texts = [answer, *(option.text for option in wrong)]
    in_order = READING_ORDER.get(fact.answer_type)
    if in_order is None:
        return _listed("single_choice", stem, SeededChoice(fact.slug).order("option", texts), wrong)
    return _listed("single_choice", stem, sorted(texts, key=in_order), wrong, shuffle=False)


def multiple_response(fact: Fact, facts: Sequence[Fact]) -> Made:
    """Items of a complete list beside foils: all of them, or some of a long list.

    Lots decide how many of each, so that nobody can tell from other questions how many are right.
    """
    stem = _WHICH.sub(lambda match: f"{match[1] or 'which'} of these", _prompt(fact), count=1)
    choice = SeededChoice(fact.slug)
    right = list(fact.items)
    if len(right) > MOST_KEYS and "of these" in stem:
        right = choice.order("shown", right)[: 3 + choice.below("how many right", 3)]
    most = max(FEWEST, MOST_LISTED - len(right))
    fewest = min(max(FEWEST, len(right) - 1), most)
    need = fewest + choice.below("how many wrong", min(len(right) + 2, most) - fewest + 1)
    wrong = foils_for_list(fact, facts, need)
    texts = choice.order("option", [*right, *(option.text for option in wrong)])
    return _listed("multiple_response", stem, texts, wrong)


def numerical(fact: Fact, facts: Sequence[Fact]) -> Made:
    is_quoted = fact.ask_mode is AskMode.CLOZE_QUOTE and fact.answer_type is not AnswerType.YEAR
    if is_quoted and digits_of(fact.answer) > MOST_DIGITS:
        raise CannotAsk(_("Nobody keeps such a figure in mind to the digit."))
    params: dict[str, object] = {}
    if fact.unit and fact.answer_type is not AnswerType.YEAR:
        params["unit"] = fact.unit
        others = UNIT_WORDS.get(fold(fact.unit).rpartition(" ")[2])
        if others:
            params["units"] = list(others)
    answer = fact.answer
    if fact.unit and answer.endswith(fact.unit):
        answer = answer.removesuffix(fact.unit).strip()
    if fact.approximate:
        params["tolerance"] = tolerance_of(figure_of(answer))
    return Made(Item("numerical", _prompt(fact), (Option(answer, 1.0),), params), (KEY,))


def short_answer(fact: Fact, facts: Sequence[Fact]) -> Made:
    forms = [fact.answer, *fact.accepted]
    country = find_country(fact.answer)
    if country is not None and fact.answer_type is AnswerType.COUNTRY:
        forms += [country.name, *country.aliases]
    distinct = {fold(form): form for form in reversed(forms)}
    kept = [form for form in dict.fromkeys(forms) if distinct[fold(form)] == form]
    options = tuple(Option(form, 1.0) for form in kept)
    return Made(Item("short_answer", _prompt(fact), options), (KEY, *("accepted form" for _form in kept[1:])))


def true_false(fact: Fact, facts: Sequence[Fact]) -> Made:
    """The statement with the answer in it, or with a wrong one: a lot decides."""
    return _judged("true_false", fact, None if _states_truly(fact) else _wrong_statement(fact, facts))


def true_false_not_stated(fact: Fact, facts: Sequence[Fact]) -> Made:
    """False only where the article's own value excludes another: of others one could argue that it leaves them open.

    What `true_false` states falsely is stated truly here, or falsely in another way: no fact gives a statement twice.
    """
    if not fact.statement.startswith(OPENING):
        raise CannotAsk(_("Its statement has to open with “%(opening)s…”.") % {"opening": OPENING})
    if fact.ask_mode is AskMode.NOT_STATED:
        return _judged("true_false_not_stated", fact, None, key=2)
    states_truly = _states_truly(fact)
    if _excludes_others(fact) and (states_truly or SeededChoice(fact.slug).below("excluded", 2)):
        wrong = _wrong_statement(fact, facts, after=0 if states_truly else 1)
        if wrong is not None:
            return _judged("true_false_not_stated", fact, wrong)
    if states_truly or _wrong_statement(fact, facts) is None:
        raise CannotAsk(_("Of another answer one could argue that the article does not say it."))
    return _judged("true_false_not_stated", fact, None)


def tolerance_of(value: Decimal) -> float:
    """About 1 % of an approximate value, as a round number (1, 2 or 5 times a power of ten)."""
    if not value:
        return 0.0
    aim = abs(value) / 100
    steps = [Decimal(step).scaleb(exponent) for exponent in range(-6, 13) for step in (1, 2, 5)]
    return float(min(steps, key=lambda step: max(step / aim, aim / step)))


def _judged(code: str, fact: Fact, wrong: Distractor | None, key: int | None = None) -> Made:
    if not fact.statement:
        raise CannotAsk(_("Nobody has written a statement for it."))
    right = items.TYPES[code]
    texts: tuple[str, ...] = right.texts  # type: ignore[attr-defined]  # both are FixedOptions
    if key is None:
        key = 1 if wrong else 0
    stated = _in_statement(fact)
    stem = fact.statement.replace("{}", wrong.text if wrong else stated)
    feedback = wrong.feedback if wrong else ""
    options = tuple(
        Option(text, float(index == key), feedback=feedback if text == "True" else "")
        for index, text in enumerate(texts)
    )
    origin = f"false by {wrong.provenance}: {wrong.text}" if wrong else KEY
    return Made(Item(code, stem, options), tuple(origin if index == key else "" for index in range(len(texts))))


def _in_statement(fact: Fact) -> str:
    """What fills the blank of a statement: the answer, or the whole list."""
    if fact.answer_type is AnswerType.LIST:
        words = " ".join(fact.items).split()
        if not 0 < len(fact.items) <= MOST_ITEMS or len(words) > MOST_STATED_WORDS:
            raise CannotAsk(_("The whole list does not fit one statement."))
        return in_a_row(fact.items)
    return fact.answer


def _states_truly(fact: Fact) -> bool:
    """The lot that decides whether true_false states the fact as it is."""
    return bool(SeededChoice(fact.slug).below("truth", 2))


def _excludes_others(fact: Fact) -> bool:
    return fact.answer_type in EXCLUSIVE or (fact.is_complete and fact.answer_type is not AnswerType.LIST)


def _wrong_statement(fact: Fact, facts: Sequence[Fact], after: int = 0) -> Distractor | None:
    """What makes the statement false: the first by lot, or the one `after` it."""
    if "{}" not in fact.statement:
        return None
    try:
        wrong = _whole_lists(fact, facts) if fact.answer_type is AnswerType.LIST else choose(fact, facts)
    except CannotAsk:
        return None
    if fact.answer_type in IN_WORDS:
        # With one of its parts wrong, a list or a phrase is harder to judge than with two.
        words = set(fact.answer.split())
        wrong = sorted(wrong, key=lambda option: -len(words & set(option.text.split())))[:2]
    by_text = {option.text: option for option in wrong}
    order = SeededChoice(fact.slug).order("false", by_text)[after:]
    return by_text[order[0]] if order else None


def _whole_lists(fact: Fact, facts: Sequence[Fact]) -> list[Distractor]:
    if len(fact.items) > MOST_ITEMS:
        raise CannotAsk(_("The whole list is too long to be read four times."))
    return whole_lists(fact, facts)


def _prompt(fact: Fact) -> str:
    if not fact.prompt:
        raise CannotAsk(_("Nobody has written a question for it."))
    if fact.ask_mode is AskMode.CLOZE_QUOTE:
        quoted = _QUOTED.search(fact.prompt)
        words = quoted[1] if quoted else ""
        if not BLANK.search(words) or BLANK.sub(fact.answer, words, count=1) not in fact.sentence:
            raise CannotAsk(_("It may be asked only as a quotation of its sentence, in quotation marks, with a blank."))
    return fact.prompt


def stands_in(words: str, text: str) -> bool:
    """Whether a text has these words in it, and not only inside of a longer word or number."""
    return re.search(rf"(?<![\w.,]){re.escape(words)}(?!\w|[.,]\d)", text) is not None


def _listed(code: str, stem: str, texts: Sequence[str], wrong: Sequence[Distractor], **params: object) -> Made:
    """An item with these options in this order; what is not wrong is a key."""
    by_text = {distractor.text: distractor for distractor in wrong}
    options = tuple(
        Option(text, 0.0, feedback=by_text[text].feedback) if text in by_text else Option(text, 1.0) for text in texts
    )
    provenance = tuple(by_text[text].provenance if text in by_text else KEY for text in texts)
    return Made(Item(code, stem, options, params), provenance)


# Which types a fact can give, by the type of its answer. All of them give true_false.
MAKERS: dict[str, tuple[Maker, set[AnswerType]]] = {
    "single_choice": (single_choice, set(AnswerType)),
    "numerical": (numerical, TYPED_NUMBERS),
    "short_answer": (short_answer, TYPED_NAMES),
    "multiple_response": (multiple_response, {AnswerType.LIST}),
    "true_false": (true_false, set(AnswerType)),
    "true_false_not_stated": (true_false_not_stated, set(AnswerType)),
}
