"""Ask what a teacher settles before a live round."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import Classroom, LiveRound, Quiz

ONE_ROUND_RETENTION = dt.timedelta(days=30)  # how long a class that was made for one round is kept


class LiveRoundForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    quiz = forms.ModelChoiceField(
        Quiz.objects.none(),
        label=gettext_lazy("Quiz"),
        empty_label=gettext_lazy("Choose a quiz …"),
        error_messages={"required": gettext_lazy("Please choose a quiz.")},
    )
    classroom = forms.ModelChoiceField(
        Classroom.objects.none(),
        label=gettext_lazy("Class"),
        required=False,
        empty_label=gettext_lazy("No class: whoever has the code"),
        help_text=gettext_lazy("In a class the result goes into its marks, and students take part as themselves."),
    )
    has_certainty = forms.BooleanField(
        label=gettext_lazy("Ask how certain the students are"),
        required=False,
        help_text=gettext_lazy("A right answer earns 1, 2 or 3 by its certainty, a wrong one 0, −2 or −6."),
    )

    class Meta:
        model = LiveRound
        fields = (
            *("reading_seconds", "answer_seconds", "locks_when_all_answered", "shows_standing"),
            *("has_speed", "has_streaks", "team_count", "teams_are_chosen", "own_names", "max_players", "has_sound"),
        )

    main = ("quiz", "classroom", "answer_seconds")
    further = (
        *("reading_seconds", "locks_when_all_answered", "shows_standing", "has_certainty", "has_speed"),
        *("has_streaks", "team_count", "teams_are_chosen", "own_names", "max_players", "has_sound"),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["quiz"].queryset = Quiz.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["classroom"].queryset = Classroom.objects.taught_by(user).current()  # type: ignore[attr-defined]

    def groups_of_fields(self) -> dict[str, list[forms.BoundField]]:
        return {name: [self[field] for field in getattr(self, name)] for name in ("main", "further")}

    @property
    def has_further_errors(self) -> bool:
        return bool(self.non_field_errors() or set(self.further) & self.errors.keys())

    @transaction.atomic
    def prepare(self, rng: Random) -> LiveRound:
        """Return the round, prepared in its class or in a class of its own. Raises NoQuestions."""
        values = dict(self.cleaned_data)
        quiz, classroom = values.pop("quiz"), values.pop("classroom")
        return LiveRound.prepare(
            classroom or self._class_for(quiz), quiz, rng, has_own_class=classroom is None, **values
        )

    def _class_for(self, quiz: Quiz) -> Classroom:
        """Create a class for whoever comes. It gives the round a code, names, marks, and a day to be erased."""
        now = timezone.localtime()
        name = _("%(quiz)s, live on %(day)s") % {"quiz": quiz.title[:60], "day": date_format(now, "DATETIME_FORMAT")}
        classroom: Classroom = Classroom.objects.create(name=name, erase_on=now.date() + ONE_ROUND_RETENTION)
        classroom.teachers.add(self.user)
        return classroom
