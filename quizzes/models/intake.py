"""Records of a file → questions of the bank. First everything is decided; then all of it is stored, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from quizzes.formats import Loss, Problem, Reading, Record
from quizzes.items import Item
from quizzes.items.base import Text

from .contents import KeptPicture, Library, problems_of, take_pictures
from .facts import Topic
from .identities import content_digest, digest_as_stored, identities
from .options import Option
from .pictures import Picture
from .questions import Question
from .records import CHUNK, for_records, topic_name
from .slugs import free_slug

SAME_QUESTION = 60  # of 100, rapidfuzz's ratio of two texts under one title: below this they are two questions
LONGEST_NAME = 200
EACH = 250  # records between two signs of life
ATTEMPTS = 3  # at storing, while others change the same questions


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left_alone"
    CLASH = "clash"


@dataclass(slots=True)
class Decision:
    """What becomes of one record. question: of the bank, or the one that will be. item: its pictures by digests."""

    record: Record
    identity: str
    item: Item
    digest: str
    pictures: dict[str, KeptPicture]
    verdict: Verdict = Verdict.NEW
    question: Question | None = None
    losses: list[Text] = field(default_factory=list)

    @property
    def is_stored(self) -> bool:
        return self.verdict in (Verdict.NEW, Verdict.CHANGED)


class BankChanged(Exception):
    """Somebody has changed a question after it was looked at."""


class Intake:
    """What taking in a file would do, decided without writing anything; `store` does it."""

    def __init__(
        self, reading: Reading, topic: Topic | None = None, note: Callable[[int, int], None] = lambda _n, _all: None
    ) -> None:
        self._reading, self._topic, self._note = reading, topic, note
        self.problems: list[Problem] = list(reading.problems)
        for record in reading.records:
            self.problems += problems_of(record)
        self.decisions: list[Decision] = []
        if not self.problems:
            self._decide()

    @property
    def losses(self) -> list[Loss]:
        own = [
            Loss(decision.record.line, _title(decision.record), what)
            for decision in self.decisions
            for what in decision.losses
        ]
        return [*self._reading.losses, *own]

    def report(self) -> dict[str, Any]:
        """Everything there is to say about it, as plain data."""
        return {
            "counts": Counter(decision.verdict.value for decision in self.decisions),
            "rows": [
                {"line": d.record.line, "name": _title(d.record), "stem": d.item.stem[:200], "verdict": d.verdict.value}
                for d in self.decisions
            ],
            "problems": [
                {"line": p.line, "text": p.text[:200], "wrong": str(p.wrong), "remedy": str(p.remedy)}
                for p in self.problems
            ],
            "losses": [{"line": loss.line, "name": loss.name[:200], "what": str(loss.what)} for loss in self.losses],
        }

    # Deciding

    def _decide(self) -> None:
        records = self._reading.records
        names = identities(records)
        self._library = Library()
        self._imported = _imported_as(names)
        self._coded = _coded({record.id or record.name for record in records})
        self._slugs = Slugs()
        self.decisions, seen = [], set()
        for done, (record, identity) in enumerate(zip(records, names, strict=True)):
            if done % EACH == 0:
                self._note(done, len(records))
            decision = self._decide_on(record, identity)
            if identity in seen:
                decision.verdict = Verdict.CLASH
                decision.losses.append(_("The same question is in the file already, and is taken in once."))
            seen.add(identity)
            if decision.is_stored:
                self._prepare(decision)
            self.decisions.append(decision)
        self._note(len(records), len(records))

    def _decide_on(self, record: Record, identity: str) -> Decision:
        item, pictures, losses = take_pictures(record)
        digest = content_digest(item, record.explanation, record.tags)
        decision = Decision(record, identity, item, digest, pictures, losses=losses)
        found = self._counterpart(record, identity, digest)
        if found is None:
            return decision
        decision.question = found
        if found.imported_digest == digest or digest_as_stored(found) == digest:
            decision.verdict = Verdict.UNCHANGED
        elif found.origin != Question.Origin.IMPORTED:
            decision.verdict = Verdict.LEFT_ALONE
            decision.losses.append(_("The bank has it as %s, which was not imported. It is left alone.") % found.slug)
        elif found.imported_digest != digest_as_stored(found):
            decision.verdict = Verdict.LEFT_ALONE
            decision.losses.append(_("Somebody has changed %s since it was imported. It is left alone.") % found.slug)
        else:
            decision.verdict = Verdict.CHANGED
        return decision

    def _counterpart(self, record: Record, identity: str, digest: str) -> Question | None:
        """The question of the bank that this record is, or was."""
        candidates = self._imported.get(identity, [])
        for question in candidates:
            if question.imported_digest == digest:
                return question
        if candidates:
            nearest = max(candidates, key=lambda question: _likeness(question, record))
            if not identity.startswith("title") or _likeness(nearest, record) >= SAME_QUESTION:
                return nearest
        coded = self._coded.get(record.id or record.name)
        if coded is not None and (record.id or coded.stem == record.item.stem):
            return coded
        return None

    def _prepare(self, decision: Decision) -> None:
        """The row as it will be stored, all but its topic and its pictures."""
        record, item = decision.record, decision.item
        if decision.question is None:
            decision.question = Question(
                slug=self._slugs.free(slugify(record.name or item.stem)[:70]), origin=Question.Origin.IMPORTED
            )
        question = decision.question
        question.item_type, question.stem, question.params = item.type, item.stem, dict(item.params)
        question.explanation, question.tags = record.explanation, list(record.tags)
        question.imported_as, question.imported_digest = decision.identity, decision.digest
        question.imported_name = record.name[:LONGEST_NAME]
        question.status = Question.Status.DRAFT
        question.approved_by, question.approved_at = None, None
        if question.sentence is None:
            self._cite(decision, question)
        question.take_findings(question.findings(item, self._library.facts(question.sentence)))

    def _cite(self, decision: Decision, question: Question) -> None:
        citation = decision.record.citation
        if citation is None:
            return
        question.sentence, problem = self._library.find(citation)
        if question.sentence is not None:
            question.quote = citation.quote
        else:
            decision.losses.append(
                _("%(problem)s It stays a draft until somebody picks its sentence.") % {"problem": problem}
            )

    # Storing

    def store(self, import_pk: int | None = None) -> None:
        """Store all of it in one transaction. Whatever others have changed meanwhile is looked at again first."""
        if self.problems:
            raise ValueError("A file with problems is not stored.")
        for attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    self._write(import_pk)
                return
            except (IntegrityError, BankChanged):
                if attempt == ATTEMPTS - 1:
                    raise
                self._decide()

    def _write(self, import_pk: int | None) -> None:
        stored = [decision for decision in self.decisions if decision.is_stored]
        topics = _topics({self._topic_name(d.record) for d in stored if d.verdict is Verdict.NEW})
        pictures = {digest: Picture.objects.keep(p.encoded, p.alt) for d in stored for digest, p in d.pictures.items()}
        new, changed = [], []
        for decision in stored:
            question = decision.question
            if question is None:
                raise BankChanged
            question.imported_in_id = import_pk
            question.picture = pictures[decision.item.picture.name] if decision.item.picture else None
            if decision.verdict is Verdict.NEW:
                question.topic = topics[self._topic_name(decision.record).casefold()]
                new.append(question)
            else:
                changed.append(question)
        _refuse_if_changed(changed)
        Question.objects.bulk_create(new, batch_size=500)
        for question in changed:
            question.save()
        Option.objects.filter(question__in=changed).delete()
        Option.objects.bulk_create(_options(stored, pictures), batch_size=1000)

    def _topic_name(self, record: Record) -> str:
        longest = 100
        of_file = topic_name(record.topic, longest)
        return of_file or (self._topic.name if self._topic else _("Imported questions"))


class Slugs:
    """Hands out the slugs that no question has, each once."""

    def __init__(self) -> None:
        self._taken = set(Question.objects.values_list("slug", flat=True))
        self._numbers: Counter[str] = Counter()

    def free(self, wanted: str) -> str:
        wanted = slug = wanted or "question"
        while slug in self._taken:
            self._numbers[wanted] += 1
            slug = f"{wanted}-{self._numbers[wanted] + 1}"
        self._taken.add(slug)
        return slug


def _likeness(question: Question, record: Record) -> float:
    return fuzz.ratio(question.stem, record.item.stem)


def _imported_as(names: list[str]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for question in _with_any("imported_as", names):
        found[question.imported_as].append(question)
    return found


def _coded(codes: set[str]) -> dict[str, Question]:
    return {question.slug: question for question in _with_any("slug", sorted(codes))}


def _with_any(column: str, values: list[str]) -> Iterator[Question]:
    rows = for_records(Question.objects.all())
    for start in range(0, len(values), CHUNK):
        yield from rows.filter(**{f"{column}__in": values[start : start + CHUNK]})


def _topics(names: Iterable[str]) -> dict[str, Topic]:
    """The topics of these names by their casefolded names, made where there are none."""
    found = {topic.name.casefold(): topic for topic in Topic.objects.all()}
    for name in sorted(names):
        if name.casefold() not in found:
            slug = free_slug(Topic.objects, slugify(name)[:45] or "topic")
            found[name.casefold()] = Topic.objects.create(slug=slug, name=name)
    return found


def _refuse_if_changed(questions: list[Question]) -> None:
    now = dict(Question.objects.filter(pk__in=[q.pk for q in questions]).values_list("pk", "updated_at"))
    if any(now.get(question.pk) != question.updated_at for question in questions):
        raise BankChanged


def _options(decisions: Iterable[Decision], pictures: dict[str, Picture]) -> Iterable[Option]:
    for decision in decisions:
        for position, option in enumerate(decision.item.options, start=1):
            yield Option(
                question=decision.question,
                position=position,
                text=option.text,
                fraction=option.fraction,
                match=option.match,
                feedback=option.feedback,
                picture=pictures[option.picture.name] if option.picture else None,
            )


def _title(record: Record) -> str:
    return " ".join((record.name or record.item.stem).split())[:120]
