"""Ask why marks are changed, and which of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import Regrade
from quizzes.models.marking.regrades import VersionPreview


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It is kept, with your name and the date."),
        error_messages={"required": gettext_lazy("Say why the marks are changed.")},
    )


class RegradeForm(ReasonForm):
    """The answers to regrade. `key` says which key the teacher saw: if it has changed, they have to look again."""

    versions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Answers to regrade"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one version.")},
    )
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, previews: Sequence[VersionPreview], key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"key": key, "versions": [preview.version.pk for preview in previews if preview.is_same_wording]}
        versions: Any = self.fields["versions"]
        versions.choices = [(preview.version.pk, _label_of(preview)) for preview in previews]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key != self.initial["key"]:
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            self.data["key"] = self.initial["key"]  # type: ignore[index]  # the copy may be changed
            raise ValidationError(_("The question has changed since this page was opened. Look at the marks again."))
        return key


def _label_of(preview: VersionPreview) -> str:
    return _("Regrade the answers to version %(number)s") % {"number": preview.version.number}


DROP_LABELS = {
    Regrade.Kind.FULL: gettext_lazy("Everyone gets the full mark for it"),
    Regrade.Kind.NOBODY: gettext_lazy("It counts for nobody, and is taken out of the total"),
    Regrade.Kind.LEAVE: gettext_lazy("Every answer keeps its mark"),
}


class DropForm(ReasonForm):
    """What becomes of the answers to a dropped question.

    A question that is not asked any more is dropped again for the sake of answers that still count, so they cannot be
    left as they are.
    """

    kind = forms.TypedChoiceField(
        label=gettext_lazy("What becomes of the answers"),
        coerce=Regrade.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of the answers.")},
    )
    field_order = ("kind", "reason")

    def __init__(self, *args: Any, is_asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = [kind for kind in DROP_LABELS if is_asked or kind != Regrade.Kind.LEAVE]
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.value, DROP_LABELS[kind]) for kind in self.ways]
