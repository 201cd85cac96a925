"""The lint: what is known to make questions unfair, unclear or false, as checks over an item (L) and a quiz (Q).

The codes are those of docs/items.md, section 1, where each rule has its source. The rules read English. The package is
pure: it has no database and no request.
"""

from __future__ import annotations

from functools import cache

from quizzes.items import TYPES, Item

from . import anchors, cues, options, parts, reading_level, stem, truth
from .findings import Context, Entry, Finding, QuizFinding, Rule, Severity, readable
from .quiz import CHECKS, lint_quiz


def lint_item(item: Item, context: Context) -> list[Finding]:
    """Return everything that is wrong with an item, in the order of the codes; an empty list means that nothing is."""
    findings = (finding for rule in _rules_for(item.type) for finding in rule(readable(item), context))
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.code)


@cache
def _rules_for(code: str) -> tuple[Rule, ...]:
    """Return the rules that apply to a type. What the type says of itself decides this, once."""
    item_type = TYPES[code]
    rules = stem.ANY_TYPE + anchors.ANY_TYPE + options.ANY_TYPE + reading_level.RULES
    if item_type.has_fixed_options:
        return rules + stem.STATEMENTS + truth.STATEMENTS
    if item_type.lists_options:
        return rules + stem.QUESTIONS + anchors.ANSWERS + truth.LISTED + options.LISTED + cues.RULES
    if item_type.accepts_options:
        return rules + stem.QUESTIONS + anchors.ANSWERS + truth.TYPED
    if item_type.has_blanks:
        return rules + parts.BLANKS
    return rules + stem.TASKS + parts.OF_KEY[item_type.keyed_by]


__all__ = ["CHECKS", "Context", "Entry", "Finding", "QuizFinding", "Severity", "lint_item", "lint_quiz"]
