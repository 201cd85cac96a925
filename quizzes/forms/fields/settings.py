"""Show the settings of question types as form fields. Each type says which settings it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from quizzes.items import TYPES, Setting

from .lists import WordsField

PREFIX = "setting_"


class ParagraphsField(forms.CharField):
    """A text of several lines.

    A browser posts a line break as two characters; it is kept as one, so that what nobody changed stays the same.
    """

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def _field_for(setting: Setting) -> forms.Field:
    field_classes: dict[str, type[forms.Field]] = {
        "bool": forms.BooleanField,
        "number": forms.FloatField,
        "text": forms.CharField,
        "paragraphs": ParagraphsField,
        "words": WordsField,
    }
    return field_classes[setting.kind](
        label=str(setting.label).capitalize(), help_text=str(setting.help), initial=setting.default, required=False
    )


SETTINGS = {setting.name: setting for item_type in TYPES.values() for setting in item_type.settings}
FIELDS = tuple(PREFIX + name for name in SETTINGS)


class SettingsForm(forms.Form):
    """A form with a field for each setting of any type."""


for _name, _setting in SETTINGS.items():
    SettingsForm.base_fields[PREFIX + _name] = SettingsForm.declared_fields[PREFIX + _name] = _field_for(_setting)


def initial_of(params: Mapping[str, Any]) -> dict[str, Any]:
    return {PREFIX + name: value for name, value in params.items()}


def params_from(cleaned: Mapping[str, Any], item_type: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a question of this type, as the form has them.

    Parameters without a setting are kept as they were `before`, and a default is written down only if it was there
    before, so that a question that nobody has changed stays the same to the letter.
    """
    params = {name: value for name, value in before.items() if name not in SETTINGS}
    for setting in TYPES[item_type].settings:
        value = _tidy(cleaned.get(PREFIX + setting.name), setting)
        if setting.name in before or value != _tidy(setting.default, setting):
            params[setting.name] = value
    return params


def _tidy(value: Any, setting: Setting) -> Any:
    if value is None:
        value = setting.default
    if setting.kind == "words":
        return list(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
