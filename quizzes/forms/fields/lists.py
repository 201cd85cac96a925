"""Show lists that are stored as JSON as lines or words, so that nobody has to write JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list, where CharField has a text
        return [line.strip() for line in str(super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != list(initial or ())


class PairsField(forms.CharField):
    """A list of pairs, one on each line: an option, a bar, and why it is wrong."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(" | ".join(pair) for pair in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[list[str]]:  # type: ignore[override]  # a list, where CharField has a text
        pairs = []
        for line in str(super().to_python(value) or "").splitlines():
            option, _bar, reason = (part.strip() for part in line.partition("|"))
            if option and not reason:
                raise ValidationError(
                    _("Write why “%(option)s” is wrong, behind a bar: option | reason.") % {"option": option}
                )
            if option:
                pairs.append([option, reason])
        return pairs

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != [list(pair) for pair in initial or ()]
        except ValidationError:
            return True


class WordsField(forms.CharField):
    """A list of words, with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list, where CharField has a text
        return [word.strip() for word in str(super().to_python(value) or "").split(",") if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != list(initial or ())
