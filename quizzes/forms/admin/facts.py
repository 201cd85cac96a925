from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.forms.fields.lists import LinesField, PairsField
from quizzes.models import Fact


class FactForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    items = LinesField(label=_("Items of a list"), required=False, help_text=_("One on each line."))
    accepted = LinesField(label=_("Other accepted answers"), required=False, help_text=_("One on each line."))
    vetoes = LinesField(
        label=_("Never a wrong option"),
        required=False,
        help_text=_("One on each line: what is right too, under another reading, date, unit or source."),
    )
    foils = PairsField(
        label=_("Reviewed wrong options"),
        required=False,
        help_text=_("One on each line, with the reason behind a bar: Beijing | It hosted the summit of 2012."),
    )
    paired_values = LinesField(label=_("Values that give it away"), required=False, help_text=_("One on each line."))
    derived_from = LinesField(
        label=_("Derived from"), required=False, help_text=_("Codes of the facts it follows from, one on each line.")
    )

    class Meta:
        model = Fact
        fields = "__all__"  # noqa: DJ007  # the admin names them
