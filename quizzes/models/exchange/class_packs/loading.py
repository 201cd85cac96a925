"""The loading of a pack's rows into the database, with a report of what that changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _, ngettext

from quizzes.items import Item, type_of
from quizzes.models.bank.options import Option
from quizzes.models.bank.questions import Question
from quizzes.models.bank.quizzes import Quiz, QuizQuestion
from quizzes.models.bank.sources import Source
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.classrooms import Classroom, tidy_code
from quizzes.models.exchange.fixture_deserializer import name_of

from .reading import BadPack, checked_rows
from .writing import Row

TIMESTAMP_FIELDS = {"created_at", "updated_at"}  # they stay as they are in a row that is stored already
UNREPORTED_FIELDS = {"lint", "lint_findings", "generated_digest"}  # a change of these does not matter by itself


@dataclass(slots=True)
class Difference:
    """What a pack changes, in lines that each name a row and say what becomes of it."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    changed_keys: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    moved_ends: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [
            (self.new, ngettext("%(n)s new", "%(n)s new", len(self.new))),
            (self.changed, ngettext("%(n)s changed", "%(n)s changed", len(self.changed))),
            (self.changed_keys, ngettext("%(n)s changed key", "%(n)s changed keys", len(self.changed_keys))),
            (self.removed, ngettext("%(n)s removed", "%(n)s removed", len(self.removed))),
            (self.stale, ngettext("%(n)s stale citation", "%(n)s stale citations", len(self.stale))),
            (self.moved_ends, ngettext("%(n)s moved end", "%(n)s moved ends", len(self.moved_ends))),
        ]
        return ", ".join(text % {"n": len(lines)} for lines, text in parts if lines) or _("nothing new")


class Loading:
    """The loading of a pack within the caller's transaction; `difference` says what it did."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rows = list(checked_rows(text))
        self.difference = Difference()
        self.classrooms: list[Classroom] = []

    def run(self) -> Difference:
        """Load the rows and return the difference. Raises BadPack, after which the caller has to roll back."""
        slugs = self._named(Question, "slug")
        before = {question.slug: question.to_item() for question in _questions(slugs)}
        stale = set(Question.objects.stale().values_list("slug", flat=True))
        try:
            for number, (row, deserialized) in enumerate(
                zip(self.rows, serializers.deserialize("json", self.text), strict=True), start=1
            ):
                name = name_of(number, row)
                if problem := _invalid(deserialized.object, row["fields"]):
                    raise BadPack(f"{name}: {problem}")
                self._take(name, row, deserialized)
        except DeserializationError as error:
            raise BadPack(str(error)) from error
        except DatabaseError as error:
            raise BadPack(f"{name}: {error}.") from error
        self._remove(Option, "question", slugs)
        self._remove(QuizQuestion, "quiz", self._named(Quiz, "slug"))
        for question in _questions(slugs):
            if question.slug not in before or question.to_item() != before[question.slug]:
                question.check_lint()
            if question.slug in before and _key_of(question.to_item()) != _key_of(before[question.slug]):
                self.difference.changed_keys.append(_changed_key(question))
        gone = _("%s: the words it stands on are gone from the text.")
        now_stale = Question.objects.stale().exclude(slug__in=stale).order_by("slug")
        self.difference.stale = [gone % question.slug for question in now_stale]
        return self.difference

    def _named(self, model: type[models.Model], key: str) -> list[str]:
        label = model._meta.label_lower
        return [str(row["fields"].get(key)) for row in self.rows if row["model"] == label]

    def _take(self, name: str, row: Row, deserialized: DeserializedObject) -> None:
        instance: Any = deserialized.object
        stored: Any = type(instance)._default_manager.filter(pk=instance.pk).first() if instance.pk else None
        if isinstance(instance, Classroom):
            self.classrooms.append(instance)
        if stored is None:
            deserialized.save()
            self.difference.new.append(name)
            return
        columns = [instance._meta.get_field(key) for key in row["fields"] if key not in TIMESTAMP_FIELDS]
        changed = [
            c for c in columns if not c.many_to_many and getattr(stored, c.attname) != getattr(instance, c.attname)
        ]
        told = [str(c.verbose_name) for c in changed if c.name not in UNREPORTED_FIELDS]
        if problem := _problem_of(stored, {c.name for c in changed}):
            raise BadPack(f"{name}: {problem}")
        if isinstance(instance, Source):
            if changed:
                deserialized.save()  # moves the sentences as well
        elif changed:
            self._store(name, instance, {column.name: getattr(instance, column.attname) for column in changed})
        for key, wanted in (deserialized.m2m_data or {}).items():
            if set(getattr(stored, key).all()) != set(wanted):
                getattr(stored, key).set(wanted)
                told.append(str(stored._meta.get_field(key).verbose_name))
        if told:
            self.difference.changed.append(f"{name}: {', '.join(told)}")

    def _store(self, name: str, instance: models.Model, values: dict[str, Any]) -> None:
        """Store what has changed of a row, and nothing else of it."""
        if not isinstance(instance, Assignment):
            type(instance)._default_manager.filter(pk=instance.pk).update(**values)
        elif count := instance.save_terms(values):
            text = ngettext(
                "%(row)s: %(n)s student is at it, and has until another time now.",
                "%(row)s: %(n)s students are at it, and have until another time now.",
                count,
            )
            self.difference.moved_ends.append(text % {"row": name, "n": count})

    def _remove(self, model: type[models.Model], of: str, slugs: list[str]) -> None:
        """Delete rows that belong to a question or a quiz of the pack and are not in the pack."""
        label = model._meta.label_lower
        kept = [row for row in self.rows if row["model"] == label]
        keys = {(str(row["fields"][of][0]), _place(row["fields"])) for row in kept}
        rows: Any = model._default_manager.filter(**{f"{of}__slug__in": slugs}).select_related("question")
        for row in rows:
            natural = row.natural_key()
            if (natural[0], natural[1]) not in keys:
                self.difference.removed.append(f"{label} {natural[0]}/{natural[1]}: {row}")
                row.delete()


def _place(fields: Row) -> Any:
    """Return the second part of the natural key of an option, or of a question of a quiz."""
    return fields["question"][0] if "quiz" in fields else fields["position"]


def _questions(slugs: Iterable[str]) -> models.QuerySet[Question]:
    questions: models.QuerySet[Question] = Question.objects.filter(slug__in=slugs).with_content()
    return questions


def _invalid(instance: Any, fields: Row) -> str:
    """Return what a form would say about the values, except that a pack may leave texts empty that no form does."""
    if isinstance(instance, Classroom) and (len(instance.code) != 6 or tidy_code(instance.code) != instance.code):
        return _("A join code has six letters and figures.")
    try:
        instance.clean_fields(exclude={column.name for column in instance._meta.concrete_fields} - fields.keys())
    except ValidationError as error:
        told = [(key, part) for key, errors in error.error_dict.items() for part in errors if not _is_blank(part)]
        return " ".join(f"{key}: {' '.join(part.messages)}" for key, part in told)
    return ""


def _problem_of(stored: models.Model, changed: set[str]) -> str:
    """Return why a stored row may not become what the pack says, or an empty string."""
    if isinstance(stored, Question) and "item_type" in changed and stored.was_answered:
        return _("It has been answered, so it stays a question of its type. Give the new question another code.")
    if isinstance(stored, Assignment) and "quiz" in changed and stored.attempts.exists():
        return _("Students have begun it, so it stays at its quiz. Give the new assignment another title.")
    return ""


def _is_blank(error: ValidationError) -> bool:
    """Say whether the error is only that a field was left empty."""
    return error.code == "blank"


def _key_of(item: Item) -> Any:
    """Return what decides which responses are right, regardless of the order of options unless that is the key."""
    options = [(option.text, option.fraction, option.match) for option in item.options]
    settings = {name: value for name, value in item.params.items() if name != "shuffle"}
    return item.type, options if type_of(item).keyed_by == "order" else sorted(options), settings


def _changed_key(question: Question) -> str:
    if question.was_answered:
        return _("%s: what was answered keeps its version and its mark. Regrade it in the admin if it should not.") % (
            question.slug
        )
    return _("%s: nobody has answered it yet.") % question.slug


@transaction.atomic
def load(text: str, *, is_dry_run: bool = False) -> Loading:
    """Load a pack in one transaction, which a dry run rolls back, and return the loading. Raises BadPack."""
    loading = Loading(text)
    loading.run()
    if is_dry_run:
        transaction.set_rollback(True)
    return loading
