"""Define the tags and filters that are built into every template (settings.TEMPLATES)."""

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
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext, ngettext_lazy
from markdown_it import MarkdownIt

from quizzes.models import Attempt
from quizzes.models.marking.gradebook import Cell
from quizzes.statistics import Figure

register = Library()

_markdown = MarkdownIt("zero", {"html": False}).enable(["emphasis", "escape"])

# The paths that the icons draw in a square of 24 × 24, by what they say.
ICONS = {
    "right": "m5 12.5 5 5L19.5 7",
    "partly": "M5 15c3-9 5 3 8-3s4-5 6-3",
    "wrong": "m6.5 6.5 11 11m0-11-11 11",
    "nothing": "M6 12h12",
    "waiting": "M12 6v6l4 2",
}


@register.simple_tag
def has_student_accounts() -> bool:
    """Say whether students may sign in here."""
    return bool(settings.STUDENT_ACCOUNTS)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the drawing of that name, for the eye alone: words say the same beside it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.inclusion_tag("quizzes/pictures/picture.html")
def picture(shown: Mapping[str, object] | None) -> dict[str, object]:
    """Show the picture with its text in words, or nothing if there is none."""
    return {"picture": shown}


@register.inclusion_tag("quizzes/reports/figure.html")
def figure(value: Figure, unit: str, digits: int) -> dict[str, object]:
    """Show what may be said of a figure, with its unit and so many decimal places."""
    return {"figure": value, "unit": unit, "digits": digits}


@register.filter
def address_in(cell: Cell, of_none: str) -> str:
    """Return the address of a gradebook cell, made from that of no cell: reversing each took half the page's time."""
    return of_none.replace("/0/students/0/", f"/{cell.assignment.pk}/students/{cell.enrolment.pk}/")


@register.filter
def milliseconds_now(attempt: Attempt) -> int:
    """Return the milliseconds since 1970 by the attempt's clock, from which its pages count on."""
    return round(attempt.by_its_clock(timezone.now()).timestamp() * 1000)


@register.filter
@lru_cache(maxsize=4096)
def rich(text: str) -> SafeString:
    """Return the text of a question with **strong** and *emphasis*, and nothing else of Markdown or HTML."""
    # Sanitising comes last, so that nothing before it has to be trusted.
    return mark_safe(nh3.clean(_markdown.renderInline(text), tags={"strong", "em"}, attributes={}))  # noqa: S308


@register.filter
def value_of(posted: Mapping[str, Sequence[str]] | None, name: str) -> str:
    """Return what was posted for a field, to show it there again; "" if nothing was."""
    return next(iter(values_of(posted, name)), "")


@register.filter
def values_of(posted: Mapping[str, Sequence[str]] | None, name: str) -> Sequence[str]:
    """Return all that was posted for a field of several values."""
    return (posted or {}).get(name, ())


@register.filter
def compared(text: str, other: str) -> list[tuple[bool, str]]:
    """Return the text in pieces of words with the space after them, and of each whether the other text lacks it."""
    words, others = (re.findall(r"\S+\s*", each) for each in (text, other))
    bare, bare_others = ([word.strip() for word in each] for each in (words, others))
    steps = SequenceMatcher(None, bare, bare_others, autojunk=False).get_opcodes()
    return [(tag != "equal", "".join(words[start:end])) for tag, start, end, _from, _to in steps if end > start]


@register.filter
def tagged(pieces: Sequence[tuple[bool, str]], tag: str) -> SafeString:
    """Return the pieces in a row, each that differs in this tag, with no white space between them but their own."""
    shown = (format_html("<{0}>{1}</{0}>", tag, text) if differs else text for differs, text in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))


# These say in words how many there are of something.
COUNTED = {
    "answers": ngettext_lazy("%(n)s answer", "%(n)s answers", "n"),
    "attempts": ngettext_lazy("%(n)s attempt", "%(n)s attempts", "n"),
    "finished attempts": ngettext_lazy("%(n)s finished attempt", "%(n)s finished attempts", "n"),
    "players": ngettext_lazy("%(n)s player", "%(n)s players", "n"),
    "questions": ngettext_lazy("%(n)s question", "%(n)s questions", "n"),
    "students": ngettext_lazy("%(n)s student", "%(n)s students", "n"),
}


@register.filter
def counted(n: int, what: str) -> str:
    """Return a number with one of the nouns in COUNTED: "1 answer", "2 answers"."""
    return COUNTED[what] % {"n": n}


@register.filter
def duration(value: dt.timedelta | int) -> str:
    """Return a timedelta, or seconds, in the two largest of its units: "2 h 5 min", "4 min 10 s", "35 s"."""
    seconds = max(0, round(value.total_seconds() if isinstance(value, dt.timedelta) else value))
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if not minutes:
        return _("%(seconds)d s") % {"seconds": seconds}
    if seconds % 60:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds % 60}
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
