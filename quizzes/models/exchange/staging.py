"""The parts of a record that need work before they are stored: its pictures, its citation and its problems."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from quizzes import items
from quizzes.formats import Citation, Problem, Record
from quizzes.generation.facts import Fact as FactValue
from quizzes.items import Item, Picture
from quizzes.items.base import Text
from quizzes.models.bank.facts import facts_of
from quizzes.models.bank.sources import Sentence, Source
from quizzes.picture_files import BadPicture, Encoded, re_encode

LONGEST_TEXT, LONGEST_MATCH, MOST_OPTIONS = 1000, 300, 100
UNDESCRIBED = "?"


@dataclass(frozen=True, slots=True)
class KeptPicture:
    encoded: Encoded
    alt: str

    @property
    def digest(self) -> str:
        """The digest, computed as `PictureManager.keep` does."""
        return hashlib.sha256(self.alt.encode() + b"\0" + self.encoded.data).hexdigest()


def problems_of(record: Record) -> Iterator[Problem]:
    """Yield why a record cannot be stored at all. What only prevents it from being asked is for the lint."""
    item = record.item

    def problem(wrong: Text, remedy: Text) -> Problem:
        return Problem(record.line, " ".join((record.name or item.stem).split())[:120], wrong, remedy)

    if item.type not in items.TYPES:
        yield problem(_("There is no question type “%s” here.") % item.type[:60], _("Change its type, or remove it."))
    if any(map(_is_unstorable, _texts(record))):
        yield problem(
            _("It holds characters that cannot be stored."), _("Copy its text anew as plain text, and save the file.")
        )
    if len(item.options) > MOST_OPTIONS:
        yield problem(_("It has more than %(n)s options.") % {"n": MOST_OPTIONS}, _("Make several questions of it."))
    if any(len(option.text) > LONGEST_TEXT or len(option.match) > LONGEST_MATCH for option in item.options):
        yield problem(
            _("An option is longer than %(n)s characters.") % {"n": LONGEST_TEXT}, _("Shorten it in the file.")
        )
    if not all(0 <= option.fraction <= 1 for option in item.options):
        yield problem(
            _("An option is worth less than nothing or more than the whole mark."),
            _("Give each option from 0 to 100 percent."),
        )


def _texts(record: Record) -> Iterator[str]:
    yield from (record.item.stem, record.name, record.id, record.explanation, str(record.item.params))
    yield from (*record.topic, *record.tags)
    for option in record.item.options:
        yield from (option.text, option.match, option.feedback)


def _is_unstorable(text: str) -> bool:
    try:
        return b"\0" in text.encode()
    except UnicodeEncodeError:
        return True


def take_pictures(record: Record) -> tuple[Item, dict[str, KeptPicture], list[Text]]:
    """Return the item with pictures named by their digests, these pictures by digest, and what is left behind."""
    kept: dict[str, KeptPicture] = {}
    losses: list[Text] = []

    def take(picture: Picture | None) -> Picture | None:
        if picture is None:
            return None
        if picture.name not in record.files:
            losses.append(_("A picture is not in the file and is left behind: %s.") % picture.name[:80])
            return None
        try:
            encoded = re_encode(record.files[picture.name])
        except BadPicture as problem:
            losses.append(_("A picture is left behind. %s") % problem)
            return None
        if not picture.alt.strip():
            losses.append(_("Its picture has no description. Write what it shows before you publish the question."))
        picture_file = KeptPicture(encoded, picture.alt.strip()[:300] or UNDESCRIBED)
        kept[picture_file.digest] = picture_file
        return Picture(picture_file.digest, picture_file.alt, encoded.width, encoded.height)

    item = record.item
    if item.picture is None and all(option.picture is None for option in item.options):
        return item, kept, losses
    options = tuple(replace(option, picture=take(option.picture)) for option in item.options)
    return replace(item, picture=take(item.picture), options=options), kept, losses


class CitationIndex:
    """The sources of the bank and what citations find in them, each read once."""

    def __init__(self) -> None:
        self._sources: dict[tuple[str, str], Source | None] = {}
        self._sentences: dict[int, list[Sentence]] = {}
        self._facts: dict[int, tuple[FactValue, ...]] = {}

    def find(self, citation: Citation) -> tuple[Sentence | None, Text]:
        """Return the sentence on which a citation stands, or None and a sentence that says why there is none."""
        source = self._source(citation)
        if source is None:
            return None, _("It cites “%s”, which is not among the sources here.") % citation.source[:100]
        if not citation.quote:
            return None, _("It cites “%s” without any words of it.") % citation.source[:100]
        if source.pk not in self._sentences:
            self._sentences[source.pk] = list(source.sentences.in_text())
        quoting = [sentence for sentence in self._sentences[source.pk] if citation.quote in sentence.text]
        if not quoting:
            return None, _("The words it cites do not stand in “%s”.") % source.title[:100]
        return min(quoting, key=lambda sentence: sentence.ref != citation.ref), ""

    def facts(self, sentence: Sentence | None) -> tuple[FactValue, ...]:
        """Return the facts with which the lint compares a question on this sentence."""
        if sentence is None:
            return ()
        if sentence.source_id not in self._facts:
            self._facts[sentence.source_id] = facts_of(sentence.source)
        return self._facts[sentence.source_id]

    def _source(self, citation: Citation) -> Source | None:
        key = (citation.source, citation.url)
        if key not in self._sources:
            titled = Source.objects.filter(title=citation.source).first() if citation.source else None
            linked = Source.objects.filter(url=citation.url).first() if citation.url else None
            self._sources[key] = titled or linked
        return self._sources[key]
