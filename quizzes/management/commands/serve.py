from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from quizzes.installation import CannotPrepare, prepare
from quizzes.models.classes import first_teacher
from quizzes.models.privacy.erasure import erase_expired
from scoquiz.server import gunicorn


class Command(BaseCommand):
    help = "Prepares the database and serves: what `make run` calls. HOST, PORT and WORKERS are environment variables."

    requires_system_checks: list[str] = []  # They run once the port is taken.

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="do not load the fixtures into an empty bank")

    def handle(self, *, empty: bool, **_options: Any) -> None:
        try:
            listener = gunicorn.listen(settings.HOST, settings.PORT)
        except OSError as error:
            sys.exit(
                f"ScoQuiz cannot serve on {self.address}: {error.strerror}. If it is not running there already, "
                f"choose another port: PORT={settings.PORT + 1} make run"
            )
        self.check(display_num_errors=False)
        try:
            prepare(with_fixtures=not empty, say=self.stdout.write)
            for name in erase_expired(timezone.localdate()):
                self.stdout.write(f"Erased, because its day had come: {name}")
            self.greet()
        except CannotPrepare as problem:
            sys.exit(str(problem))
        except KeyboardInterrupt:
            sys.exit(130)
        connections.close_all()  # A connection must not cross a fork.
        gunicorn.Server(listener, settings.WORKERS).run()

    def greet(self) -> None:
        self.stdout.write(f"ScoQuiz is at {self.address} (Ctrl+C stops it).")
        if not first_teacher.is_set_up():
            link = self.address + reverse("setup", args=[first_teacher.new_token()])
            self.stdout.write(
                "There is no teacher yet. This link makes the first one; it works once, within "
                f"{first_teacher.LINK_AGE.days} days:\n  {link}"
            )
        self.stdout.flush()

    @property
    def address(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104  # not bound here
        return f"http://[{host}]:{settings.PORT}" if ":" in host else f"http://{host}:{settings.PORT}"
