"""The students of a class, as their teachers set them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.formats.tables.roster import MAX_BYTES, MOST_STUDENTS
from quizzes.models import Classroom, Enrolment, Group
from quizzes.models.classes import LARGEST
from quizzes.models.rosters import LONGEST_NAME, LONGEST_NUMBER
from quizzes.nicknames import clean_nickname, fold_nickname

TAKEN = gettext_lazy("Somebody in this class has that nickname. Please choose another.")


class StudentForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Enrolment
        fields = ("nickname", "student_id", "extra_percent", "extra_minutes")
        help_texts = {
            "extra_percent": gettext_lazy("Of each time limit: 25 gives 75 minutes where others have 60."),
            "extra_minutes": gettext_lazy("Added to each time limit and closing time. A running test moves at once."),
        }

    def clean_nickname(self) -> str:
        nickname = clean_nickname(self.cleaned_data["nickname"], LONGEST_NAME)
        others = Enrolment.objects.filter(classroom=self.instance.classroom).exclude(pk=self.instance.pk)
        if others.filter(folded_nickname=fold_nickname(nickname)).exists():
            raise forms.ValidationError(str(TAKEN))
        return nickname

    def _get_validation_exclusions(self) -> set[str]:
        """The constraint on numbers compares within the class, which is no field."""
        return super()._get_validation_exclusions() - {"classroom"}  # type: ignore[misc,no-any-return]  # Django's own


class RosterForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("List of students"),
        help_text=gettext_lazy("CSV or XLSX, one student in each row: the name, then a number if there is one."),
        error_messages={"required": gettext_lazy("Please choose a file.")},
    )

    may_rename = forms.BooleanField(
        label=gettext_lazy("The list renames students"),
        help_text=gettext_lazy(
            "A number that the class has under another name gives that student the name in the list."
        ),
        required=False,
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            wrong = _("The file is larger than %(n)s MB, which no list of a class is.")
            raise forms.ValidationError(wrong % {"n": MAX_BYTES // 1024**2})
        data: bytes = file.read()
        return data

    def rules(self) -> list[str]:
        """What becomes of a list, in sentences."""
        largest = {"students": MOST_STUDENTS, "size": MAX_BYTES // 1024**2, "class": LARGEST}
        longest = {"name": LONGEST_NAME, "number": LONGEST_NUMBER}
        return [
            _("The first column is the name. A second one, where there is one, is the number."),
            _("Headings such as “Name” and “Number” are recognised; below them the columns may stand in any order."),
            _("A number that the class has under another name renames that student, if you allow it below the file."),
            _("Who is in the class already under the same name stays, and gets the number if they had none."),
            _("It is all or nothing: with a mistake in the list nobody is taken in, and you are told the row."),
            _("A list has at most %(students)s students and %(size)s MB, a class at most %(class)s students.")
            % largest,
            _("A name has at most %(name)s characters, a number at most %(number)s.") % longest,
        ]


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
        """A stranger learns no more than that nobody was added."""
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
        """The constraint on names compares within the class, which is no field."""
        return super()._get_validation_exclusions() - {"classroom"}  # type: ignore[misc,no-any-return]  # Django's own
