from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import Quiz, QuizQuestion

from .ordered import OrderedForm


class MinutesField(forms.DurationField):
    """Whoever writes 10 means ten minutes; Django reads ten seconds."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the minutes, as 10, or minutes and seconds, as 10:30."),
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip().isdecimal():
            value = f"{value.strip()}:00"
        return super().to_python(value)


class QuizForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Quiz
        fields = "__all__"  # noqa: DJ007  # the admin names them
        field_classes = {"time_limit": MinutesField}
        help_texts = {"time_limit": gettext_lazy("In minutes, as 10 or 10:30.")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("draw") and not cleaned.get("draw_topics"):
            self.add_error("draw_topics", _("Choose the topics to draw from, or leave the number to draw empty."))
        return cleaned


class QuizQuestionForm(OrderedForm):
    class Meta:
        model = QuizQuestion
        fields = ("question", "max_mark")
