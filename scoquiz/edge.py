"""What is settled about a request before anything else looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def take_address_from_proxy(get_response: GetResponse) -> GetResponse:
    """Let REMOTE_ADDR be the client's, as the proxy in front names it; in use only with HTTPS=1.

    The last entry of X-Forwarded-For is the proxy's own; those before it are whatever the client wrote.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            request.META["REMOTE_ADDR"] = forwarded
        return get_response(request)

    return middleware


def refuse_nul_in_cookies(get_response: GetResponse) -> GetResponse:
    """A quoted cookie may hold a NUL, which PostgreSQL refuses to look up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not any("\x00" in value for value in request.COOKIES.values()):
            return get_response(request)
        sentence = _("A cookie of this site is damaged. Please delete the cookies of this site and try again.")
        return HttpResponse(f"{sentence}\n", status=400, content_type="text/plain; charset=utf-8")

    return middleware
