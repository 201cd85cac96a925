"""Let a teacher correct and remove the students of a class in the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from quizzes.forms.fields.formsets import CountingFormSet
from quizzes.forms.teacher.students import NICKNAME_TAKEN, RosterNameForm
from quizzes.models import Enrolment
from quizzes.models.privacy.erasure import erase_student
from quizzes.nicknames import fold_nickname


class EnrolmentForm(RosterNameForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nickname"].widget.attrs["aria-label"] = _("Nickname of %(nickname)s") % {
            "nickname": self.instance.nickname
        }


class EnrolmentFormSet(CountingFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Remove %(nickname)s") % {
                "nickname": form.instance.nickname
            }

    def delete_existing(self, obj: Any, commit: Any = True) -> None:  # noqa: FBT002  # as Django calls it
        """Erase a student who is removed: nobody could find any more what a student without a class has answered."""
        if commit:
            erase_student(obj)

    def clean(self) -> None:
        """Compare the folded nicknames here, since the constraint compares them and no form has them."""
        super().clean()
        taken = dict(Enrolment.objects.filter(classroom=self.instance.pk).values_list("folded_nickname", "pk"))
        posted: dict[str, Any] = {}
        for form in self.forms:
            if form in self.deleted_forms or "nickname" not in form.cleaned_data:
                continue
            folded = fold_nickname(form.cleaned_data["nickname"])
            if posted.setdefault(folded, form.instance.pk) != form.instance.pk or (
                form.has_changed() and taken.get(folded, form.instance.pk) != form.instance.pk
            ):
                form.add_error("nickname", str(NICKNAME_TAKEN))
