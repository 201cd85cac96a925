"""Generate the questions of all facts, and say what was made, left alone and refused."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from quizzes.generation.questions import Draft, Refusal, generate
from quizzes.models import Fact
from quizzes.models.bank.generated import StoredDrafts, store_drafts


class Command(BaseCommand):
    help = "Generate questions from the facts. Questions that a person wrote or changed are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")

    def handle(self, *, dry_run: bool, verbosity: int, **_options: Any) -> None:
        rows = Fact.objects.select_related("sentence__source", "topic")
        facts = [fact.to_value() for fact in rows]
        fresh = [fact.to_value() for fact in rows if fact.stale_since is None]
        drafts, refusals = generate(fresh, among=facts)
        with transaction.atomic():
            stored = store_drafts(drafts, refusals, facts)
            transaction.set_rollback(dry_run)
        if verbosity >= 2:
            self._print_drafts(drafts)
        self._print_counts(drafts)
        self._print_refusals(refusals, each=verbosity >= 2)
        self._print_stored(stored, dry_run=dry_run)

    def _print_drafts(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            self.stdout.write(f"\n{draft.slug} ({draft.fact.ref}, {draft.kind}): {draft.item.stem}")
            for option, provenance in zip(draft.item.options, draft.provenance, strict=True):
                mark = "+" if option.is_key else "-"
                self.stdout.write(f"  {mark} {option.text}  [{provenance}] {option.feedback}".rstrip())

    def _print_counts(self, drafts: Sequence[Draft]) -> None:
        counts = Counter((draft.fact.topic, draft.item.type) for draft in drafts)
        for (topic, item_type), count in sorted(counts.items()):
            self.stdout.write(f"{topic:24} {item_type:24} {count:4}")
        self.stdout.write(f"{'all':24} {'':24} {len(drafts):4}")

    def _print_refusals(self, refusals: Sequence[Refusal], *, each: bool) -> None:
        if each:
            for refusal in refusals:
                self.stdout.write(f"refused: {refusal.fact.slug} {refusal.item_type}".rstrip() + f": {refusal.reason}")
            return
        for reason, count in Counter(refusal.reason for refusal in refusals).most_common():
            self.stdout.write(f"refused {count} times: {reason}")

    def _print_stored(self, stored: StoredDrafts, *, dry_run: bool) -> None:
        if stored.left_alone:
            self.stdout.write(f"left alone, because a person changed them: {', '.join(stored.left_alone)}")
        if stored.retired:
            self.stdout.write(f"retired, because their facts no longer give them: {', '.join(stored.retired)}")
        self.stdout.write(
            f"{'Would be' if dry_run else 'Were'} made: {len(stored.created)}, changed: {len(stored.updated)}, "
            f"unchanged: {len(stored.unchanged)}, left alone: {len(stored.left_alone)}, retired: {len(stored.retired)}."
        )
