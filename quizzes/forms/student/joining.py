from collections.abc import Iterator
from random import SystemRandom

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from quizzes.models import Classroom, LiveRound
from quizzes.nicknames import clean_nickname, generated_nickname, is_generated, is_rude

MAX_INPUT_LENGTH = 100  # characters, before cleaning
UNKNOWN_CODE = _("No class has this code. Please compare it with the one your teacher shows.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Join code"),
        label_suffix="",
        max_length=MAX_INPUT_LENGTH,
        error_messages={
            "required": _("Please type the code that your teacher gave you."),
            "max_length": UNKNOWN_CODE,
        },
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autofocus": True,
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Three words"),
        label_suffix="",
        max_length=MAX_INPUT_LENGTH,
        help_text=_("They stand on your card, or on your class page on the other device."),
        error_messages={"required": _("Please type your three words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )


class NicknameForm(forms.Form):
    nickname = forms.CharField(
        label=_("Nickname"),
        label_suffix="",
        max_length=MAX_INPUT_LENGTH,
        help_text=_(
            "Your teacher sees it, your classmates only on the wall of a live round. It need not be your real name."
        ),
        error_messages={
            "required": _("Please choose a nickname with at least one letter."),
            "max_length": _("Please choose a nickname of at most 24 characters."),
        },
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "nickname", "spellcheck": "false"}),
    )

    def __init__(self, classroom: Classroom, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.classroom = classroom

    def clean_nickname(self) -> str:
        nickname = clean_nickname(self.cleaned_data["nickname"])
        if self.classroom.is_staff_look_alike(nickname):
            raise forms.ValidationError(gettext("That looks like the name of a teacher. Please choose another one."))
        if is_rude(nickname):
            raise forms.ValidationError(gettext("Please choose a nickname that everybody may read."))
        return nickname

    def nicknames(self) -> Iterator[str]:
        """Yield the nicknames to try: the student gets the first that nobody else has."""
        yield self.cleaned_data["nickname"]


class GeneratedNicknameForm(NicknameForm):
    """A nickname for a live round whose players do not choose: the page proposes one, and a new one when it reloads."""

    def __init__(self, classroom: Classroom, data: object = None, proposed: object = "") -> None:
        super().__init__(classroom, data)
        field = self.fields["nickname"]
        field.label = gettext("You will be")
        field.help_text = gettext("Load the page anew for another name.")
        field.initial = proposed
        field.widget = forms.TextInput(attrs={"readonly": True})

    def clean_nickname(self) -> str:
        """Return the proposed name, or a new one in place of a name that the student made up."""
        nickname: str = self.cleaned_data["nickname"]
        return nickname if is_generated(nickname) else generated_nickname(SystemRandom())

    def nicknames(self) -> Iterator[str]:
        yield from super().nicknames()
        for _try in range(100):  # A language may have few names.
            yield generated_nickname(SystemRandom())


def nickname_form(
    classroom: Classroom, live_round: LiveRound | None, data: object = None, *, proposed: object = ""
) -> NicknameForm:
    """Return the form for the class and its live round. `proposed` is the name for a student who may not choose one."""
    if live_round and live_round.has_own_class and not live_round.own_names:
        return GeneratedNicknameForm(classroom, data, proposed)
    form = NicknameForm(classroom, data)
    if live_round:
        form.fields["nickname"].help_text = gettext("The whole room may see it. It need not be your real name.")
    return form
