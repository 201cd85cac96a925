from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from quizzes.models import Source


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The reader: the whole text, each sentence with an address of its own."""
    source = get_object_or_404(Source.objects.prefetch_related("sentences"), slug=slug)
    return render(request, "quizzes/sources/detail.html", {"source": source})
