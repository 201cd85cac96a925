"""Simulated students who answer like a class does: `manage.py demo` fills a class with them.

They go through the verbs that real students go through, so every page has true data to show.
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
SOON = 4  # questions, before which somebody stops
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
    """An attempt with its answers, begun at `started_at`; `stops_after` leaves the rest of them open.

    `ability` is on the scale of the Rasch model: at 0, a question of average difficulty is even odds.
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
    """The right answer as often as the Rasch model says; otherwise a guess, or none."""
    if rng.random() < SKIPPED:
        return None
    it = response.frozen
    # The same question is as hard for everybody, in every run.
    difficulty = random.Random(zlib.crc32(it.item.stem.encode())).gauss(0.0, 1.0)  # noqa: S311  # not a secret
    if rng.random() < 1 / (1 + math.exp(difficulty - ability)):
        return it.type.right_response(it.item)
    tokens = [choice["token"] for choice in response.present().get("choices", ())]
    right = it.type.to_form(it.item, response.variant, it.type.right_response(it.item))
    if len(right) > 1:  # what belongs to one part is given to another
        form = dict(zip(right, rng.sample(list(right.values()), len(right)), strict=True))
    else:
        form = {"answer": [rng.choice(tokens or TYPED_GUESSES)]}
    try:
        return response.parse(Form(form))
    except BadResponse:  # a type that wants something else
        return None


def simulate_class(
    classroom: Classroom, assignments: list[Assignment], size: int, now: dt.datetime, rng: random.Random
) -> list[Attempt]:
    """Let `size` students join, and each take most of the assignments, at some time in the last two weeks."""
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
    """Store copies of these, each of a learner of its own without a class, until there are so many responses.

    Returns how many were stored. For a look at how pages do with years behind them: 10,000 a second.
    """
    rows = [(attempt, list(attempt.responses.all())) for attempt in attempts if attempt.finished_at]
    stored = 0
    while rows and stored < responses:
        with transaction.atomic():
            learners = Learner.objects.bulk_create(Learner() for _one in rows)
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
    """When they were taken, the first one first."""
    return sorted((rng.uniform(0.1, PERIOD.days) for _one in range(count)), reverse=True)
