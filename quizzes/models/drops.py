"""Dropping a question from a quiz that was taken already, and putting it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from .questions import Question
from .quizzes import Quiz, QuizQuestion
from .regrades import Change, Grounds, Regrade, Tally, store
from .response_sets import ResponseQuerySet
from .responses import Response, mark_of

DROPS = {
    Regrade.Kind.FULL: Response.Dropped.FULL.value,
    Regrade.Kind.NOBODY: Response.Dropped.NOBODY.value,
    Regrade.Kind.LEAVE: "",
}


class AlreadyDone(Exception):
    """The question is dropped already, or is back already: somebody else was faster, or it was a double click."""


def preview_drop(quiz: Quiz, question: Question, kind: Regrade.Kind) -> Tally:
    """What dropping the question would make of the responses to it."""
    return Tally(_changes(_responses(quiz, question), kind))


def drop(quiz: Quiz, question: Question, kind: Regrade.Kind, grounds: Grounds) -> Regrade:
    """Ask it no more in this quiz, and let what was answered count as `kind` says. Raises AlreadyDone."""
    with transaction.atomic():
        _take_out(quiz, question, grounds.now)
        made = Regrade.made_on(grounds, quiz=quiz, question=question, kind=kind)
        store(made, _changes(_responses(quiz, question).select_for_update(of=("self",)), kind), dropped=DROPS[kind])
    return made


def put_back(quiz: Quiz, question: Question, grounds: Grounds) -> Regrade:
    """Ask it again, and let every answer earn what it is worth. Raises AlreadyDone."""
    with transaction.atomic():
        row = QuizQuestion.objects.filter(quiz=quiz, question=question, dropped_at__isnull=False)
        if not (row.delete()[0] if quiz.draw else row.update(dropped_at=None)):
            raise AlreadyDone
        dropped = last_drop(quiz, question)
        before = dict(dropped.changes.values_list("response", "old_max_mark")) if dropped else {}
        made = Regrade.made_on(grounds, quiz=quiz, question=question, kind=Regrade.Kind.PUT_BACK)
        changes = []
        for response in _responses(quiz, question).select_for_update(of=("self",)).exclude(dropped=""):
            max_mark = before.get(response.pk, response.max_mark)
            mark = mark_of(response.fraction, max_mark, "", response.certainty)
            changes.append(Change(response, response.fraction, mark, max_mark))
        store(made, changes, dropped="")
    return made


def last_drop(quiz: Quiz, question: Question) -> Regrade | None:
    """The drop that holds, or the last one that did."""
    return quiz.regrades.filter(question=question, kind__in=DROPS).first()


def _take_out(quiz: Quiz, question: Question, now: dt.datetime) -> None:
    rows = QuizQuestion.objects.filter(quiz=quiz)
    position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    row, is_new = rows.get_or_create(  # a draw has none yet
        quiz=quiz, question=question, defaults={"position": position, "dropped_at": now}
    )
    if not is_new and not rows.filter(pk=row.pk, dropped_at=None).update(dropped_at=now):
        raise AlreadyDone


def _responses(quiz: Quiz, question: Question) -> ResponseQuerySet:
    answers = Response.objects.filter(attempt__quiz=quiz, version__question=question).order_by("pk")
    return answers.exclude(dropped=Response.Dropped.VOTE)


def _changes(responses: ResponseQuerySet, kind: Regrade.Kind) -> list[Change]:
    if kind == Regrade.Kind.LEAVE:
        return []
    changes = []
    for response in responses:
        max_mark = 0.0 if kind == Regrade.Kind.NOBODY else response.max_mark
        mark = mark_of(response.fraction, max_mark, DROPS[kind], response.certainty)
        changes.append(Change(response, response.fraction, mark, max_mark))
    return changes
