"""What Django's own checks cannot know about these settings."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's name for it

ONLY_HERE = {"localhost", "127.0.0.1", "[::1]"}


def is_open_to_the_network() -> bool:
    try:
        return not ip_address(str(settings.HOST)).is_loopback
    except ValueError:
        return str(settings.HOST) != "localhost"


@register(Tags.security)
def debug_stays_at_home(**_kwargs: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and is_open_to_the_network()):
        return []
    return [
        Error(
            f"DEBUG is on while the server listens to the network at {settings.HOST}.",
            hint="Everybody could read the settings from an error page. Unset DEBUG, or HOST.",
            id="quizzes.E001",
        )
    ]


@register(Tags.security)
def others_can_reach_it(**_kwargs: Any) -> list[CheckMessage]:
    if not is_open_to_the_network() or set(settings.ALLOWED_HOSTS) - ONLY_HERE:
        return []
    return [
        Warning(
            f"The server listens to the network at {settings.HOST} but answers only to the names of this machine.",
            hint="Name what students type in their browsers: ALLOWED_HOSTS=quiz.school.example,192.168.1.20",
            id="quizzes.W001",
        )
    ]
