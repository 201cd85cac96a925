"""Take the mark and the comment that a person gives to an answer."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.items.essay import rubric_of
from quizzes.models import Response
from quizzes.scoring import MAX_CERTAINTY_FACTOR

MAX_COMMENT_LENGTH = 2000


class GradeForm(forms.Form):
    """The mark and the comment of one answer.

    `seen` tells which grading the page showed: if there is a newer one by now, it is not overwritten unread.
    """

    criteria: list[tuple[str, float]]  # the names of the fields of a rubric, with their points

    mark = forms.FloatField(label=gettext_lazy("Mark"), min_value=0)
    comment = forms.CharField(
        label=gettext_lazy("Comment for the student"),
        required=False,
        max_length=MAX_COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, response: Response, data: Any = None) -> None:
        graded = None if response.fraction is None else round(response.fraction * highest_mark(response), 4)
        seen = response.graded_at.isoformat() if response.graded_at else ""
        initial = {"mark": None if graded is None else f"{graded:g}", "comment": response.comment, "seen": seen}
        super().__init__(data, initial=initial, label_suffix="")
        self.response = response
        if not response.frozen.type.graded_by_hand:
            self.fields["comment"].required = True
            self.fields["comment"].error_messages["required"] = _("Say why the mark is another than its key gives.")
        self.is_late = False
        highest = f"{highest_mark(response):g}"
        message = _("Give a mark from 0 to %(highest)s.") % {"highest": highest}
        field = self.fields["mark"]
        field.error_messages |= {"required": message, "invalid": message, "min_value": message}
        field.widget.attrs |= {"step": "any", "max": highest, "autofocus": True}
        self._add_rubric()

    def _add_rubric(self) -> None:
        """Replace the field of the mark by a field for each criterion of the question: the mark is their sum."""
        self.criteria = []
        for number, (points, criterion) in enumerate(rubric_of(self.response.frozen.item), start=1):
            name = f"criterion_{number}"
            message = _("Give from 0 to %(points)s for each line.") % {"points": f"{points:g}"}
            self.criteria.append((name, points))
            self.fields[name] = forms.FloatField(
                label=criterion,
                min_value=0,
                max_value=points,
                initial=_given_before(self.response.comment, criterion),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), message),
                widget=forms.NumberInput(attrs={"step": "any", "autofocus": number == 1}),
            )
        if self.criteria:
            del self.fields["mark"]
            self.initial["comment"] = without_rubric(self.response.comment)

    def rubric(self) -> list[tuple[forms.BoundField, float]]:
        return [(self[name], points) for name, points in self.criteria]

    def clean_mark(self) -> float:
        mark: float = self.cleaned_data["mark"]
        if mark > highest_mark(self.response):
            raise forms.ValidationError(self.fields["mark"].error_messages["invalid"])
        return mark

    def clean(self) -> None:
        if self.criteria and all(name in self.cleaned_data for name, _points in self.criteria):
            earned = sum(self.cleaned_data[name] for name, _points in self.criteria)
            whole = sum(points for _name, points in self.criteria)
            self.cleaned_data["mark"] = highest_mark(self.response) * earned / whole
        self.is_late = self.cleaned_data.get("seen", "") != self.initial["seen"]
        if self.is_late:
            self.refuse()

    def refuse(self) -> None:
        self.is_late = True
        self.add_error(
            None,
            _("Somebody has graded or dropped this answer meanwhile. Open it again to see how, before you change it."),
        )

    def save(self, user: User, now: dt.datetime) -> bool:
        fraction = self.cleaned_data["mark"] / highest_mark(self.response)
        lines = [
            _("%(criterion)s: %(mark)s of %(most)s")
            % {"criterion": self.fields[name].label, "mark": f"{self.cleaned_data[name]:g}", "most": f"{points:g}"}
            for name, points in self.criteria
        ]
        comment = "\n".join([*lines, self.cleaned_data["comment"]]).strip()
        return self.response.grade_by_hand(fraction, user, now, comment)


# It matches what a comment says of one criterion.
_LINE = re.compile(r"^(?P<criterion>.+): (?P<mark>[\d.]+) \S+ [\d.]+$")


def _given_before(comment: str, criterion: str) -> str | None:
    matches = (_LINE.match(line) for line in comment.splitlines())
    return next((match["mark"] for match in matches if match and match["criterion"] == criterion), None)


def without_rubric(comment: str) -> str:
    lines = comment.splitlines()
    while lines and _LINE.match(lines[0]):
        del lines[0]
    return "\n".join(lines)


def highest_mark(response: Response) -> float:
    """Return the highest mark on the question's own scale, before certainty changes it; 1 if the question counts 0."""
    best = MAX_CERTAINTY_FACTOR if response.attempt.has_certainty else 1.0
    return response.max_mark / best or 1.0
