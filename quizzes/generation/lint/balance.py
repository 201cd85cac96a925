"""The rules Q1 and Q5–Q7: what repeats over a quiz, so that a guess or a habit is rewarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from quizzes.items import type_of

from .findings import Entry, QuizFinding, Severity
from .thresholds import (
    CHI_SQUARE_5_PERCENT,
    FEWEST_FOR_CHI_SQUARE,
    FEWEST_FOR_SHARES,
    LONGEST_IS_RIGHT_MARGIN,
    LONGEST_RUN,
    MOST_CLAIMS,
    MOST_OF_ONE_PARAGRAPH,
    MOST_OF_ONE_POSITION,
    MOST_OF_ONE_TOPIC,
    TRUE_SHARE_MARGIN,
)
from .values import read


def key_positions(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q1 in the author's order, which is what paper, exports and everything that keeps the order show.

    Numbers and dates always keep their order, so they are also looked at by themselves.
    """
    single = [entry for entry in entries if _has_one_key(entry)]
    in_order = [entry for entry in single if all(read(option.text) for option in entry.item.options)]
    if problem := _uneven([(_key_position(e), len(e.item.options)) for e in single]):
        message = _("The right answers stand too often in one place: %(problem)s. Move some of them.")
        yield _warning("Q1", message % {"problem": problem}, single)
    elif problem := _uneven([(_key_position(e), len(e.item.options)) for e in in_order]):
        message = _(
            "Among numbers and dates the right answers have too often one rank: %(problem)s. Change wrong options."
        )
        yield _warning("Q1", message % {"problem": problem}, in_order)


def longest_is_right(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q5 among options in words."""
    texts = [e for e in entries if _has_one_key(e) and not any(read(option.text) for option in e.item.options)]
    if len(texts) < FEWEST_FOR_SHARES:
        return
    longest = [
        entry
        for entry in texts
        if len(entry.item.keys[0].text) > max(len(option.text) for option in entry.item.distractors)
    ]
    by_chance = sum(1 / len(entry.item.options) for entry in texts) / len(texts)
    if len(longest) / len(texts) > by_chance + LONGEST_IS_RIGHT_MARGIN:
        message = _(
            "In %(n)s of %(all)s questions the longest option is right. Lengthen wrong options in some of them."
        )
        yield _warning("Q5", message % {"n": len(longest), "all": len(texts)}, longest)


def blueprint(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q6. A quiz has a single topic by design: then only its share of claims is looked at."""
    if len(entries) < FEWEST_FOR_SHARES:
        return
    if len({entry.topic for entry in entries}) > 1:
        message = _("%(percent)s %% of the questions are on one topic (%(name)s). Take at most half from one.")
        yield from _share(entries, {e.slug: e.topic for e in entries}, MOST_OF_ONE_TOPIC, message)
        paragraphs = {
            e.slug: f"{e.context.fact.source}, P{e.context.fact.paragraph}"
            for e in entries
            if e.context.fact is not None
        }
        message = _("%(percent)s %% of the questions stand on one paragraph (%(name)s). Take some from others.")
        yield from _share(entries, paragraphs, MOST_OF_ONE_PARAGRAPH, message)
    claims = {e.slug: "claim" for e in entries if e.context.kind == "claim"}
    message = _("%(percent)s %% of the questions ask for claims. Take more that ask for facts.")
    yield from _share(entries, claims, MOST_CLAIMS, message)


def balance_of_statements(entries: Sequence[Entry]) -> Iterator[QuizFinding]:
    """Check Q7 for each set of fixed options: the first is right as often as by chance, give or take 15 points."""
    fixed = [entry for entry in entries if type_of(entry.item).has_fixed_options and entry.item.options]
    for options in sorted({tuple(o.text for o in entry.item.options) for entry in fixed}):
        alike = [entry for entry in fixed if tuple(o.text for o in entry.item.options) == options]
        share = sum(entry.item.options[0].is_key for entry in alike) / len(alike)
        if len(alike) >= FEWEST_FOR_SHARES and abs(share - 1 / len(options)) > TRUE_SHARE_MARGIN:
            message = _("“%(option)s” is right in %(percent)s %% of %(n)s statements. Bring it nearer to %(aim)s %%.")
            values = {"option": options[0], "percent": round(100 * share), "n": len(alike)}
            yield _warning("Q7", message % {**values, "aim": round(100 / len(options))}, alike)


def _has_one_key(entry: Entry) -> bool:
    item_type = type_of(entry.item)
    is_single = item_type.lists_options and not item_type.has_fixed_options and not item_type.multiple
    return is_single and len(entry.item.keys) == 1 and len(entry.item.options) > 1


def _key_position(entry: Entry) -> int:
    return next(place for place, option in enumerate(entry.item.options) if option.is_key)


def _uneven(keys: Sequence[tuple[int, int]]) -> str:
    """Say what is uneven about pairs of (position of the key, number of options); "" where nothing is.

    Pearson's χ² compares them with equal shares: with k options, each of the first k positions expects 1/k.
    """
    count = len(keys)
    if count >= FEWEST_FOR_SHARES:
        run = max(len(list(group)) for _position, group in groupby(position for position, _options in keys))
        if run > LONGEST_RUN:
            return _("%(n)s times in a row") % {"n": run}
    observed = Counter(position for position, _options in keys)
    position, most = observed.most_common(1)[0] if observed else (0, 0)
    where = _("position %(position)s in %(n)s of %(all)s questions")
    values = {"position": position + 1, "n": most, "all": count}
    if count >= FEWEST_FOR_CHI_SQUARE:
        longest = max(options for _position, options in keys)
        expected = [sum(1 / options for _position, options in keys if options > place) for place in range(longest)]
        chi_square = sum((observed[place] - share) ** 2 / share for place, share in enumerate(expected))
        degrees = min(longest - 1, len(CHI_SQUARE_5_PERCENT))
        return where % values if chi_square > CHI_SQUARE_5_PERCENT[degrees - 1] else ""
    return where % values if count >= FEWEST_FOR_SHARES and most / count > MOST_OF_ONE_POSITION else ""


def _share(entries: Sequence[Entry], groups: dict[str, str], most: float, message: str) -> Iterator[QuizFinding]:
    """Yield a finding for each group that holds more than its share. groups maps a slug to its group."""
    counts: Counter[Hashable] = Counter(groups.values())
    for name, count in counts.items():
        if count / len(entries) > most:
            members = [entry for entry in entries if groups.get(entry.slug) == name]
            yield _warning("Q6", message % {"percent": round(100 * count / len(entries)), "name": name}, members)


def _warning(code: str, message: str, entries: Sequence[Entry]) -> QuizFinding:
    return QuizFinding(code, Severity.WARNING, message, tuple(entry.slug for entry in entries))
