"""Confirm that a fact or a question still holds after its source has changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import Fact, Question, Sentence
from quizzes.models.bank.staleness import Doubt

CITING_MODELS: dict[str, type[Fact | Question]] = {"fact": Fact, "question": Question}


class ConfirmForm(forms.Form):
    """The fact or question that is confirmed, and the words that it stands on now."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in CITING_MODELS], widget=forms.HiddenInput)
    pk = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    sentence = forms.ModelChoiceField(Sentence.objects.in_text(), widget=forms.HiddenInput)
    quote = forms.CharField(label=_("The words it stands on"), widget=forms.Textarea(attrs={"rows": 2}))

    @classmethod
    def of(cls, doubt: Doubt) -> ConfirmForm | None:
        """Return the form, filled in with the proposed place; None if no place is proposed."""
        if doubt.sentence is None:
            return None
        kind = str(doubt.row._meta.model_name)
        initial = {"kind": kind, "pk": doubt.row.pk, "sentence": doubt.sentence.pk, "quote": doubt.quote}
        return cls(initial=initial, auto_id=f"id_{kind}_{doubt.row.pk}_%s")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        rows = CITING_MODELS.get(cleaned.get("kind", ""))
        row = (
            rows.objects.select_related("sentence__source").filter(pk=cleaned.get("pk") or 0).first() if rows else None
        )
        if row is None:
            raise forms.ValidationError(_("It is not there any more."))
        return {**cleaned, "row": row}
