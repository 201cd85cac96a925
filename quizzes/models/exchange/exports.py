"""The export of questions into a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quizzes.formats import Format, Loss, Record
from quizzes.models.bank.questions import Question

from .records import CHUNK_SIZE, for_records, losses_of, record_of


@dataclass(frozen=True, slots=True)
class Export:
    """An export of questions in a format. They are read in chunks, so memory use stays flat."""

    questions: QuerySet[Question]
    format: Format

    def records(self) -> Iterator[Record]:
        yield from map(record_of, self._rows())

    def pieces(self) -> Iterator[bytes]:
        """Yield the file, piece by piece."""
        yield from self.format.write(self.records())

    def losses(self) -> Iterator[Loss]:
        """Yield what the file leaves behind, question by question, and the questions for which it has no form."""
        for question in self._rows():
            record = record_of(question)
            if not self.format.holds(record):
                what = _("%(format)s has no form for questions of the type “%(type)s”, so it is left out.")
                yield Loss(0, question.slug, what % {"format": self.format.label, "type": question.type.label})
                continue
            for loss in (*losses_of(question), *self.format.losses(record)):
                yield Loss(0, question.slug, loss)

    def _rows(self) -> Iterator[Question]:
        return for_records(self.questions).iterator(chunk_size=CHUNK_SIZE)
