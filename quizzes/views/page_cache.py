"""Render a page that a whole school opens at one moment only once, with gaps for the few words that differ."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from quizzes.process_cache import ProcessCache

Personal = Mapping[str, Any]  # SafeString where it is HTML

MAX_PAGES = 64
pages = ProcessCache[list[str]]("pages", MAX_PAGES)
_MARK = f"gap-{secrets.token_hex(8)}-"  # Nobody can guess it and write it into a page.
_GAP = re.compile(_MARK + r"(\w+);")


def render_cached_page(
    request: HttpRequest, template: str, key: Hashable, words: Personal, context: Callable[[Personal], dict[str, Any]]
) -> HttpResponse:
    """Return the page of `template` for one person, of whom it shows `words` and nothing else.

    The template sees only the words that are passed. `key` must settle all that `context` holds besides the words:
    `context` is called with marks in their place, and the template is rendered without the request, so that nothing of
    this person can stay in what the others get.
    """
    if len(get_messages(request)):  # They are for this person alone.
        return render(request, template, {**words, **context(words)})
    words = {"csrf_token": get_token(request), **words}
    pieces = _pieces(template, key, words, context)
    filled = [conditional_escape(words[piece]) if place % 2 else piece for place, piece in enumerate(pieces)]
    return HttpResponse("".join(filled))


def _pieces(template: str, key: Hashable, words: Personal, context: Callable[[Personal], dict[str, Any]]) -> list[str]:
    """Return pieces of text and the names of words, in turn."""

    def make() -> list[str]:
        marks = {word: f"{_MARK}{word};" for word in words}
        return _GAP.split(render_to_string(template, marks | context(marks)))

    return pages.get_or_make((template, get_language(), key, *words), make)
