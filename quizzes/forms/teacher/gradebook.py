"""Take what a teacher writes over the mark that was earned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import GradebookEntry


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = GradebookEntry
        fields = ("is_excused", "percent", "reason", "note")
        help_texts = {"reason": gettext_lazy("The student reads it.")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("percent") is not None or cleaned.get("is_excused")) and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why, in words that you can show to the student and the parents."))
        return cleaned
