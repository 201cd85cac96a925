"""Spans → candidates for facts: which of them can be asked for, and what the rules can tell of each."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from quizzes.generation.facts import AnswerType
from quizzes.generation.sentences import Span, split
from quizzes.items.text import digits_of, parse_quantity

from .base import Candidate, SpanType, TextSpan
from .figures import IN_NUMBERS
from .gazetteer import COUNTRIES
from .lists import lists
from .proposals import opens_with_pronoun, propose
from .words import FULL_MONTHS

MOST_OF_A_SENTENCE = 4
MOST_WORDS = 60  # of a sentence that a student can still read as a quotation
THE_ARTICLE = "the article"

# What is asked first where a sentence has more than can be asked.
_WORTH = (
    *(SpanType.LIST, SpanType.MONEY, SpanType.PERCENT, SpanType.DATE, SpanType.COUNT),
    *(SpanType.PERSON, SpanType.ORGANISATION, SpanType.PLACE),
)
_NAMES = {AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE, AnswerType.COUNTRY}
_TYPES = {
    SpanType.PERSON: AnswerType.PERSON,
    SpanType.ORGANISATION: AnswerType.ORGANISATION,
    SpanType.LIST: AnswerType.LIST,
}
_YEAR = re.compile(r"\d{4}")
_NAMES_OF_MONTHS = "|".join(FULL_MONTHS)
_DAY = re.compile(rf"\d{{1,2}} (?:{_NAMES_OF_MONTHS})(?: \d{{4}})?|(?:{_NAMES_OF_MONTHS}) \d{{1,2}}(?:, \d{{4}})?")
_MONTH = re.compile(rf"(?:{_NAMES_OF_MONTHS}) \d{{4}}")
# Who "he" is, or after what "then" comes, stands elsewhere.
_SOMEBODY = re.compile(r"\b(?:he|she|him|her|his|hers)\b")
_AFTER_SOMETHING = re.compile(r"(?:Within|After|Afterwards|Before|Later|Earlier|Since|Then|By then|Meanwhile|Soon)\b")
NEAR_YEARS = 3  # another year this near tells which one is asked for
MOST_DIGITS = 2  # significant ones, of a count that somebody keeps in mind
_NOUN = re.compile(r"\s((?:[a-z]+[- ])?[a-z]{2,}(?:s|ople|ren|en)|metres|percent)\b")
_NO_NOUN = re.compile(r"\b(?:of|in|to|and|or|as|has|was|is|its|his|were|this|across|less|years)\b")


def find_candidates_in(
    text: str, spans: Sequence[TextSpan], title: str = "", published_on: dt.date | None = None
) -> list[Candidate]:
    """The candidates among the spans of a text, in reading order; no answer twice but in another sentence.

    published_on: when the text was written; a year after it is a plan and no fact.
    """
    found: list[Candidate] = []
    seen: set[str] = set()
    by_place: dict[tuple[int, int], list[TextSpan]] = {}
    for span in spans:
        by_place.setdefault((span.paragraph, span.number), []).append(span)
    for sentence in split(text, title):
        own = by_place.get((sentence.paragraph, sentence.number), [])
        # What "it" is stands elsewhere: alone, the sentence could not be understood.
        if len(sentence.text.split()) > MOST_WORDS or not _is_clear_alone(sentence.text, own):
            continue
        kept = 0
        for candidate in _of_sentence(sentence, own, published_on):
            # A name is asked for once, in whichever form; a figure stands for something else each time.
            name = candidate.answer if candidate.answer_type in _NAMES else ""
            if kept < MOST_OF_A_SENTENCE and name not in seen:
                seen |= {name, name.rpartition(" ")[2]} - {""}
                found.append(candidate)
                kept += 1
    return sorted(found, key=lambda candidate: (candidate.start, candidate.end))


def _is_clear_alone(sentence: str, spans: Sequence[TextSpan]) -> bool:
    found = {span.type for span in spans}
    if opens_with_pronoun(sentence):
        return False
    if _SOMEBODY.search(sentence) and SpanType.PERSON not in found:
        return False
    return not (_AFTER_SOMETHING.match(sentence) and SpanType.DATE not in found)


def _of_sentence(sentence: Span, spans: Sequence[TextSpan], published_on: dt.date | None) -> Iterator[Candidate]:
    """The best first. A word that stands twice in its sentence leaves no clear blank."""
    kind, attributed_to = _whose(sentence, spans)
    times = Counter(span.text for span in spans if span.type in _WORTH)
    hedged = {span.end + 1 for span in spans if span.type is SpanType.HEDGE}
    listed = [span for span in spans if span.type is SpanType.LIST]
    for span in sorted((s for s in spans if s.type in _WORTH), key=lambda s: (_WORTH.index(s.type), s.start)):
        is_item = span.type is not SpanType.LIST and any(s.start <= span.start and span.end <= s.end for s in listed)
        if is_item or times[span.text] > 1 or sentence.text.count(span.text) > 1:
            continue
        answered = _answer_of(span, sentence)
        if answered is None or (published_on and _is_later(span.text, published_on)):
            continue
        if answered[2] is AnswerType.YEAR and _has_a_year_near(span, sentence):
            continue
        start, answer, answer_type, unit = answered
        items, is_open = _items_of(span, sentence)
        proposal = propose(sentence.text, span.start - sentence.start, answer, answer_type, attributed_to)
        if answer_type is AnswerType.COUNT and not proposal.prompt and digits_of(answer) > MOST_DIGITS:
            continue  # wrong figures would be as good as this one
        yield Candidate(
            paragraph=sentence.paragraph,
            number=sentence.number,
            start=start,
            end=start + len(answer) if not items else span.end,
            answer="; ".join(items) if items else answer,
            answer_type=answer_type,
            kind=kind,
            attributed_to=attributed_to,
            unit=unit,
            approximate=span.start in hedged,
            items=items,
            is_complete=bool(items) and not is_open,
            subject=proposal.subject,
            relation=proposal.relation,
            prompt=proposal.prompt,
            extractors=span.extractors,
        )


def _whose(sentence: Span, spans: Sequence[TextSpan]) -> tuple[str, str]:
    """Fact or claim: a claim where somebody says it, where it is quoted, and where a word judges."""
    speaker = next((span for span in spans if span.type is SpanType.SPEAKER), None)
    if speaker:
        return "claim", speaker.text if speaker.text[0].isupper() else f"the {speaker.text}"
    quoted = any(span.type is SpanType.QUOTATION and len(span.text.split()) > 3 for span in spans)
    judged = any(span.type is SpanType.EVALUATIVE for span in spans)
    return ("claim", THE_ARTICLE) if quoted or judged else ("fact", "")


def _answer_of(span: TextSpan, sentence: Span) -> tuple[int, str, AnswerType, str] | None:
    """Where the answer begins in the text, its words, its type and its unit; None where nothing can be asked for."""
    answer_type: AnswerType | None
    match span.type:
        case SpanType.MONEY | SpanType.PERCENT:
            number = IN_NUMBERS.search(span.text)
            unit = _unit(span.text[: number.start()], span.text[number.end() :]) if number else ""
            answer_type = AnswerType.MONEY if span.type is SpanType.MONEY else AnswerType.RATIO
            return (span.start + number.start(), number[0], answer_type, unit) if number else None
        case SpanType.COUNT:
            behind = _NOUN.match(sentence.text, span.end - sentence.start)
            unit = behind[1] if behind and not _NO_NOUN.search(behind[1]) else ""
            return (span.start, span.text, AnswerType.COUNT, unit) if parse_quantity(span.text) else None
        case SpanType.DATE:
            answer_type = _type_of_date(span.text)
        case SpanType.PLACE:
            answer_type = AnswerType.COUNTRY if span.text in COUNTRIES else AnswerType.PLACE
        case _:
            answer_type = _TYPES[span.type]
    return (span.start, span.text, answer_type, "") if answer_type else None


def _type_of_date(text: str) -> AnswerType | None:
    if _YEAR.fullmatch(text):
        return AnswerType.YEAR
    if _DAY.fullmatch(text):
        return AnswerType.DATE
    return AnswerType.MONTH if _MONTH.fullmatch(text) else None


def _unit(before: str, behind: str) -> str:
    currency = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yuan"}.get(before.strip()[-1:], "")
    words = behind.replace("%", " percent").replace("per cent", "percent").split()
    return " ".join([*words, *([currency] if currency else [])])


def _items_of(span: TextSpan, sentence: Span) -> tuple[tuple[str, ...], bool]:
    """The items of a list and whether more could be on it."""
    if span.type is not SpanType.LIST:
        return (), False
    listed = next(found for found in lists(sentence.text) if found.start == span.start - sentence.start)
    return listed.items, listed.is_open


def _has_a_year_near(span: TextSpan, sentence: Span) -> bool:
    own = int(span.text)
    others = (int(year) for year in re.findall(r"\b\d{4}\b", sentence.text.replace(span.text, "", 1)))
    return any(abs(own - other) <= NEAR_YEARS for other in others)


def _is_later(text: str, published_on: dt.date) -> bool:
    years = re.findall(r"\b\d{4}\b", text)
    return bool(years) and max(map(int, years)) > published_on.year
