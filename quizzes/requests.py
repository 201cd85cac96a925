"""Types and readers for requests, so that they are read the same way everywhere."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

MAX_INTEGER = 2**63 - 1


class HtmxRequest(HttpRequest):
    """A request as django-htmx's middleware leaves it."""

    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the data to bind a form to, or None if the request posts nothing."""
    return request.POST if request.method == "POST" else None


def whole_number(text: str) -> int | None:
    """Return the number that somebody sent, at most the largest that a database holds; None for anything else."""
    return min(int(text), MAX_INTEGER) if text.isascii() and text.isdecimal() and len(text) <= 19 else None
