from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.models import Classroom, tidy_code
from quizzes.models.exchange.class_packs import for_everybody, pictures_left_behind, rows_of, to_text


class Command(BaseCommand):
    help = "Writes a class with its assignments, quizzes and questions as a fixture file. No student is in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the join code of the class")
        parser.add_argument("file", nargs="?", type=Path, help="where to; the standard output if it is left out")

    def handle(self, *, code: str, file: Path | None, **_options: Any) -> None:
        classroom = Classroom.objects.filter(code=tidy_code(code)).first()
        if classroom is None:
            raise CommandError(f"No class has the code {code}.")
        rows = rows_of(classroom)
        if pictures := pictures_left_behind(classroom):
            self.stderr.write(f"A class pack holds no pictures: those of {pictures} questions are left behind.")
        if count := classroom.assignments.count() - for_everybody(classroom).count():
            self.stderr.write(
                f"A class pack is for a whole class, to be taken again: {count} of its assignments, for some students "
                "or played live, stay behind."
            )
        if file is None:
            sys.stdout.write(to_text(rows))
            return
        try:
            file.write_text(to_text(rows), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{classroom}: {len(rows)} rows in {file}.")
