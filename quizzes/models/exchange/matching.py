"""The matching of questions in a file with questions of the bank."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from quizzes.formats import Record
from quizzes.generation.logical_order import in_logical_order
from quizzes.items import Item, Picture
from quizzes.models.bank.questions import Question

from .records import CHUNK_SIZE, for_records

MAX_IDENTITY_LENGTH = 200  # characters of an identity


def identities_of(records: Sequence[Record]) -> list[str]:
    """Return for each record what stays the same when its question is edited, with a prefix that says what it is.

    This is the id in the file, or else the title within its topic, or else the question's text, or else all of it.
    Whatever several records of one file share identifies none of them, so two identities are the same only if the
    whole records are.
    """
    candidates = [_candidates(record) for record in records]
    counts = Counter(name for names in candidates for name in names)
    return [next((name for name in names if counts[name] == 1), names[-1]) for names in candidates]


def _candidates(record: Record) -> list[str]:
    names = [("id", record.id), ("title", "/".join((*record.topic, record.name)) if record.name else "")]
    identities = [_short(kind, name) for kind, name in names if name]
    whole = json.dumps(record.item.to_json(), sort_keys=True, default=str)
    return [*identities, f"text:{_sha(record.item.stem)}", f"all:{_sha(whole)}"]


def _short(kind: str, name: str) -> str:
    identity = f"{kind}:{name}"
    return identity if len(identity) <= MAX_IDENTITY_LENGTH else f"{kind}-digest:{_sha(name)}"


def content_digest(item: Item, explanation: str, tags: Iterable[str]) -> str:
    """Return the digest of everything that a file decides about a question, with pictures named by their digests.

    The order of options that are numbers or dates does not count, since publishing sorts them.
    """
    content = [in_logical_order(item).to_json(), explanation, list(tags)]
    return _sha(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def digest_as_stored(question: Question) -> str:
    """Return the digest of the question's content as it is now."""
    item, options = question.to_item(), question.options.all()
    named = replace(
        item,
        picture=_by_digest(item.picture, question),
        options=tuple(
            replace(value, picture=_by_digest(value.picture, option))
            for value, option in zip(item.options, options, strict=True)
        ),
    )
    return content_digest(named, question.explanation, question.tags)


def imported_as(names: list[str]) -> dict[str, list[Question]]:
    """Return the questions of the bank that were imported under these identities, by identity."""
    questions: dict[str, list[Question]] = defaultdict(list)
    for question in _with_any("imported_as", names):
        questions[question.imported_as].append(question)
    return questions


def with_code(codes: set[str]) -> dict[str, Question]:
    return {question.slug: question for question in _with_any("slug", sorted(codes))}


def _with_any(column: str, values: list[str]) -> Iterator[Question]:
    rows = for_records(Question.objects.all())
    for start in range(0, len(values), CHUNK_SIZE):
        yield from rows.filter(**{f"{column}__in": values[start : start + CHUNK_SIZE]})


def _by_digest(picture: Picture | None, owner: object) -> Picture | None:
    return replace(picture, name=owner.picture.digest) if picture else None  # type: ignore[attr-defined]  # it has one


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
