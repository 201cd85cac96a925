"""Rewrite the fixture files from the facts in them: questions and ready quizzes are generated, the rest stays."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizzes.generation.fixtures import FixtureError, Row, build


class Command(BaseCommand):
    help = "Generate the questions and quizzes of the fixtures again, from the facts in them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--directory", type=Path, default=settings.FIXTURE_DIRS[0], help="where the fixtures are")
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a file would change")

    def handle(self, *, directory: Path, check: bool, **_options: Any) -> None:
        paths = sorted(directory.glob("*.json"))
        try:
            built = build({path.stem: json.loads(path.read_text()) for path in paths})
        except (FixtureError, json.JSONDecodeError) as error:
            raise CommandError(str(error)) from error
        changed = []
        for name, rows in built.items():
            path = directory / f"{name}.json"
            text = to_text(rows)
            if not path.exists() or path.read_text() != text:
                changed.append(path.name)
                if not check:
                    path.write_text(text)
        if check and changed:
            raise CommandError(f"Out of date: {', '.join(changed)}. Run: make fixtures")
        self.stdout.write(f"Changed: {', '.join(changed)}." if changed else "Nothing changed.")


def to_text(rows: list[Row]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
