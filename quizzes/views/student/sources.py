from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from quizzes.models import Source


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the reader: the whole text, each sentence with an address of its own."""
    source = get_object_or_404(Source.objects.prefetch_related("sentences"), slug=slug)
    return render(request, "quizzes/sources/detail.html", {"source": source, "back": _way_back(request)})


def _way_back(request: HttpRequest) -> str:
    """Return the path of the attempt's page from which the reader was opened, "" if it was not opened from one."""
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
        match = resolve(referrer.path)
    except (ValueError, Resolver404):  # A browser never sends what raises ValueError, such as "http://[".
        return ""
    if referrer.netloc != request.get_host():
        return ""
    return referrer.path if match.url_name in {"attempt_question", "attempt_result"} else ""
