"""Read time limits as teachers write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

AS_MINUTES = gettext_lazy("In minutes, as 10 or 10:30.")


class MinutesField(forms.DurationField):
    """A duration in minutes. Whoever writes 10 means ten minutes, where Django reads ten seconds."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the minutes, as 10, or minutes and seconds, as 10:30."),
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip().isdecimal():
            value = f"{value.strip()}:00"
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Return the duration as teachers write it: 90:00 and not 01:30:00."""
        if not isinstance(value, dt.timedelta):
            return value
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes}:{seconds:02}"
