"""Built into every template (settings.TEMPLATES)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import nh3
from django.conf import settings
from django.template import Library
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext
from markdown_it import MarkdownIt

from quizzes.models import Attempt
from quizzes.models.marking.gradebook import Cell

register = Library()

_markdown = MarkdownIt("zero", {"html": False}).enable(["emphasis", "escape"])


@register.simple_tag
def has_student_accounts() -> bool:
    """Whether students may sign in here."""
    return bool(settings.STUDENT_ACCOUNTS)


@register.filter
def address_in(cell: Cell, of_none: str) -> str:
    """Of a cell of the gradebook, from that of no cell: to work each out anew took half of the time of the page."""
    return of_none.replace("/0/students/0/", f"/{cell.assignment.pk}/students/{cell.enrolment.pk}/")


@register.filter
def milliseconds_now(attempt: Attempt) -> int:
    """Since 1970, by the clock of the attempt: its pages count on from there."""
    return round(attempt.by_its_clock(timezone.now()).timestamp() * 1000)


@register.filter
@lru_cache(maxsize=4096)
def rich(text: str) -> SafeString:
    """Text of a question with **strong** and *emphasis*, and nothing else of Markdown or HTML."""
    # Sanitising comes last, so that nothing before it has to be trusted.
    return mark_safe(nh3.clean(_markdown.renderInline(text), tags={"strong", "em"}, attributes={}))  # noqa: S308


@register.filter
def value_of(posted: Mapping[str, Sequence[str]] | None, name: str) -> str:
    """What was posted for a field, to be shown in it again; "" where nothing was."""
    return next(iter(values_of(posted, name)), "")


@register.filter
def values_of(posted: Mapping[str, Sequence[str]] | None, name: str) -> Sequence[str]:
    """All that was posted for a field of several values."""
    return (posted or {}).get(name, ())


@register.filter
def compared(text: str, other: str) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether it is missing from the other: words with the space behind them."""
    words, others = (re.findall(r"\S+\s*", one) for one in (text, other))
    bare, bare_others = ([word.strip() for word in one] for one in (words, others))
    steps = SequenceMatcher(None, bare, bare_others, autojunk=False).get_opcodes()
    return [(tag != "equal", "".join(words[start:end])) for tag, start, end, _from, _to in steps if end > start]


@register.filter
def duration(value: dt.timedelta | int) -> str:
    """A length of time, or seconds, in the two largest of its units: "2 h 5 min", "4 min 10 s", "35 s"."""
    seconds = max(0, round(value.total_seconds() if isinstance(value, dt.timedelta) else value))
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if not minutes:
        return _("%(seconds)d s") % {"seconds": seconds}
    if seconds % 60:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds % 60}
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
