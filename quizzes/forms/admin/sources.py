"""Edit a source: before anything is saved, the form says what stands on the text that changes."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from quizzes.models import Source
from quizzes.models.bank.staleness import Edit, Lost

CONFIRMED_FIELD = "confirmed"  # the field that repeats the digest of the text that was looked at


class TextField(forms.CharField):
    """A text whose lines end with LF alone.

    Browsers end lines with CR and LF; offsets, and the check whether a text has changed, count on LF.
    """

    def to_python(self, value: Any) -> Any:
        text: Any = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """A source as a teacher edits it.

    `lost` is what has to be confirmed before this text is saved; a box on the page does that, for this text only.
    """

    class Meta:
        model = Source
        fields = ("title", "text")  # the admin adds the others
        field_classes = {"text": TextField}

    lost: list[Lost] = []

    def _post_clean(self) -> None:
        """Find out what the change would lose, now that the instance has the new text."""
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
