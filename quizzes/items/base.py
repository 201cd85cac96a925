"""What an item is, and what every question type promises about it.

Pure: no database, no request, no clock; randomness is passed in.
"""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Params = Mapping[str, Any]
Variant = dict[str, Any]
Response = dict[str, Any]
Text = str | Promise

MAX_TEXT = 500  # characters of a typed answer
MAX_VALUES = 100  # values of one field
# No database keeps the first two as text; the last is what Django makes of bytes that are not UTF-8.
_UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


class BadResponse(ValueError):
    """The posted form cannot be read as a response. Its message is shown to the student."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class Option:
    """One option, or one accepted answer of a type whose answer is typed.

    fraction: the share of the mark it stands for, 0–1; more than 0 marks a key.
    match: what it belongs to, for types that pair or sort; empty elsewhere.
    feedback: shown after the answer to whoever chose it.
    """

    text: str
    fraction: float = 0.0
    match: str = ""
    feedback: str = ""

    @property
    def is_key(self) -> bool:
        return self.fraction > 0


@dataclass(frozen=True, slots=True)
class Item:
    """A question as a pure value, with its key. `params` holds what only its type understands."""

    type: str
    stem: str
    options: tuple[Option, ...] = ()
    params: Params = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "stem": self.stem,
            "options": [asdict(option) for option in self.options],
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Item:
        return cls(data["type"], data["stem"], tuple(Option(**row) for row in data["options"]), data["params"])

    @property
    def keys(self) -> list[Option]:
        return [option for option in self.options if option.is_key]

    @property
    def distractors(self) -> list[Option]:
        return [option for option in self.options if not option.is_key]


class Form:
    """The values posted for one answer: a mapping of field names to lists of text, as in a QueryDict."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def many(self, name: str) -> list[str]:
        values = list(self._values.get(name, ()))
        if len(values) > MAX_VALUES or any(map(_UNREADABLE.search, values)):
            raise BadResponse(_("That answer cannot be read. Please choose or type it again."))
        return values

    def one(self, name: str, missing: Text) -> str:
        """The single value of `name`; `missing` is the sentence for a form without it."""
        values = [value for value in self.many(name) if value.strip()]
        if not values:
            raise BadResponse(missing)
        if len(values) > 1:
            raise BadResponse(_("Please give one answer only."))
        if len(values[0]) > MAX_TEXT:
            raise BadResponse(_("That answer is too long. Please write at most %(n)s characters.") % {"n": MAX_TEXT})
        return values[0]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of what is shown after the answer: an option, whether it is right and whether it was chosen."""

    text: str
    is_right: bool
    was_chosen: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of `params` that a teacher may set, as plain data from which a form field can be built.

    kind: what its value is; "words" is a list of texts, typed with commas between them.
    """

    name: str
    label: Text
    kind: Literal["bool", "number", "text", "words"]
    default: Any
    help: Text = ""


class ItemType(ABC):
    """A question type. Its template is quizzes/items/<code>.html and holds the controls, nothing else.

    A type has no state; one instance serves all items. Three values pass between its methods, each of them JSON:
    the *variant* (the item as one learner got it: the order of its options), the *response* (what the learner
    answered, in terms of the item, not of the variant), and what is *presented* (the item without its key).
    """

    code: ClassVar[str]
    label: ClassVar[Text]
    instruction: ClassVar[Text]
    # What the lint asks of a type. Without listed options, the options are the answers that may be typed.
    lists_options: ClassVar[bool] = False
    has_fixed_options: ClassVar[bool] = False  # the texts are the type's own, and the stem is a statement
    multiple: ClassVar[bool] = False  # several options may be right
    settings: ClassVar[tuple[Setting, ...]] = ()

    @property
    def template_name(self) -> str:
        return f"quizzes/items/{self.code}.html"

    @abstractmethod
    def problems(self, item: Item) -> list[Text]:
        """Whole sentences, one for each reason why the item cannot be asked; empty where it can."""

    def vary(self, item: Item, rng: random.Random) -> Variant:
        """Fix what differs from one learner to the next."""
        return {}

    @abstractmethod
    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        """What the template is given before the answer is locked. Never depends on which option is the key."""

    @abstractmethod
    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        """Read a posted form. Raises BadResponse with a sentence for the student."""

    @abstractmethod
    def grade(self, item: Item, response: Response) -> float:
        """The fraction the response earns, 0–1."""

    @abstractmethod
    def right_response(self, item: Item) -> Response:
        """A response that earns 1."""

    @abstractmethod
    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        """The form that `parse` would read as this response."""

    @abstractmethod
    def summarise(self, item: Item, response: Response) -> str:
        """The response in one line, for a result page or a report."""

    def right_answer(self, item: Item) -> str:
        return self.summarise(item, self.right_response(item))

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        """The options in the learner's order, for the page after the answer; empty for types without options."""
        return []

    @abstractmethod
    def random_guess_score(self, item: Item) -> float | None:
        """The fraction expected from guessing (Moodle's definition); None where guessing has no meaning."""

    @abstractmethod
    def examples(self) -> Iterable[Item]:
        """Items with which the contract test tries the type."""
