"""The import of a file's records as questions: first everything is decided, then all of it is stored, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from quizzes.db.bulk import PreparedRows
from quizzes.formats import Loss, Problem, Reading, Record
from quizzes.items import Item, Picture as PictureValue
from quizzes.items.base import Text
from quizzes.models.bank.facts import Topic
from quizzes.models.bank.options import Option
from quizzes.models.bank.pictures import Picture
from quizzes.models.bank.questions import Question
from quizzes.models.bank.slugs import FreeSlugs, free_slug

from .matching import content_digest, digest_as_stored, identities_of, imported_as, with_code
from .records import CHUNK_SIZE, topic_name
from .staging import CitationIndex, KeptPicture, problems_of, take_pictures

MIN_SIMILARITY = 60  # of 100, by rapidfuzz's ratio: two texts under one title that are less similar are two questions
MAX_NAME_LENGTH = 200
MAX_TOPIC_LENGTH = 100
RECORDS_PER_HEARTBEAT = 250  # records between two signs of life
MAX_TRIES = 3  # tries to store, while others change the same questions


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left_alone"
    CLASH = "clash"


@dataclass(slots=True)
class Decision:
    """What becomes of one record. `question` may not be stored yet; the pictures of `item` are named by digests."""

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
    """Raised when somebody has changed a question after the import looked at it."""


class ImportPlan:
    """What storing a file would do, decided without writing anything; `store` does it."""

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
        of_decisions = [
            Loss(decision.record.line, _title(decision.record), what)
            for decision in self.decisions
            for what in decision.losses
        ]
        return [*self._reading.losses, *of_decisions]

    def report(self) -> dict[str, Any]:
        """Return everything there is to say about the plan, as plain data."""
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
        names = identities_of(records)
        self._library = CitationIndex()
        self._imported = imported_as(names)
        self._coded = with_code({record.id or record.name for record in records})
        self._slugs = FreeSlugs(Question.objects.all())
        self.decisions, seen = [], set()
        for done, (record, identity) in enumerate(zip(records, names, strict=True)):
            if done % RECORDS_PER_HEARTBEAT == 0:
                self._note(done, len(records))
            decision = self._decide_on(record, identity)
            if identity in seen:
                decision.verdict = Verdict.CLASH
                decision.losses.append(_("The same question is in the file already, and is taken in once."))
            seen.add(identity)
            if decision.is_stored:
                self._prepare(decision)
            self.decisions.append(decision)
        self._make_rows()
        self._note(len(records), len(records))

    def _decide_on(self, record: Record, identity: str) -> Decision:
        item, pictures, losses = take_pictures(record)
        digest = content_digest(item, record.explanation, record.tags)
        decision = Decision(record, identity, item, digest, pictures, losses=losses)
        question = self._counterpart(record, identity, digest)
        if question is None:
            return decision
        decision.question = question
        if question.imported_digest == digest or digest_as_stored(question) == digest:
            decision.verdict = Verdict.UNCHANGED
        elif question.origin != Question.Origin.IMPORTED:
            decision.verdict = Verdict.LEFT_ALONE
            decision.losses.append(
                _("The bank has it as %s, which was not imported. It is left alone.") % question.slug
            )
        elif question.imported_digest != digest_as_stored(question):
            decision.verdict = Verdict.LEFT_ALONE
            decision.losses.append(
                _("Somebody has changed %s since it was imported. It is left alone.") % question.slug
            )
        else:
            decision.verdict = Verdict.CHANGED
        return decision

    def _counterpart(self, record: Record, identity: str, digest: str) -> Question | None:
        """Return the question of the bank that this record is, or was, or None."""
        candidates = self._imported.get(identity, [])
        for question in candidates:
            if question.imported_digest == digest:
                return question
        if candidates:
            nearest = max(candidates, key=lambda question: _likeness(question, record))
            if not identity.startswith("title") or _likeness(nearest, record) >= MIN_SIMILARITY:
                return nearest
        coded = self._coded.get(record.id or record.name)
        if coded is not None and (record.id or coded.stem == record.item.stem):
            return coded
        return None

    def _prepare(self, decision: Decision) -> None:
        """Set the row as it will be stored, all but its topic and its pictures."""
        record, item = decision.record, decision.item
        if decision.question is None:
            decision.question = Question(
                slug=self._slugs.take(slugify(record.name or item.stem)[:70] or "question"),
                origin=Question.Origin.IMPORTED,
            )
        question = decision.question
        question.item_type, question.stem, question.params = item.type, item.stem, dict(item.params)
        question.explanation, question.tags = record.explanation, list(record.tags)
        question.imported_as, question.imported_digest = decision.identity, decision.digest
        question.imported_name = record.name[:MAX_NAME_LENGTH]
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
        """Store everything in one transaction, after a second look if others have changed something meanwhile.

        Raises ValueError if the file has problems, and IntegrityError or BankChanged after too many tries.
        """
        if self.problems:
            raise ValueError("A file with problems is not stored.")
        for attempt in range(MAX_TRIES):
            try:
                with transaction.atomic():
                    self._write(import_pk)
                return
            except (IntegrityError, BankChanged):
                if attempt == MAX_TRIES - 1:
                    raise
                self._decide()

    def _make_rows(self) -> None:
        """Prepare all parts of the rows that are known before the transaction."""
        self._stored = [decision for decision in self.decisions if decision.is_stored]
        self._new = [decision for decision in self._stored if decision.verdict is Verdict.NEW]
        self._questions = PreparedRows(Question, [question_of(decision) for decision in self._new])
        self._options = PreparedRows(Option, [option for decision in self._stored for option in options_of(decision)])

    def _write(self, import_pk: int | None) -> None:
        topics = _topics({self._topic_name(decision.record) for decision in self._new})
        pictures = {d: Picture.objects.keep(p.encoded, p.alt) for s in self._stored for d, p in s.pictures.items()}
        self._change(pictures, import_pk)
        self._questions.put("topic_id", [topics[self._topic_name(d.record).casefold()].pk for d in self._new])
        self._questions.put("picture_id", [_pk_of(d.item.picture, pictures) for d in self._new])
        self._questions.put("imported_in_id", [import_pk] * len(self._new))
        self._questions.insert()
        pks = _pks([question_of(decision).slug for decision in self._new])
        owners = [(question_of(decision), option) for decision in self._stored for option in decision.item.options]
        self._options.put("question_id", [question.pk or pks[question.slug] for question, _option in owners])
        self._options.put("picture_id", [_pk_of(option.picture, pictures) for _question, option in owners])
        self._options.insert()

    def _change(self, pictures: dict[str, Picture], import_pk: int | None) -> None:
        changed = [decision for decision in self._stored if decision.verdict is Verdict.CHANGED]
        _refuse_if_changed([question_of(decision) for decision in changed])
        for decision in changed:
            question = question_of(decision)
            question.picture = pictures[decision.item.picture.name] if decision.item.picture else None
            question.imported_in_id = import_pk
            question.save()
        Option.objects.filter(question__in=[question_of(decision) for decision in changed]).delete()

    def _topic_name(self, record: Record) -> str:
        own_topic = topic_name(record.topic, MAX_TOPIC_LENGTH)
        return own_topic or (self._topic.name if self._topic else _("Imported questions"))


def _likeness(question: Question, record: Record) -> float:
    return fuzz.ratio(question.stem, record.item.stem)


def _topics(names: Iterable[str]) -> dict[str, Topic]:
    """Return the topics by their casefolded names, after making those that are missing."""
    topics = {topic.name.casefold(): topic for topic in Topic.objects.all()}
    for name in sorted(names):
        if name.casefold() not in topics:
            slug = free_slug(Topic.objects, slugify(name)[:45] or "topic")
            topics[name.casefold()] = Topic.objects.create(slug=slug, name=name)
    return topics


def _refuse_if_changed(questions: list[Question]) -> None:
    now = dict(Question.objects.filter(pk__in=[q.pk for q in questions]).values_list("pk", "updated_at"))
    if any(now.get(question.pk) != question.updated_at for question in questions):
        raise BankChanged


def question_of(decision: Decision) -> Question:
    if decision.question is None:
        raise BankChanged
    return decision.question


def options_of(decision: Decision) -> Iterable[Option]:
    for position, option in enumerate(decision.item.options, start=1):
        yield Option(
            position=position, text=option.text, fraction=option.fraction, match=option.match, feedback=option.feedback
        )


def _pk_of(picture: PictureValue | None, pictures: dict[str, Picture]) -> int | None:
    return pictures[picture.name].pk if picture else None


def _pks(slugs: list[str]) -> dict[str, int]:
    """Return the primary keys of the questions that were just inserted, by slug."""
    pks: dict[str, int] = {}
    for start in range(0, len(slugs), CHUNK_SIZE):
        rows = Question.objects.filter(slug__in=slugs[start : start + CHUNK_SIZE])
        pks.update(rows.values_list("slug", "pk"))
    return pks


def _title(record: Record) -> str:
    return " ".join((record.name or record.item.stem).split())[:120]
