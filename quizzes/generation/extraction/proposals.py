"""Questions that the grammar of a sentence lets a rule ask. Where it does not, a person may write one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizzes.generation.facts import AnswerType

MOST_SUBJECT_WORDS = 9
_PRONOUN = re.compile(r"(?:It|He|She|They|We|I|This|These|Those|That|There|Its|His|Her|Their|Here|You)\b")
# What stands before the answer: one subject, one verb in the passive, nothing that a comma or a second verb parts.
_PASSIVE = re.compile(
    r"(?P<subject>[A-Z][^,;:“”\"()]{2,80}?) (?P<verb>was|were) "
    r"(?P<rest>(?:first |officially |formally )?"
    r"(?:[a-z]+ed|built|held|made|written|won|begun|born|sold|chosen|drawn|cut)"
    r"(?: [^,;:“”\"()]{1,60})?) (?P<preposition>in|on)(?: the)? "
)
_HAS = re.compile(r"(?P<subject>[A-Z][^,;:“”\"()]{2,80}?) (?P<verb>has|have|had) (?P<hedge>(?:[a-z]+ ){0,2})")
_COUNTED = re.compile(r" (?P<noun>(?:[a-z]+ )?[a-z]{3,}s)(?=[ ,.])")
_TWO_CLAUSES = re.compile(r"\b(?:which|who|that|because|although|while|when|where|whose|if)\b")
_ARTICLE = re.compile(r"(?:The|A|An|Its|Their)\b")


@dataclass(frozen=True, slots=True)
class Proposal:
    subject: str = ""
    relation: str = ""
    prompt: str = ""


def opens_with_pronoun(sentence: str) -> bool:
    return bool(_PRONOUN.match(sentence.lstrip('“"')))


def propose(sentence: str, start: int, answer: str, answer_type: AnswerType, attributed_to: str) -> Proposal:
    """A question whose answer stands at sentence[start:], in words of the sentence; empty where no rule is safe."""
    before, behind = sentence[:start], sentence[start + len(answer) :]
    if opens_with_pronoun(sentence) or _TWO_CLAUSES.search(sentence) or '"' in sentence or "“" in sentence:
        return Proposal()
    opening = f"According to {attributed_to or 'the article'}, "
    if attributed_to and before.casefold().startswith("according to"):
        return Proposal()
    if answer_type in _ASKED_OF_PASSIVE and (found := _PASSIVE.fullmatch(before)) and _fits(found["subject"]):
        subject = _lowered(found["subject"])
        what, relation = _ASKED_OF_PASSIVE[answer_type]
        rest = f"{found['verb']} {subject} {found['rest']}"
        return Proposal(found["subject"], f"{relation}: {found['rest']}", f"{opening}{what} {rest}?")
    has = _HAS.fullmatch(before)
    counted = _COUNTED.match(behind)
    if answer_type is AnswerType.COUNT and has and counted and _fits(has["subject"]):
        does = {"has": "does", "have": "do", "had": "did"}[has["verb"]]
        noun, subject = counted["noun"], _lowered(has["subject"])
        return Proposal(has["subject"], f"number of {noun}", f"{opening}how many {noun} {does} {subject} have?")
    return Proposal()


_ASKED_OF_PASSIVE = {
    AnswerType.YEAR: ("in which year", "year"),
    AnswerType.MONTH: ("in which month", "month"),
    AnswerType.DATE: ("on which date", "date"),
    AnswerType.COUNTRY: ("in which country", "country"),
}


def _fits(subject: str) -> bool:
    return len(subject.split()) <= MOST_SUBJECT_WORDS


def _lowered(subject: str) -> str:
    """Without the capital of the sentence, where it is an article's."""
    return subject[0].lower() + subject[1:] if _ARTICLE.match(subject) else subject
