"""The findings of the lint about a question, and a teacher's answer to its warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext as _, gettext_lazy

if TYPE_CHECKING:
    from quizzes.generation.lint import Finding

FindingRow = dict[str, str]


class LintedModel(models.Model):
    """A row that the lint has checked. Errors block publishing; a warning does so until someone says why it is fine."""

    class Lint(models.TextChoices):
        CLEAN = "clean", gettext_lazy("Clean")
        CONFIRMED = "confirmed", gettext_lazy("Warnings, confirmed")
        WARNING = "warning", gettext_lazy("Warnings")
        ERROR = "error", gettext_lazy("Errors")

    lint = models.CharField(gettext_lazy("check"), max_length=10, choices=Lint, default=Lint.CLEAN, editable=False)
    lint_findings = models.JSONField(gettext_lazy("findings"), default=list, editable=False)
    confirmed_codes = models.JSONField(gettext_lazy("confirmed warnings"), default=list, editable=False)
    confirmed_reason = models.TextField(gettext_lazy("why the warnings are fine"), blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Set the findings and the level that follows from them, without saving."""
        self.lint_findings = [
            {"code": f.code, "severity": f.severity.value, "field": f.field, "message": str(f.message)}
            for f in findings
        ]
        if self.errors:
            self.lint = self.Lint.ERROR
        elif self.unconfirmed_warnings:
            self.lint = self.Lint.WARNING
        elif self.lint_findings:
            self.lint = self.Lint.CONFIRMED
        else:
            self.lint = self.Lint.CLEAN

    @property
    def errors(self) -> list[FindingRow]:
        return [row for row in self.lint_findings if row["severity"] == "error"]

    @property
    def warnings(self) -> list[FindingRow]:
        return [row for row in self.lint_findings if row["severity"] == "warning"]

    @property
    def unconfirmed_warnings(self) -> list[FindingRow]:
        return [row for row in self.warnings if row["code"] not in self.confirmed_codes]

    def confirm_warnings(self, reason: str, user: User, now: dt.datetime) -> None:
        """Set why the warnings are fine and who says so, without saving. An earlier reason stays with its warning."""
        codes = {row["code"] for row in self.warnings}
        earlier = self.confirmed_reason if codes & set(self.confirmed_codes) else ""
        self.confirmed_reason = f"{earlier}\n{reason}".strip()
        self.confirmed_codes = sorted(codes)
        self.confirmed_by = user
        self.confirmed_at = now
        if self.lint == self.Lint.WARNING:
            self.lint = self.Lint.CONFIRMED

    def publishing_problem(self) -> Any:
        """Return a sentence that says which findings prevent publishing, or None if none does."""
        if self.errors:
            return _("Correct this first: %(messages)s") % {"messages": _joined(self.errors)}
        if self.unconfirmed_warnings:
            return _("Change this, or say why it is fine: %(messages)s") % {
                "messages": _joined(self.unconfirmed_warnings)
            }
        return None


def _joined(rows: list[FindingRow]) -> str:
    return " ".join(row["message"] for row in rows)
