from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def first_teacher(request: HttpRequest, token: str) -> HttpResponseBase:
    raise Http404
