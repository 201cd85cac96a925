"""Import a file of questions, or say line by line why not."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.formats import FORMATS, MAX_BYTES, Format, format_of
from quizzes.models import Topic
from quizzes.models.exchange.question_import import ImportPlan, Verdict

BAR_WIDTH = 40  # of the progress bar


class Command(BaseCommand):
    help = "Take in a file of questions, as drafts: all of them, or none where the file has a problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), help="left out, it is found by name and content")
        parser.add_argument("--topic", help="slug of the topic for questions without one in the file")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")

    def handle(self, *, file: Path, topic: str | None, dry_run: bool, **options: Any) -> None:
        data = read(file)
        chosen = FORMATS[options["format"]] if options["format"] else recognised(file, data)
        plan = ImportPlan(chosen.read(data), topic_of(topic), self._draw)
        self._print(plan)
        if plan.problems:
            raise CommandError(f"The file has {len(plan.problems)} problems, so nothing was stored.")
        if not dry_run:
            plan.store()
        self._print_counts(plan, dry_run=dry_run)

    def _draw(self, done: int, total: int) -> None:
        if self.stderr.isatty() and total:
            filled = BAR_WIDTH * done // total
            bar = "#" * filled + "." * (BAR_WIDTH - filled)
            self.stderr.write(f"\r{bar} {done} of {total}", ending="\n" if done == total else "")

    def _print(self, plan: ImportPlan) -> None:
        for problem in plan.problems:
            self.stdout.write(f"line {problem.line}: {problem.wrong} {problem.remedy} [{problem.text}]")
        for loss in plan.losses:
            self.stdout.write(f"line {loss.line}, {loss.name}: {loss.what}")

    def _print_counts(self, plan: ImportPlan, *, dry_run: bool) -> None:
        counts = plan.report()["counts"]
        n = {verdict: counts.get(verdict.value, 0) for verdict in Verdict}
        self.stdout.write(
            f"{'Would be' if dry_run else 'Were'} made: {n[Verdict.NEW]}, changed: {n[Verdict.CHANGED]}, "
            f"unchanged: {n[Verdict.UNCHANGED]}, left alone: {n[Verdict.LEFT_ALONE]}, "
            f"twice in the file: {n[Verdict.CLASH]}."
        )


def read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise CommandError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it in two.")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def recognised(file: Path, data: bytes) -> Format:
    file_format = format_of(file.name, data)
    if file_format is None:
        raise CommandError(f"No format is recognised. Name it with --format: {', '.join(sorted(FORMATS))}.")
    return file_format


def topic_of(slug: str | None) -> Topic | None:
    if slug is None:
        return None
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise CommandError(f"There is no topic {slug}. There are: {', '.join(slugs_of_topics())}.")
    return topic


def slugs_of_topics() -> list[str]:
    return list(Topic.objects.values_list("slug", flat=True))
