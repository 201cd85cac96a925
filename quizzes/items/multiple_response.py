from typing import ClassVar

from django.utils.translation import gettext as _, gettext_lazy

from .base import Item, Option, Response, Setting, Text
from .choice import Choice


class MultipleResponse(Choice):
    """A choice of which several options may be keys.

    The stated rule: (right options chosen − wrong options chosen) / number of right options, never below 0. Choosing
    everything therefore earns nothing unless most options are right. params: all_or_nothing (bool, default false).
    """

    code = "multiple_response"
    label = gettext_lazy("Multiple response")
    instruction = gettext_lazy("Choose all that apply. A wrong choice cancels a right one.")
    multiple = True
    settings: ClassVar[tuple[Setting, ...]] = (
        *Choice.settings,
        Setting(
            "all_or_nothing",
            gettext_lazy("all or nothing"),
            "bool",
            default=False,
            help=gettext_lazy("Only the exact set of right options earns a mark. Otherwise a part of it earns a part."),
        ),
    )

    def problems(self, item: Item) -> list[Text]:
        problems = super().problems(item)
        if not 1 <= len(item.keys) < len(item.options):
            problems.append(_("Mark at least one option as right, and leave at least one wrong."))
        return problems

    def grade(self, item: Item, response: Response) -> float:
        hits: int = sum(item.options[index].is_key for index in response["chosen"])
        false_alarms: int = len(response["chosen"]) - hits
        if item.params.get("all_or_nothing", False):
            return float(hits == len(item.keys) and not false_alarms)
        return max(0, hits - false_alarms) / len(item.keys)

    def random_guess_score(self, item: Item) -> float | None:
        return None

    def examples(self) -> list[Item]:
        states = {"China": 1.0, "Russia": 1.0, "Tajikistan": 1.0, "India": 0.0, "Belarus": 0.0}
        options = tuple(Option(text, fraction) for text, fraction in states.items())
        stem = "Which of these countries founded the SCO?"
        return [Item(self.code, stem, options), Item(self.code, stem, options, {"all_or_nothing": True})]


TYPE = MultipleResponse()
