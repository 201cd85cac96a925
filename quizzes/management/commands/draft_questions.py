"""Draft questions from a text file, and print them. Nothing is stored."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from quizzes.formats.text import decode
from quizzes.generation.drafts import Draft, Refusal
from quizzes.generation.extraction import EXTRACTION_VERSION, draft_fact, extractors, find_candidates
from quizzes.generation.facts import Fact
from quizzes.generation.lint import Finding
from quizzes.generation.questions import findings_of, generate
from quizzes.generation.sentences import split

MAX_BYTES = 1024 * 1024


class Command(BaseCommand):
    help = "Draft questions from the text of an article, and print each with its sentence. Nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a text file; blank lines separate paragraphs")
        parser.add_argument("--title", default="", help="a first line that repeats it is left out")
        parser.add_argument("--published", type=dt.date.fromisoformat, help="when it was written, as 2025-08-24")
        parser.add_argument("--json", action="store_true", help="print one draft a line, as JSON")

    def handle(self, *, file: Path, title: str, published: dt.date | None, **options: Any) -> None:
        facts = _facts(_text_of(file), title, published, slugify(file.stem) or "text")
        drafts, refusals = generate(facts)
        for draft in drafts:
            findings = findings_of(draft, facts)
            self.stdout.write(_as_json(draft, findings) if options["json"] else _as_text(draft, findings))
        if not options["json"]:
            self._print_counts(facts, drafts, refusals)

    def _print_counts(self, facts: list[Fact], drafts: list[Draft], refusals: list[Refusal]) -> None:
        by = f"extraction {EXTRACTION_VERSION}: {extractors()}"
        self.stdout.write(f"\n{len(facts)} candidates, {len(drafts)} drafts ({by}).")
        for reason, count in Counter(refusal.reason for refusal in refusals).most_common():
            self.stdout.write(f"refused {count} times: {reason}")


def _text_of(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise CommandError(f"{file} has {size:,} bytes. A text may have 1 MB at most.")
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    text = decode(data)
    if "\ufffd" in text:
        raise CommandError(f"{file} is not a text file, or is damaged. Save the article as plain text first.")
    if not text.strip():
        raise CommandError(f"{file} is empty.")
    return text


def _facts(text: str, title: str, published: dt.date | None, name: str) -> list[Fact]:
    sentences = {(span.paragraph, span.number): span.text for span in split(text, title)}
    return [
        draft_fact(
            candidate,
            slug=f"{name}-{candidate.start}",
            topic=name,
            source=name,
            sentence=sentences[candidate.paragraph, candidate.number],
        )
        for candidate in find_candidates(text, title, published)
    ]


def _as_text(draft: Draft, findings: list[Finding]) -> str:
    lines = [f"\n{draft.fact.ref} {draft.fact.sentence}", f"  {draft.item.type}: {draft.item.stem}"]
    lines += [f"    {'+' if option.is_key else '-'} {option.text}" for option in draft.item.options]
    lines += [f"    {finding.severity.value} {finding.code}: {finding.message}" for finding in findings]
    return "\n".join(lines)


def _as_json(draft: Draft, findings: list[Finding]) -> str:
    row = {
        "item": draft.item.to_json(),
        "kind": draft.kind,
        "attributed_to": draft.attributed_to,
        "ref": draft.fact.ref,
        "quote": draft.fact.quote,
        "explanation": draft.explanation,
        "findings": [f"{finding.code}: {finding.message}" for finding in findings],
    }
    return json.dumps(row, ensure_ascii=False)
