"""The database that tests begin with: migrated once, and copied for each process that tests."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.apps import apps

from quizzes import permissions
from quizzes.db import triggers

from .running import ROOT, environment

FOLDER = ROOT / ".cache" / "tests"
MAX_KEPT = 4  # so that one may go back and forth between branches, or versions of Django
OWN_IMPORT = re.compile(r"^(?:from|import) (quizzes[\w.]*)", re.MULTILINE)


def copy_migrated_database(path: Path) -> None:
    """Put a SQLite file at `path` that has been migrated and is empty.

    It is made when nothing of the same content is there yet: the migrations take longer than most of what is tested.
    Of processes that ask at one moment, the first makes it.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    migrated = FOLDER / f"{digest()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not migrated.exists():
            with TemporaryDirectory(dir=FOLDER) as data:
                command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
                subprocess.run(command, cwd=ROOT, env=environment(Path(data)), check=True)
                (Path(data) / "scoquiz.sqlite3").rename(migrated)
            for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-MAX_KEPT]:
                old.unlink()
        shutil.copy(migrated, path)


def digest() -> str:
    """Stands for all that decides what is in a migrated database, so that none is used that is out of date."""
    found = hashlib.sha256(repr((sys.version, django.VERSION)).encode())
    for source in sources():
        found.update(source.read_bytes())
    return found.hexdigest()[:32]


def sources() -> list[Path]:
    """The migrations of all apps, the modules of ours that they import, and what runs after them."""
    migrations = [path for app in apps.get_app_configs() for path in Path(app.path, "migrations").glob("*.py")]
    imported = {name for path in migrations for name in OWN_IMPORT.findall(path.read_text())}
    modules = [spec.origin for spec in map(find_spec, imported) if spec and spec.origin]
    return sorted({*migrations, *map(Path, [*modules, triggers.__file__, permissions.__file__])})
