"""Let a teacher set the terms of an assignment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.forms.fields.minutes import AS_MINUTES, MinutesField
from quizzes.models import Assignment, Classroom

DATETIME_LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=DATETIME_LOCAL_FORMAT)


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Assignment
        fields = (
            *("quiz", "title", "opens_at", "closes_at", "time_limit", "attempts_allowed", "counting", "is_practice"),
            *("review_when", "review_shows", "layout", "may_go_back", "shuffle", "has_certainty", "password"),
            *("groups", "students"),
        )
        field_classes = {"time_limit": MinutesField}
        widgets = {
            "opens_at": Moment(),
            "closes_at": Moment(),
            "groups": forms.CheckboxSelectMultiple(),
            "students": forms.CheckboxSelectMultiple(),
        }
        help_texts = {
            "time_limit": AS_MINUTES,
            "title": gettext_lazy("As the students see it."),
            "groups": gettext_lazy("Neither a group nor a student chosen: it is for the whole class."),
            "closes_at": gettext_lazy("Students with extra time get it here as well."),
        }

    main = ("quiz", "title", "opens_at", "closes_at")
    further = (
        *("time_limit", "attempts_allowed", "counting", "is_practice", "review_when", "review_shows"),
        *("layout", "may_go_back", "shuffle", "has_certainty", "password"),
    )
    whom = ("groups", "students")

    def __init__(self, classroom: Classroom, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.classroom = classroom
        self.fields["groups"].queryset = classroom.groups.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["students"].queryset = classroom.enrolments.all()  # type: ignore[attr-defined]
        self.fields["quiz"].empty_label = _("Choose a quiz …")  # type: ignore[attr-defined]
        self.fields["quiz"].error_messages["required"] = _("Please choose a quiz.")
        self.fields["title"].required = False
        self.fields["is_practice"].disabled = self.instance.is_live
        if self.instance.pk and self.instance.attempts.exists():
            self.fields["quiz"].disabled = True
            self.fields["quiz"].help_text = _("Students have begun it, so it stays this quiz.")

    def clean_title(self) -> str:
        """Return the title, or else that of the quiz, with a number if the class has that title already."""
        title: str = self.cleaned_data["title"].strip()
        quiz = self.cleaned_data.get("quiz")
        return title or (Assignment.proposed(self.instance.classroom, quiz).title if quiz else "")

    def _get_validation_exclusions(self) -> set[str]:
        """Keep the class in the validation: the constraint on titles compares within it, and it is no field."""
        return super()._get_validation_exclusions() - {"classroom"}  # type: ignore[misc,no-any-return]  # Django's own

    def save(self, commit: bool = True) -> Assignment:  # noqa: FBT001, FBT002  # as Django calls it
        """Save the assignment with everything that depends on its terms."""
        assignment: Assignment = super().save(commit=False)
        if commit:
            assignment.save_terms()
            self.save_m2m()
        return assignment

    def groups_of_fields(self) -> dict[str, list[forms.BoundField]]:
        return {name: [self[field] for field in getattr(self, name)] for name in ("main", "further", "whom")}

    @property
    def has_further_errors(self) -> bool:
        return bool(self.non_field_errors() or {*self.further, *self.whom} & self.errors.keys())
