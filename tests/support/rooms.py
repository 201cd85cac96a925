"""A room in which a live round is played: its players, what its host does, and the moments at which they do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client

from quizzes import clock
from quizzes.items import Response as Answer
from quizzes.live.cache import load
from quizzes.models import LivePlayer, LiveQuestion, LiveRound, Phase, PlayerRef, Response, player_ref
from quizzes.models.live import moves
from quizzes.models.live.answers import store_live_answer
from tests.factories import LivePlayerFactory, LiveRoundFactory, wrong_response

from .clients import client_of

START = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)


def seat(player: LivePlayer) -> PlayerRef:
    found = player_ref(player.round.uuid, player.enrolment.learner.key, None)
    assert found is not None
    return found


def browser(player: LivePlayer) -> Client:
    return client_of(player.enrolment.learner)


def answer_of(question: LiveQuestion, *, is_right: bool) -> Answer:
    it = question.frozen
    return it.type.right_response(it.item) if is_right else wrong_response(it.item)


def form_of(question: LiveQuestion, *, is_right: bool, **more: object) -> dict[str, Any]:
    """What the browser of a player posts."""
    it = question.frozen
    fields = it.type.to_form(it.item, question.variant, answer_of(question, is_right=is_right))
    return {**fields, "question": question.pk, **more}


class Room:
    """Its moments are seconds from `start`. Asked at 0, a question can be answered from second 5 to second 35."""

    def __init__(self, players: int = 2, start: dt.datetime = START, **fields: Any) -> None:
        self.start = start
        self.live_round = LiveRoundFactory(**fields)
        self.players = [LivePlayerFactory(round=self.live_round, joined_at=start) for _n in range(players)]

    @classmethod
    def now(cls, players: int = 2, *, reading_seconds: int = 0, answer_seconds: int = 600, **fields: Any) -> Room:
        """For what happens in views, which read the clock themselves.

        A question is open as soon as it is asked, and for longer than any machine needs for a test.
        """
        fields |= {"reading_seconds": reading_seconds, "answer_seconds": answer_seconds}
        return cls(players, clock.now(), **fields)

    def at(self, seconds: float) -> dt.datetime:
        return self.start + dt.timedelta(seconds=seconds)

    @property
    def fresh(self) -> LiveRound:
        """The round as it is stored."""
        return load(self.live_round.pk)

    @property
    def question(self) -> LiveQuestion:
        question = self.fresh.current
        assert question is not None
        return question

    def phase(self, seconds: float, extra_percent: int = 0, *, is_untimed: bool = False) -> Phase:
        return self.fresh.phase(self.at(seconds), extra_percent, is_untimed=is_untimed)

    def move(self, move: Callable[..., None], seconds: float = 0, *args: object) -> None:
        move(self.fresh, self.at(seconds), *args)

    def moves(self, *moves: Callable[..., None], seconds: float = 0) -> None:
        for move in moves:
            self.move(move, seconds)

    def ask(self, seconds: float = 0) -> LiveQuestion:
        self.move(moves.next_question, seconds)
        return self.question

    def end(self, seconds: float = 0) -> None:
        self.fresh.end(self.at(seconds))

    def answer(
        self, player: LivePlayer, seconds: float = 6, *, is_right: bool = True, certainty: int | None = None
    ) -> bool:
        """Whether the answer to the question that is being asked was stored."""
        question = self.question
        given = answer_of(question, is_right=is_right)
        return store_live_answer(seat(player), question, given, certainty, self.at(seconds))

    def play(self, *rights: bool | None, seconds: float = 0) -> LiveQuestion:
        """Ask a question, let each player answer it rightly, wrongly or not at all, and show the answer."""
        question = self.ask(seconds)
        for player, is_right in zip(self.players, rights, strict=False):
            if is_right is not None:
                assert self.answer(player, seconds + 6, is_right=is_right)
        self.move(moves.reveal, seconds + 20)
        return question

    def responses(self, *fields: str) -> list[Any]:
        rows = Response.objects.filter(attempt__player__round=self.live_round).order_by("attempt_id", "position")
        return list(rows.values_list(*fields, flat=len(fields) == 1))
