"""Frozen questions, as attempts hold them for good."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max

from quizzes import items
from quizzes.items import Item, Variant
from quizzes.process_cache import ProcessCache

from .questions import Question


def digest_of(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class QuestionVersion(models.Model):
    """A question as it was when someone first got it. It never changes, and it stays while an attempt has it.

    Therefore any process may keep it in memory for good: see `frozen_version`.
    """

    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    # The version whose wording this one has, if a regrade has given that wording the key of a later version.
    rekeyed_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("question", "number")
        constraints = (
            models.UniqueConstraint(fields=("question", "digest"), name="one_version_per_content"),
            models.UniqueConstraint(fields=("question", "number"), name="one_version_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.question} (version {self.number})"


def current_versions(questions: list[Question]) -> list[QuestionVersion]:
    """Return the frozen forms of these questions, in their order, in two queries and an insert for each new one."""
    contents = {question.pk: question.content() for question in questions}
    digests = {pk: digest_of(content) for pk, content in contents.items()}
    rows = QuestionVersion.objects.filter(question__in=contents).defer("content")
    frozen = {(row.question_id, row.digest): row for row in rows}
    return [frozen.get((pk, digests[pk])) or freeze(pk, contents[pk]) for pk in contents]


def freeze(question_pk: int, content: dict[str, Any], rekeyed_from: QuestionVersion | None = None) -> QuestionVersion:
    """Return the version of the question with this content, made now if there is none."""
    digest = digest_of(content)
    of_question = QuestionVersion.objects.filter(question=question_pk)
    if version := of_question.filter(digest=digest).first():
        return version
    while True:
        number = (of_question.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                return of_question.create(
                    question_id=question_pk, number=number, digest=digest, content=content, rekeyed_from=rekeyed_from
                )
        except IntegrityError:  # another process froze this content, or took the number, at this moment
            if version := of_question.filter(digest=digest).first():
                return version
            if not Question.objects.filter(pk=question_pk).exists():  # deleted at this moment: no number will do
                raise


class FrozenVersion:
    """The content of a question version, parsed once."""

    __slots__ = ("citation", "content", "item", "paragraph", "stem", "type")

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.item = Item.from_json(content["item"])
        self.type = items.type_of(self.item)
        self.stem = self.type.readable_stem(self.item)
        self.citation = content["citation"]
        # The source and paragraph of the citation; a question without one is unequal to every other.
        self.paragraph = (
            (self.citation["source"], self.citation["ref"].partition("s")[0]) if self.citation else object()
        )

    def present(self, variant: Variant) -> dict[str, Any]:
        """Return what may be shown before the answer to whoever got this variant. The key is not in it."""
        return {
            "stem": self.item.stem,
            "instruction": self.type.instruction,
            "template": self.type.template_name,
            "picture": self.item.picture,
            **self.type.present(self.item, variant),
        }


frozen_versions = ProcessCache[FrozenVersion]("frozen versions", 4096)  # which never change


def frozen_version(version_pk: int) -> FrozenVersion:
    """The version, parsed once in each process. Raises QuestionVersion.DoesNotExist."""
    return frozen_versions.get_or_make(version_pk, lambda: _read(version_pk))


def _read(version_pk: int) -> FrozenVersion:
    return FrozenVersion(QuestionVersion.objects.values_list("content", flat=True).get(pk=version_pk))
