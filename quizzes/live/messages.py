"""Render what is sent, once for all who see the same, with a gap for what is each player's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from quizzes.models import LiveQuestion, LiveRound, Phase
from quizzes.models.bank.versions import frozen_version
from quizzes.process_cache import ProcessCache

from .contexts import confidently_wrong, revealed, stage_context, votes_for, who_is_there

PER_PLAYER_GAP = "<!--per-player-->"


@dataclass(frozen=True, slots=True)
class StageMessage:
    """What one audience sees in a phase. `per_player` fills the gap; it stays empty for a player who is not in it."""

    id: str
    html: str
    per_player: Mapping[int, str] = field(default_factory=dict)

    def for_player(self, player: int) -> SafeString:
        filled = self.html.replace(PER_PLAYER_GAP, self.per_player.get(player, ""))
        return mark_safe(filled)  # noqa: S308  # both rendered by templates

    def unnamed_event(self) -> bytes:
        """Return an event without an id, which a browser that comes back does not count as seen."""
        return f"data: {_lines(self.html)}\n\n".encode()

    def events_for(self, players: Iterable[int]) -> list[bytes]:
        """Return the events for the streams of these players; 0 stands for a stream of nobody who plays.

        Those who see the same share one event, in memory too.
        """
        before, _gap, after = self.html.partition(PER_PLAYER_GAP)
        start, end = f"id: {self.id}\ndata: {_lines(before)}", f"{_lines(after)}\n\n"
        texts = [self.per_player.get(player, "") for player in players]
        events = {text: f"{start}{_lines(text)}{end}".encode() for text in set(texts)}
        return [events[text] for text in texts]


def _lines(html: str) -> str:
    return html.replace("\r", "").replace("\n", "\ndata: ")


def message_id(live_round: LiveRound, phase: Phase) -> str:
    """Return the id of what a browser sees: it repeats the id when it comes back, so that it gets nothing twice."""
    return f"{live_round.revision}.{phase}.{live_round.current_id or 0}"


def farewell() -> bytes:
    """Return the event for a player whom the host has removed."""
    return StageMessage("0", render_to_string("quizzes/live/removed_stage.html")).unnamed_event()


# This reads what each player has answered. It is written in SQL, since in a school many rooms reach a stage at once.
_ANSWERS = """
SELECT player.id, CAST(response.answer AS text), response.fraction, response.mark, response.certainty
FROM quizzes_liveplayer AS player
LEFT JOIN quizzes_response AS response ON response.attempt_id = player.attempt_id AND response.position = %s
WHERE player.round_id = %s AND player.removed_at IS NULL
"""


# A revision, an audience and a phase settle what a message says.
messages = ProcessCache[Any]("messages of live rounds", 64)
team_lines = ProcessCache[str]("lines of teams", 32)


def stage_message(audience: str, live_round: LiveRound, phase: Phase) -> StageMessage:
    """Return what the audience "player", "host" or "wall" sees.

    It is rendered once, except what counts who is here or has answered.
    """
    if audience != "player" and phase in (Phase.LOBBY, Phase.ANSWERING):
        return _RENDERERS[audience](live_round, phase)
    message: StageMessage = messages.get_or_make(
        live_round.pk,
        lambda: _RENDERERS[audience](live_round, phase),
        revision=live_round.revision,
        part=(audience, phase),
    )
    return message


def _shared_context(live_round: LiveRound, phase: Phase) -> dict[str, Any]:
    """Return what is the same for all who look at the round."""
    context: dict[str, Any] = messages.get_or_make(
        live_round.pk,
        lambda: stage_context(live_round, phase) | {"message_id": message_id(live_round, phase)},
        revision=live_round.revision,
        part=("everybody", phase),
    )
    return dict(context)  # A template may add to the copy.


def _message_for_players(live_round: LiveRound, phase: Phase) -> StageMessage:
    context = _shared_context(live_round, phase)
    html = render_to_string("quizzes/live/player_stage.html", context)
    return StageMessage(context["message_id"], html, _per_player(live_round, phase, context))


def _message_for_host(live_round: LiveRound, phase: Phase) -> StageMessage:
    """Render the stage for the host, with what the room does not see: the votes, and who was wrong and most certain."""
    question = live_round.current
    more: dict[str, object] = {"revealed": revealed(live_round)}
    if question and phase == Phase.LOCKED:
        more["votes"] = votes_for(question)
    if question and phase == Phase.REVEAL and live_round.assignment.has_certainty:
        more["confidently_wrong"] = confidently_wrong(question)
    return _message_for_room("quizzes/live/host_stage.html", live_round, phase, more)


def _message_for_wall(live_round: LiveRound, phase: Phase) -> StageMessage:
    return _message_for_room("quizzes/live/wall_stage.html", live_round, phase, {})


def _message_for_room(template: str, live_round: LiveRound, phase: Phase, more: dict[str, object]) -> StageMessage:
    context = _shared_context(live_round, phase) | who_is_there(live_round, phase) | more
    return StageMessage(context["message_id"], render_to_string(template, context))


_RENDERERS = {"player": _message_for_players, "host": _message_for_host, "wall": _message_for_wall}


def team_line(team: int | None) -> str:
    return team_lines.get_or_make(team, lambda: render_to_string("quizzes/live/per_player/team.html", {"team": team}))


def _per_player(live_round: LiveRound, phase: Phase, context: dict[str, Any]) -> dict[int, str]:
    if phase == Phase.LOBBY and live_round.team_count:
        teams = live_round.players.present().values_list("pk", "team")
        return {player: team_line(team) for player, team in teams}
    if phase == Phase.REVEAL and live_round.current:
        return _verdicts(live_round, live_round.current)
    if phase in (Phase.STANDING, Phase.PODIUM, Phase.ENDED):
        return _places(live_round, context)
    return {}


def _verdicts(live_round: LiveRound, question: LiveQuestion) -> dict[int, str]:
    """Return the verdicts by player, each rendered once for all who gave the same answer."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [question.position or 0, live_round.pk])
        rows = cursor.fetchall()
    verdicts = {answer: _verdict(question, *answer) for answer in {tuple(answer) for _player, *answer in rows}}
    return {player: verdicts[tuple(answer)] for player, *answer in rows}


def _verdict(
    question: LiveQuestion, as_text: str | None, fraction: float | None, mark: float | None, certainty: int | None
) -> str:
    frozen = frozen_version(question.version_id)
    answer = json.loads(as_text) if as_text else None
    response = SimpleNamespace(answer=answer, fraction=fraction, is_right=fraction == 1, needs_grading=False)
    context = {
        "response": response,
        "given": frozen.type.summarise(frozen.item, answer) if answer is not None else "",
        "mark": mark,
        "certainty": certainty,
        "question": question,
    }
    return render_to_string("quizzes/live/per_player/verdict.html", context)


def _places(live_round: LiveRound, context: dict[str, Any]) -> dict[int, str]:
    by_player = {}
    teams = {standing.team: standing for standing in context["teams"]}
    rendered: dict[tuple[Any, ...], str] = {}
    for own in context["standings"]:
        key = (own.rank, own.score, own.mark, own.right, own.streak, own.team)
        if key not in rendered:
            values = {**context, "standing": own, "team": teams.get(own.team)}
            rendered[key] = render_to_string("quizzes/live/per_player/place.html", values)
        by_player[own.player] = rendered[key]
    return by_player
