"""Dropping a question from a quiz that was taken already, and putting it back.

The quiz is shared: whoever drops a question takes it out for everybody who begins from then on. The marks are not: what
was answered in classes of other teachers counts as it did, until they drop it too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from quizzes.models.attempts.querysets import ResponseQuerySet
from quizzes.models.attempts.responses import Response, mark_of
from quizzes.models.bank.questions import Question
from quizzes.models.bank.quizzes import Quiz, QuizQuestion

from .regrades import Change, Grounds, Regrade, RegradedResponse, Tally, store

DROPS = {
    Regrade.Kind.FULL: Response.Dropped.FULL.value,
    Regrade.Kind.NOBODY: Response.Dropped.NOBODY.value,
    Regrade.Kind.LEAVE: "",
}


class AlreadyDone(Exception):
    """The question is dropped already, or is back already: somebody else was faster, or it was a double click."""


@dataclass(frozen=True, slots=True)
class DropState:
    """How a question of a quiz stands for a teacher. Elsewhere are the answers in classes of other teachers."""

    is_asked: bool
    counting: int
    dropped: int
    counting_elsewhere: int
    dropped_elsewhere: int

    @classmethod
    def of(cls, quiz: Quiz, question: Question, user: User) -> DropState:
        responses = _responses(quiz, question)
        within, beyond = responses.readable_by(user), responses.answered().not_readable_by(user)
        is_out = QuizQuestion.objects.filter(quiz=quiz, question=question, dropped_at__isnull=False).exists()
        return cls(
            is_asked=not is_out,
            counting=_counting(within).count(),
            dropped=_dropped(within).count(),
            counting_elsewhere=_counting(beyond).count(),
            dropped_elsewhere=_dropped(beyond).count(),
        )

    @property
    def can_be_dropped(self) -> bool:
        return self.is_asked or self.counting > 0

    @property
    def can_be_put_back(self) -> bool:
        return not self.is_asked or self.dropped > 0


def preview_drop(quiz: Quiz, question: Question, kind: Regrade.Kind, user: User) -> Tally:
    """What dropping the question would make of the responses to it that this user reaches."""
    return Tally(_changes(_counting(_responses(quiz, question)).readable_by(user), kind))


def drop(quiz: Quiz, question: Question, kind: Regrade.Kind, grounds: Grounds) -> Regrade:
    """Ask it no more in this quiz, and let what was answered within reach count as `kind` says. Raises AlreadyDone."""
    with transaction.atomic():
        is_taken_out = _take_out(quiz, question, grounds.now)
        within = _counting(_responses(quiz, question)).readable_by(grounds.user)
        changes = _changes(within.select_for_update(of=("self",)), kind)
        if not (is_taken_out or changes):
            raise AlreadyDone
        made = Regrade.made_on(grounds, quiz=quiz, question=question, kind=kind)
        store(made, changes, dropped=DROPS[kind])
    return made


def put_back(quiz: Quiz, question: Question, grounds: Grounds) -> Regrade:
    """Ask it again, and let every answer within reach earn what it is worth. Raises AlreadyDone."""
    with transaction.atomic():
        row = QuizQuestion.objects.filter(quiz=quiz, question=question, dropped_at__isnull=False)
        is_put_back = row.delete()[0] if quiz.draw else row.update(dropped_at=None)
        before = _max_marks_before(quiz, question)
        changes = []
        within = _dropped(_responses(quiz, question)).readable_by(grounds.user)
        for response in within.select_for_update(of=("self",)):
            max_mark = before.get(response.pk, response.max_mark)
            mark = mark_of(response.fraction, max_mark, "", response.certainty)
            changes.append(Change(response, response.fraction, mark, max_mark))
        if not (is_put_back or changes):
            raise AlreadyDone
        made = Regrade.made_on(grounds, quiz=quiz, question=question, kind=Regrade.Kind.PUT_BACK)
        store(made, changes, dropped="")
    return made


def _max_marks_before(quiz: Quiz, question: Question) -> dict[int, float]:
    """By response, of the drop that holds for it: each teacher may have dropped the question at another time."""
    drops = quiz.regrades.filter(question=question, kind__in=DROPS)
    changes = RegradedResponse.objects.filter(regrade__in=drops).order_by("pk")
    return dict(changes.values_list("response", "old_max_mark"))


def _take_out(quiz: Quiz, question: Question, now: dt.datetime) -> bool:
    """Whether it was in the quiz until now."""
    rows = QuizQuestion.objects.filter(quiz=quiz)
    position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    row, is_new = rows.get_or_create(  # a draw has none yet
        quiz=quiz, question=question, defaults={"position": position, "dropped_at": now}
    )
    return is_new or rows.filter(pk=row.pk, dropped_at=None).update(dropped_at=now) > 0


def _responses(quiz: Quiz, question: Question) -> ResponseQuerySet:
    answers = Response.objects.filter(attempt__quiz=quiz, version__question=question).order_by("pk")
    return answers.exclude(dropped=Response.Dropped.VOTE)


def _counting(responses: ResponseQuerySet) -> ResponseQuerySet:
    return responses.filter(dropped="")


def _dropped(responses: ResponseQuerySet) -> ResponseQuerySet:
    return responses.exclude(dropped="")


def _changes(responses: ResponseQuerySet, kind: Regrade.Kind) -> list[Change]:
    if kind == Regrade.Kind.LEAVE:
        return []
    changes = []
    for response in responses:
        max_mark = 0.0 if kind == Regrade.Kind.NOBODY else response.max_mark
        mark = mark_of(response.fraction, max_mark, DROPS[kind], response.certainty)
        changes.append(Change(response, response.fraction, mark, max_mark))
    return changes
