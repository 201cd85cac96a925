"""Let a teacher set up a class, its teachers and its groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import Classroom, Group


class ClassroomForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Classroom
        fields = ("name", "is_open", "erase_on")
        widgets = {"erase_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {"name": {"required": gettext_lazy("Please give the class a name.")}}


class NewClassroomForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Classroom
        fields = ("name",)
        error_messages = {"name": {"required": gettext_lazy("Please give the class a name.")}}


class ColleagueForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Username of a colleague"),
        max_length=150,
        error_messages={"required": gettext_lazy("Please type the username of a colleague.")},
    )

    def clean_username(self) -> User:
        """Return the teacher of that name. A stranger learns no more than that nobody was added."""
        user = User.objects.filter(
            username=self.cleaned_data["username"].strip(), is_staff=True, is_active=True
        ).first()
        if user is None:
            raise forms.ValidationError(_("No teacher here has that username."))
        return user


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Group
        fields = ("name", "members")
        widgets = {"members": forms.CheckboxSelectMultiple()}

    def __init__(self, classroom: Classroom, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.classroom = classroom
        self.fields["members"].queryset = classroom.enrolments.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def _get_validation_exclusions(self) -> set[str]:
        """Keep the class in the validation: the constraint on names compares within it, and it is no field."""
        return super()._get_validation_exclusions() - {"classroom"}  # type: ignore[misc,no-any-return]  # Django's own
