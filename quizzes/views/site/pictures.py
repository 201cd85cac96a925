"""Serve pictures, by names that say nothing about them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from quizzes.models import Picture


@require_safe
@cache_control(max_age=365 * 24 * 3600, immutable=True, public=True)
def detail(request: HttpRequest, name: str) -> HttpResponse:
    """Send a picture to whoever knows its name, as a page needs it; nobody can guess a name."""
    picture = get_object_or_404(Picture, name=name.replace("\x00", ""))  # PostgreSQL fails on a NUL.
    return HttpResponse(bytes(picture.data), content_type=picture.media_type)
