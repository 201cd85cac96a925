"""Take a file of questions that is imported, and the choice of questions that are exported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.formats import FORMATS, MAX_BYTES, Format, format_of
from quizzes.models import Question, Quiz, Topic
from quizzes.models.exchange.imports import shown_name
from quizzes.requests import whole_number

MAX_CHOSEN_QUESTIONS = 1_000  # questions named one by one


def format_choices(first: Any = ()) -> list[tuple[str, Any]]:
    return [*first, *((code, file_format.label) for code, file_format in FORMATS.items())]


class ImportForm(forms.Form):
    """A file to import. `file_format` is the format that was chosen, or else the one that the file looks like."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("At most 20 MB. It is checked first; nothing is stored before you say so."),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
        allow_empty_file=False,
    )
    format = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic of questions without one"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=gettext_lazy("A new one, “Imported questions”"),
        help_text=gettext_lazy("Categories in the file become topics of their own."),
    )
    file_format: Format

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = format_choices([("", _("Find out from the file"))])  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Export fewer questions at a time."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if file := cleaned.get("file"):
            self.data_sent = file.read()
            file_format = FORMATS.get(cleaned.get("format") or "") or format_of(shown_name(file.name), self.data_sent)
            if file_format is None:
                self.add_error("format", _("The file does not say what it is. Please choose its format."))
            else:
                self.file_format = file_format
        return cleaned


class ExportForm(forms.Form):
    """The questions to export and their format. They are read from the address, so that a download is a link."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        initial="moodle_xml",  # It holds more than the others.
        error_messages={"required": gettext_lazy("Please choose a format.")},
    )
    quiz = forms.ModelChoiceField(
        label=gettext_lazy("Questions of a quiz"),
        queryset=Quiz.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any"),
        help_text=gettext_lazy("Those that it asks."),
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Questions of a topic"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any"),
        help_text=gettext_lazy("With neither a quiz nor a topic, it is all questions that are not retired."),
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = format_choices()  # type: ignore[attr-defined]

    def clean_chosen(self) -> list[int]:
        numbers = [whole_number(part) for part in self.cleaned_data["chosen"].split(",") if part]
        chosen = [number for number in numbers if number is not None]
        if len(chosen) > MAX_CHOSEN_QUESTIONS or len(chosen) < len(numbers):
            raise ValidationError(_("The chosen questions cannot be read. Choose them once more."))
        return chosen

    @property
    def file_format(self) -> Format:
        return FORMATS[self.cleaned_data["format"]]

    def questions(self) -> QuerySet[Question]:
        questions: QuerySet[Question] = Question.objects.exclude(status=Question.Status.RETIRED)
        quiz, topic = self.cleaned_data["quiz"], self.cleaned_data["topic"]
        if chosen := self.cleaned_data["chosen"]:
            questions = Question.objects.filter(pk__in=chosen)
        elif quiz:
            questions = quiz.available()
        return questions.filter(topic=topic) if topic else questions
