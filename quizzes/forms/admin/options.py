"""Edit the options of a question as rows of a table: its type says the columns and their headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.models import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from quizzes.forms.fields.ordering import OrderedForm, OrderedFormSet
from quizzes.forms.fields.pictures import PictureField
from quizzes.items import ItemType
from quizzes.items.base import Text
from quizzes.items.choice import FixedOptions
from quizzes.models import Option, Question

MAX_OPTIONS = 30
SHARE_SENTENCE = _("Write a share from 0 to 1: 1 for a right answer, 0 for a wrong one.")


class RightField(forms.BooleanField):
    """A box to tick, which is stored as the whole mark or none of it."""

    def prepare_value(self, value: Any) -> bool:
        return value not in (None, False, "", 0, "0")

    def to_python(self, value: Any) -> float:  # type: ignore[override]  # a share, where BooleanField has a bool
        return float(self.prepare_value(super().to_python(value)))


class ShareField(forms.FloatField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"min_value": 0, "max_value": 1, "widget": forms.NumberInput(attrs={"step": "any"})}
        super().__init__(**kwargs, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), SHARE_SENTENCE))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:g}" if isinstance(value, float) else value

    def clean(self, value: Any) -> float:
        return super().clean(value) or 0.0


class OptionForm(OrderedForm):
    picture = PictureField(label=_("picture"), required=False)

    class Meta:
        model = Option
        fields = ("text", "match", "fraction", "feedback", "picture")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 1, "class": "vLargeTextField"}),
            "match": forms.TextInput(attrs={"class": "vTextField"}),
            "feedback": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, item_type: ItemType, **kwargs: Any) -> None:
        self.item_type = item_type
        super().__init__(*args, **kwargs)

    def prepare_fields(self) -> None:
        columns = columns_of(self.item_type)
        for name in ("place", "text", "match", "fraction", "feedback", "picture"):
            if name not in columns:
                self.fields.pop(name, None)
        if "fraction" in self.fields:
            kind = RightField if self.item_type.lists_options else ShareField
            self.fields["fraction"] = kind(required=False)
        for name in self.fields.keys() & columns.keys():
            self.fields[name].label = str(columns[name])
        if "match" in columns:  # The type checks which of the two may stand alone.
            self.fields["text"].required = False
        if isinstance(self.item_type, FixedOptions):
            self.fields["text"].widget = forms.TextInput(attrs={"readonly": True, "class": "vTextField"})

    def has_changed(self) -> bool:
        """Return True for fixed options too: their rows belong to the question though nothing is typed into them."""
        return isinstance(self.item_type, FixedOptions) or super().has_changed()


OptionFormSet = inlineformset_factory(
    Question, Option, form=OptionForm, formset=OrderedFormSet, extra=0, max_num=MAX_OPTIONS
)


def columns_of(item_type: ItemType) -> Mapping[str, Text]:
    """Return the columns of the type's table of options in their order, with their headings.

    Fixed options need no column for the order.
    """
    if isinstance(item_type, FixedOptions) or not item_type.option_columns:
        return item_type.option_columns
    return {"place": _("order"), **item_type.option_columns}


def rows_of(item_type: ItemType) -> list[dict[str, str]]:
    """Return what the rows of a new question hold before anybody has typed into them."""
    return [{"text": text} for text in item_type.texts] if isinstance(item_type, FixedOptions) else []
