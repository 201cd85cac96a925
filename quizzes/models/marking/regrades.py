"""Regrades of answers whose key has changed since, and the record of every change of marks."""

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

# The parts that are shown after the answer change along with the key; those shown before it stay as they were.
AFTER_THE_ANSWER = ("explanation", "kind", "attributed_to", "citation")
BATCH_SIZE = 500  # rows in one statement


@dataclass(frozen=True, slots=True)
class Grounds:
    """Who changes marks, why, and when. Within the user's reach are the answers that they may read, and no others."""

    user: User
    reason: str
    now: dt.datetime


class NothingToRegrade(Exception):
    """Raised when no answer would be graded in a different way."""


class Regrade(models.Model):
    """A change of marks that were given already: who made it, when, why, and (in `changes`) to which responses."""

    class Kind(models.TextChoices):
        KEY = "key", gettext_lazy("Graded with the new key")
        FULL = "full", gettext_lazy("Dropped: the full mark for everyone")
        NOBODY = "nobody", gettext_lazy("Dropped: counts for nobody")
        LEAVE = "leave", gettext_lazy("Dropped: marks left as they were")
        PUT_BACK = "put_back", gettext_lazy("Put back: counts as it did before")

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="regrades", verbose_name=gettext_lazy("question")
    )
    quiz = models.ForeignKey(  # the quiz from which the question is dropped, if it is
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
    """The effect of a regrade on one response."""

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
    """The effect of a regrade on many responses. `left_alone` has those that it may not change, by the reason."""

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
    """The effect of the present key on the answers to one version. `content` is None if the key does not fit them."""

    version: QuestionVersion
    item: Item
    content: dict[str, Any] | None
    is_same_wording: bool
    tally: Tally
    still_open: list[Response]  # in running attempts, which are graded with the new key when they are answered


def preview(question: Question, user: User, *, for_update: bool = False) -> list[VersionPreview]:
    """Return what a regrade by this user would do, for each version in use whose key differs from the present one."""
    rows = Response.objects.filter(version__question=question).readable_by(user)
    return _previews(question, rows.select_for_update(of=("self",)) if for_update else rows)


def count_out_of_reach(question: Question, user: User) -> int:
    """Return how many answers a regrade by this user leaves with the earlier key, in classes of other teachers."""
    answers = Response.objects.filter(version__question=question).answered().not_readable_by(user)
    return sum(len(version.tally.changes) for version in _previews(question, answers))


def _previews(question: Question, rows: ResponseQuerySet) -> list[VersionPreview]:
    content = question.content()
    content_digest, new = digest_of(content), Item.from_json(content["item"])
    responses: dict[int, list[Response]] = {}
    for response in rows.exclude(version__digest=content_digest).select_related("attempt").order_by("pk"):
        responses.setdefault(response.version_id, []).append(response)
    versions = question.versions.filter(pk__in=responses).defer("content")
    previews = [_preview_of(version, new, content, responses[version.pk]) for version in versions]
    return [effect for effect in previews if effect is not None]


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

    Attempts keep the wording that their learners saw: the responses move to a version of that wording with the new
    key. Answers in classes of other teachers stay as they are until those teachers regrade them. Questions that are
    still open, even in those classes, will be graded with the new key, which changes no mark.
    """
    chosen = set(versions)
    with transaction.atomic():
        previews = [
            (effect, effect.content)
            for effect in preview(question, grounds.user, for_update=True)
            if effect.version.pk in chosen
        ]
        if not any(content for _effect, content in previews):
            raise NothingToRegrade
        made = Regrade.made_on(grounds, question=question, kind=Regrade.Kind.KEY)
        for effect, content in previews:
            if content:
                version = freeze(question.pk, content, rekeyed_from=effect.version)
                Response.objects.filter(version=effect.version.pk).still_open().update(version=version)
                store(made, effect.tally.changes, version=version)
    return made


def store(made: Regrade, changes: Iterable[Change], **fields: Any) -> None:
    """Apply the changes and the further `fields` to the responses, and record what they had before."""
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
