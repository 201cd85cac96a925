"""What a person makes of an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import Response

LONGEST_COMMENT = 2000


class GradeForm(forms.Form):
    """`seen` tells which grading the page showed: if there is another by now, it is not overwritten unread."""

    mark = forms.FloatField(label=gettext_lazy("Mark"), min_value=0)
    comment = forms.CharField(
        label=gettext_lazy("Comment for the student"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, response: Response, data: Any = None) -> None:
        graded = None if response.fraction is None else round(response.fraction * highest_mark(response), 4)
        seen = response.graded_at.isoformat() if response.graded_at else ""
        initial = {"mark": None if graded is None else f"{graded:g}", "comment": response.comment, "seen": seen}
        super().__init__(data, initial=initial, label_suffix="")
        self.response = response
        self.is_late = False
        highest = f"{highest_mark(response):g}"
        message = _("Give a mark from 0 to %(highest)s.") % {"highest": highest}
        field = self.fields["mark"]
        field.error_messages |= {"required": message, "invalid": message, "min_value": message}
        field.widget.attrs |= {"step": "any", "max": highest, "autofocus": True}

    def clean_mark(self) -> float:
        mark: float = self.cleaned_data["mark"]
        if mark > highest_mark(self.response):
            raise forms.ValidationError(self.fields["mark"].error_messages["invalid"])
        return mark

    def clean(self) -> None:
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
        return self.response.grade_by_hand(fraction, user, now, self.cleaned_data["comment"])


def highest_mark(response: Response) -> float:
    """Where a question counts nothing, it is graded as if it counted one mark."""
    return response.max_mark or 1.0
