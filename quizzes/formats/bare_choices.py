"""What the formats share that hold a question with its options and nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _

from quizzes.items.base import Text

from .base import Format, Record
from .comparing import comes_back


class BareChoices(Format):
    """A format without topics, sources, feedback, settings and pictures; each format says so in its own words."""

    left_out: ClassVar[Text]
    bare: ClassVar[Text]
    no_pictures: ClassVar[Text]

    def losses(self, record: Record) -> list[Text]:
        if not self.holds(record):
            return [self.left_out]
        item, losses = record.item, []
        if record != Record(item):
            losses.append(self.bare)
        if item.params or any(option.feedback for option in item.options):
            losses.append(_("Feedback to the options and settings are left behind."))
        if item.picture or any(option.picture for option in item.options):
            losses.append(self.no_pictures)
        losses += self.cut(record)
        return losses or comes_back(self, record)

    def cut(self, record: Record) -> list[Text]:
        """Return what the program that reads the file cuts off, each as a sentence."""
        return []
