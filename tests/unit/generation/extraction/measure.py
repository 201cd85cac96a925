"""How good the rules are, on texts with hand-made marks: `python -m tests.unit.generation.extraction.measure`.

A span counts as found where its first and last character and its type are those of the mark.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import django
from django.conf import settings

if not settings.configured:
    settings.configure(USE_I18N=False)
    django.setup()

from quizzes.generation.extraction import SpanType, TextSpan, extractors, find_spans, nlp  # Django is set up first
from quizzes.generation.extraction.spans import rule_spans

from .drafting import GOLDEN, GOLDEN_TEXTS, drafts_of, golden, row_of
from .gold import Gold, all_gold

JUDGED = Path(__file__).parent / "judged.json"  # by the digest of a draft: "" where it is usable, else why not
Mark = tuple[int, int, str]
Find = Callable[[str, str], list[TextSpan]]


def marks_of(gold: Gold, find: Find = rule_spans) -> set[Mark]:
    found = set()
    for span in find(gold.text, gold.title):
        kind = span.type.value
        if span.type is SpanType.LIST:
            kind = "list-open" if span.is_open else "list-closed"
        found.add((span.start, span.end, kind))
    return found


def scores(right: int, found: int, marked: int) -> tuple[float, float, float]:
    """Precision, recall and F1 (their harmonic mean), each 0–1."""
    precision, recall = right / found if found else 0.0, right / marked if marked else 0.0
    return precision, recall, 2 * right / (found + marked) if found + marked else 0.0


def f1(golds: Iterable[Gold]) -> float:
    pairs = [(marks_of(gold), gold.spans) for gold in golds]
    right, found, marked = (sum(map(len, sets)) for sets in zip(*((f & g, f, g) for f, g in pairs), strict=True))
    return scores(right, found, marked)[2]


def report(golds: list[Gold], find: Find, *, verbose: bool) -> None:
    right, found, marked = Counter[str](), Counter[str](), Counter[str]()
    for gold in golds:
        marks = marks_of(gold, find)
        right.update(kind for _s, _e, kind in marks & gold.spans)
        found.update(kind for _s, _e, kind in marks)
        marked.update(kind for _s, _e, kind in gold.spans)
        for sign, differing in (("-", gold.spans - marks), ("+", marks - gold.spans)):
            for start, end, kind in sorted(differing) if verbose else ():
                print(f"  {gold.name} {sign} {kind}: {gold.text[start:end]!r}")
    for kind in sorted(marked | found):
        print(
            "{:14} P {:.2f}  R {:.2f}  F1 {:.2f}  marked {}".format(
                kind, *scores(right[kind], found[kind], marked[kind]), marked[kind]
            )
        )
    total = scores(right.total(), found.total(), marked.total())
    print("{:14} P {:.2f}  R {:.2f}  F1 {:.2f}  marked {}".format("all", *total, marked.total()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="name each difference, and each draft not yet judged")
    parser.add_argument("--golden", action="store_true", help="write the golden files anew")
    arguments = parser.parse_args()
    verbose = arguments.verbose
    if arguments.golden:
        for name in GOLDEN_TEXTS:
            (GOLDEN / f"{name}.json").write_text(golden(name), encoding="utf-8")
    golds = all_gold()
    for title, chosen in (
        ("Worked on", [gold for gold in golds if not gold.is_held_out]),
        ("Held out", [gold for gold in golds if gold.is_held_out]),
        ("All", golds),
    ):
        print(f"{title}: {len(chosen)} texts, {sum(len(gold.text.split()) for gold in chosen)} words")
        report(chosen, rule_spans, verbose=verbose and title == "Worked on")
        report_drafts(chosen, verbose=verbose)
        if nlp.is_installed():
            print(f"with {extractors()}:")
            report(chosen, find_spans, verbose=False)


def report_drafts(golds: list[Gold], *, verbose: bool) -> None:
    """How many drafts a person found usable as they stand; judged.json says of which it was said, and why not."""
    judged: dict[str, str] = json.loads(JUDGED.read_text(encoding="utf-8"))
    drafts = [pair for gold in golds for pair in drafts_of(gold.text, gold.title, gold.name)]
    verdicts = [judged.get(row_of(*pair)["digest"]) for pair in drafts]
    for pair, verdict in zip(drafts, verdicts, strict=True):
        if verdict is None and verbose:
            print(f"  not judged: {json.dumps(row_of(*pair), ensure_ascii=False)}")
    known = [verdict for verdict in verdicts if verdict is not None]
    usable = known.count("")
    print(f"drafts         {len(drafts)}, judged {len(known)}, usable as they stand {usable}", end="")
    print(f" ({usable / len(known):.0%})" if known else "")


if __name__ == "__main__":
    main()
