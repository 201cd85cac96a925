"""Questions as records, which go into files."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quizzes import items
from quizzes.formats import Citation, Record
from quizzes.items.base import Text
from quizzes.models.bank.options import Option
from quizzes.models.bank.questions import Question
from quizzes.models.bank.sources import Sentence

CHUNK_SIZE = 500  # questions in memory at a time
BETWEEN_NAMES = " / "  # in the name of a topic that was a path of categories
PICTURE_SUFFIXES = {"image/webp": ".webp", "image/png": ".png", "image/gif": ".gif", "image/jpeg": ".jpg"}


def topic_name(path: tuple[str, ...], longest: int) -> str:
    """Return the path in one line, since topics are flat, without its broadest names if it is too long."""
    names = [" ".join(name.split()) for name in path if name.strip()]
    while len(names) > 1 and len(BETWEEN_NAMES.join(names)) > longest:
        del names[0]
    return BETWEEN_NAMES.join(names)[:longest].strip()


def record_of(question: Question) -> Record:
    """Return the question as a file has it. Its options, pictures, topic and source should have been fetched."""
    files: dict[str, bytes] = {}
    options = list(question.options.all())
    item = question.to_item()
    item = replace(
        item,
        picture=_file_of(question, files),
        options=tuple(
            replace(value, picture=_file_of(option, files)) for value, option in zip(item.options, options, strict=True)
        ),
    )
    kind, _colon, imported_id = question.imported_as.partition(":")
    return Record(
        item,
        name=question.imported_name or question.slug,
        id=imported_id if kind == "id" else question.slug,
        topic=tuple(question.topic.name.split(BETWEEN_NAMES)),
        explanation=question.explanation,
        tags=tuple(question.tags),
        citation=_citation_of(question.sentence, question.quote),
        files=files,
    )


def for_records(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Fetch everything that `record_of` reads along with the questions."""
    return questions.select_related("topic", "sentence__source", "picture").prefetch_related("options__picture")


def losses_of(question: Question) -> list[Text]:
    """Return what no file has a place for, whatever its format."""
    if question.kind == Question.Kind.CLAIM:
        return [
            _("That it asks what %(who)s says, and not for a fact, is left behind.")
            % {"who": question.attributed_to or _("somebody")}
        ]
    return []


def _file_of(owner: Question | Option, files: dict[str, bytes]) -> items.Picture | None:
    picture = owner.picture
    if picture is None:
        return None
    name = picture.name + PICTURE_SUFFIXES[picture.media_type]
    files[name] = bytes(picture.data)
    return replace(picture.to_value(), name=name)


def _citation_of(sentence: Sentence | None, quote: str) -> Citation | None:
    if sentence is None or not quote:
        return None
    source = sentence.source
    return Citation(quote, source.title, "" if sentence.is_gone else sentence.ref, source.url, source.licence)
