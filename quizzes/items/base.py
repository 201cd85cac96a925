"""This module says what an item is, and what every question type promises about it.

It is pure: it has no database, no request and no clock, and randomness is passed in.
"""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

Params = Mapping[str, Any]
Variant = dict[str, Any]
Response = dict[str, Any]
Text = str | Promise

MAX_TEXT = 500  # characters of a typed answer
MAX_VALUES = 100  # values of one field
# No database keeps the first two as text; the last is what Django makes of bytes that are not UTF-8.
_UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


class BadResponse(ValueError):
    """Raised when a posted form cannot be read as a response. Its message is shown to the student."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its opaque name, with what it shows in words (`alt`). Its width and height are in pixels."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Option:
    """One option, one accepted answer of a type whose answer is typed, or one part of what a type puts together.

    fraction: the share of the mark that it stands for, 0–1; more than 0 marks a key.
    match: what the option belongs to, for types that pair or sort; it is empty elsewhere.
    feedback: what is shown after the answer to whoever chose the option.
    """

    text: str
    fraction: float = 0.0
    match: str = ""
    feedback: str = ""
    picture: Picture | None = None

    def shown(self) -> dict[str, Any]:
        """Return what may be shown of the option at any time: its text and its picture, without the key."""
        return _without_nothing({"text": self.text, "picture": self.picture and asdict(self.picture)})

    @property
    def is_key(self) -> bool:
        return self.fraction > 0


@dataclass(frozen=True, slots=True)
class Item:
    """A question as a pure value, with its key. Its `params` hold what only its type understands."""

    type: str
    stem: str
    options: tuple[Option, ...] = ()
    params: Params = field(default_factory=dict)
    picture: Picture | None = None  # stands below the stem

    def to_json(self) -> dict[str, Any]:
        """Return the item as plain data.

        Pictures are left out where there are none, so that what was stored without them keeps its digest.
        """
        return {
            "type": self.type,
            "stem": self.stem,
            "options": [_without_nothing(asdict(option)) for option in self.options],
            "params": dict(self.params),
            **_without_nothing({"picture": self.picture and asdict(self.picture)}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Item:
        return cls(
            data["type"],
            data["stem"],
            tuple(Option(**{**row, "picture": _picture(row)}) for row in data["options"]),
            data["params"],
            _picture(data),
        )

    @property
    def keys(self) -> list[Option]:
        return [option for option in self.options if option.is_key]

    @property
    def distractors(self) -> list[Option]:
        return [option for option in self.options if not option.is_key]


def _without_nothing(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _picture(data: Mapping[str, Any]) -> Picture | None:
    return Picture(**data["picture"]) if data.get("picture") else None


class Form:
    """The values posted for one answer: a mapping of field names to lists of text, as in a QueryDict.

    is_partial: True while the choice may still be completed; parts without an answer are then left out.
    """

    def __init__(self, values: Mapping[str, Sequence[str]], *, is_partial: bool = False) -> None:
        self._values = values
        self.is_partial = is_partial

    def so_far(self) -> Form:
        return Form(self._values, is_partial=True)

    def without(self, *names: str) -> Form:
        kept = {name: values for name, values in self._values.items() if name not in names}
        return Form(kept, is_partial=self.is_partial)

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for values in self._values.values() for value in values)

    def many(self, name: str) -> list[str]:
        values = list(self._values.get(name, ()))
        if len(values) > MAX_VALUES or any(map(_UNREADABLE.search, values)):
            raise BadResponse(_("That answer cannot be read. Please choose or type it again."))
        return values

    def one(self, name: str, missing: Text, longest: int = MAX_TEXT) -> str:
        """Return the single value of `name`, of at most `longest` characters.

        Raises BadResponse where there is none (with the sentence `missing`), or not exactly one that can be taken.
        """
        values = [value for value in self.many(name) if value.strip()]
        if not values:
            raise BadResponse(missing)
        if len(values) > 1:
            raise BadResponse(_("Please give one answer only."))
        if len(values[0]) > longest:
            raise BadResponse(_("That answer is too long. Please write at most %(n)s characters.") % {"n": longest})
        return values[0]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of what is shown after the answer.

    For an option, it says whether the option is the key and whether it was chosen. With `right`, it is about a part
    that had to be given something (a place, a partner, a box, a word): it says what was `given` ("" for nothing) and
    whether that `is_right`; `was_chosen` then says that something was given.
    """

    text: str
    is_right: bool
    was_chosen: bool
    feedback: str = ""
    given: str = ""
    right: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things for which a response is scored and reported separately, each with a fraction of 0–1."""

    label: Text
    fraction: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of `params` that a teacher may set, as plain data from which a form field can be built.

    kind: what the value is. "paragraphs" is a text of several lines, "words" a list of texts that are typed with commas
    between them.
    """

    name: str
    label: Text
    kind: Literal["bool", "number", "text", "paragraphs", "words"]
    default: Any
    help: Text = ""


class ItemType(ABC):
    """A question type. Its template is quizzes/items/<code>.html, which holds the controls and nothing else.

    The template is given `shown` (what is presented), `posted` (a form, to fill the controls in again with the filters
    `value_of` and `values_of`) and `at`, with which every id begins: a sheet holds many questions. It works without
    JavaScript and on paper; what makes sense on only one of the two has the class `off-paper` or `on-paper`. An element
    with `data-script` names a module whose `start(element)` may add to it, as dragging does.

    A type has no state; one instance serves all items. Three values pass between its methods, each of them JSON:
    the *variant* (the item as one learner got it: the order of its options), the *response* (what the learner
    answered, in terms of the item, not of the variant), and what is *presented* (the item without its key).
    """

    code: ClassVar[str]
    label: ClassVar[Text]
    instruction: ClassVar[Text]
    # The lint asks a type for these. Its options are listed, or are answers that may be typed, or are parts of a whole.
    lists_options: ClassVar[bool] = False
    accepts_options: ClassVar[bool] = False
    has_fixed_options: ClassVar[bool] = False  # the texts are the type's own, and the stem is a statement
    multiple: ClassVar[bool] = False  # several options may be right
    has_blanks: ClassVar[bool] = False  # the stem is a text in which blanks are filled
    graded_by_hand: ClassVar[bool] = False  # `grade` is always None, and the right answer is one of many, or ""
    right_answer_label: ClassVar[Text] = gettext_lazy("Right answer")
    unfit_for_live: ClassVar[Text] = ""  # why it is not asked in a live round, on phones and against the clock
    # The key lies in the shares of the options, in what each of them belongs to, or in the order in which they stand.
    keyed_by: ClassVar[Literal["fraction", "match", "order"]] = "fraction"
    settings: ClassVar[tuple[Setting, ...]] = ()
    # The form in which a teacher writes a question shows these columns of its options, each under this heading.
    option_columns: ClassVar[Mapping[str, Text]] = {}
    options_help: ClassVar[Text] = ""

    @property
    def template_name(self) -> str:
        return f"quizzes/items/{self.code}.html"

    def readable_stem(self, item: Item) -> str:
        """Return the stem as it reads without its controls: in a review, in a report, in the lint."""
        return item.stem

    @abstractmethod
    def problems(self, item: Item) -> list[Text]:
        """Return one whole sentence for each reason why the item cannot be asked; none where it can."""

    def vary(self, item: Item, rng: random.Random) -> Variant:
        """Fix what differs from one learner to the next."""
        return {}

    @abstractmethod
    def present(self, item: Item, variant: Variant) -> dict[str, Any]:
        """Return what the template is given before the answer is locked. It never depends on which option is the key.

        A "stem" in it is shown instead of the item's own, for types that show the stem among their controls.
        """

    @abstractmethod
    def parse(self, item: Item, variant: Variant, form: Form) -> Response:
        """Read a posted form as a response. Raises BadResponse with a sentence for the student."""

    @abstractmethod
    def grade(self, item: Item, response: Response) -> float | None:
        """Return the fraction that the response earns, 0–1; None where only a person can say."""

    def parts(self, item: Item, response: Response) -> list[Part]:
        """Return the parts that make up the fraction, where they are reported separately; else none."""
        return []

    @abstractmethod
    def right_response(self, item: Item) -> Response:
        """Return a response that earns 1, or that may earn it where a person grades."""

    @abstractmethod
    def to_form(self, item: Item, variant: Variant, response: Response) -> dict[str, list[str]]:
        """Return the form that `parse` would read as this response. It also fills in the controls again."""

    @abstractmethod
    def summarise(self, item: Item, response: Response) -> str:
        """Return the response in one line, for a result page or a report."""

    def in_full(self, item: Item, response: Response) -> str:
        """Return the whole response, on as many lines as it has, for whoever wants to read all of it."""
        return self.summarise(item, response)

    def right_answer(self, item: Item) -> str:
        return self.summarise(item, self.right_response(item))

    def review(self, item: Item, variant: Variant, response: Response | None) -> list[ReviewRow]:
        """Return rows in the learner's order, for the page after the answer; none for types without options."""
        return []

    @abstractmethod
    def random_guess_score(self, item: Item) -> float | None:
        """Return the fraction expected from guessing (Moodle's definition); None where guessing has no meaning."""

    @abstractmethod
    def examples(self) -> Iterable[Item]:
        """Return the items with which the contract test tries the type."""
