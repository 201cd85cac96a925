"""Middleware that settles something about a request or its response for all views."""

import logging
from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def take_address_from_proxy(get_response: GetResponse) -> GetResponse:
    """Set REMOTE_ADDR to the client's address, as the proxy in front names it; this is in use only with HTTPS=1.

    The last entry of X-Forwarded-For is the proxy's own; those before it are whatever the client wrote.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            request.META["REMOTE_ADDR"] = forwarded
        return get_response(request)

    return middleware


def refuse_nul_in_cookies(get_response: GetResponse) -> GetResponse:
    """Refuse requests with a NUL in a cookie, which a quoted one may contain but PostgreSQL cannot look up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not any("\x00" in value for value in request.COOKIES.values()):
            return get_response(request)
        sentence = _("A cookie of this site is damaged. Please delete the cookies of this site and try again.")
        return HttpResponse(f"{sentence}\n", status=400, content_type="text/plain; charset=utf-8")

    return middleware


def add_policy(get_response: GetResponse) -> GetResponse:
    """Add the Content-Security-Policy of the settings, which is the same for every page and so is built once.

    The middleware of django-csp builds it twice for every response, which takes a fifth of the time of an empty view.
    """
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers[HEADER] = policy
        return response

    return middleware


def release_request_cycles(get_response: GetResponse) -> GetResponse:
    """Free a request as soon as it is answered.

    Some of what other middleware puts on a request refers back to it. Such a cycle stays, with all that hangs on it,
    until Python looks for cycles: that is megabytes after a second in which a school answers.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.streaming:
            for name in ("htmx", "_messages", "user", "auser"):
                vars(request).pop(name, None)
        return response

    return middleware


class DatabaseUnavailable:
    """Middleware that answers 503 if the database cannot be written or reached.

    Its disk may be full, its file read-only or its server away. Nothing was stored, since every request is a
    transaction or a single statement; a browser tries again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("Not stored: %s", exception, exc_info=exception)
        if not connection.in_atomic_block:
            connection.close()  # SQLite opens a file only for reading if it must, and never tries to write again
        response = HttpResponse(render_to_string("503.html"), status=503)
        response.headers["Retry-After"] = "5"
        return response
