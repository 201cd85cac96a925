"""Define live rounds, in which a room sees the same question at the same moment."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from functools import cache
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes import scoring
from quizzes.db.columns import as_stored
from quizzes.models.attempts.attempts import Attempt, NoQuestions
from quizzes.models.bank.quizzes import Quiz
from quizzes.models.bank.versions import FrozenVersion, current_versions, frozen_version
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.classrooms import Classroom

from .querysets import LiveRoundQuerySet
from .questions import LiveQuestion, Phase
from .signals import round_changed

MAX_PLAYERS = 2000
MAX_TEAMS = 12

# This is in SQL, since in a school many rooms reach a stage at once.
_SLOWEST = """
SELECT max(player.extra_percent), max(CASE WHEN player.is_untimed THEN 1 ELSE 0 END)
FROM quizzes_liveplayer AS player WHERE player.round_id = %s AND player.removed_at IS NULL
"""


@cache
def _change(fields: tuple[str, ...]) -> str:
    places = "".join(f", {LiveRound._meta.get_field(field).column} = %s" for field in fields)  # type: ignore[union-attr]
    return (
        f"UPDATE quizzes_liveround SET revision = revision + 1{places} "  # noqa: S608  # names of our own
        "WHERE id = %s AND revision = %s AND ended_at IS NULL"
    )


class StaleRevision(Exception):
    """Raised when somebody else has moved the round on since the page was made, or it has moved on by itself."""


class LiveRound(models.Model):
    """A round whose players are students of a class, each with an attempt at an assignment of that class.

    So marks, review, item analysis, heat map, retention and erasure are those of any assignment. Every change counts
    `revision` up, and needs the revision that its page has seen: of two hosts who press a button, one moves the round
    on.
    """

    MAX_DURATION = dt.timedelta(hours=24)

    class Stage(models.TextChoices):
        LOBBY = "lobby", _("Lobby")
        QUESTION = "question", _("Question")
        REVEAL = "reveal", _("Answer")
        STANDING = "standing", _("Standing")
        PODIUM = "podium", _("Podium")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="live_round")
    has_own_class = models.BooleanField(default=False)  # The class was made for this round alone.
    reading_seconds = models.PositiveSmallIntegerField(
        _("reading time in seconds"),
        default=5,
        validators=[MaxValueValidator(120)],
        help_text=_("The question is shown without its answers for so long."),
    )
    answer_seconds = models.PositiveSmallIntegerField(
        _("time to answer in seconds"),
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(900)],
        help_text=_("Empty for no limit: you lock each question yourself. Students with extra time get it."),
    )
    locks_when_all_answered = models.BooleanField(_("lock as soon as everybody has answered"), default=True)
    shows_standing = models.BooleanField(_("show the standing after each question"), default=True)
    has_speed = models.BooleanField(
        _("points for speed"),
        default=False,
        help_text=_("A right answer earns up to 1000 points, half of them for being quick. Marks stay what they are."),
    )
    has_streaks = models.BooleanField(
        _("points for streaks"), default=False, help_text=_("Several right answers in a row earn more points.")
    )
    team_count = models.PositiveSmallIntegerField(
        _("teams"),
        default=0,
        validators=[MaxValueValidator(MAX_TEAMS)],
        help_text=_("0 for none. A team's result is the mean of its members."),
    )
    teams_are_chosen = models.BooleanField(
        _("students choose their team"), default=False, help_text=_("Otherwise they are spread evenly.")
    )
    own_names = models.BooleanField(
        _("students choose their own nickname"),
        default=False,
        help_text=_("Otherwise they get one such as “Brisk Heron”. In a class everybody keeps their name."),
    )
    max_players = models.PositiveSmallIntegerField(
        _("largest number of players"),
        default=300,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PLAYERS)],
    )
    has_sound = models.BooleanField(_("sound on the wall"), default=False)
    left_out = models.JSONField(default=list)  # versions of questions that cannot be played live

    is_locked = models.BooleanField(default=False)  # It takes no more players.
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LOBBY)
    current = models.ForeignKey(LiveQuestion, models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    players_revision = models.PositiveIntegerField(default=0)  # the revision in which a player was last changed
    created_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    objects = LiveRoundQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("live round")
        verbose_name_plural = _("live rounds")
        constraints = (
            models.CheckConstraint(
                condition=Q(max_players__range=(1, MAX_PLAYERS)),
                name="live_round_has_room_for_players",
                violation_error_message=_("A live round takes from 1 to 2000 players."),
            ),
            models.CheckConstraint(
                condition=~Q(team_count=1) & Q(team_count__lte=MAX_TEAMS),
                name="live_round_has_several_teams_or_none",
                violation_error_message=_("Give the number of teams, from 2 to 12, or 0 for none."),
            ),
            models.CheckConstraint(
                condition=Q(answer_seconds__isnull=False) | Q(has_speed=False),
                name="speed_needs_a_time_limit",
                violation_error_message=_("Points for speed need a time to answer in."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment} ({self.uuid})"

    def get_absolute_url(self) -> str:
        return reverse("live_play", args=[self.uuid])

    @classmethod
    @transaction.atomic
    def prepare(
        cls, classroom: Classroom, quiz: Quiz, rng: random.Random, *, has_certainty: bool = False, **settings: Any
    ) -> LiveRound:
        """Store a round in its lobby, with the questions that it will ask. Raises NoQuestions."""
        picked = quiz.pick(rng)
        versions = current_versions([question for question, _max_mark in picked])
        marks = [max_mark * (scoring.MAX_CERTAINTY_FACTOR if has_certainty else 1.0) for _question, max_mark in picked]
        fit = [
            (v, mark) for v, mark in zip(versions, marks, strict=True) if not frozen_version(v.pk).type.unfit_for_live
        ]
        if not fit:
            raise NoQuestions
        assignment = Assignment.proposed(classroom, quiz)
        assignment.is_live, assignment.has_certainty, assignment.attempts_allowed = True, has_certainty, 1
        assignment.time_limit, assignment.may_go_back, assignment.review_when = None, False, "finish"
        assignment.save()
        asked_versions = {version.pk for version, _mark in fit}
        left_out = [version.pk for version in versions if version.pk not in asked_versions]
        live_round = cls.objects.create(assignment=assignment, left_out=left_out, **settings)
        LiveQuestion.objects.bulk_create(
            LiveQuestion(
                round=live_round,
                place=place,
                version=version,
                max_mark=mark,
                variant=frozen_version(version.pk).type.vary(frozen_version(version.pk).item, rng),
            )
            for place, (version, mark) in enumerate(fit, start=1)
        )
        return live_round

    # What it is

    @property
    def classroom(self) -> Classroom:
        return self.assignment.classroom

    @property
    def teams(self) -> range:
        return range(1, self.team_count + 1)

    @property
    def has_points(self) -> bool:
        """True if the standing goes by points, False if it goes by marks."""
        return self.has_speed or self.has_streaks

    @property
    def unplayable(self) -> list[FrozenVersion]:
        """The questions of the quiz that cannot be played live."""
        return [frozen_version(version) for version in self.left_out]

    def phase(self, now: dt.datetime, extra_percent: int = 0, *, is_untimed: bool = False) -> Phase:
        """Return the phase of the round for a player with this extra time."""
        if self.ended_at is not None:
            return Phase.ENDED
        if self.paused_at is not None:
            return Phase.PAUSED
        if self.stage == self.Stage.QUESTION and self.current:
            return self.current.phase(now, extra_percent, is_untimed=is_untimed)
        return Phase(self.stage)

    def slowest(self) -> tuple[int, bool]:
        """Return the most extra time that a player has, and whether one has no limit: the room waits for them."""
        with connection.cursor() as cursor:
            cursor.execute(_SLOWEST, [self.pk])
            percent, untimed = cursor.fetchone()
        return percent or 0, bool(untimed)

    # Who takes part: see joining.py. How it goes on: see moves.py

    def change(self, **fields: Any) -> None:
        """Store these fields. Raises StaleRevision if the round has changed since this object was read."""
        values = [value.pk if isinstance(value, models.Model) else value for value in fields.values()]
        stored = [as_stored(LiveRound, name, value) for name, value in zip(fields, values, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_change(tuple(fields)), [*stored, self.pk, self.revision])
            if not cursor.rowcount:
                raise StaleRevision
        self.revision += 1
        for name, value in fields.items():
            setattr(self, name, value)
        round_changed.send(sender=LiveRound)

    def touch(self) -> None:
        """Let all who look at the round read it again."""
        LiveRound.objects.filter(pk=self.pk).touch()

    def end(self, now: dt.datetime) -> None:
        """End the round for good and finish its attempts. A second call changes nothing.

        What somebody left out earns nothing. A question whose answer was never shown counts only for those who have
        answered it.
        """
        with transaction.atomic():
            open_rounds = LiveRound.objects.open().filter(pk=self.pk)
            if not open_rounds.update(ended_at=now, paused_at=None, revision=F("revision") + 1):
                return
            round_changed.send(sender=LiveRound)
            self.ended_at, self.paused_at = now, None
            self.revision += 1
            opened = list(self.questions.filter(position__isnull=False, opens_at__lte=now))
            self._fill_in([question for question in opened if question.revealed_at])
            attempts = Attempt.objects.filter(player__round=self)
            attempts.open().update(finished_at=now, length=len(opened))
            if not opened:  # Nothing was asked, so nothing was attempted.
                attempts.delete()
            if self.has_own_class:
                self.classroom.enrolments.filter(plays__round=self, plays__removed_at__isnull=False).delete()

    def _fill_in(self, questions: list[LiveQuestion]) -> None:
        """Store a response for each question that a player left out.

        It takes one statement for each question, whatever the size of the room.
        """
        for question in questions:
            with connection.cursor() as cursor:
                cursor.execute(
                    """
                    INSERT INTO quizzes_response (attempt_id, position, version_id, variant, holds_back_paragraph,
                                                  max_mark, dropped, saved_by, saved_number, comment)
                    SELECT player.attempt_id, question.position, question.version_id, question.variant, %s,
                           question.max_mark, '', '', 0, ''
                    FROM quizzes_liveplayer AS player
                    JOIN quizzes_livequestion AS question ON question.round_id = player.round_id
                    WHERE question.id = %s AND player.attempt_id IS NOT NULL
                    ON CONFLICT (attempt_id, position) DO NOTHING
                    """,
                    [False, question.pk],
                )
