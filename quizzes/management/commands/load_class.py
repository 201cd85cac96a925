from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from quizzes.models.exchange.class_packs import MAX_BYTES, BadPack, Loading, load


class Command(BaseCommand):
    help = "Loads a class pack, as export_class writes it: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--teacher", metavar="USERNAME", help="who teaches the class")

    def handle(self, *, file: Path, dry_run: bool, teacher: str | None, **_options: Any) -> None:
        user = User.objects.filter(username=teacher, is_staff=True).first() if teacher else None
        if teacher and user is None:
            raise CommandError(f"No teacher here has the username {teacher}. Nothing was loaded.")
        try:
            loading = load(self.text_of(file), is_dry_run=dry_run)
        except BadPack as problem:
            raise CommandError(f"{problem} Nothing was loaded.") from problem
        self.report(loading)
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
            return
        for classroom in loading.classrooms:
            if user:
                classroom.teachers.add(user)
            if not classroom.teachers.exists():
                self.stdout.write(f"{classroom} has no teacher yet: load it once more with --teacher USERNAME.")
            self.stdout.write(f"{classroom}: {classroom.get_absolute_url()}")

    def text_of(self, file: Path) -> str:
        try:
            if file.stat().st_size > MAX_BYTES:
                raise BadPack(f"{file} is larger than {MAX_BYTES // 1024**2} MB, which no class pack is.")
            return file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadPack(f"{file} is no text in UTF-8.") from error

    def report(self, loading: Loading) -> None:
        difference = loading.difference
        self.stdout.write(f"{difference}.")
        for heading, lines in (
            ("New", difference.new),
            ("Changed", difference.changed),
            ("Changed keys", difference.changed_keys),
            ("Removed", difference.removed),
            ("Stale citations", difference.stale),
            ("Moved ends", difference.moved_ends),
        ):
            for place, line in enumerate(lines):
                self.stdout.write(f"{heading + ':' if not place else '':17}{line}")
