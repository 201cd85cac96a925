"""Read tables of rows from a form: count what arrives, and do not believe what the page says about it."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

SPARE_ROWS = 30  # rows that were stored when the page was opened, and that somebody else has deleted since


class CountingFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # takes no parameter at run time
    """A formset that builds a form for each row that was posted, and for no other.

    Django builds as many as TOTAL_FORMS says, up to 1,000 more than there may be, and takes seconds to draw them; if
    INITIAL_FORMS or TOTAL_FORMS is too small or cannot be read, it forgets rows that were sent. Here the posted names
    are counted. A page that says something else is shown again, with its rows and with the right numbers.
    """

    @cached_property
    def management_form(self) -> ManagementForm:
        said = super().management_form
        if not self.is_bound:
            return said
        total, stored = min(self._posted_rows, self.row_limit), self._posted_stored_rows
        names = {
            TOTAL_FORM_COUNT: total,
            INITIAL_FORM_COUNT: min(total, stored),
            "MIN_NUM_FORMS": self.min_num,
            "MAX_NUM_FORMS": self.max_num,
        }
        data = {f"{self.prefix}-{name}": number for name, number in names.items()}
        counted = ManagementForm(data, auto_id=self.auto_id, prefix=self.prefix, renderer=self.renderer)  # type: ignore[attr-defined]  # Django's
        counted.full_clean()
        return counted

    @cached_property
    def row_limit(self) -> int:
        return max(self.max_num, len(self.get_queryset())) + SPARE_ROWS

    @cached_property
    def arrived_whole(self) -> bool:
        """True if the page says how many rows it has, and has them. It may leave out blank rows at the end."""
        said = ManagementForm(self.data, prefix=self.prefix)
        if not said.is_valid():
            return False
        numbers: dict[str, Any] = {**said.cleaned_data}
        total, stored = numbers[TOTAL_FORM_COUNT], numbers[INITIAL_FORM_COUNT]
        return bool(self._posted_rows <= total <= self.row_limit and stored == self._posted_stored_rows)

    @cached_property
    def _posted_rows(self) -> int:
        name_of_row = re.compile(rf"{re.escape(str(self.prefix))}-(0|[1-9][0-9]{{0,8}})-")
        numbers = [int(match[1]) for name in (*self.data, *self.files) if (match := name_of_row.match(name))]
        return 1 + max(numbers, default=-1)

    @cached_property
    def _posted_stored_rows(self) -> int:
        """The number of rows that have a key. A page has them before the new ones."""
        model: Any = self.model
        count = 0
        while self.data.get(f"{self.add_prefix(count)}-{model._meta.pk.name}"):
            count += 1
        return count

    def clean(self) -> None:
        super().clean()
        if not self.arrived_whole:
            raise ValidationError(self._what_is_wrong())

    def _what_is_wrong(self) -> str:
        if self._posted_rows > self.row_limit:
            text = _("There were more rows than this table can have. Nothing was saved. These are the first %(n)s.")
            return text % {"n": self.row_limit}
        return _(
            "The page did not say how many rows this table has, or said it wrongly. Nothing was saved. "
            "These are the rows that arrived: please check them, and save again."
        )
