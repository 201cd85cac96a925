"""Facts → drafts of questions, and the reasons for those that are refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from quizzes import items

from .drafts import Draft, Refusal
from .facts import AskMode, Fact
from .lint import Context, Finding, Severity, lint_item
from .makers import MAKERS
from .truth import CannotAsk

UNASKABLE = {
    AskMode.AVOID: _("The review of the content says not to ask it."),
    AskMode.LOW_VALUE: _("The review of the content finds it too trivial to ask."),
    AskMode.LIST_MEMBER: _("It is asked through the list it belongs to."),
}
NOT_LABELLED = _("It stands on a background source, and the question has to say so: “According to the background …”.")


def generate(facts: Sequence[Fact], among: Sequence[Fact] = ()) -> tuple[list[Draft], list[Refusal]]:
    """The questions of `facts`, in the order of their slugs, and what is refused.

    among: further facts of the bank, which wrong options are checked against and taken from. The same facts give the
    same drafts, byte for byte, whatever the order they come in.
    """
    asked = sorted({fact.slug: fact for fact in facts}.values(), key=lambda fact: fact.slug)
    bank = sorted({fact.slug: fact for fact in (*among, *facts)}.values(), key=lambda fact: fact.slug)
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    for fact in asked:
        for result in _ask(fact, bank):
            if isinstance(result, Draft):
                drafts.append(result)
            else:
                refusals.append(result)
    return drafts, refusals


def findings_of(draft: Draft, facts: Sequence[Fact]) -> list[Finding]:
    """What the lint says of a draft in view of the facts of the bank."""
    context = Context(
        fact=draft.fact,
        facts=tuple(facts),
        explanation=draft.explanation,
        kind=draft.kind,
        attributed_to=draft.attributed_to,
        is_quotation=draft.fact.ask_mode is AskMode.CLOZE_QUOTE,
    )
    return lint_item(draft.item, context)


def _ask(fact: Fact, bank: Sequence[Fact]) -> Iterator[Draft | Refusal]:
    if fact.ask_mode in UNASKABLE:
        yield Refusal(fact, "", str(UNASKABLE[fact.ask_mode]))
        return
    for code in _types_for(fact):
        try:
            yield _draft(code, fact, bank)
        except CannotAsk as reason:
            yield Refusal(fact, code, str(reason))


def _types_for(fact: Fact) -> list[str]:
    if fact.ask_mode is AskMode.NOT_STATED:
        return ["true_false_not_stated"]
    codes = [code for code, (_make, answer_types) in MAKERS.items() if fact.answer_type in answer_types]
    if fact.ask_mode is AskMode.CLOZE_QUOTE:
        codes = [code for code in codes if not code.startswith("true_false")]
    # What is only implied, or stands elsewhere, could be argued to be what the article does not say.
    if "true_false_not_stated" in codes and (fact.source_kind != "article" or fact.derived_from):
        codes.remove("true_false_not_stated")
    return codes


def _draft(code: str, fact: Fact, bank: Sequence[Fact]) -> Draft:
    make, _answer_types = MAKERS[code]
    made = make(fact, bank)
    draft = Draft(
        slug=f"{fact.slug}-{code.replace('_', '-')}",
        fact=fact,
        item=made.item,
        kind="not_stated" if fact.ask_mode is AskMode.NOT_STATED else fact.kind,
        attributed_to=fact.attributed_to,
        explanation=_explain(fact),
        provenance=made.provenance,
    )
    problems = [str(problem) for problem in items.type_of(made.item).problems(made.item)]
    if fact.source_kind != "article" and "background" not in made.item.stem.casefold():
        problems.append(str(NOT_LABELLED))
    problems += [f"{f.code}: {f.message}" for f in findings_of(draft, bank) if f.severity is Severity.ERROR]
    if problems:
        raise CannotAsk(" ".join(problems))
    return draft


def _explain(fact: Fact) -> str:
    """What the fact's author wrote, and the paragraph to look it up in."""
    where = "the article" if fact.source_kind == "article" else "the background notes"
    reference = f"See paragraph {fact.paragraph} of {where}."
    return f"{fact.note} {reference}".strip()


__all__ = ["Draft", "Refusal", "findings_of", "generate"]
