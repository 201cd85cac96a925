"""The preparation of everything that the first page needs: the database, the static files, the fixtures."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from .models import Question, Source


class CannotPrepare(Exception):
    """Raised when something is in the way, with sentences that say what to do."""


def prepare(*, with_fixtures: bool, say: Callable[[str], object]) -> None:
    """Bring everything up to date, and leave alone whatever is so already. Raises CannotPrepare."""
    try:
        with _alone():
            _migrate(say)
            _collect_static_files(say)
            if with_fixtures and not Source.objects.exists() and not Question.objects.exists():
                _load_fixtures(say)
    except OSError as error:
        raise CannotPrepare(
            f"ScoQuiz cannot keep its data in {settings.DATA_DIR}: {error.strerror or error}. "
            "Make that folder writable, or name another one in DATA_DIR."
        ) from error
    except DatabaseError as error:
        raise CannotPrepare(
            f"The database {connection.settings_dict['NAME']} cannot be used: {error}. "
            "If another program has it open, close that; if it is damaged, put a backup in its place."
        ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """Make two servers take turns that start on the same data at one moment."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(say: Callable[[str], object]) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 3000")  # milliseconds, since somebody waits at a terminal
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)


def _collect_static_files(say: Callable[[str], object]) -> None:
    """Collect the static files if one of them has changed since the last time, because it takes seconds."""
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_suffix(".collected")  # beside the folder, since everything in it is public
    state = _state_of_static_files()
    if not (root.is_dir() and stamp.exists() and stamp.read_text() == state):
        say("Collecting the static files ...")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def _state_of_static_files() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda entry: entry[0]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _load_fixtures(say: Callable[[str], object]) -> None:
    fixtures = sorted(path for folder in settings.FIXTURE_DIRS for path in Path(folder).glob("*.json"))
    if not fixtures:
        folders = ", ".join(map(str, settings.FIXTURE_DIRS))
        raise CannotPrepare(
            f"There is no fixture in {folders}. Put the files back, "
            "or start with an empty bank: .venv/bin/python manage.py serve --empty"
        )
    say("Loading the fixtures ...")
    try:
        call_command("loaddata", *fixtures, verbosity=0)
    except (CommandError, DeserializationError, ValidationError, DatabaseError) as error:
        raise CannotPrepare(f"The fixtures could not be loaded, and nothing of them was kept: {error}") from error
