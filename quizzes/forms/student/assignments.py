"""Take what a student types to begin an assignment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        label_suffix="",
        max_length=50,
        help_text=gettext_lazy("Your teacher says it when everybody may begin."),
        error_messages={"required": gettext_lazy("Please type the password that your teacher gave you.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
