"""Grading again what was answered, with a key that was changed since; and the record of every change of marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items import Item
from quizzes.items.rekeying import CannotRekey, fits, rekeyed
from quizzes.models.attempts.querysets import ResponseQuerySet
from quizzes.models.attempts.responses import Response
from quizzes.models.bank.questions import Question
from quizzes.models.bank.quizzes import Quiz
from quizzes.models.bank.versions import QuestionVersion, digest_of, freeze, frozen_version

# What comes after the answer goes along with the key; what came before it stays as it was.
AFTER_THE_ANSWER = ("explanation", "kind", "attributed_to", "citation")
BATCH_SIZE = 500  # rows in one statement


@dataclass(frozen=True, slots=True)
class Grounds:
    """Who changes marks, why, and when. They reach the answers that they may read, and no others."""

    user: User
    reason: str
    now: dt.datetime


class NothingToRegrade(Exception):
    """No answer would be graded otherwise than it is."""


class Regrade(models.Model):
    """A change of marks that were given already: who made it, when, why, and (in `changes`) of which responses."""

    class Kind(models.TextChoices):
        KEY = "key", gettext_lazy("Graded with the new key")
        FULL = "full", gettext_lazy("Dropped: the full mark for everyone")
        NOBODY = "nobody", gettext_lazy("Dropped: counts for nobody")
        LEAVE = "leave", gettext_lazy("Dropped: marks left as they were")
        PUT_BACK = "put_back", gettext_lazy("Put back: counts as it did before")

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="regrades", verbose_name=gettext_lazy("question")
    )
    quiz = models.ForeignKey(  # for what is dropped from one quiz
        Quiz, models.SET_NULL, null=True, related_name="regrades", verbose_name=gettext_lazy("quiz")
    )
    kind = models.CharField(gettext_lazy("what was done"), max_length=8, choices=Kind)
    reason = models.TextField(gettext_lazy("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(gettext_lazy("made"))

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = gettext_lazy("regrade")
        verbose_name_plural = gettext_lazy("regrades")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="regrade_says_why",
                violation_error_message=gettext_lazy("Say why the marks are changed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.question}"

    @classmethod
    def made_on(cls, grounds: Grounds, **fields: Any) -> Regrade:
        return cls.objects.create(reason=grounds.reason, made_by=grounds.user, made_at=grounds.now, **fields)


class RegradedResponse(models.Model):
    """One response before and after a regrade."""

    regrade = models.ForeignKey(Regrade, models.CASCADE, related_name="changes")
    response = models.ForeignKey(Response, models.CASCADE, related_name="regrades")
    old_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    old_fraction = models.FloatField(null=True)
    old_mark = models.FloatField(null=True)
    old_max_mark = models.FloatField()
    fraction = models.FloatField(null=True)
    mark = models.FloatField(null=True)
    max_mark = models.FloatField()

    class Meta:
        ordering = ("regrade", "pk")
        constraints = (models.UniqueConstraint(fields=("regrade", "response"), name="one_change_per_regrade"),)

    def __str__(self) -> str:
        return f"{self.response}: {self.old_mark} → {self.mark}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a regrade makes of one response."""

    response: Response
    fraction: float | None
    mark: float | None
    max_mark: float

    @property
    def gain(self) -> float:
        return (self.mark or 0.0) - (self.response.mark or 0.0)

    @property
    def is_change(self) -> bool:
        return bool(self.gain) or self.max_mark != self.response.max_mark


@dataclass(slots=True)
class Tally:
    """What a regrade makes of many responses. left_alone: those it cannot or must not touch, by the reason."""

    changes: list[Change] = field(default_factory=list)
    left_alone: dict[str, list[Response]] = field(default_factory=dict)

    def leave(self, responses: Iterable[Response], reason: str) -> None:
        for response in responses:
            self.left_alone.setdefault(reason, []).append(response)

    @property
    def up(self) -> int:
        return sum(change.gain > 0 for change in self.changes)

    @property
    def down(self) -> int:
        return sum(change.gain < 0 for change in self.changes)

    @property
    def same(self) -> int:
        return sum(not change.gain for change in self.changes)

    @property
    def differing(self) -> list[Change]:
        return [change for change in self.changes if change.is_change]


@dataclass(slots=True)
class VersionPreview:
    """What the present key makes of the answers to one version. `content` is None where it says nothing about them."""

    version: QuestionVersion
    item: Item
    content: dict[str, Any] | None
    is_same_wording: bool
    tally: Tally
    still_open: list[Response]  # of running rounds: they are graded with the new key when they are answered


def preview(question: Question, user: User, *, for_update: bool = False) -> list[VersionPreview]:
    """For each version that somebody has got and whose key is another now, what a regrade by this user would do."""
    rows = Response.objects.filter(version__question=question).readable_by(user)
    return _previews(question, rows.select_for_update(of=("self",)) if for_update else rows)


def count_out_of_reach(question: Question, user: User) -> int:
    """The answers that a regrade by this user leaves with the earlier key: those in classes of other teachers."""
    answers = Response.objects.filter(version__question=question).answered().not_readable_by(user)
    return sum(len(one.tally.changes) for one in _previews(question, answers))


def _previews(question: Question, rows: ResponseQuerySet) -> list[VersionPreview]:
    content = question.content()
    content_digest, new = digest_of(content), Item.from_json(content["item"])
    responses: dict[int, list[Response]] = {}
    for response in rows.exclude(version__digest=content_digest).select_related("attempt").order_by("pk"):
        responses.setdefault(response.version_id, []).append(response)
    versions = question.versions.filter(pk__in=responses).defer("content")
    found = [_preview_of(version, new, content, responses[version.pk]) for version in versions]
    return [one for one in found if one is not None]


def _preview_of(
    version: QuestionVersion, new: Item, content: dict[str, Any], responses: list[Response]
) -> VersionPreview | None:
    old = frozen_version(version.pk)
    tally = Tally()
    is_same_wording = old.item.stem.split() == new.stem.split()
    try:
        item = rekeyed(old.item, new)
    except CannotRekey as refusal:
        tally.leave((response for response in responses if response.answered_at), str(refusal))
        return VersionPreview(version, old.item, None, is_same_wording, tally, []) if tally.left_alone else None
    still_open = []
    for response in responses:
        if not fits(old.item, item, response.variant, response.answer):
            tally.leave([response], _("The answer could not be given in this form any more."))
        elif response.answered_at is None:
            still_open.append(response)
        else:
            _grade(response, item, tally)
    if _key(item) == _key(old.item) and not tally.differing:
        return None
    after = {name: content[name] for name in AFTER_THE_ANSWER}
    derived = {**old.content, "item": item.to_json(), **after}
    return VersionPreview(version, old.item, derived, is_same_wording, tally, still_open)


def _grade(response: Response, item: Item, tally: Tally) -> None:
    fraction = response.frozen.type.grade(item, response.answer) if response.answer is not None else 0.0
    if response.graded_at is not None:
        tally.leave([response], _("A person graded it."))
    elif fraction is None:
        tally.leave([response], _("Only a person can grade it."))
    else:
        tally.changes.append(Change(response, fraction, response.mark_for(fraction), response.max_mark))


def _key(item: Item) -> list[tuple[str, float, str]]:
    return [(option.text, option.fraction, option.match) for option in item.options]


def regrade(question: Question, versions: Iterable[int], grounds: Grounds) -> Regrade:
    """Grade the answers to these versions with the present key. Raises NothingToRegrade.

    Attempts keep the wording that they saw: their responses move to a version of that wording with the new key. What
    was answered in classes of other teachers stays as it is until they regrade it. What is still open, there too, will
    be graded with the new key: no mark changes by that.
    """
    chosen = set(versions)
    with transaction.atomic():
        found = [
            (one, one.content) for one in preview(question, grounds.user, for_update=True) if one.version.pk in chosen
        ]
        if not any(content for _one, content in found):
            raise NothingToRegrade
        made = Regrade.made_on(grounds, question=question, kind=Regrade.Kind.KEY)
        for one, content in found:
            if content:
                version = freeze(question.pk, content, rekeyed_from=one.version)
                Response.objects.filter(version=one.version.pk).still_open().update(version=version)
                store(made, one.tally.changes, version=version)
    return made


def store(made: Regrade, changes: Iterable[Change], **fields: Any) -> None:
    """Write changes to their responses, along with further fields of these, and keep what was there before."""
    for batch in _batches(list(changes)):
        RegradedResponse.objects.bulk_create(
            RegradedResponse(
                regrade=made,
                response=change.response,
                old_version_id=change.response.version_id,
                old_fraction=change.response.fraction,
                old_mark=change.response.mark,
                old_max_mark=change.response.max_mark,
                fraction=change.fraction,
                mark=change.mark,
                max_mark=change.max_mark,
            )
            for change in batch
        )
        for change in batch:
            values = {"fraction": change.fraction, "mark": change.mark, "max_mark": change.max_mark, **fields}
            for name, value in values.items():
                setattr(change.response, name, value)
        Response.objects.bulk_update([change.response for change in batch], ["fraction", "mark", "max_mark", *fields])


def _batches(changes: list[Change]) -> Iterator[list[Change]]:
    for start in range(0, len(changes), BATCH_SIZE):
        yield changes[start : start + BATCH_SIZE]
