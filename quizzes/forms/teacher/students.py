"""Let a teacher change students and their accounts, and import a roster."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.formats.tables.roster import MAX_BYTES, MAX_LISTED_STUDENTS
from quizzes.models import Enrolment
from quizzes.models.classes.classrooms import MAX_STUDENTS
from quizzes.models.classes.rosters import MAX_NAME_LENGTH, MAX_NUMBER_LENGTH
from quizzes.nicknames import clean_nickname, fold_nickname

NICKNAME_TAKEN = gettext_lazy("Somebody in this class has that nickname. Please choose another.")


class RosterNameForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """A student's name as the roster has it, which may be longer than one that students choose."""

    class Meta:
        model = Enrolment
        fields: tuple[str, ...] = ("nickname",)

    def clean_nickname(self) -> str:
        return clean_nickname(self.cleaned_data["nickname"], MAX_NAME_LENGTH)


class StudentForm(RosterNameForm):
    class Meta:
        model = Enrolment
        fields = ("nickname", "student_id", "extra_percent", "extra_minutes")
        help_texts = {
            "extra_percent": gettext_lazy("Of each time limit: 25 gives 75 minutes where others have 60."),
            "extra_minutes": gettext_lazy("Added to each time limit and closing time. A running test moves at once."),
        }

    def clean_nickname(self) -> str:
        nickname = super().clean_nickname()
        others = Enrolment.objects.filter(classroom=self.instance.classroom).exclude(pk=self.instance.pk)
        if others.filter(folded_nickname=fold_nickname(nickname)).exists():
            raise forms.ValidationError(str(NICKNAME_TAKEN))
        return nickname

    def save(self, commit: bool = True) -> Enrolment:  # noqa: FBT001, FBT002  # as Django calls it
        """Save the student, and move the ends of the attempts that are running."""
        enrolment: Enrolment = super().save(commit=False)
        if commit:
            enrolment.give_time(enrolment.extra_percent, enrolment.extra_minutes)
        return enrolment

    def _get_validation_exclusions(self) -> set[str]:
        """Keep the class in the validation: the constraint on numbers compares within it, and it is no field."""
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
            problem = _("The file is larger than %(n)s MB, which no list of a class is.")
            raise forms.ValidationError(problem % {"n": MAX_BYTES // 1024**2})
        data: bytes = file.read()
        return data

    def rules(self) -> list[str]:
        """Return what becomes of a roster, in sentences."""
        largest = {"students": MAX_LISTED_STUDENTS, "size": MAX_BYTES // 1024**2, "class": MAX_STUDENTS}
        longest = {"name": MAX_NAME_LENGTH, "number": MAX_NUMBER_LENGTH}
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


class NewAccountForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = User
        fields = ("username",)
        help_texts = {"username": gettext_lazy("Letters, digits and . - _ @ +. Nobody here may have it yet.")}
        error_messages = {"username": {"required": gettext_lazy("Please choose a username.")}}

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody here has that username. Please choose another one."))
        return username
