"""System checks of what Django's own checks cannot know about the settings and the installation."""

from __future__ import annotations

from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register  # noqa: A004  # Django's name for it

from quizzes.generation.extraction import nlp

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


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
    if not is_open_to_the_network() or set(settings.ALLOWED_HOSTS) - LOOPBACK_HOSTS:
        return []
    return [
        Warning(
            f"The server listens to the network at {settings.HOST} but answers only to the names of this machine.",
            hint="Name what students type in their browsers: ALLOWED_HOSTS=quiz.school.example,192.168.1.20",
            id="quizzes.W001",
        )
    ]


@register()
def what_redis_needs_is_installed(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.CACHE_URL or find_spec("redis"):
        return []
    return [
        Error(
            "CACHE_URL names a Redis, and the Python package that talks to it is not installed.",
            hint="Install requirements/scale.txt, or unset CACHE_URL.",
            id="quizzes.E002",
        )
    ]


@register(deploy=True)  # only with `check --deploy`, or every other command would say it each time
def what_drafts_questions(**_kwargs: Any) -> list[CheckMessage]:
    if not nlp.is_installed():
        return [
            Info(
                "The rules alone find names in pasted articles.",
                hint="spaCy finds some more. To add it: requirements/install nlp",
                id="quizzes.I001",
            )
        ]
    try:
        nlp.model()
    except nlp.Unusable as error:
        return [
            Warning(
                f"spaCy is installed and cannot be used, so the rules alone find names in pasted articles: {error}",
                hint="Install the versions that belong together: requirements/install nlp",
                id="quizzes.W002",
            )
        ]
    return [Info(f"The rules and {nlp.release()} find names in pasted articles.", id="quizzes.I001")]
