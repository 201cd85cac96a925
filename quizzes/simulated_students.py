"""Simulated students who answer as a class does, with whom `manage.py demo` fills a class.

They use the same verbs of the models as real students, so every page has true data to show.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import zlib
from collections.abc import Sequence
from itertools import product
from typing import Any

import factory
from django.db import transaction
from django.db.models import Model
from factory.django import DjangoModelFactory

from .items import BadResponse, Form
from .models import Assignment, Attempt, Classroom, Enrolment, Learner, Response

COLOURS = ("Amber", "Blue", "Copper", "Coral", "Golden", "Green", "Indigo", "Ivory", "Lilac", "Olive", "Ruby", "Silver")
ANIMALS = ("Badger", "Crane", "Falcon", "Fox", "Heron", "Ibex", "Lynx", "Marmot", "Otter", "Owl", "Panda", "Stork")
NICKNAMES = [f"{colour} {animal}" for colour, animal in product(COLOURS, ANIMALS)]

PERIOD = dt.timedelta(days=14)
NOT_STARTED = 0.12  # of all pairs of a student and an assignment
UNFINISHED = 0.10
SOON = 4  # questions; whoever does not finish stops before this one
SKIPPED = 0.04  # of all questions
TYPED_GUESSES = ("3", "12", "50", "1996", "2012")


class LearnerFactory(DjangoModelFactory):
    class Meta:
        model = Learner


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    learner = factory.SubFactory(LearnerFactory)


class RoundFactory(DjangoModelFactory):
    """A factory of attempts with answers, begun at `started_at`; questions `stops_after` a number stay open.

    `ability` is on the scale of the Rasch model: at 0, the odds are even for a question of average difficulty.
    """

    class Meta:
        model = Attempt

    @classmethod
    def _create(
        cls,
        model_class: type[Attempt],
        *,
        assignment: Assignment,
        enrolment: Enrolment,
        started_at: dt.datetime,
        ability: float,
        stops_after: int | None,
        rng: random.Random,
    ) -> Attempt:
        attempt = model_class.start_assigned(assignment, enrolment, started_at, rng)
        at = started_at
        for response in attempt.responses.all()[:stops_after]:
            response.attempt = attempt
            at += dt.timedelta(seconds=rng.uniform(6, 40))
            answer = answer_of(ability, response, rng)
            if attempt.in_order:
                response.lock(answer, at)
            else:
                response.save_choice(answer, at, page="", number=response.position)
        if stops_after is None:
            attempt.finish(at)
        return attempt


def answer_of(ability: float, response: Response, rng: random.Random) -> dict[str, Any] | None:
    """Return the right answer as often as the Rasch model says, or else a guess, or None."""
    if rng.random() < SKIPPED:
        return None
    frozen = response.frozen
    # A question is equally hard for everybody, in every run.
    difficulty = random.Random(zlib.crc32(frozen.item.stem.encode())).gauss(0.0, 1.0)  # noqa: S311  # not a secret
    if rng.random() < 1 / (1 + math.exp(difficulty - ability)):
        return frozen.type.right_response(frozen.item)
    tokens = [choice["token"] for choice in response.present().get("choices", ())]
    right = frozen.type.to_form(frozen.item, response.variant, frozen.type.right_response(frozen.item))
    if len(right) > 1:  # a wrong guess gives each part what may belong to another one
        form = dict(zip(right, rng.sample(list(right.values()), len(right)), strict=True))
    else:
        form = {"answer": [rng.choice(tokens or TYPED_GUESSES)]}
    try:
        return response.parse(Form(form))
    except BadResponse:  # the type wants something else
        return None


def simulate_class(
    classroom: Classroom, assignments: list[Assignment], size: int, now: dt.datetime, rng: random.Random
) -> list[Attempt]:
    """Let `size` students join and each take most of the assignments at some time in the last two weeks.

    Return the attempts.
    """
    attempts: list[Attempt] = []
    for nickname in rng.sample(NICKNAMES, size):
        enrolment = EnrolmentFactory(classroom=classroom, nickname=nickname, joined_at=now - PERIOD)
        ability = rng.gauss(1.0, 1.0)
        for assignment, days_ago in zip(assignments, _days_ago(len(assignments), rng), strict=True):
            if rng.random() < NOT_STARTED:
                continue
            attempt = RoundFactory(
                assignment=assignment,
                enrolment=enrolment,
                started_at=now - dt.timedelta(days=days_ago),
                ability=ability,
                stops_after=rng.randrange(1, SOON) if rng.random() < UNFINISHED else None,
                rng=rng,
            )
            attempts.append(attempt)
    return attempts


def multiply(attempts: Sequence[Attempt], responses: int) -> int:
    """Store copies of the attempts, each with a new learner without a class, until there are so many `responses`.

    Return how many responses were stored. It stores 10,000 a second, and shows how pages do after years of use.
    """
    rows = [(attempt, list(attempt.responses.all())) for attempt in attempts if attempt.finished_at]
    stored = 0
    while rows and stored < responses:
        with transaction.atomic():
            learners = Learner.objects.bulk_create(Learner() for _row in rows)
            copies = Attempt.objects.bulk_create(
                Attempt(learner=learner, **_values(attempt, "id", "uuid", "learner", "assignment"))
                for (attempt, _responses), learner in zip(rows, learners, strict=True)
            )
            made = Response.objects.bulk_create(
                Response(attempt=copy, **_values(response, "id", "attempt"))
                for (_attempt, originals), copy in zip(rows, copies, strict=True)
                for response in originals
            )
            stored += len(made)
    return stored


def _values(row: Model, *without: str) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in without}


def _days_ago(count: int, rng: random.Random) -> list[float]:
    """Return how many days ago the assignments were taken, the first one first."""
    return sorted((rng.uniform(0.1, PERIOD.days) for _assignment in range(count)), reverse=True)
