"""Check a question as a teacher writes it, together with its options, before anything is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.forms.fields.lists import WordsField
from quizzes.forms.fields.pictures import ABOUT_PICTURES, PictureField
from quizzes.forms.fields.settings import SettingsForm, initial_of, params_from
from quizzes.generation.logical_order import in_logical_order
from quizzes.items import Item
from quizzes.models import Question
from quizzes.models.bank.questions import item_type_choices

from .options import OptionFormSet

PUBLISHED = Question.Status.PUBLISHED
RETYPE_BUTTON = "_retype"  # the button that gives a question another type
SHOWN_AT_FIELDS = ("stem", "explanation", "quote")


class QuestionForm(SettingsForm, forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """A question as a teacher writes it, with the lint's findings beside its fields, before and after it is posted."""

    item_type = forms.ChoiceField(choices=item_type_choices, initial="single_choice", widget=forms.HiddenInput)
    picture = PictureField(label=gettext_lazy("Picture"), required=False, help_text=ABOUT_PICTURES)
    tags = WordsField(label=gettext_lazy("Tags"), required=False, help_text=gettext_lazy("With commas between them."))
    slug = forms.SlugField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Names the question in files. Made from its words if you leave it empty."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why the warnings are fine"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed to publish in spite of a warning. It is kept, with your name and the date."),
    )

    class Meta:
        model = Question
        fields = "__all__"  # noqa: DJ007  # the admin names them
        widgets = {
            "stem": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "quote": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "explanation": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**initial_of(self.instance.params), **self.initial}
        self.item: Item | None = None
        if self.instance.pk:
            self._show_findings()

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or Question.objects.free_slug(slugify(self.data.get("stem", ""))[:60])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sentence") and not cleaned.get("quote"):
            cleaned["quote"] = cleaned["sentence"].text
        return cleaned

    def _post_clean(self) -> None:
        """Lint the question with its posted options, now that the instance has the new values."""
        super()._post_clean()  # type: ignore[misc]  # Django's hook for this, missing from the stubs
        if {"item_type", "stem"} <= self.cleaned_data.keys():
            self.instance.params = params_from(self.cleaned_data, self.instance.item_type, self.instance.params)
            self.item = in_logical_order(self.posted_item())
            self.instance.take_findings(self.instance.findings(self.item))
            self._check_publishing()
        self._show_findings()

    def posted_item(self) -> Item:
        kwargs: dict[str, Any] = {"prefix": "options", "form_kwargs": {"item_type": self.instance.type}}
        rows = OptionFormSet(self.data, self.files, instance=self.instance, **kwargs)
        rows.is_valid()
        options = [row.instance for row in rows.in_order()]  # type: ignore[attr-defined]  # see OrderedFormSet
        return Item(
            self.instance.item_type,
            self.instance.stem,
            tuple(option.to_value() for option in options),
            self.instance.params,
            self.instance.picture.to_value() if self.instance.picture else None,
        )

    def _check_publishing(self) -> None:
        if RETYPE_BUTTON in self.data:
            self.add_error(None, _("This is the form of the other type. Nothing is stored until you save it."))
            return
        if self.instance.status != PUBLISHED:
            return
        if self.instance.errors:
            self.add_error(
                None,
                _("It cannot be published yet. Correct what is marked as an error below, or save it as a draft."),
            )
        elif self.instance.unconfirmed_warnings and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why the warnings are fine, change what they are about, or save a draft."))

    @property
    def option_findings(self) -> list[dict[str, str]]:
        return [row for row in self.instance.lint_findings if row["field"] == "options"]

    @property
    def other_findings(self) -> list[dict[str, str]]:
        """The findings that are about no field of the page in particular."""
        return [row for row in self.instance.lint_findings if row["field"] not in (*SHOWN_AT_FIELDS, "options")]

    def _show_findings(self) -> None:
        for name in SHOWN_AT_FIELDS:
            if name in self.fields:
                rows = [row for row in self.instance.lint_findings if row["field"] == name]
                self[name].help_text = _with_findings(self.fields[name].help_text, rows)


def _with_findings(help_text: Any, rows: list[dict[str, str]]) -> SafeString:
    """Add the findings to the help text, since a screen reader reads that with the field."""
    shown = format_html_join(
        "", '<span class="finding {}">{}</span>', ((row["severity"], row["message"]) for row in rows)
    )
    return format_html("{}{}", help_text, shown)
