from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from quizzes.forms.fields.minutes import AS_MINUTES, MinutesField
from quizzes.forms.fields.ordering import OrderedForm
from quizzes.models import Quiz, QuizQuestion

MAX_QUIZ_QUESTIONS = 300  # chosen one by one: each row posts six fields, of 2,000 that a request may have


class QuizForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Quiz
        fields = "__all__"  # noqa: DJ007  # the admin names them
        field_classes = {"time_limit": MinutesField}
        help_texts = {"time_limit": AS_MINUTES}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("draw") and not cleaned.get("draw_topics"):
            self.add_error("draw_topics", _("Choose the topics to draw from, or leave the number to draw empty."))
        return cleaned


class QuizQuestionForm(OrderedForm):
    class Meta:
        model = QuizQuestion
        fields = ("question", "max_mark")
