"""The verbs that drop a question from a quiz that was taken already, and put it back.

The quiz is shared, so whoever drops a question takes it out for everybody who begins from then on. The marks are not
shared: answers in classes of other teachers count as they did, until those teachers drop the question too.
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
    """Raised when the question is dropped or put back already, by somebody else or by the first of a double click."""


@dataclass(frozen=True, slots=True)
class DropState:
    """The state of a question of a quiz for a teacher: whether it is asked, and how many answers count or are dropped.

    The fields that end in `elsewhere` count answers in classes of other teachers.
    """

    is_asked: bool
    counting: int
    dropped: int
    counting_elsewhere: int
    dropped_elsewhere: int

    @classmethod
    def of(cls, quiz: Quiz, question: Question, user: User) -> DropState:
        responses = _responses(quiz, question)
        within_reach, elsewhere = responses.readable_by(user), responses.answered().not_readable_by(user)
        is_out = QuizQuestion.objects.filter(quiz=quiz, question=question, dropped_at__isnull=False).exists()
        return cls(
            is_asked=not is_out,
            counting=_counting(within_reach).count(),
            dropped=_dropped(within_reach).count(),
            counting_elsewhere=_counting(elsewhere).count(),
            dropped_elsewhere=_dropped(elsewhere).count(),
        )

    @property
    def can_be_dropped(self) -> bool:
        return self.is_asked or self.counting > 0

    @property
    def can_be_put_back(self) -> bool:
        return not self.is_asked or self.dropped > 0


def preview_drop(quiz: Quiz, question: Question, kind: Regrade.Kind, user: User) -> Tally:
    """Return what dropping the question would do to the responses within this user's reach."""
    return Tally(_changes(_counting(_responses(quiz, question)).readable_by(user), kind))


def drop(quiz: Quiz, question: Question, kind: Regrade.Kind, grounds: Grounds) -> Regrade:
    """Take the question out of the quiz, and let the answers within reach count as `kind` says. Raises AlreadyDone."""
    with transaction.atomic():
        is_taken_out = _take_out(quiz, question, grounds.now)
        within_reach = _counting(_responses(quiz, question)).readable_by(grounds.user)
        changes = _changes(within_reach.select_for_update(of=("self",)), kind)
        if not (is_taken_out or changes):
            raise AlreadyDone
        made = Regrade.made_on(grounds, quiz=quiz, question=question, kind=kind)
        store(made, changes, dropped=DROPS[kind])
    return made


def put_back(quiz: Quiz, question: Question, grounds: Grounds) -> Regrade:
    """Put the question back into the quiz, and let the answers within reach earn what they did. Raises AlreadyDone."""
    with transaction.atomic():
        row = QuizQuestion.objects.filter(quiz=quiz, question=question, dropped_at__isnull=False)
        is_put_back = row.delete()[0] if quiz.draw else row.update(dropped_at=None)
        before = _max_marks_before(quiz, question)
        changes = []
        within_reach = _dropped(_responses(quiz, question)).readable_by(grounds.user)
        for response in within_reach.select_for_update(of=("self",)):
            max_mark = before.get(response.pk, response.max_mark)
            mark = mark_of(response.fraction, max_mark, "", response.certainty)
            changes.append(Change(response, response.fraction, mark, max_mark))
        if not (is_put_back or changes):
            raise AlreadyDone
        made = Regrade.made_on(grounds, quiz=quiz, question=question, kind=Regrade.Kind.PUT_BACK)
        store(made, changes, dropped="")
    return made


def _max_marks_before(quiz: Quiz, question: Question) -> dict[int, float]:
    """Map each response to its maximum mark before the drop that holds for it.

    Each teacher may have dropped the question at a different time.
    """
    drops = quiz.regrades.filter(question=question, kind__in=DROPS)
    changes = RegradedResponse.objects.filter(regrade__in=drops).order_by("pk")
    return dict(changes.values_list("response", "old_max_mark"))


def _take_out(quiz: Quiz, question: Question, now: dt.datetime) -> bool:
    """Take the question out of the quiz, and say whether it was in it until now."""
    rows = QuizQuestion.objects.filter(quiz=quiz)
    position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    row, is_new = rows.get_or_create(  # a quiz with a draw has no row yet
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
