"""A candidate that a teacher accepts → a fact, from which the generator makes questions."""

from __future__ import annotations

import re

from quizzes.generation.facts import AnswerType, AskMode, Fact

from .base import Candidate

MAX_QUOTE_WORDS = 40  # words; a longer sentence is quoted from one of its commas to another
BLANK = "____"
OPENING = "According to the article, "
MOST_STATED = 28  # words of a statement that can be judged at a glance
_NOT_ALONE = re.compile(r"(?:It|He|She|They|We|I|This|These|Those|That|There|Its|His|Her|Their|Here|You|But|And|So)\b")
_LOWERED = re.compile(r"(?:The|A|An|In|On|At|By|From|For|Of|About|Most|Many|Some|Three|Two|Exports|Trade|Trains)\b")
_MARKS = str.maketrans({"“": "‘", "”": "’", '"': "'"})


def draft_fact(candidate: Candidate, *, slug: str, topic: str, source: str, sentence: str) -> Fact:
    """The fact that a candidate becomes. `sentence` is the cited sentence, as it stands in the source.

    With a question of its own it can be asked like any fact; without one only as a quotation with a blank, which is
    true whatever the sentence means.
    """
    is_asked = bool(candidate.prompt)
    is_list = candidate.answer_type is AnswerType.LIST
    ask_mode = AskMode.CLOZE_QUOTE
    if is_asked:
        ask_mode = AskMode.CLAIM if candidate.kind == "claim" else AskMode.FACT
    return Fact(
        slug=slug,
        topic=topic,
        source=source,
        paragraph=candidate.paragraph,
        sentence_number=candidate.number,
        sentence=sentence,
        quote=sentence,
        kind=candidate.kind,
        attributed_to=candidate.attributed_to,
        subject=candidate.subject or sentence[:200],
        relation=candidate.relation or f"{candidate.answer_type.value} {candidate.start}",
        answer_type=AnswerType.PHRASE if is_list and not is_asked else candidate.answer_type,
        answer=candidate.answer,
        unit=candidate.unit if candidate.answer_type is not AnswerType.COUNT else "",
        approximate=candidate.approximate,
        items=candidate.items,
        is_complete=candidate.is_complete,
        ask_mode=ask_mode,
        prompt=candidate.prompt or cloze(candidate.answer, sentence),
        statement=_statement(candidate, sentence) if is_asked else "",
    )


def cloze(answer: str, sentence: str) -> str:
    """A quotation of the sentence with a blank for the answer; "" where the answer has no clear place in it."""
    if sentence.count(answer) != 1:
        return ""
    quote = _around(answer, sentence)
    return f"Complete the quotation from the article: “{quote.replace(answer, BLANK, 1)}”."


def _around(answer: str, sentence: str) -> str:
    """The sentence without its full stop, or, of a long one, the part between commas that holds the answer."""
    whole = sentence.rstrip(".")
    if len(whole.split()) <= MAX_QUOTE_WORDS:
        return whole
    place = whole.index(answer)
    cuts = [0, *(m.end() for m in re.finditer(r"[,;:]\s", whole)), len(whole)]
    start = max(cut for cut in cuts if cut <= place)
    end = min(cut for cut in cuts if cut >= place + len(answer))
    return whole[start:end].rstrip(" ,;:")


def _statement(candidate: Candidate, sentence: str) -> str:
    """The sentence as a statement with {} for the answer, where it stands alone."""
    words = sentence.split()
    if _NOT_ALONE.match(sentence) or len(words) > MOST_STATED or sentence.count(candidate.answer) != 1:
        return ""
    if any(mark in sentence for mark in '{}“”"') or "according to" in sentence.casefold():
        return ""
    lowered = sentence[0].lower() + sentence[1:] if _LOWERED.match(sentence) else sentence
    return OPENING + lowered.replace(candidate.answer, "{}", 1)
