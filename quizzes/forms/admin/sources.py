"""A source as a teacher edits it: before anything is saved, it says what stands on the text that changes."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from quizzes.models import Source
from quizzes.models.bank.staleness import Edit, Lost

CONFIRMED_FIELD = "confirmed"  # the field that repeats which text was looked at


class TextField(forms.CharField):
    """Browsers end lines with CR and LF; offsets, and whether a text has changed, go by LF alone."""

    def to_python(self, value: Any) -> Any:
        text: Any = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """`lost` is what has to be confirmed before this text is saved; a box on the page does that, for this text only."""

    class Meta:
        model = Source
        fields = ("title", "text")  # the admin adds the others
        field_classes = {"text": TextField}

    lost: list[Lost] = []

    def _post_clean(self) -> None:
        """Here the instance has the new text."""
        super()._post_clean()  # type: ignore[misc]  # Django's hook for this, missing from the stubs
        if self.instance.pk and not self.errors and {"text", "title"} & set(self.changed_data):
            lost = Edit(self.instance).lost
            if lost and self.data.get(CONFIRMED_FIELD) != self.text_digest:
                self.lost = lost
                self.add_error(
                    None,
                    _(
                        "Nothing is saved yet: facts or questions stand on words that this changes. Look at the list, "
                        "tick the box below it, and save again."
                    ),
                )

    @property
    def text_digest(self) -> str:
        text: Any = self.instance.text
        return hashlib.sha256(f"{self.instance.title}\n{text}".encode()).hexdigest()
