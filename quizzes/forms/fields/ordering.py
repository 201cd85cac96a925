"""Order the rows of a formset: a teacher types numbers, and rows without one go to the end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models.bank.positions import PARKED_POSITION, renumber

from .formsets import CountingFormSet


class OrderedForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """A row with a number for its place, whose controls have names of their own.

    In a table, a screen reader does not take the column's heading for the name of a control.
    """

    place = forms.IntegerField(
        label=gettext_lazy("order"), required=False, min_value=0, max_value=999, widget=forms.NumberInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.position
        self.prepare_fields()
        row = (self.prefix or "").rpartition("-")[2]
        for field in self.fields.values():
            label = str(field.label).capitalize()
            name = _("%(label)s, row %(row)s") % {"label": label, "row": int(row) + 1} if row.isdigit() else label
            # The admin wraps the select of a foreign key in buttons that add and change.
            control: Any = getattr(field.widget, "widget", field.widget)
            control.attrs["aria-label"] = name

    def prepare_fields(self) -> None:
        """Change the fields before the controls get their names from the labels."""


class OrderedFormSet(CountingFormSet):
    """Rows that are numbered from 1 when they are saved.

    Positions are unique, so new rows start beyond all others and are then numbered with the rest.
    """

    def in_order(self) -> list[Any]:
        """Return the forms of the rows that stay, in their order."""
        kept = [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed())
            and hasattr(form, "cleaned_data")
            and not form.cleaned_data.get("DELETE")
        ]
        # The sort is stable: rows with the same number, or none, stay as they stand on the page.
        return sorted(kept, key=_place_of)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.can_delete and index is not None and "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete row %(row)s") % {"row": index + 1}

    def save_new(self, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        form.instance.position = PARKED_POSITION + self.forms.index(form)
        return super().save_new(form, commit)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        saved = super().save(commit)
        if commit:
            renumber([form.instance for form in self.in_order()])
        return saved


def _place_of(form: Any) -> int:
    place: int | None = form.cleaned_data.get("place")
    return PARKED_POSITION if place is None else place
